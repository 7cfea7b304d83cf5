"""The tables of an earlier release, rebuilt from later ones and the log, and proved by their digests."""

from __future__ import annotations

from collections.abc import Callable

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
    found = _undone(log, version, table, last)
    if found is None or found.digest != released[table].digest:
        got = "nothing" if found is None else found.digest
        raise ReleaseError(
            f"{table} of {version} cannot be rebuilt: its digest is {got}, recorded is {released[table].digest}; "
            "the log or the tables are damaged"
        )
    return found


def rebuilt_release(log: Log, version: str, last: Lookup) -> dict[str, TextTable]:
    """All tables of a release by name; see `rebuilt_table`."""
    return {table: rebuilt_table(log, version, table, last) for table in log.tables(version)}


def _undone(log: Log, version: str, table: str, last: Lookup) -> TextTable | None:
    """Follow the table's name forward to where it stands last, then undo release by release back from there."""
    path: list[tuple[str, str]] = []
    name, is_there = table, True
    for later in log.after(version):
        name = _name_after(log, later, name)
        path.append((later, name))
        if any(change.kind == kinds.TABLE_REMOVED for change in log.changes_of(later, name)):
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
