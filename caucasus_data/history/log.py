"""The log of releases: the tables `releases` and `revisions`, which only ever grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce

from caucasus_data.errors import UnknownVersionError
from caucasus_data.history import change as kinds
from caucasus_data.history.change import LIST_SEPARATOR, Change
from caucasus_data.history.declared import Declared, DeclaredTable, chained
from caucasus_data.history.versions import in_order, version_key

RELEASES, REVISIONS = "releases", "revisions"
LOG_TABLES = (RELEASES, REVISIONS)
"""The tables of the log itself; they stand outside their own digests."""


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """A row of `releases`: one table of one release.

    Attributes:
        version: The release.
        table_name: The table, by its name then.
        date: The day of the release.
        row_count: How many rows it had.
        digest: The SHA-256 of its canonical CSV.
        schema_digest: The SHA-256 of its exported schema.
        canonical_form: The number of the canonical form that `digest` is taken over.
        title: What the release brought.
    """

    version: str
    table_name: str
    date: str
    row_count: int
    digest: str
    schema_digest: str
    canonical_form: int
    title: str


@dataclass(frozen=True)
class Log:
    """Every release so far and what each of them changed.

    Attributes:
        released: The rows of `releases`.
        changes: The changes of each release, by version.
    """

    released: tuple[ReleasedTable, ...] = ()
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """The releases, the oldest first."""
        return in_order(row.version for row in self.released)

    @property
    def last(self) -> str | None:
        """The newest release; None before the first."""
        return self.versions[-1] if self.versions else None

    @cached_property
    def _by_version(self) -> dict[str, dict[str, ReleasedTable]]:
        found: dict[str, dict[str, ReleasedTable]] = defaultdict(dict)
        for row in self.released:
            found[row.version][row.table_name] = row
        return found

    def tables(self, version: str) -> Mapping[str, ReleasedTable]:
        """The tables of a release by name.

        Raises:
            UnknownVersionError: There is no such release.
        """
        if version not in self._by_version:
            raise UnknownVersionError(version, self.versions)
        return self._by_version[version]

    def after(self, version: str) -> tuple[str, ...]:
        """The releases that came after one, the oldest first."""
        return tuple(later for later in self.versions if version_key(later) > version_key(version))

    def changes_of(self, version: str, table: str) -> tuple[Change, ...]:
        """What a release did to a table, by the table's name since."""
        return self._by_table.get((version, table), ())

    @cached_property
    def _by_table(self) -> dict[tuple[str, str], tuple[Change, ...]]:
        return {
            (version, table): tuple(own)
            for version, changes in self.changes.items()
            for table, own in _by_table(changes).items()
        }

    def until(self, version: str) -> Log:
        """The log as it was at a release."""
        newer = set(self.after(version))
        return Log(
            tuple(row for row in self.released if row.version not in newer),
            {one: changes for one, changes in self.changes.items() if one not in newer},
        )

    def extended(self, released: Sequence[ReleasedTable], changes: Sequence[Change]) -> Log:
        """The log with one release more."""
        version = released[0].version
        return Log((*self.released, *released), {**self.changes, version: tuple(changes)})


def declared_in(log: Log, after: str | None) -> Declared:
    """The renames, successors and rewordings of all releases after one, as one step.

    Args:
        log: The log.
        after: The older release; None: the beginning.
    """
    versions = log.versions if after is None else log.after(after)
    return reduce(chained, (_declared_by(log.changes.get(version, ())) for version in versions), Declared())


def _declared_by(changes: Sequence[Change]) -> Declared:
    """What one release has declared."""
    tables = {change.before: change.after for change in changes if change.kind == kinds.TABLE_RENAMED}
    return Declared(
        tables,
        {
            table: DeclaredTable(
                {change.before: change.after for change in own if change.kind == kinds.COLUMN_RENAMED},
                {change.before: change.after for change in own if change.kind == kinds.RENAMED},
                {
                    change.record_id: tuple(change.after.split(LIST_SEPARATOR))
                    for change in own
                    if change.kind == kinds.REMOVED and change.after
                },
                frozenset(change.field for change in own if change.kind == kinds.REWORDED),
            )
            for table, own in _by_table(changes).items()
        },
    )


def _by_table(changes: Sequence[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.table].append(change)
    return found
