"""Two snapshots side by side: what changed, and which bump of the version that makes due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from caucasus_data.checks.breaking import MeaningChanged, TablePair
from caucasus_data.history import change as kinds
from caucasus_data.history.change import Change
from caucasus_data.history.declared import Declared, DeclaredTable, surviving_columns
from caucasus_data.history.difference import difference
from caucasus_data.history.grounds import Ground, grounds_of_rows, grounds_of_table
from caucasus_data.history.snapshot import Snapshot
from caucasus_data.history.versions import Bump


@dataclass(frozen=True)
class Comparison:
    """The difference of two snapshots.

    Attributes:
        before: The older one.
        after: The newer one.
        changes: What changed in the tables.
        grounds: Why a version is due, the gravest first.
    """

    before: Snapshot
    after: Snapshot
    changes: tuple[Change, ...]
    grounds: tuple[Ground, ...]

    @property
    def due(self) -> Bump:
        """The bump that is due; `NONE` where nothing changed."""
        return max((ground.bump for ground in self.grounds), default=Bump.NONE)


def compare(before: Snapshot, after: Snapshot, declared: Declared | None = None) -> Comparison:
    """Compare two snapshots.

    Args:
        before: The older one.
        after: The newer one.
        declared: Which new names stand for old things, and which new texts for the old meaning; what does not fit the
            tables changes nothing.

    Raises:
        ReleaseError: Ids are not unique.
    """
    declared = _fitting(declared or Declared(), before, after)
    changes = difference(before.tables, after.tables, declared)
    pairs = dict(_pairs(before, after, declared, changes))
    changes = tuple(
        change for change in changes if change.kind != kinds.REWORDED or change.field in pairs[change.table].reworded
    )
    grounds = [ground for name, pair in pairs.items() for ground in grounds_of_table(name, pair)]
    grounds += grounds_of_rows(changes)
    grounds.sort(key=lambda ground: -ground.bump)
    return Comparison(before, after, changes, tuple(grounds))


def lost_ids(changes: tuple[Change, ...]) -> tuple[tuple[str, str], ...]:
    """The tables and ids of the rows that are gone and forward to none; those of removed tables are left out."""
    gone = {change.table for change in changes if change.kind == kinds.TABLE_REMOVED}
    found = (
        (change.table, change.record_id)
        for change in changes
        if change.kind == kinds.REMOVED and not change.after and change.table not in gone
    )
    return tuple(dict.fromkeys(found))


def _pairs(
    before: Snapshot, after: Snapshot, declared: Declared, changes: tuple[Change, ...]
) -> Iterator[tuple[str, TablePair]]:
    """Each table's two declarations, by its newer name."""
    lost: dict[str, list[str]] = defaultdict(list)
    for table, record_id in lost_ids(changes):
        lost[table].append(record_id)
    old_names = declared.old_names(before.specs, after.specs)
    for name in dict.fromkeys((*after.specs, *old_names)):
        old = before.specs[old_names[name]] if name in old_names else None
        new = after.specs.get(name)
        columns = {}
        if old is not None and new is not None:
            columns = surviving_columns(old.column_names, new.column_names, declared[name].columns, name)
        pair = TablePair(old, new, columns, tuple(lost[name]))
        changed = {field for field, _message in MeaningChanged().breaks(pair)}
        yield name, replace(pair, reworded=declared[name].reworded & changed)


def _fitting(declared: Declared, before: Snapshot, after: Snapshot) -> Declared:
    """What is declared, without what is not so: a column that is not there, or was renamed and removed later."""
    renamed = {old: new for old, new in declared.tables.items() if old in before.tables and new in after.tables}
    by_table = {}
    for old in before.tables:
        new = renamed.get(old, old)
        if new in after.tables:
            by_table[new] = _fitting_table(declared[new], before, after, old, new)
    return Declared(renamed, by_table)


def _fitting_table(declared: DeclaredTable, before: Snapshot, after: Snapshot, old: str, new: str) -> DeclaredTable:
    was, has = before.tables[old], after.tables[new]
    columns = {
        one: other for one, other in declared.columns.items() if one in was.column_names and other in has.column_names
    }
    ids = {one: other for one, other in declared.ids.items() if one in was.by_id and other in has.by_id}
    return replace(declared, columns=columns, ids=ids)
