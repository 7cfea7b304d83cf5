"""The maintainer's step: the working tables become the next release, whole or not at all."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from caucasus_data.contract import load_contract
from caucasus_data.csv_form import CANONICAL_FORM
from caucasus_data.errors import InvalidDataError, ReleaseError
from caucasus_data.export.table_schema import dump, to_table_schema
from caucasus_data.history.archive import EARLIER_SCHEMAS, Archive
from caucasus_data.history.change import Change
from caucasus_data.history.changelog import with_section
from caucasus_data.history.comparison import Comparison, compare
from caucasus_data.history.identity import reused_ids, rewritten_ids, unknown_successors
from caucasus_data.history.log import ReleasedTable
from caucasus_data.history.log_files import log_files
from caucasus_data.history.reasons import (
    REASONS,
    Reason,
    declared_by,
    is_unexplained,
    reasons_csv,
    unused,
    with_reasons,
)
from caucasus_data.history.snapshot import Snapshot, folder_snapshot, schema_digest
from caucasus_data.history.versions import Bump, bumped, version_key
from caucasus_data.spec import TableSpec
from caucasus_data.validation import validate

VERSION_FILE = Path("caucasus_data/__init__.py")
CITATION = Path("CITATION.cff")
CHANGELOG = Path("CHANGELOG.md")
_VERSION_LINE = re.compile(r'^__version__ = "[^"]*"$', re.MULTILINE)
_CITED_VERSION = re.compile(r"^version:.*$", re.MULTILINE)
_CITED_DATE = re.compile(r"^date-released:.*$", re.MULTILINE)


@dataclass(frozen=True)
class Draft:
    """The next release before it is made.

    Attributes:
        working: The working tables.
        comparison: How they differ from the last release; None before the first.
        changes: The changes with their reasons, as far as there are any.
    """

    working: Snapshot
    comparison: Comparison | None
    changes: tuple[Change, ...]

    @property
    def unexplained(self) -> tuple[Change, ...]:
        """The changes that still need a reason."""
        return tuple(filter(is_unexplained, self.changes))


@dataclass(frozen=True, slots=True)
class Release:
    """What a release is called.

    Attributes:
        version: Its version.
        title: What it brings, in a few words.
        date: Its day.
    """

    version: str
    title: str
    date: datetime.date


def draft(archive: Archive, reasons: Sequence[Reason]) -> Draft:
    """Compare the working tables with the last release.

    Raises:
        ReleaseError: The last release is not to be found.
    """
    working = folder_snapshot("the working tables", archive.tables, archive.schemas)
    if archive.log.last is None:
        return Draft(working, None, ())
    comparison = compare(archive.snapshot(archive.log.last), working, declared_by(reasons))
    return Draft(working, comparison, with_reasons(comparison.changes, reasons))


def release_files(archive: Archive, made: Draft, release: Release, reasons: Sequence[Reason]) -> dict[Path, bytes]:
    """The files that the release writes, by their path relative to the checkout.

    Raises:
        ReleaseError: A reason is missing or without object, an id is used again, or the version is too low.
        InvalidDataError: The tables, with the log that the release adds to, have findings.
    """
    assert archive.checkout is not None
    _refuse(archive, made, release, reasons)
    specs = _all_specs(archive)
    log = archive.log.extended(_rows(made.working, release), made.changes)
    datasets = archive.tables.relative_to(archive.checkout)
    files = {datasets / name: data for name, data in log_files(log, specs).items()}
    _refuse_findings(archive.tables, {path.name: data for path, data in files.items()}, tuple(specs.values()))
    for name, spec in made.working.specs.items():
        if not _has_schema(archive, spec):
            folder = archive.schemas.relative_to(archive.checkout) / EARLIER_SCHEMAS / release.version
            files[folder / f"{name}.json"] = dump(to_table_schema(spec)).encode()
    files |= _texts(archive.checkout, made, release)
    if (archive.checkout / REASONS).is_file():
        files[REASONS] = reasons_csv(())
    return files


def _refuse(archive: Archive, made: Draft, release: Release, reasons: Sequence[Reason]) -> None:
    for idle in unused(reasons, made.changes):
        place = f"{idle.path}:{idle.line}" if idle.line else idle.path
        raise ReleaseError(f'{place}: the reason for "{idle.subject}" is for nothing that has changed')
    if made.comparison is None or archive.log.last is None:
        version_key(release.version)
        return
    last, due = archive.log.last, made.comparison.due
    least = bumped(last, max(due, Bump.PATCH))
    if version_key(release.version) < version_key(least):
        raise ReleaseError(f"{release.version} is too low: after {last}, a {due} bump is due: {least} or more")
    if missing := made.unexplained:
        first = missing[0]
        name = "/".join(filter(None, (first.table, first.record_id, first.field)))
        more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
        raise ReleaseError(f"a reason is missing for {first.kind} {name}{more}; write them into {REASONS}")
    if reused := reused_ids(archive.log, made.changes):
        table, record_id = reused[0]
        raise ReleaseError(f'{table}: the id "{record_id}" named another record once; give the new one its own id')
    if rewritten := rewritten_ids(made.changes):
        table, record_id = rewritten[0]
        raise ReleaseError(
            f'{table}: "{record_id}" tells of another thing than before; give that its own id, '
            "or the reason merged or split"
        )
    for change, successor in unknown_successors(made.changes, made.working.tables):
        raise ReleaseError(f'{change.table}: "{change.record_id}" forwards to "{successor}", which is not there')


def _refuse_findings(tables: Path, log: Mapping[str, bytes], specs: Sequence[TableSpec]) -> None:
    """Validate the tables as they will be, with the new log among them."""
    with TemporaryDirectory(prefix="caucasus-data-") as place:
        folder = Path(place) / tables.name
        shutil.copytree(tables, folder)
        for name, data in log.items():
            (folder / name).write_bytes(data)
        report = validate(folder, specs)
    if not report.ok:
        found = report.diagnostics[0]
        line = f":{found.line}:{found.column}" if found.line else ""
        count = len(report.diagnostics) + report.omitted
        raise InvalidDataError(
            f"findings in the tables: {count:,}, the first is {Path(found.path).name}{line}: {found.code} "
            f"{found.message}; run: caucasus-data validate"
        )


def _all_specs(archive: Archive) -> dict[str, TableSpec]:
    return {spec.name: spec for spec in load_contract(archive.schemas)}


def _rows(working: Snapshot, release: Release) -> tuple[ReleasedTable, ...]:
    return tuple(
        ReleasedTable(
            version=release.version,
            table_name=name,
            date=release.date.isoformat(),
            row_count=len(table.rows),
            digest=table.digest,
            schema_digest=schema_digest(working.specs[name]),
            canonical_form=CANONICAL_FORM,
            title=release.title,
        )
        for name, table in working.tables.items()
    )


def _has_schema(archive: Archive, spec: TableSpec) -> bool:
    """True where an earlier release has kept this very schema."""
    digest = schema_digest(spec)
    return any(row.table_name == spec.name and row.schema_digest == digest for row in archive.log.released)


def _texts(checkout: Path, made: Draft, release: Release) -> dict[Path, bytes]:
    """The changelog, and the files that say which version this is."""
    date = release.date.isoformat()
    changelog = _read(checkout / CHANGELOG) if (checkout / CHANGELOG).is_file() else "# Changelog\n"
    source, count = _VERSION_LINE.subn(f'__version__ = "{release.version}"', _read(checkout / VERSION_FILE))
    if count != 1:
        raise ReleaseError(f'{VERSION_FILE} has no line __version__ = "..."')
    texts = {
        CHANGELOG: with_section(changelog, release.version, date, release.title, made.comparison),
        VERSION_FILE: source,
    }
    if (checkout / CITATION).is_file():
        cited = _CITED_VERSION.sub(f"version: {release.version}", _read(checkout / CITATION))
        texts[CITATION] = _CITED_DATE.sub(f"date-released: {date}", cited)
    return {path: text.encode() for path, text in texts.items()}


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise ReleaseError(f"{path} cannot be read: {error.strerror or error}") from error
