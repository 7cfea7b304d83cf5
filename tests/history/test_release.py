"""The release command in a checkout of its own, killed, refused and repeated."""

from __future__ import annotations

import csv
import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from caucasus_data import atomic
from caucasus_data.atomic import finish_files, replace_files
from caucasus_data.errors import ReleaseError

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "caucasus_data"

# Kills itself, as a power cut would, at the given step: no handler and no `finally` runs.
KILLED = """
import os, sys
from pathlib import Path
kill_at = int(sys.argv.pop(1))
steps = iter(range(10**6))

def counted(real):
    def call(*args, **kwargs):
        if next(steps) == kill_at:
            os._exit(9)
        return real(*args, **kwargs)
    return call

import caucasus_data.atomic as atomic
for name in ("mkdir", "chmod", "rename", "replace"):
    setattr(Path, name, counted(getattr(Path, name)))
os.fsync = counted(os.fsync)
atomic.write_file = counted(atomic.write_file)
from caucasus_data.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def checkout(tmp_path: Path, write_datasets: Callable[[Path], None]) -> Path:
    """A small checkout under git: the package, its schemas and a few rows."""
    root = tmp_path / "checkout"
    root.mkdir()
    shutil.copytree(PACKAGE, root / "caucasus_data", ignore=shutil.ignore_patterns("__pycache__", "_release"))
    shutil.copytree(ROOT / "schemas", root / "schemas", ignore=shutil.ignore_patterns("history"))
    (root / "CHANGELOG.md").write_text("# Changelog\n\nWhat changed.\n")
    version_file = root / "caucasus_data" / "__init__.py"
    lines = version_file.read_text().splitlines(keepends=True)
    version_file.write_text(
        "".join('__version__ = "0.1.0"\n' if line.startswith("__version__ =") else line for line in lines)
    )
    write_datasets(root / "datasets")
    (root / ".gitignore").write_text("__pycache__/\ndist/\n")
    git(root, "init", "--quiet")
    commit(root)
    return root


def git(root: Path, *arguments: str) -> None:
    author = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    subprocess.run(["git", "-C", str(root), *author, *arguments], check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "A step")


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _python(root, "-m", "caucasus_data.cli", *arguments)


def _python(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def revise(root: Path, table: str, column: str, cell: str) -> str:
    """Change a cell of a table's first row; returns the row's id."""
    path = root / "datasets" / f"{table}.csv"
    with path.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[0][column] = cell
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return next(iter(rows[0].values()))


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not {".git", "__pycache__"} & set(path.parts)
    }


def reasons(root: Path, *lines: str) -> None:
    (root / "reasons.csv").write_text("\n".join(["table_name,record_id,field,change,after,reason,note", *lines]) + "\n")


def test_from_the_first_release_to_a_pinned_one(checkout: Path) -> None:
    assert run(checkout, "release", "0.1.0", "--date", "2026-01-03").returncode == 0
    commit(checkout)
    revise(checkout, "events", "title", "A short meeting")
    refused = run(checkout, "release", "0.2.0")
    assert refused.returncode == 2
    assert refused.stderr == (
        "caucasus-data: a reason is missing for revised events/2023-09-19-example/title; write them into reasons.csv\n"
    )
    reasons(checkout, "events,2023-09-19-example,title,,,typo,")
    too_low = run(checkout, "release", "0.1.1")
    assert too_low.stderr == ("caucasus-data: 0.1.1 is too low: after 0.1.0, a minor bump is due: 0.2.0 or more\n")
    made = run(checkout, "release", "0.2.0", "--date", "2026-01-04", "--title", "A better title")
    assert made.returncode == 0, made.stderr
    script = (
        "import caucasus_data as cd\n"
        "print(cd.__version__, *cd.load('events')['title'].head(1), sep='; ')\n"
        "print(*cd.load('events', version='0.1.0')['title'].head(1))\n"
        "print(*cd.revisions('events', since='0.1.0')['before'])\n"
    )
    shown = _python(checkout, "-c", script)
    assert shown.stdout.splitlines() == ["0.2.0; A short meeting", "A meeting", "A meeting"], shown.stderr
    assert "## 0.2.0 (2026-01-04)\n\nA better title\n" in (checkout / "CHANGELOG.md").read_text()
    assert run(checkout, "release", "--check").returncode == 0
    assert run(checkout, "publish").returncode == 0
    assert run(checkout, "verify").returncode == 0
    damaged = checkout / "dist" / "caucasus-data-0.2.0" / "events.csv"
    damaged.write_bytes(damaged.read_bytes() + b"\n")
    found = run(checkout, "verify")
    assert found.returncode == 1
    assert "events.csv has been changed" in found.stdout


def test_the_check_names_what_stands_in_the_way(checkout: Path) -> None:
    assert run(checkout, "release", "0.1.0").returncode == 0
    commit(checkout)
    path = checkout / "datasets" / "events.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    revise(checkout, "actors", "note", "Somebody")
    found = run(checkout, "release", "--check")
    assert found.returncode == 1
    assert [word for word in found.stdout.split() if word.startswith("CD")] == ["CD603", "CD602", "CD601"]


def test_what_a_merge_made_is_found_again(checkout: Path) -> None:
    git(checkout, "checkout", "--quiet", "-b", "side")
    revise(checkout, "events", "note", "From the side.")
    commit(checkout)
    git(checkout, "checkout", "--quiet", "-")
    revise(checkout, "events", "title", "A short meeting")
    commit(checkout)
    git(checkout, "merge", "--quiet", "--no-commit", "--strategy", "ours", "side")
    revise(checkout, "events", "note", "From the side.")
    commit(checkout)
    assert run(checkout, "release", "0.1.0").returncode == 0
    commit(checkout)
    revise(checkout, "events", "title", "A long meeting")
    found = run(checkout, "release", "--check")
    assert found.returncode == 1, found.stderr
    assert [word for word in found.stdout.split() if word.startswith("CD")] == ["CD603", "CD601"]


def test_a_killed_process_leaves_a_release_whole_or_not_at_all(checkout: Path) -> None:
    # Each step is taken in test_survival.py, in one process; these show that a true end is no other.
    pristine = checkout.with_name("pristine")
    shutil.copytree(checkout, pristine)
    before = contents(checkout)
    arguments = ("release", "0.1.0", "--date", "2026-01-03")
    assert run(checkout, *arguments).returncode == 0
    after = contents(checkout)
    for step in (1, 40, 75, 90):
        shutil.rmtree(checkout)
        shutil.copytree(pristine, checkout)
        assert _python(checkout, "-c", KILLED, str(step), *arguments).returncode == 9
        finish_files(checkout)
        assert contents(checkout) in (before, after)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal")
def test_on_a_terminal_the_reasons_are_asked_for(checkout: Path) -> None:
    assert run(checkout, "release", "0.1.0").returncode == 0
    commit(checkout)
    revise(checkout, "events", "title", "A short meeting")
    terminal, end = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "caucasus_data.cli", "release", "0.2.0"],
        cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)}, stdin=end, stdout=end, stderr=end,
    )  # fmt: skip
    os.close(end)
    os.write(terminal, b"a slip\ntypo\nIt was short.\n")
    shown = b""
    while b"in the log" not in shown:
        shown += os.read(terminal, 1000)
    assert process.wait() == 0
    os.close(terminal)
    text = shown.decode().replace("\r\n", "\n")
    assert text.count("revised events 2023-09-19-example title: 'A meeting' -> 'A short meeting'") == 2
    assert "why? (new_source, " in text
    log = (checkout / "datasets" / "revisions.csv").read_text().splitlines()
    assert log[1] == "0.2.0,1,events,2023-09-19-example,revised,title,A meeting,A short meeting,typo,It was short."


def test_a_full_disk_leaves_every_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic, "write_file", full)
    with pytest.raises(OSError, match="No space left on device"):
        replace_files(tmp_path, {Path("a"): b"new"})
    assert contents(tmp_path) == {"a": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_edit_after_a_kill_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with monkeypatch.context() as patched:
        patched.setattr(atomic, "_put_in_place", lambda _root: None)
        replace_files(tmp_path, {Path("a"): b"new"})
    (tmp_path / "a").write_bytes(b"edited")
    with pytest.raises(ReleaseError, match="was edited after"):
        finish_files(tmp_path)
    assert (tmp_path / "a").read_bytes() == b"edited"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lock on a folder")
def test_two_releases_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with atomic._locked(tmp_path), pytest.raises(ReleaseError, match="another process is writing"):
        replace_files(tmp_path, {Path("a"): b"new"})
    assert (tmp_path / "a").read_bytes() == b"old"
