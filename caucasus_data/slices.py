"""The Parquet file, or the part of one, that holds a table as a release published it.

`publish` keeps every row that a table has had, once, with the first and the last release that had it (`lifetimes`), so
that a table of an earlier release costs a read and not its reconstruction. Nothing here imports more than a read needs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from caucasus_data.store import Store

HISTORY = "history"
"""The folder of a published release that keeps the rows of earlier ones."""

INDEX_COLUMNS = ("table", "file", "release", "schema", "rows")
"""What `history/<version>.csv` tells of each table of a release: the attributes of its slice."""

FIRST, LAST = "_first", "_last"
"""The columns that number a row's releases; the underscore keeps them apart from the columns of every table."""

_FEW_RUNS = 100


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of a Parquet file, in the order of the file.

    Attributes:
        file: The file.
        release: The number of the release, from 1, that had the rows; None where the file does not tell releases.
        schema: The release under which the file keeps the rows' schema; None where it is that of the file.
        rows: How many rows from the first on; None: all.
    """

    file: Path
    release: int | None = None
    schema: str | None = None
    rows: int | None = None

    def read(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows in Arrow, in one chunk.

        Args:
            columns: The columns, in the order wanted; None: all.
        """
        import pyarrow.parquet as pq

        file = pq.ParquetFile(self.file)
        if self.release is None:
            data = file.read(columns=columns, use_threads=False).slice(0, self.rows)
            return data if columns is None else data.select(columns)
        data = file.read(columns=None if columns is None else [*columns, FIRST, LAST], use_threads=False)
        names = table_columns(data.column_names) if columns is None else list(columns)
        return _with_schema(_of_release(data, self.release).select(names), file.schema_arrow, self.schema)


def slice_of(here: Store, table: str, version: str) -> Slice | None:
    """The rows of a table as a release published it; None where they are not kept, or there is no such release.

    In a source checkout they count where its log of releases is the published one: they were proved by its digests.
    """
    if here.release is None or here.parquet("releases") is None:
        return None
    if not version.replace(".", "").isdecimal():
        # What is no version must not become a path to another file.
        return None
    try:
        index = (here.release / HISTORY / f"{version}.csv").read_text("utf-8")
    except OSError:
        return None
    for line in index.splitlines():
        # No cell is quoted: they are names and numbers. The modules `csv` and `json` take longer to import than this.
        name, file, release, schema, rows = line.split(",")
        if name == table:
            return Slice(
                here.release / file, int(release) if release else None, schema or None, int(rows) if rows else None
            )
    return None


def table_columns(names: Sequence[str]) -> list[str]:
    """The columns of a file without those that number releases."""
    return [name for name in names if name not in (FIRST, LAST)]


def _of_release(data: pa.Table, release: int) -> pa.Table:
    """The rows that a release had.

    Arrow's own filter is quickest, but the library of its kernels takes ten times as long to import as a table takes to
    read. Where nobody has imported it yet, rows of a few runs are pieced together.
    """
    import numpy as np
    import pyarrow as pa

    first, last = (np.from_dlpack(data[name].combine_chunks()) for name in (FIRST, LAST))
    had = (first <= release) & (release <= last)
    edges = np.flatnonzero(np.diff(had, prepend=False, append=False)).tolist()
    if "pyarrow.compute" in sys.modules or len(edges) > 2 * _FEW_RUNS:
        from caucasus_data.arrow_values import booleans

        return data.filter(booleans(had)).combine_chunks()
    # In one chunk: one batch, or none where there is no row at all.
    runs = [
        batch.slice(start, end - start)
        for batch in data.combine_chunks().to_batches()
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    return pa.Table.from_batches(runs, schema=data.schema).combine_chunks()


def _with_schema(data: pa.Table, kept: pa.Schema, version: str | None) -> pa.Table:
    """The rows with the schema that was a release's own: its texts, such as the descriptions, may be others now."""
    if version is None:
        return data
    from base64 import b64decode

    import pyarrow as pa

    schema = pa.ipc.read_schema(pa.py_buffer(b64decode(kept.metadata[version.encode()])))
    fields = [schema.field(name) for name in data.column_names]
    return pa.Table.from_arrays(data.columns, schema=pa.schema(fields, metadata=schema.metadata))
