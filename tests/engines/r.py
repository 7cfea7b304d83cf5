"""R, from the CSV: readr."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

from caucasus_data.spec import ColumnSpec, TableSpec

from .engine import Engine, Reading, from_text

_SCRIPT = Path(__file__).parent / "r" / "read.R"


def no_r() -> str | None:
    if which("Rscript") is None:
        return "R is not installed"
    probe = subprocess.run(["Rscript", "-e", "library(jsonlite); library(readr)"], capture_output=True, check=False)
    return "the R packages readr and jsonlite are not installed" if probe.returncode else None


def read_r(path: Path, spec: TableSpec) -> Reading:
    printed = subprocess.run(
        ["Rscript", "--vanilla", str(_SCRIPT), str(path)],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    ).stdout
    columns = json.loads(printed)
    cells = {column["name"][0]: column["cells"] for column in columns}
    types = {column["name"][0]: column["type"][0] for column in columns}
    return Reading(
        {name: [_value(cell, types[name], spec[name]) for cell in column] for name, column in cells.items()},
        types,
    )


def _value(cell: Any, kind: str, column: ColumnSpec) -> Any:
    if cell is None or kind == "logical":
        return cell
    return float(cell) if kind == "numeric" else from_text(column, cell)


ENGINES = (
    Engine(
        "readr (R), from CSV",
        'readr::read_csv("events.csv", na = "", guess_max = Inf)',
        read_r,
        format="csv",
        missing=no_r,
        note="Lists are text: split them at `;`.",
    ),
)
