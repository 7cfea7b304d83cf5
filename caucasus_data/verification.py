"""Is a release what it was when it was published? Its files against `SHA256SUMS`, its tables against the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from caucasus_data.errors import PackagedFileError, ReleaseError
from caucasus_data.history.archive import Archive
from caucasus_data.pinned import rebuilt
from caucasus_data.publish import CHECKSUMS, DATA_PACKAGE
from caucasus_data.slices import slice_of
from caucasus_data.store import Store


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        folder: The release.
        version: Its version.
        files: How many files were read.
        releases: How many releases were rebuilt from it, itself among them.
        differences: What is not as it was, in the order of the files; empty where all is.
    """

    folder: Path
    version: str
    files: int
    releases: int
    differences: tuple[str, ...]


def verify(folder: Path) -> Verification:
    """Verify a published release.

    Args:
        folder: The folder that holds `SHA256SUMS`.

    Raises:
        PackagedFileError: The folder is no published release, or a file of it cannot be read.
    """
    sums = _sums(folder)
    differences = [*_changed_files(folder, sums), *_stray_files(folder, sums)]
    if differences:
        return Verification(folder, "", len(sums), 0, tuple(differences))
    archive = Archive(folder, folder / "schemas")
    version = _version(folder)
    try:
        # Tables that have been published without a release have no place in the log yet, and nothing to be undone from.
        versions = archive.log.versions if version in archive.log.versions else ()
        differences += _unproved_tables(archive, version) if versions else ()
    except ReleaseError as error:
        differences.append(str(error))
        versions = ()
    return Verification(folder, version, len(sums), len(versions), tuple(differences))


def _sums(folder: Path) -> dict[str, str]:
    """The digest of each file by its path."""
    lines = _read(folder / CHECKSUMS).decode(errors="replace").splitlines()
    parts = [line.partition("  ") for line in lines]
    if not parts or any(len(digest) != 64 or not path for digest, _gap, path in parts):
        raise PackagedFileError(f"{folder / CHECKSUMS} is not a list of SHA-256 sums")
    return {path: digest for digest, _gap, path in parts}


def _changed_files(folder: Path, sums: dict[str, str]) -> Iterator[str]:
    for path, digest in sums.items():
        if not (folder / path).is_file():
            yield f"{path} is missing"
        elif (got := sha256(_read(folder / path)).hexdigest()) != digest:
            yield f"{path} has been changed: its SHA-256 is {got}, {CHECKSUMS} has {digest}"


def _stray_files(folder: Path, sums: dict[str, str]) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in sums and name != CHECKSUMS and "__pycache__" not in path.parts:
            yield f"{name} does not belong to the release"


def _unproved_tables(archive: Archive, version: str) -> Iterator[str]:
    """Tables that are not what the log recorded: of this release, then of each earlier one, rebuilt and as kept."""
    log, here = archive.log, Store(archive.tables, archive.schemas, archive.tables, is_source=False)
    for one in reversed(log.versions):
        for table, released in log.tables(one).items():
            if one == version and sha256(_read(archive.tables / f"{table}.csv")).hexdigest() != released.digest:
                yield f"{table}.csv is not the table that {version} released: the log has {released.digest}"
                continue
            try:
                proved = rebuilt(archive, one, table)
            except ReleaseError as error:
                yield str(error)
                continue
            kept = slice_of(here, table, one)
            if kept is not None and not kept.read().equals(proved, check_metadata=True):
                yield f"{table} of {one} is kept with other rows than the log gives back"


def _version(folder: Path) -> str:
    return str(json.loads(_read(folder / DATA_PACKAGE))["version"])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackagedFileError(f"{path} cannot be read: {error.strerror or error}") from error
