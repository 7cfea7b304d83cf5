"""pyarrow and polars, and Hugging Face datasets, which keeps Arrow too."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from caucasus_data.spec import TableSpec

from .engine import Engine, Reading, reading


def arrow_type(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return f"dictionary<{kind.value_type}>" + (", ordered" if kind.ordered else "")
    return f"list<{kind.value_type}>" if pa.types.is_list(kind) else str(kind)


def read_arrow(table: pa.Table) -> Reading:
    types = {field.name: arrow_type(field.type) for field in table.schema}
    return reading(table.column_names, lambda name: table[name].to_pylist(), types.__getitem__)


def read_pyarrow(path: Path, _spec: TableSpec) -> Reading:
    return read_arrow(pq.read_table(path))


def polars_type(kind: pl.DataType) -> str:
    return str(kind).split("(")[0] if isinstance(kind, pl.Enum | pl.Categorical) else str(kind)


def read_polars(path: Path, _spec: TableSpec) -> Reading:
    frame = pl.read_parquet(path)
    types = {name: polars_type(kind) for name, kind in frame.schema.items()}
    return reading(frame.columns, lambda name: frame[name].to_list(), types.__getitem__)


def read_datasets(path: Path, _spec: TableSpec) -> Reading:
    from datasets import Dataset

    return read_arrow(Dataset.from_parquet(str(path), cache_dir=str(path.parent / "cache")).data.table)


ENGINES = (
    Engine("pyarrow", "pq.read_table(path)", read_pyarrow, package="pyarrow"),
    Engine("polars", "pl.read_parquet(path)", read_polars, package="polars"),
    Engine(
        "Hugging Face datasets",
        "datasets.Dataset.from_parquet(path)",
        read_datasets,
        package="datasets",
        needs_rows=True,
        note="A table without rows cannot be read.",
    ),
)
