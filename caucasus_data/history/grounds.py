"""Why a version is due: rule by rule, what changed between two declarations of a table and between its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caucasus_data.checks.breaking import BREAKING_CHECKS, TablePair
from caucasus_data.history import change as kinds
from caucasus_data.history.change import Change
from caucasus_data.history.versions import Bump
from caucasus_data.spec import ColumnSpec

_LIMITS = ("pattern", "min_length", "max_length", "minimum", "maximum")
_ROWS = {kinds.ADDED: "added", kinds.REMOVED: "withdrawn in favour of others", kinds.RENAMED: "renamed"}


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a version is due.

    Attributes:
        bump: How far it moves the version.
        table: The table.
        field: The column; "" for the table as a whole.
        message: What changed.
        code: The broken rule; "" where none is.
    """

    bump: Bump
    table: str
    field: str
    message: str
    code: str = ""


def grounds_of_table(name: str, pair: TablePair) -> Iterator[Ground]:
    """What changed in the declaration of a table, and which of its ids are lost.

    Args:
        name: The table, by its newer name.
        pair: Its two declarations.
    """
    for check in BREAKING_CHECKS:
        for field, message in check().breaks(pair):
            yield Ground(Bump.MAJOR, name, field, message, check.code)
    if pair.before is None:
        yield Ground(Bump.MINOR, name, "", "the table is added")
    elif pair.after is not None:
        yield from _columns(name, pair)
        yield from _texts(name, pair)


def grounds_of_rows(changes: Sequence[Change]) -> Iterator[Ground]:
    """How many rows were added, withdrawn and renamed, and how many cells revised, in each table."""
    gone = {change.table for change in changes if change.kind == kinds.TABLE_REMOVED}
    # A removed row has an entry for each of its cells, and counts once; without successors it breaks a rule.
    rows = dict.fromkeys(
        (change.table, change.kind, change.record_id)
        for change in changes
        if change.kind in _ROWS and change.table not in gone and (change.kind != kinds.REMOVED or change.after)
    )
    for (table, kind), count in Counter((table, kind) for table, kind, _record_id in rows).items():
        yield Ground(Bump.MINOR, table, "", f"{count:,} {'row' if count == 1 else 'rows'} {_ROWS[kind]}")
    cells = Counter((change.table, change.field) for change in changes if change.kind == kinds.REVISED)
    for (table, field), count in cells.items():
        yield Ground(Bump.MINOR, table, field, f"{count:,} {'cell' if count == 1 else 'cells'} revised")


def _columns(name: str, pair: TablePair) -> Iterator[Ground]:
    """What the columns have got more of, or have otherwise changed without breaking anything."""
    assert pair.before is not None
    assert pair.after is not None
    for column in pair.after.column_names:
        if column not in pair.columns.values():
            yield Ground(Bump.MINOR, name, column, "the column is added")
    kept = [pair.columns[column] for column in pair.before.column_names if column in pair.columns]
    if kept != [column for column in pair.after.column_names if column in kept]:
        yield Ground(Bump.MINOR, name, "", "the columns stand in another order")
    for old, new in pair.kept():
        for message in _additions(old, new):
            yield Ground(Bump.MINOR, name, new.name, message)


def _additions(old: ColumnSpec, new: ColumnSpec) -> Iterator[str]:
    added = [value for value in new.allowed if value not in old.allowed]
    if old.codes and added:
        yield f"allowed since: {', '.join(added)}"
    if new.required and not old.required:
        yield "is never empty any more"
    for limit in _LIMITS:
        was, has = getattr(old, limit), getattr(new, limit)
        if was != has:
            yield f"the {limit.replace('_', ' ')} was {was}, is {has}"


def _texts(name: str, pair: TablePair) -> Iterator[Ground]:
    """Texts that are new and mean the same."""
    assert pair.before is not None
    assert pair.after is not None
    if pair.before.title != pair.after.title:
        yield Ground(Bump.PATCH, name, "", "the title is another")
    for field in sorted(pair.reworded):
        yield Ground(Bump.PATCH, name, field, "worded otherwise, with the same meaning")
    for old, new in pair.kept():
        twins = {code.value: code.equivalents for code in new.codes}
        if any(twins.get(code.value, code.equivalents) != code.equivalents for code in old.codes):
            yield Ground(Bump.PATCH, name, new.name, "the codes have other twins in other schemes")
