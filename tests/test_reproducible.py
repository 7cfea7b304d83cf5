"""The same tables give the same release: anywhere, at any time, under any Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow
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


@pytest.fixture(scope="module")
def able(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives an interpreter of a version with a pyarrow, in an environment of its own where need be."""

    def find(version: str) -> Path:
        if version == ".".join(map(str, sys.version_info[:2])):
            return Path(sys.executable)
        python = next((python for python in _interpreters(version) if _runs(python, "pass")), None)
        if python is None:
            pytest.skip(f"Python {version} is not on this machine")
        home = tmp_path_factory.mktemp("environment")
        subprocess.run([str(python), "-m", "venv", str(home)], check=True)
        own = home / "bin" / "python"
        pip = (str(own), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:")
        # A Python that this pyarrow has left behind takes the last one that was made for it.
        for pyarrow_of_its_own in (f"pyarrow=={pyarrow.__version__}", "pyarrow"):
            done = subprocess.run([*pip, pyarrow_of_its_own, "numpy"], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return own
        pytest.skip(f"Python {version}: {done.stderr.strip().splitlines()[-1]}")

    return find


def _runs(python: Path, code: str) -> bool:
    return subprocess.run([str(python), "-c", code], capture_output=True, check=False).returncode == 0


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
def test_every_python_gives_the_same_release(
    able: Callable[[str], Path], small_datasets: Path, tmp_path: Path, version: str
) -> None:
    python = able(version)
    here, there = tmp_path / "here", tmp_path / "there"
    assert _published(python, small_datasets, there) == _published(sys.executable, small_datasets, here)
    # The same pyarrow writes the same Parquet files, too.
    if _runs(python, f"import pyarrow; assert pyarrow.__version__ == {pyarrow.__version__!r}"):
        assert _bytes_and_modes(there) == _bytes_and_modes(here)
