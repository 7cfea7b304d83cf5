"""A table as the bytes of a Parquet file."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq


def to_parquet(table: pa.Table) -> bytes:
    """A table as Parquet: zstd, format 2.6, the Arrow schema with its metadata kept."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, version="2.6", compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data
