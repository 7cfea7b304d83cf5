"""pandas in its three dresses, and dask, which wears the second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from caucasus_data.spec import TableSpec

from .engine import Engine, Reading, reading


def dtype(column: pd.Series[Any]) -> str:
    kind = column.dtype
    ordered = isinstance(kind, pd.CategoricalDtype) and kind.ordered
    return f"{kind}, ordered" if ordered else str(kind)


def read_frame(frame: pd.DataFrame) -> Reading:
    return reading(frame.columns, lambda name: frame[name], lambda name: dtype(frame[name]))


def read_default(path: Path, _spec: TableSpec) -> Reading:
    return read_frame(pd.read_parquet(path))


def read_nullable(path: Path, _spec: TableSpec) -> Reading:
    return read_frame(pd.read_parquet(path, dtype_backend="numpy_nullable"))


def read_arrow(path: Path, _spec: TableSpec) -> Reading:
    return read_frame(pd.read_parquet(path, dtype_backend="pyarrow"))


def read_dask(path: Path, _spec: TableSpec) -> Reading:
    import dask.dataframe as dd

    return read_frame(dd.read_parquet(path).compute(scheduler="synchronous"))


ENGINES = (
    Engine("pandas", "pd.read_parquet(path)", read_default, package="pandas"),
    Engine(
        "pandas, numpy_nullable",
        'pd.read_parquet(path, dtype_backend="numpy_nullable")',
        read_nullable,
        package="pandas",
    ),
    Engine("pandas, pyarrow", 'pd.read_parquet(path, dtype_backend="pyarrow")', read_arrow, package="pandas"),
    Engine("dask", "dd.read_parquet(path)", read_dask, package="dask"),
)
