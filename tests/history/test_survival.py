"""`publish`, `format` and `release`, end to end, on a disk that fails at each of their steps."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from disk import Disk, KilledError
from workshop import SPECS, Workshop

from caucasus_data import atomic, cli
from caucasus_data.contract import write_schemas

Act = Callable[[], int]
Files = dict[str, bytes]

COMMANDS = {
    "release": ["release", "0.1.0", "--date", "2026-01-03"],
    "publish": ["publish"],
    "format": ["format"],
}
FEW = ("actors", "places", "releases", "revisions")
"""Tables enough for every step, and few enough to take each of them."""

each_command = pytest.mark.parametrize("command", COMMANDS)


@pytest.fixture
def shop(at_work: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for path in (at_work.root / "datasets").iterdir():
        if path.stem not in FEW:
            path.unlink()
    write_schemas([SPECS[name] for name in FEW], at_work.root / "schemas")
    return at_work


def _make_untidy(shop: Workshop, command: str) -> None:
    """Give `format` something to do."""
    if command == "format":
        for name in ("actors", "places"):
            path = shop.root / "datasets" / f"{name}.csv"
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _restore(shop: Workshop, pristine: Path) -> None:
    """Bring the checkout back to what it was, in the folder that the process works in."""
    for path in shop.root.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(pristine, shop.root, dirs_exist_ok=True)


def _assert_whole(command: str, now: Files, before: Files, after: Files) -> None:
    """The old state or the new one; `format` has that of each file, which it replaces one by one."""
    if command == "format":
        assert now.keys() == before.keys()
        assert all(data in (before[name], after[name]) for name, data in now.items())
    else:
        assert now in (before, after)


def _visible(shop: Workshop) -> Files:
    """The files without what a killed run has left hidden."""
    return {name: data for name, data in shop.contents().items() if not any(p.startswith(".") for p in name.split("/"))}


@each_command
def test_killed_at_any_step_it_leaves_one_whole_state_and_the_next_run_ends_it(
    shop: Workshop, command: str, tmp_path: Path
) -> None:
    _make_untidy(shop, command)
    before = shop.contents()
    pristine = tmp_path / "pristine"
    shutil.copytree(shop.root, pristine)
    assert cli.main(COMMANDS[command]) == 0
    after = shop.contents()
    kinds: set[str] = set()
    for step in range(10_000):
        _restore(shop, pristine)
        disk = Disk.killed(step)
        with pytest.MonkeyPatch.context() as patch:
            disk.under(patch)
            try:
                assert cli.main(COMMANDS[command]) == 0
                break
            except KilledError:
                kinds.add(disk.steps[step])
        if command == "release":
            atomic.finish_files(shop.root)
        _assert_whole(command, _visible(shop), before, after)
        if command != "release":
            assert cli.main(COMMANDS[command]) == 0
            assert shop.contents() == after
    assert shop.contents() == after
    assert len(disk.steps) > 5
    assert {"open", "write", "fsync", "chmod", "replace" if command != "publish" else "rename"} <= kinds


@each_command
def test_on_a_full_disk_nothing_is_lost(
    shop: Workshop, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _make_untidy(shop, command)
    before = shop.contents()
    for step in range(10_000):
        disk = Disk.full(step)
        with pytest.MonkeyPatch.context() as patch:
            disk.under(patch)
            code = cli.main(COMMANDS[command])
        said = capsys.readouterr().err
        if code == 0:
            break
        assert (code, said.count("\n")) == (2, 1)
        assert said.startswith("caucasus-data: ")
        assert "No space left on device" in said
        if command == "format":
            assert shop.contents().keys() == before.keys()
        else:
            assert shop.contents() == before
    assert step > 3


@each_command
def test_a_read_only_folder_is_refused_in_one_line(
    shop: Workshop, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _make_untidy(shop, command)
    before = shop.contents()
    with pytest.MonkeyPatch.context() as patch:
        Disk.read_only().under(patch)
        assert cli.main(COMMANDS[command]) == 2
    said = capsys.readouterr().err
    assert (said.count("\n"), said.startswith("caucasus-data: "), "Read-only file system" in said) == (1, True, True)
    assert shop.contents() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lock on a folder")
@each_command
def test_two_at_once_are_refused_in_one_line(shop: Workshop, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    _make_untidy(shop, command)
    (shop.root / "dist").mkdir()
    before = shop.contents()
    place = shop.root / {"release": ".", "publish": "dist", "format": "datasets"}[command]
    with atomic._locked(place):
        assert cli.main(COMMANDS[command]) == 2
    said = capsys.readouterr().err
    assert said == f"caucasus-data: another process is writing in {place.resolve()}; wait for its end\n"
    assert shop.contents() == before
