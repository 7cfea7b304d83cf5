"""The published files that the engines read."""

from __future__ import annotations

import csv
import os
import shutil
import sys
from pathlib import Path

import pytest

import caucasus_data as cd
from caucasus_data.export.parquet import to_parquet
from caucasus_data.tables import TABLES

from .probe import SPEC, TABLE

# Spark's workers are to run in this environment, whatever `python3` is.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both files of every table of this checkout, and of the probe, as `publish` writes them."""
    folder = tmp_path_factory.mktemp("published")
    for table in TABLES:
        shutil.copy(cd.path(table.name, "csv"), folder)
        (folder / f"{table.name}.parquet").write_bytes(to_parquet(cd.load(table.name, backend="pyarrow")))
    with (folder / "probe.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(SPEC.column_names)
        writer.writerows([_text(cell) for cell in row.values()] for row in TABLE.to_pylist())
    (folder / "probe.parquet").write_bytes(to_parquet(TABLE))
    return folder


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return ";".join(cell) if isinstance(cell, list) else str(cell)
