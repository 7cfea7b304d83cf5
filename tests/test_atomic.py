from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from caucasus_data.atomic import replaced_folder, write_file
from caucasus_data.errors import ReleaseError

# Kills itself, as a power cut would, at the given step: no handler and no `finally` runs.
KILLED = """
import os, sys
from pathlib import Path
from caucasus_data.atomic import replaced_folder, write_file

target, kill_at = Path(sys.argv[1]), int(sys.argv[2])
steps = iter(range(10**6))

def counted(real):
    def call(*args, **kwargs):
        if next(steps) == kill_at:
            os._exit(9)
        return real(*args, **kwargs)
    return call

for name in ("mkdir", "chmod", "rename", "open"):
    setattr(Path, name, counted(getattr(Path, name)))
for name in ("fsync", "unlink", "rmdir"):
    setattr(os, name, counted(getattr(os, name)))

with replaced_folder(target) as fresh:
    write_file(fresh / "a", b"new")
    write_file(fresh / "in" / "b", b"new")
"""
OLD = {"a": b"old", "in/b": b"old", "c": b"old"}
NEW = {"a": b"new", "in/b": b"new"}


def _fill(target: Path, contents: dict[str, bytes]) -> None:
    with replaced_folder(target) as fresh:
        for name, data in contents.items():
            write_file(fresh / name, data)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _run_killed(target: Path, step: int) -> int:
    command = [sys.executable, "-c", KILLED, str(target), str(step)]
    return subprocess.run(command, check=False, cwd=Path(__file__).parents[1]).returncode


def test_a_folder_is_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "made" / "release"
    _fill(target, OLD)
    assert _contents(target) == OLD
    _fill(target, NEW)
    assert _contents(target) == NEW
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("has_old", [False, True], ids=["nothing before", "something before"])
def test_killed_at_any_step_it_leaves_one_whole_state_and_the_next_run_tidies_up(
    tmp_path: Path, *, has_old: bool
) -> None:
    target = tmp_path / "release"
    codes = []
    for step in range(1000):
        if has_old:
            _fill(target, OLD)
        codes.append(_run_killed(target, step))
        if target.exists():
            assert _contents(target) in ([OLD, NEW] if has_old else [NEW])
        if codes[-1] == 0:
            break
        _fill(target, NEW)
        assert _contents(target) == NEW
        assert list(tmp_path.iterdir()) == [target]
        for path in sorted(target.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        target.rmdir()
    assert codes[-1] == 0
    assert set(codes[:-1]) == {9}
    assert len(codes) > 15


def test_killed_between_the_renames_the_old_folder_comes_back(tmp_path: Path) -> None:
    target = tmp_path / "release"
    _fill(target, OLD)
    target.rename(tmp_path / ".release.old")
    with pytest.raises(ZeroDivisionError), replaced_folder(target):
        raise ZeroDivisionError
    assert _contents(target) == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_while_filling_leaves_the_old_folder(tmp_path: Path) -> None:
    target = tmp_path / "release"
    _fill(target, OLD)
    with pytest.raises(TypeError):
        _fill(target, {"a": b"new", "c": None})  # type: ignore[dict-item]
    assert _contents(target) == OLD
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lock on a folder")
def test_two_at_once_are_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    target = tmp_path / "release"
    with replaced_folder(target) as fresh:
        write_file(fresh / "a", b"new")
        with pytest.raises(ReleaseError, match="another process is writing"):
            _fill(target, OLD)
    assert _contents(target) == {"a": b"new"}


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    write_file(tmp_path / "a", b"first")
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644
