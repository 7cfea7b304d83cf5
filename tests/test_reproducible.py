"""The same tables give the same release: anywhere, at any time, under any Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VERSION = "1.2.3"
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
SCRIPT = f"""
import json, os, pathlib, sys
os.umask(int(sys.argv[1], 8))
from caucasus_data.contract import load_contract
from caucasus_data.publish import publish
datasets, schemas, out = map(pathlib.Path, sys.argv[2:])
made = publish(datasets, out, specs=load_contract(schemas), version={VERSION!r}, schemas=schemas)
print(json.dumps([made.digest, {{table.spec.name: table.digest for table in made.tables}}]))
"""


def _published(python: str | Path, datasets: Path, out: Path, *, umask: str = "022", **environment: str) -> str:
    command = [str(python), "-W", "error", "-c", SCRIPT, umask, str(datasets), str(ROOT / "schemas"), str(out)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, cwd=out.parent, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _bytes_and_modes(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode) for path in files}


def _interpreters(version: str) -> Iterator[Path]:
    """Where a Python of this version may be: on the path, or with pyenv."""
    if found := shutil.which(f"python{version}"):
        yield Path(found)
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(home.glob(f"versions/{version}.*/bin/python"))


def _able(version: str) -> Path | str:
    """An interpreter that has what `publish` needs, or why there is none."""
    if version == ".".join(map(str, sys.version_info[:2])):
        return Path(sys.executable)
    reason = f"Python {version} is not on this machine"
    for python in _interpreters(version):
        tried = subprocess.run(
            [str(python), "-c", "import pyarrow, numpy"], capture_output=True, text=True, check=False
        )
        if tried.returncode == 0:
            return python
        reason = f"{python}: {(tried.stderr.strip().splitlines() or ['cannot be run'])[-1]}"
    return reason


def test_nothing_but_the_tables_enters_a_byte(small_datasets: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "else where" / "tables"
    shutil.copytree(small_datasets, elsewhere)
    for number, path in enumerate(sorted(elsewhere.iterdir())):
        os.utime(path, (time.time() - (number * 7919 % 31) * 10**6,) * 2)
    here, there = tmp_path / "one", tmp_path / "else where" / "two"
    _published(sys.executable, small_datasets, here, umask="022", TZ="Asia/Yerevan", LC_ALL="C", PYTHONHASHSEED="1")
    _published(
        sys.executable, elsewhere, there, umask="077", TZ="America/Los_Angeles", LC_ALL="C.UTF-8", PYTHONHASHSEED="2",
        PYTHONUTF8="1",
    )  # fmt: skip
    assert _bytes_and_modes(here) == _bytes_and_modes(there)


@pytest.mark.parametrize("version", PYTHONS)
def test_every_python_gives_the_same_digests(small_datasets: Path, tmp_path: Path, version: str) -> None:
    python = _able(version)
    if isinstance(python, str):
        pytest.skip(python)
    said = _published(python, small_datasets, tmp_path / "there")
    assert json.loads(said) == json.loads(_published(sys.executable, small_datasets, tmp_path / "here"))
