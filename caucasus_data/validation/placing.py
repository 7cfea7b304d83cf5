"""From findings to diagnostics: the physical place, the value and the record are worked out for what is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pyarrow as pa

from caucasus_data.checks.base import Finding
from caucasus_data.csv_block import Block, Place
from caucasus_data.csv_scan import Flaw
from caucasus_data.diagnostics import Diagnostic
from caucasus_data.spec import TableSpec
from caucasus_data.validation.reading import Reading

_OF_THE_WHOLE_FILE = {"not-utf8": "lines", "needless-quoting": "cells"}


def placed(reading: Reading) -> tuple[list[Diagnostic], int]:
    """The first findings of a file with their places, and how many more there are."""
    path, limit = str(reading.source.path), reading.limit
    flaws = [_flaw(*flaw, path, reading.spec) for flaw in _merged([*reading.source.flaws, *reading.flaws])]
    flaws.sort(key=lambda found: found.sort_key)
    order = {name: index for index, name in enumerate(reading.spec.column_names)}

    def by_place(found: Finding) -> tuple[int, int, str, str]:
        return found.row or 0, order.get(found.field or "", -1), found.check.code, found.message

    findings = sorted(dict.fromkeys(reading.findings), key=by_place)
    kept_flaws, kept = flaws[:limit], findings[: max(0, limit - len(flaws))]
    omitted = len(flaws) + len(findings) - len(kept_flaws) - len(kept)
    return kept_flaws + list(_located(kept, reading)), omitted + reading.omitted


def _merged(flaws: Sequence[tuple[Flaw, Place | None]]) -> Iterator[tuple[Flaw, Place | None]]:
    """The flaws, those that come of how the whole file was saved as one."""
    first: dict[str, tuple[Flaw, Place | None]] = {}
    counts: Counter[str] = Counter()
    for flaw, place in flaws:
        counts[flaw.name] += flaw.count
        if flaw.name not in _OF_THE_WHOLE_FILE:
            yield flaw, place
        else:
            first.setdefault(flaw.name, (flaw, place))
    for name, (flaw, place) in first.items():
        more = f"; {counts[name]} {_OF_THE_WHOLE_FILE[name]} like this" if counts[name] > 1 else ""
        yield replace(flaw, message=flaw.message + more), place


@cache
def _codes() -> dict[str, str]:
    """The code of each check by its name."""
    # Most files have no flaw, and the words of every check take a while to load.
    from caucasus_data.checks.catalogue import CHECKS

    return {check.name(): check.code for check in CHECKS}


def _flaw(flaw: Flaw, place: Place | None, path: str, spec: TableSpec) -> Diagnostic:
    line, column = (place.line, place.column) if place else (None, None)
    return Diagnostic(
        _codes()[flaw.name], flaw.message, flaw.hint, path, line, column, table=spec.name, value=flaw.value
    )


def _located(findings: Sequence[Finding], reading: Reading) -> Iterator[Diagnostic]:
    """The diagnostics of findings that are sorted by row."""
    if not findings:
        return
    pending = iter(findings)
    found = next(pending)
    for block in reading.source.blocks():
        while (found.row or 0) < block.first_row + block.cells.num_rows:
            yield _diagnostic(found, block, reading)
            if (following := next(pending, None)) is None:
                return
            found = following


def _diagnostic(found: Finding, block: Block, reading: Reading) -> Diagnostic:
    row = found.row or 0
    names = reading.spec.column_names
    position = names.index(found.field) if found.field in names else 0
    place = block.locate(row, position)
    return Diagnostic(
        code=found.check.code,
        message=found.message,
        hint=found.hint,
        path=str(reading.source.path),
        line=place.line,
        column=place.column,
        table=reading.spec.name,
        field=found.field,
        record_id=_record_id(block.cells, row - block.first_row, reading.spec),
        value=block.cells.column(position)[row - block.first_row].as_py() if found.field else None,
    )


def _record_id(cells: pa.RecordBatch, index: int, spec: TableSpec) -> str | None:
    parts = [cells.column(spec.column_names.index(part))[index].as_py() for part in spec.primary_key]
    return "/".join(part or "" for part in parts) or None
