"""The tables of an earlier release, rebuilt from later ones and the log, and proved by their digests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from caucasus_data.errors import ReleaseError, UnknownTableError
from caucasus_data.history import change as kinds
from caucasus_data.history.log import Log
from caucasus_data.history.text_table import TextTable
from caucasus_data.history.undo import undo

Lookup = Callable[[str], TextTable]
"""Gives a table of the last release by its name."""


def rebuilt_table(log: Log, version: str, table: str, last: Lookup) -> TextTable:
    """A table as a release published it.

    Args:
        log: The log.
        version: The release.
        table: The table, by its name in that release.
        last: The tables of the last release in the log.

    Returns:
        The table; its digest is the recorded one.

    Raises:
        UnknownVersionError: There is no such release.
        UnknownTableError: The release has no such table.
        ReleaseError: What is rebuilt is not what was released: the log or the tables have been damaged.
    """
    released = log.tables(version)
    if table not in released:
        raise UnknownTableError(table, released)
    return _proved(_undone(log, version, table, last), log, version, table)


def rebuilt_release(log: Log, version: str, last: Lookup) -> dict[str, TextTable]:
    """All tables of a release by name; see `rebuilt_table`."""
    return {table: rebuilt_table(log, version, table, last) for table in log.tables(version)}


def rebuilt_releases(log: Log, last: Mapping[str, TextTable]) -> Iterator[tuple[str, dict[str, TextTable]]]:
    """Every release with its tables by name, the newest first, each undone from the one after it.

    Args:
        log: The log.
        last: The tables of the last release that are at hand; what would be undone from another one is left out.

    Raises:
        ReleaseError: What is rebuilt is not what was released.
    """
    later: str | None = None
    tables: dict[str, TextTable] = {}
    for version in reversed(log.versions):
        if later is None:
            tables = {name: last[name] for name in log.tables(version) if name in last}
        else:
            names = {name: _name_after(log, later, name) for name in log.tables(version)}
            tables = {
                name: _proved(undo(tables.get(newer), log.changes_of(later, newer)), log, version, name)
                for name, newer in names.items()
                if newer in tables or _is_removed(log, later, newer)
            }
        yield version, tables
        later = version


def _proved(found: TextTable | None, log: Log, version: str, table: str) -> TextTable:
    recorded = log.tables(version)[table].digest
    if found is None or found.digest != recorded:
        got = "nothing" if found is None else found.digest
        raise ReleaseError(
            f"{table} of {version} cannot be rebuilt: its digest is {got}, recorded is {recorded}; "
            "the log or the tables are damaged"
        )
    return found


def _undone(log: Log, version: str, table: str, last: Lookup) -> TextTable | None:
    """Follow the table's name forward to where it stands last, then undo release by release back from there."""
    path: list[tuple[str, str]] = []
    name, is_there = table, True
    for later in log.after(version):
        name = _name_after(log, later, name)
        path.append((later, name))
        if _is_removed(log, later, name):
            is_there = False
            break
    found = last(name) if is_there else None
    for later, newer_name in reversed(path):
        found = undo(found, log.changes_of(later, newer_name))
    return found


def _name_after(log: Log, version: str, table: str) -> str:
    """The name that a table has since a release."""
    renamed = (change for change in log.changes.get(version, ()) if change.kind == kinds.TABLE_RENAMED)
    return next((change.table for change in renamed if change.before == table), table)


def _is_removed(log: Log, version: str, table: str) -> bool:
    """True where a release has removed a table."""
    return any(change.kind == kinds.TABLE_REMOVED for change in log.changes_of(version, table))
