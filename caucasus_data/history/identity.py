"""Ids for ever: where a withdrawn one leads, and whether one is used again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from caucasus_data.history import change as kinds
from caucasus_data.history.change import LIST_SEPARATOR, Change
from caucasus_data.history.log import Log
from caucasus_data.history.text_table import TextTable

_VERBS = {"merged": "merged into", "split": "split into"}
_TELLING = {
    "events": frozenset({"date_start", "title", "sources"}),
    "statements": frozenset({"date", "summary", "sources"}),
    # Most contracts have no day of signature, and their stage moves on.
    "contracts": frozenset({"title", "sources"}),
}
"""The columns that tell which thing a record is; where all of them are others at once, it is another thing."""
_SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Forward:
    """Where an id that is no more leads.

    Attributes:
        successors: The ids that took its place, none where it was withdrawn.
        version: The release since which it is no more.
        reason: Why, as a code of `revisions`.
        note: Why, in words.
    """

    successors: tuple[str, ...]
    version: str
    reason: str
    note: str

    def words(self, record_id: str) -> str:
        """What became of the id, in a sentence."""
        verb = _VERBS.get(self.reason, "replaced by")
        what = f"{verb} {', '.join(self.successors)}" if self.successors else "withdrawn"
        why = f": {self.note}" if self.note else f" ({self.reason})" if self.reason and not self.successors else ""
        return f"{record_id} was {what} in {self.version}{why}"


def forwards(log: Log, table: str) -> dict[str, Forward]:
    """Where each id leads that a table, or one that it was renamed from, had once and has no more."""
    names = {table}
    found: dict[str, Forward] = {}
    for version in reversed(log.versions):
        changes = log.changes.get(version, ())
        for change in changes:
            if change.table in names and (successors := _successors(change)) is not None:
                found.setdefault(_ended(change), Forward(successors, version, change.reason, change.note))
        names |= {change.before for change in changes if change.kind == kinds.TABLE_RENAMED and change.table in names}
    return found


def forwarded(log: Log, table: str, record_id: str) -> tuple[str | None, str] | None:
    """What became of an id that is no more.

    Args:
        log: The log.
        table: The table.
        record_id: The id that is no more.

    Returns:
        The id to use now, None where it leads to none or to several, and what happened, in words; None where the table
        never had the id.
    """
    known = forwards(log, table)
    words: list[str] = []
    current: str | None = record_id
    while current is not None and (forward := known.get(current)) is not None and len(words) <= len(known):
        words.append(forward.words(current))
        current = forward.successors[0] if len(forward.successors) == 1 else None
    return (current, "; ".join(words)) if words else None


def reused_ids(log: Log, changes: Iterable[Change]) -> tuple[tuple[str, str], ...]:
    """The tables and ids of new or renamed rows whose id names, or once named, another record."""
    changes = tuple(changes)
    ended = {(change.table, _ended(change)) for change in changes if _successors(change) is not None}
    for table in {change.table for change in changes}:
        ended |= {(table, record_id) for record_id in forwards(log, table)}
    fresh = (change for change in changes if change.kind in (kinds.ADDED, kinds.RENAMED))
    return tuple((change.table, change.record_id) for change in fresh if (change.table, change.record_id) in ended)


def rewritten_ids(changes: Iterable[Change]) -> tuple[tuple[str, str], ...]:
    """The tables and ids of rows that seem to tell of another thing than before, and were neither merged nor split."""
    revised: dict[tuple[str, str], set[str]] = defaultdict(set)
    for change in changes:
        if change.kind == kinds.REVISED and change.reason not in _VERBS and not _shares_sources(change):
            revised[change.table, change.record_id].add(change.field)
    return tuple(row for row, fields in revised.items() if _TELLING.get(row[0], {""}) <= fields)


def _shares_sources(change: Change) -> bool:
    """True where a row's sources were revised and one of them stayed: it still tells of the same thing."""
    before, after = (set(cell.split(LIST_SEPARATOR)) for cell in (change.before, change.after))
    return change.field == _SOURCES and not before.isdisjoint(after)


def unknown_successors(changes: Iterable[Change], tables: Mapping[str, TextTable]) -> Iterator[tuple[Change, str]]:
    """The successors that are not there, each with the first change that names it.

    Args:
        changes: The changes of a release.
        tables: The tables since that release, by name.
    """
    seen: set[tuple[str, str, str]] = set()
    for change in changes:
        if change.kind != kinds.REMOVED or change.table not in tables:
            continue
        for successor in _successors(change) or ():
            named = (change.table, change.record_id, successor)
            if successor not in tables[change.table].by_id and named not in seen:
                seen.add(named)
                yield change, successor


def _ended(change: Change) -> str:
    """The id that a change ends."""
    return change.before if change.kind == kinds.RENAMED else change.record_id


def _successors(change: Change) -> tuple[str, ...] | None:
    """The ids that take the place of the one that a change ends; None where it ends none."""
    if change.kind == kinds.RENAMED:
        return (change.after,)
    if change.kind == kinds.REMOVED:
        return tuple(filter(None, change.after.split(LIST_SEPARATOR)))
    return None
