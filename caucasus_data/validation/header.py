"""The header of a table file against the declared columns: one finding for each cause why they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from caucasus_data.checks.base import Check
from caucasus_data.checks.form import (
    MissingColumn,
    NameCase,
    ReorderedColumns,
    RepeatedColumn,
    UnknownColumn,
    WrongDelimiter,
)
from caucasus_data.csv_block import Place
from caucasus_data.csv_scan import Flaw
from caucasus_data.errors import nearest
from caucasus_data.spec import TableSpec

_MOST_SURPLUS = 4
"""With more unknown columns than this, and more than known ones, the file is another table: one cause, one finding."""


class Header(Protocol):
    """The names of a table's columns: a file has them, and so has a frame."""

    @property
    def header(self) -> list[str]:
        """The names."""

    @property
    def header_places(self) -> list[Place]:
        """Where each of them stands."""


def header_flaws(source: Header, spec: TableSpec) -> Iterator[tuple[Flaw, Place]]:
    """What is wrong with the header, each cause once, with its place."""
    names, places = source.header, source.header_places
    if names == list(spec.column_names) or not names:
        return
    if names[0].lower().startswith("sep=") or (len(names) == 1 and re.search(r"[;\t|]", names[0])):
        message, hint = (
            f'the first line is "{names[0][:40]}"',
            "write the file with commas, the header as its first line",
        )
        if names[0].lower().startswith("sep="):
            message, hint = f'the first line is "{",".join(names)[:40]}", which only one spreadsheet reads', "remove it"
        yield _flaw(WrongDelimiter, message, hint, names[0]), places[0]
        return
    unknown = [position for position, name in enumerate(names) if name not in spec]
    if len(unknown) > max(_MOST_SURPLUS, len(names) / 2):
        message = f"{len(unknown):,} of the {len(names):,} columns are not columns of {spec.name}"
        first = unknown[0]
        yield (
            _flaw(UnknownColumn, message, f"the columns are: {', '.join(spec.column_names)}", names[first]),
            places[first],
        )
        return
    meant: dict[str, int] = {}
    for position, name in enumerate(names):
        if name in spec and name in meant:
            message = f'the column "{name}" stands here a second time'
            yield _flaw(RepeatedColumn, message, "remove it with its cells", name), places[position]
        elif name in spec:
            meant[name] = position
        else:
            close = _meant(position, names, spec.column_names)
            meant.setdefault(close or name, position)
            yield _unknown(name, close, spec), places[position]
    yield from _missing_or_reordered(meant, source, spec)


def _unknown(name: str, close: str | None, spec: TableSpec) -> Flaw:
    hint = f'did you mean "{close}"?' if close else f"remove it, or declare it in caucasus_data/tables/{spec.name}.py"
    same = close is not None and close.casefold() == name.casefold()
    return _flaw(NameCase if same else UnknownColumn, f'{spec.name} has no column "{name[:60]}"', hint, name)


def _missing_or_reordered(meant: dict[str, int], source: Header, spec: TableSpec) -> Iterator[tuple[Flaw, Place]]:
    absent = [name for name in spec.column_names if name not in meant]
    if absent:
        after = spec.column_names.index(absent[0])
        place = source.header_places[min(after, len(source.header) - 1)]
        message, hint = f"missing from the header: {', '.join(absent)}", "add each in its place, with its cells"
        yield _flaw(MissingColumn, message, hint), place
    present = [name for name in spec.column_names if name in meant]
    for name, there in zip(present, sorted(present, key=meant.__getitem__), strict=True):
        if name != there:
            message = f'the columns stand in another order than the schema\'s: "{there}" where "{name}" belongs'
            flaw = _flaw(ReorderedColumns, message, "run: caucasus-data format", there)
            yield flaw, source.header_places[meant[there]]
            return


def _meant(position: int, names: Sequence[str], expected: Sequence[str]) -> str | None:
    """The column that an unknown name was probably meant to be."""
    absent = [name for name in expected if name not in names]
    if close := nearest(names[position].strip(), absent, cutoff=0.5):
        return close
    same_place = expected[position] if len(names) == len(expected) else None
    return same_place if same_place in absent else None


def _flaw(check: type[Check], message: str, hint: str, value: str | None = None) -> Flaw:
    return Flaw(check.name(), 0, message, hint, value)
