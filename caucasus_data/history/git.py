"""What git keeps of the tables: the files of a revision, and the earlier contents of one file."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from caucasus_data.errors import ReleaseError


def files_at(checkout: Path, revision: str, folders: tuple[str, ...]) -> dict[str, bytes]:
    """The files in some folders of a checkout as a revision has them, by path relative to the checkout.

    Raises:
        ReleaseError: There is no git, no such revision, or it has none of the folders.
    """
    if revision.startswith("-"):
        raise ReleaseError(f'"{revision}" is not a git revision')
    data = _git(checkout, "archive", "--format=tar", revision, *folders)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {
            member.name: content.read()
            for member in archive
            if member.isfile() and (content := archive.extractfile(member)) is not None
        }


def contents_of(checkout: Path, path: str) -> Iterator[bytes]:
    """The contents that a file has had in the commits behind the current one, the newest first.

    Args:
        checkout: The checkout.
        path: The file, relative to the checkout; it need not be there any more.
    """
    try:
        # Without the commits that removed the file, and with the merges that made one of two.
        commits = _git(checkout, "log", "-m", "--format=%H", "--diff-filter=AM", "--", path).decode().split()
    except ReleaseError:
        return
    for commit in dict.fromkeys(commits):
        yield _git(checkout, "show", f"{commit}:./{path}")


def _git(checkout: Path, *arguments: str) -> bytes:
    try:
        run = subprocess.run(["git", "-C", str(checkout), *arguments], capture_output=True, check=True)
    except FileNotFoundError as error:
        raise ReleaseError("git is not installed") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().split("\n")[-1]
        raise ReleaseError(f"git {arguments[0]}: {reason}") from error
    return run.stdout
