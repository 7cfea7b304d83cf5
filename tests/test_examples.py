"""The notebooks run from top to bottom, their pictures are there, and the pinned project tells what an upgrade changed.

`pytest tests/test_examples.py --update-golden` keeps the executed notebooks and their pictures.
"""

from __future__ import annotations

import base64
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

import caucasus_data as cd

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PINNED = ROOT / "examples" / "pinned-project"
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def pictures(notebook: Any, stem: str) -> dict[str, bytes]:
    """The plots of an executed notebook, by file name, in the order in which they come."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    plots = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", ())]
    return {f"{stem}-{number}.png": base64.b64decode(plot) for number, plot in enumerate(plots, 1)}


# What the kernel's own libraries warn of is not ours to mend; a warning inside a notebook fails it below.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, request: pytest.FixtureRequest) -> None:
    reason = "pip install 'caucasus-data[examples]'"
    nbformat = pytest.importorskip("nbformat", reason=reason)
    nbclient = pytest.importorskip("nbclient", reason=reason)
    pytest.importorskip("ipykernel", reason=reason)
    pytest.importorskip("matplotlib", reason=reason)
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, record_timing=False, kernel_name="python3").execute()
    said = [output for cell in notebook.cells for output in cell.get("outputs", ()) if output.get("name") == "stderr"]
    assert said == []
    drawn = pictures(notebook, path.stem)
    if request.config.getoption("--update-golden"):
        nbformat.write(notebook, path)
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, data in drawn.items():
            (PICTURES / name).write_bytes(data)
    assert set(drawn) == {picture.name for picture in PICTURES.glob(f"{path.stem}-*.png")}


def test_the_readme_shows_pictures_that_exist() -> None:
    shown = re.findall(r"\]\((docs/pictures/[^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert shown
    assert [name for name in shown if not (ROOT / name).is_file()] == []


def versions() -> list[str]:
    """The releases of the log, the oldest first, and the version at hand."""
    return list(dict.fromkeys([*cd.load("releases")["version"], cd.__version__]))


@pytest.mark.parametrize("since", versions())
def test_the_pinned_project_tells_every_change(since: str) -> None:
    report = runpy.run_path(str(PINNED / "what_changed.py"))["report"](since)
    changes = cd.revisions(since=since)
    head, *lines = report.splitlines()
    assert head == f"caucasus-data {since} -> {cd.__version__}: {len(changes)} changes"
    counts = [int(found[1]) for line in lines if (found := re.fullmatch(r"  \w+: (\d+) \w+", line))]
    assert sum(counts) == len(changes)
    for row in changes[changes["change"] == "revised"].itertuples():
        assert f"  {row.table_name} {row.record_id}: {row.field} " in report


def test_the_pin_names_a_release() -> None:
    found = re.search(r'"caucasus-data==([0-9.]+)"', (PINNED / "pyproject.toml").read_text("utf-8"))
    assert found is not None
    assert found[1] in versions()
