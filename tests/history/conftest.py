"""The small checkout, laid out, and put in the place of this one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from caucasus_data import access, cli, footnotes, loader, maintenance, pinned
from caucasus_data import store as stores
from caucasus_data.contract import write_schemas

sys.path.insert(0, str(Path(__file__).parent))
from workshop import NAMES, SPECS, Workshop


@pytest.fixture
def workshop(tmp_path: Path, write_datasets: Callable[[Path], None]) -> Workshop:
    root = tmp_path / "checkout"
    root.mkdir()
    write_datasets(root / "datasets")
    for path in (root / "datasets").iterdir():
        if path.stem not in NAMES:
            path.unlink()
    write_schemas(tuple(SPECS.values()), root / "schemas")
    (root / "caucasus_data").mkdir()
    (root / "caucasus_data" / "__init__.py").write_text('__version__ = "0.0.0"\n')
    return Workshop(root)


@pytest.fixture
def at_work(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The workshop as the checkout that the commands and `load` work in, at the version that it calls itself."""
    here = stores.Store(workshop.root / "datasets", workshop.root / "schemas", None, is_source=True)
    for module in (stores, access):
        monkeypatch.setattr(module, "store", lambda: here)
    for module in (cli, footnotes, loader, maintenance, pinned):
        monkeypatch.setattr(module, "__version__", "0.9.0")
    monkeypatch.chdir(workshop.root)
    return workshop
