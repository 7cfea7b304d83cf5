"""Writing a folder or a file so that a crash leaves the old one, or none, or the new one: never half of either."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caucasus_data.errors import ReleaseError

if sys.platform != "win32":
    import fcntl

FILE_MODE = 0o644
FOLDER_MODE = 0o755


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill; at the end it takes the place of `target`.

    The new folder is filled beside the old one and swapped in by renaming, once all of it is on the disk. What a killed
    run left behind is put right by the next one.

    Args:
        target: The folder to write or to replace; its parents are made.

    Raises:
        ReleaseError: Another process is writing beside `target`.
        OSError: The disk refuses.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    old = target.with_name(f".{target.name}.old")
    with _locked(target.parent):
        _recover(target, fresh, old)
        try:
            fresh.mkdir()
            yield fresh
            _settle(fresh)
            if target.exists():
                target.rename(old)
            fresh.rename(target)
        except BaseException:
            _recover(target, fresh, old)
            raise
        _sync_folder(target.parent)
        _remove(old)


def replace_file(path: Path, data: bytes) -> None:
    """Put new contents in the place of a file: the old ones stand until the new ones are on the disk.

    Raises:
        OSError: The disk refuses; the old contents stand.
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        write_file(fresh, data)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    _sync_folder(path.parent)


def write_file(path: Path, data: bytes) -> None:
    """Write a new file down to the disk, making its folder; the umask has no say in its mode."""
    path.parent.mkdir(exist_ok=True)
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(FILE_MODE)


def _recover(target: Path, fresh: Path, old: Path) -> None:
    """Undo a run that did not come to its end."""
    if old.exists() and not target.exists():
        old.rename(target)
    _remove(old)
    _remove(fresh)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _settle(folder: Path) -> None:
    """Give a folder and those in it their mode and bring their lists of files to the disk."""
    for inner in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        inner.chmod(FOLDER_MODE)
        _sync_folder(inner)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder against other processes; the lock leaves no file and ends with the process."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReleaseError(f"another process is writing in {folder}; wait for its end") from error
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        # Windows cannot open a folder, and writes its list of files through.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
