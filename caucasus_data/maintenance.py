"""The maintainer's commands: publish, release, diff, verify."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from caucasus_data import __version__
from caucasus_data.errors import DatasetsError, ReleaseError
from caucasus_data.outcome import FINDINGS, OK, printed, terminal_width

if TYPE_CHECKING:
    from caucasus_data.history.archive import Archive
    from caucasus_data.history.reasons import Reason


def run_publish(options: argparse.Namespace) -> int:
    """Validate the tables and write the release."""
    from caucasus_data.publish import publish
    from caucasus_data.render.publication import summary
    from caucasus_data.store import store

    here = store()
    if not here.is_source:
        raise DatasetsError("publish works in a source checkout, where datasets/ is; this is an installed release")
    _finish_release(here.tables.parent)
    print(summary(publish(here.tables, options.out, specs=here.specs(), version=__version__, schemas=here.schemas)))
    return OK


def run_release(options: argparse.Namespace) -> int:
    """Make the working tables the next release, or say what stands in the way."""
    import datetime

    from caucasus_data.atomic import replace_files
    from caucasus_data.history.release import Release, draft, release_files
    from caucasus_data.render.prompt import asked_reasons
    from caucasus_data.store import store

    archive = _working_archive()
    assert archive.checkout is not None
    codes = store().spec("revisions")["reason"].allowed
    reasons = _reasons(archive.checkout, options.reasons, codes)
    if options.check:
        from caucasus_data.history.audit import audit

        named = options.version is not None
        report = audit(archive, reasons, options.version if named else __version__, is_next=named)
        return printed(report, options.output_format)
    if options.version is None:
        raise ReleaseError("which version? write: caucasus-data release VERSION")
    try:
        day = datetime.date.fromisoformat(options.date) if options.date else datetime.date.today()  # noqa: DTZ011
    except ValueError as error:
        raise ReleaseError(f'"{options.date}" is not a day such as 2026-01-31') from error
    made = draft(archive, reasons)
    if made.unexplained and sys.stdin.isatty():
        reasons = (*reasons, *asked_reasons(made.unexplained, codes))
        made = draft(archive, reasons)
    release = Release(options.version, options.title or f"Release {options.version}", day)
    replace_files(archive.checkout, release_files(archive, made, release, reasons))
    print(f"released {options.version}: {len(made.changes):,} changes are in the log")
    return OK


def run_diff(options: argparse.Namespace) -> int:
    """Compare two releases, git revisions or folders."""
    from caucasus_data.history.side import compare_sides, side, working_side
    from caucasus_data.pinned import archive
    from caucasus_data.render.difference import difference_json, difference_markdown, difference_text
    from caucasus_data.store import store

    here = archive(store())
    before = side(options.old, here)
    after = side(options.new, here) if options.new else working_side(here)
    reasons = _reasons(here.checkout, None, store().spec("revisions")["reason"].allowed) if not options.new else ()
    comparison = compare_sides(before, after, reasons)
    if options.format == "text":
        print(difference_text(comparison, width=terminal_width()))
    else:
        print({"markdown": difference_markdown, "json": difference_json}[options.format](comparison))
    return OK


def run_verify(options: argparse.Namespace) -> int:
    """Check a published release against its checksums and the log."""
    from caucasus_data.render.verification import verification_text
    from caucasus_data.store import store
    from caucasus_data.verification import verify

    folder = options.folder or store().release
    if folder is None:
        raise DatasetsError("nothing is published here; name a release's folder, or run: caucasus-data publish")
    found = verify(folder)
    print(verification_text(found))
    return FINDINGS if found.differences else OK


def _working_archive() -> Archive:
    """The releases behind the working tables."""
    from caucasus_data.pinned import archive
    from caucasus_data.store import store

    here = store()
    if not here.is_source:
        raise DatasetsError("release works in a source checkout, where datasets/ is; this is an installed release")
    _finish_release(here.tables.parent)
    return archive(here)


def _finish_release(checkout: Path) -> None:
    """Finish a release that was cut short; the version that this process knows is then an old one."""
    from caucasus_data.atomic import finish_files

    if finish_files(checkout):
        raise ReleaseError("a release that was cut short has been finished; look at it, then run the command again")


def _reasons(checkout: Path | None, named: Path | None, codes: Sequence[str]) -> tuple[Reason, ...]:
    from caucasus_data.history.reasons import REASONS, read_reasons

    if named is None:
        if checkout is None or not (checkout / REASONS).is_file():
            return ()
        named = checkout / REASONS
    return read_reasons(named, codes)
