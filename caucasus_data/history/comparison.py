"""Two snapshots side by side: what changed, and which bump of the version that makes due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from caucasus_data.checks.breaking import TablePair
from caucasus_data.history import change as kinds
from caucasus_data.history.change import Change
from caucasus_data.history.declared import Declared, surviving_columns
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
        declared: Which new names stand for old things, and which new texts for the old meaning.

    Raises:
        ReleaseError: What is declared does not fit the tables, or ids are not unique.
    """
    declared = declared or Declared()
    changes = difference(before.tables, after.tables, declared)
    grounds = [
        ground for name, pair in _pairs(before, after, declared, changes) for ground in grounds_of_table(name, pair)
    ]
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
        yield name, TablePair(old, new, columns, tuple(lost[name]), declared[name].reworded)
