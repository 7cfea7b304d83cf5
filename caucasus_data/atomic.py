"""Writing a folder, a file or several files so that a crash leaves what was or what is to be: never half of either."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

from caucasus_data.errors import ReleaseError

if sys.platform != "win32":
    import fcntl

FILE_MODE = 0o644
FOLDER_MODE = 0o755
_STAGED = ".caucasus-data.staged"
_MANIFEST = "manifest.json"


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
        ReleaseError: Another process is writing beside the file.
        OSError: The disk refuses; the old contents stand.
    """
    fresh = path.with_name(f".{path.name}.new")
    with _locked(path.parent):
        fresh.unlink(missing_ok=True)
        try:
            write_file(fresh, data)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        _sync_folder(path.parent)


def replace_files(root: Path, files: Mapping[Path, bytes]) -> None:
    """Put new contents in the place of several files, of all of them or of none.

    The new contents are staged in a hidden folder; that it gets its name is the moment from which they hold. What a
    killed run has left is finished, or thrown away where that moment had not come, by `finish_files`.

    Args:
        root: The folder that the files are in, on one file system.
        files: The new contents by path relative to `root`.

    Raises:
        ReleaseError: Another process is writing.
        OSError: The disk refuses; while staging, the old contents stand.
    """
    finish_files(root)
    staged, fresh = root / _STAGED, root / f"{_STAGED}.new"
    with _locked(root, *(root / path.parent for path in files)):
        try:
            fresh.mkdir()
            for number, data in enumerate(files.values()):
                write_file(fresh / str(number), data)
            write_file(fresh / _MANIFEST, json.dumps(_manifest(root, files)).encode())
            _settle(fresh)
            # A new folder takes room: once the staged files hold, a full disk may stop nothing.
            for parent in {(root / path).parent for path in files}:
                parent.mkdir(parents=True, exist_ok=True)
            fresh.rename(staged)
        except BaseException:
            _remove(fresh)
            raise
        _sync_folder(root)
        _put_in_place(root)


def finish_files(root: Path) -> bool:
    """Finish what a killed `replace_files` has left; True where there was something to finish.

    Raises:
        ReleaseError: Another process is writing, or a file has been edited since.
        OSError: The disk refuses.
    """
    staged, fresh = root / _STAGED, root / f"{_STAGED}.new"
    if not (staged.exists() or fresh.exists()):
        return False
    with _locked(root):
        _remove(fresh)
        was_staged = staged.exists()
        if was_staged:
            _put_in_place(root)
        return was_staged


def _manifest(root: Path, files: Mapping[Path, bytes]) -> list[dict[str, str]]:
    """Where each staged file belongs, and the digests by which an edit in the meantime is noticed."""
    return [
        {"path": path.as_posix(), "before": _digest(root / path), "after": sha256(data).hexdigest()}
        for path, data in files.items()
    ]


def _put_in_place(root: Path) -> None:
    """Move the staged files to where they belong; moving takes no room on a full disk."""
    staged = root / _STAGED
    manifest = staged / _MANIFEST
    # The manifest goes last: without it there is nothing left to move.
    entries = json.loads(manifest.read_bytes()) if manifest.exists() else []
    for number, entry in enumerate(entries):
        source, target = staged / str(number), root / entry["path"]
        if not source.exists():
            continue
        if _digest(target) not in (entry["before"], entry["after"]):
            raise ReleaseError(
                f"{target} was edited after a release that was cut short had been staged; move your edit aside, "
                "restore the file from git, run the command again, then put the edit back"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
        _sync_folder(target.parent)
    _remove(staged)


def _digest(path: Path) -> str:
    """The SHA-256 of a file; "" where there is none."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def write_file(path: Path, data: bytes) -> None:
    """Write a new file down to the disk, making its folder; the umask has no say in its mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
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
def _locked(*folders: Path) -> Iterator[None]:
    """Hold folders against other processes; the locks leave no files and end with the process."""
    with ExitStack() as stack:
        for folder in sorted({folder.resolve() for folder in folders if folder.is_dir()}):
            stack.enter_context(_lock(folder))
        yield


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
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
