"""The two sides of `diff`: a version in the log, a folder, a git revision, or the working tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from caucasus_data.errors import ReleaseError
from caucasus_data.history.archive import Archive
from caucasus_data.history.comparison import Comparison, compare
from caucasus_data.history.declared import chained
from caucasus_data.history.git import files_at
from caucasus_data.history.log import LOG_TABLES, Log, declared_in
from caucasus_data.history.log_files import read_log
from caucasus_data.history.reasons import Reason, declared_by
from caucasus_data.history.snapshot import Snapshot, folder_snapshot

_DATASETS, _SCHEMAS = "datasets", "schemas"
_PACKAGED = "caucasus_data/_release"
_INSTALLED = ("", _PACKAGED, f"lib/python3*/site-packages/{_PACKAGED}", f"Lib/site-packages/{_PACKAGED}")


@dataclass(frozen=True, slots=True)
class Side:
    """The tables at one moment, and the releases up to then.

    Attributes:
        snapshot: The tables.
        log: The log that stood beside them; empty where there was none.
    """

    snapshot: Snapshot
    log: Log


def side(name: str, archive: Archive) -> Side:
    """What people name as OLD or NEW.

    Args:
        name: A version in the log; a folder that holds a release, a checkout, an environment or its packages; or a
            git revision of the checkout.
        archive: The releases and the checkout at hand.

    Raises:
        ReleaseError: It is none of these, or cannot be read.
    """
    if name in archive.log.versions:
        return Side(archive.snapshot(name), archive.log.until(name))
    folder = Path(name)
    if folder.is_dir():
        return _folder_side(name, folder, archive)
    if archive.checkout is not None:
        try:
            return _git_side(name, archive.checkout)
        except ReleaseError as error:
            known = ", ".join(archive.log.versions) or "none"
            raise ReleaseError(
                f'"{name}" is neither a released version ({known}), nor a folder, nor a git revision ({error})'
            ) from error
    raise ReleaseError(f'"{name}" is neither a folder nor a released version: {", ".join(archive.log.versions)}')


def working_side(archive: Archive) -> Side:
    """The working tables."""
    return Side(folder_snapshot("the working tables", archive.tables, archive.schemas), archive.log)


def compare_sides(before: Side, after: Side, reasons: Sequence[Reason] = ()) -> Comparison:
    """Compare two sides; what the newer one's log and the pending reasons say of renames holds.

    Args:
        before: The older side.
        after: The newer side.
        reasons: The reasons written for the next release, where the newer side is the working tables.

    Raises:
        ReleaseError: Ids are not unique.
    """
    declared = chained(declared_in(after.log, before.log.last), declared_by(reasons))
    return compare(before.snapshot, after.snapshot, declared)


def _folder_side(name: str, folder: Path, archive: Archive) -> Side:
    for pattern in _INSTALLED:
        for place in sorted(folder.glob(pattern)) if pattern else [folder]:
            for tables in (place / _DATASETS, place):
                if (tables / "events.csv").is_file():
                    beside = (tables / _SCHEMAS, tables.parent / _SCHEMAS)
                    schemas = next((one for one in beside if one.is_dir()), archive.schemas)
                    return Side(folder_snapshot(name, tables, schemas), _log(tables))
    raise ReleaseError(f"{folder} holds no tables of the dataset")


def _git_side(revision: str, checkout: Path) -> Side:
    with TemporaryDirectory(prefix="caucasus-data-") as place:
        root = Path(place)
        for path, data in files_at(checkout, revision, (_DATASETS, _SCHEMAS)).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        tables = root / _DATASETS
        return Side(folder_snapshot(revision, tables, root / _SCHEMAS), _log(tables))


def _log(tables: Path) -> Log:
    return read_log(tables) if all((tables / f"{name}.csv").is_file() for name in LOG_TABLES) else Log()
