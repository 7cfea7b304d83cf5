"""JavaScript: hyparquet under Node."""

from __future__ import annotations

import datetime
import json
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

from caucasus_data.spec import TableSpec

from .engine import Engine, Reading

_NODE = Path(__file__).parent / "node"


def no_hyparquet() -> str | None:
    if which("node") is None:
        return "Node is not installed"
    if not (_NODE / "node_modules" / "hyparquet").is_dir():
        return "hyparquet is not installed: npm install --prefix tests/engines/node"
    return None


def cell_of(cell: Any, kind: str) -> Any:
    return datetime.datetime.fromisoformat(cell[:19]).date() if cell is not None and kind == "Date" else cell


def read_hyparquet(path: Path, _spec: TableSpec) -> Reading:
    printed = subprocess.run(
        ["node", "read.mjs", str(path)], cwd=_NODE, check=True, capture_output=True, encoding="utf-8"
    ).stdout
    columns = json.loads(printed)
    return Reading(
        {column["name"]: [cell_of(cell, column["type"]) for cell in column["cells"]] for column in columns},
        {column["name"]: column["type"] or "" for column in columns},
    )


ENGINES = (
    Engine(
        "hyparquet (JavaScript)",
        "parquetReadObjects({ file, compressors })",
        read_hyparquet,
        missing=no_hyparquet,
        note="Needs hyparquet-compressors for zstd; a day is a Date at midnight UTC.",
    ),
)
