"""What a continuous integration run asks: may the working tables become the next release?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from caucasus_data.checks.released import (
    DamagedHistory,
    MissingReason,
    PatchChangedData,
    ReasonWithoutObject,
    ReusedId,
    UnknownSuccessor,
    VanishedId,
    VersionTooLow,
)
from caucasus_data.diagnostics import Diagnostic, Report
from caucasus_data.errors import ReleaseError, nearest
from caucasus_data.history import change as kinds
from caucasus_data.history.archive import Archive
from caucasus_data.history.change import Change
from caucasus_data.history.identity import reused_ids, rewritten_ids, unknown_successors
from caucasus_data.history.reasons import REASONS, Reason, subjects, unused
from caucasus_data.history.release import VERSION_FILE, Draft, draft
from caucasus_data.history.versions import Bump, bumped, version_key


def audit(archive: Archive, reasons: Sequence[Reason], version: str, *, is_next: bool = False) -> Report:
    """Compare the working tables with the last release, and prove every release in the log.

    Args:
        archive: The working tables and the releases behind them.
        reasons: The reasons that have been written for the next release.
        version: The version that the working tables call themselves, which may be that of the last release.
        is_next: True where it is the version of the release to be made.

    Raises:
        ReleaseError: The last release is not to be found, or the version is none.
    """
    made = draft(archive, reasons)
    found = [
        *_damage(archive),
        *_changed_patches(archive),
        *_version(archive, made, version, is_next=is_next),
        *_idle(made, reasons),
        *_vanished(archive, made),
        *_unexplained(archive, made),
        *_successors(archive, made),
        *_reused(archive, made),
    ]
    rows = sum(len(table.rows) for table in made.working.tables.values())
    return Report(tuple(found), tables=len(made.working.tables), rows=rows)


def _damage(archive: Archive) -> Iterator[Diagnostic]:
    for version in archive.log.versions:
        for table in archive.log.tables(version):
            if (message := _unproved(archive, version, table)) is not None:
                path = _shown(archive.tables / "revisions.csv")
                hint = "restore the log from git; it is only ever appended to"
                yield Diagnostic(DamagedHistory.code, message, hint, path, table=table)


def _unproved(archive: Archive, version: str, table: str) -> str | None:
    """Why a table of a release cannot be rebuilt, or None where it is."""
    try:
        rebuilt = archive.table(version, table)
        archive.spec(version, table)
    except ReleaseError as error:
        return str(error)
    recorded = archive.log.tables(version)[table].row_count
    if len(rebuilt.rows) != recorded:
        return f"{table} of {version} has {len(rebuilt.rows):,} rows, recorded are {recorded:,}"
    return None


def _changed_patches(archive: Archive) -> Iterator[Diagnostic]:
    """Patch releases whose digests are not those of the release before."""
    for before, after in itertools.pairwise(archive.log.versions):
        if version_key(before)[:2] != version_key(after)[:2]:
            continue
        was, has = ({name: row.digest for name, row in archive.log.tables(one).items()} for one in (before, after))
        for table in sorted({name for name, _digest in was.items() ^ has.items()}):
            message = f"the patch release {after} changed {table}"
            path = _shown(archive.tables / "releases.csv")
            yield Diagnostic(PatchChangedData.code, message, "release it as a minor version", path, table=table)


def _version(archive: Archive, made: Draft, version: str, *, is_next: bool) -> Iterator[Diagnostic]:
    last, number = archive.log.last, version_key(version)
    if last is None or made.comparison is None:
        return
    due = max(made.comparison.due, Bump.PATCH) if is_next else made.comparison.due
    least = bumped(last, due)
    if number < version_key(least):
        cause = made.comparison.grounds[0] if made.comparison.grounds else None
        why = f", because {cause.table}: {cause.message}" if cause else ""
        message = f"the version is {version}; after {last} a {due} bump is due{why}"
        hint = f"release it as {least}" if is_next else f'write __version__ = "{least}"'
        yield Diagnostic(VersionTooLow.code, message, hint, _shown(_root(archive) / VERSION_FILE))


def _idle(made: Draft, reasons: Sequence[Reason]) -> Iterator[Diagnostic]:
    idle = unused(reasons, made.changes)
    known = dict.fromkeys(subject for change in made.changes for subject in subjects(change)) if idle else {}
    for reason in idle:
        message = f'the reason for "{reason.subject}" is for nothing that has changed'
        close = nearest(reason.subject, known)
        if reason.subject in known:
            # It was added, or removed with a line of another kind.
            hint = "delete the line, or correct its `change`: what was added needs no reason"
        else:
            hint = f'did you mean "{close}"?' if close else "delete the line"
        yield Diagnostic(
            ReasonWithoutObject.code,
            message,
            hint,
            _shown(reason.path),
            reason.line,
            1 if reason.line else None,
            reason.table_name,
            reason.field or None,
            reason.record_id or None,
        )


def _vanished(archive: Archive, made: Draft) -> Iterator[Diagnostic]:
    """Removed rows with neither a successor nor a reason."""
    for change in _first_of_each_row(made.changes):
        if change.kind == kinds.REMOVED and not change.after and not change.reason:
            message = f'{change.table} "{change.record_id}" was released and is gone'
            hint = f"restore the row, or write its successor or the reason into {REASONS}"
            yield _finding(VanishedId.code, message, hint, archive, change)


def _unexplained(archive: Archive, made: Draft) -> Iterator[Diagnostic]:
    for change in _first_of_each_row(made.unexplained):
        if change.kind == kinds.REMOVED and not change.after:
            continue
        what = f'{change.field} of "{change.record_id}"' if change.field else f'"{change.record_id}"'
        message = f"no reason is given why {what} was {change.kind}"
        hint = f"write a line into {REASONS}: {change.table},{change.record_id},{change.field}"
        yield _finding(MissingReason.code, message, hint, archive, change)


def _successors(archive: Archive, made: Draft) -> Iterator[Diagnostic]:
    for change, successor in unknown_successors(made.changes, made.working.tables):
        message = f'"{change.record_id}" forwards to "{successor}", which is not there'
        yield _finding(UnknownSuccessor.code, message, "name a record of the same table", archive, change)


def _reused(archive: Archive, made: Draft) -> Iterator[Diagnostic]:
    for table, record_id in reused_ids(archive.log, made.changes):
        message = f'the id "{record_id}" named another record once'
        change = Change(kinds.ADDED, table, record_id)
        yield _finding(ReusedId.code, message, "give the new record its own id", archive, change)
    for table, record_id in rewritten_ids(made.changes):
        message = f'"{record_id}" tells of another thing than before: its date, its text and its sources are others'
        hint = "give the new record its own id; if two records were one, or one was several, say merged or split"
        yield _finding(ReusedId.code, message, hint, archive, Change(kinds.REVISED, table, record_id))


def _first_of_each_row(changes: Sequence[Change]) -> Iterator[Change]:
    """The changes, of those that remove a row only the first."""
    removed: set[tuple[str, str]] = set()
    for change in changes:
        row = (change.table, change.record_id)
        if change.kind != kinds.REMOVED or row not in removed:
            yield change
        if change.kind == kinds.REMOVED:
            removed.add(row)


def _finding(code: str, message: str, hint: str, archive: Archive, change: Change) -> Diagnostic:
    path = _shown(archive.tables / f"{change.table}.csv")
    return Diagnostic(
        code, message, hint, path, table=change.table, field=change.field or None, record_id=change.record_id
    )


def _shown(path: Path) -> str:
    """A path as it is called from where the command runs."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _root(archive: Archive) -> Path:
    assert archive.checkout is not None
    return archive.checkout
