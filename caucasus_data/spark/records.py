"""What passes between the tasks: rows as lists of text cells, findings, and the summary of each block.

One schema serves every table, so that all tables go through one plan and not each through its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import integers
from caucasus_data.cells import convert
from caucasus_data.checks import CHECKS
from caucasus_data.checks.base import Check, Finding, Rows
from caucasus_data.spec import TableSpec

CHECK_OF = {check.code: check for check in CHECKS}
CODE_OF = {check.name(): check.code for check in CHECKS}

# A row's number tells its file, its block in the file and its place in the block, and orders the rows of a table.
FILE_BIT, BLOCK_BIT = 46, 26
ROWS_AT_ONCE_BITS = 16
"""Rules look at the rows of one stretch of numbers of this many bits at a time."""

FOUND = pa.struct(
    [
        ("table", pa.string()),
        ("form", pa.bool_()),
        ("number", pa.int64()),
        ("file", pa.int64()),
        ("line", pa.int64()),
        ("column", pa.int64()),
        ("position", pa.int64()),
        ("code", pa.string()),
        ("message", pa.string()),
        ("hint", pa.string()),
        ("field", pa.string()),
        ("record_id", pa.string()),
        ("value", pa.string()),
        ("count", pa.int64()),
    ]
)
STAT = pa.struct(
    [
        ("table", pa.string()),
        ("number", pa.int64()),
        ("headed", pa.bool_()),
        ("whole", pa.bool_()),
        ("rows", pa.int64()),
        ("links", pa.int64()),
        ("ascending", pa.bool_()),
        ("first", pa.list_(pa.string())),
        ("last", pa.list_(pa.string())),
    ]
)
CELLS = pa.list_(pa.string())
JUDGED = pa.schema(
    [
        ("table", pa.string()),
        ("number", pa.int64()),
        ("bad", pa.bool_()),
        ("cells", CELLS),
        ("found", FOUND),
        ("stat", STAT),
    ]
)
"""Either a row, or a finding, or what there is to know of a block or a file."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding on its way to the driver.

    Attributes:
        table: The table.
        form: True for a flaw of the file's form.
        number: The row's number; None for a flaw.
        file: The index of the file.
        line: The physical line, where it is known.
        column: The character in that line.
        position: The position of the column in the table; -1 for a row as a whole.
        code: The check's code; None where findings are counted and not put into words.
        message: What is wrong.
        hint: The likely mend.
        field: The column.
        record_id: The row's key.
        value: The offending value; of a reference that leads nowhere, the id until the row is at hand.
        count: How many findings, or places like this, it stands for.
    """

    table: str
    form: bool = False
    number: int | None = None
    file: int = 0
    line: int | None = None
    column: int | None = None
    position: int = -1
    code: str | None = None
    message: str = ""
    hint: str | None = None
    field: str | None = None
    record_id: str | None = None
    value: str | None = None
    count: int = 1

    @classmethod
    def of(cls, finding: Finding, spec: TableSpec, **place: Any) -> Found:
        """A check's finding in a row."""
        position = spec.column_names.index(finding.field) if finding.field in spec else -1
        return cls(
            table=finding.table,
            number=finding.row,
            file=(finding.row or 0) >> FILE_BIT,
            position=position,
            code=finding.check.code,
            message=finding.message,
            hint=finding.hint,
            field=finding.field,
            **place,
        )

    @property
    def check(self) -> type[Check]:
        """The check that found it."""
        return CHECK_OF[str(self.code)]

    @property
    def order(self) -> tuple[int, int, int, int, int, str, str]:
        """By place, then code: the order in which the first of a table are chosen."""
        return (
            self.number or 0,
            self.file,
            self.line or 0,
            self.column or 0,
            self.position,
            self.code or "",
            self.message,
        )


def as_lists(columns: Sequence[pa.Array]) -> pa.ListArray:
    """Columns of text cells as one list for each row."""
    height, width = len(columns[0]), len(columns)
    order = np.arange(height * width, dtype=np.int64).reshape(width, height).T.ravel()
    offsets = np.arange(0, height * width + 1, width, dtype=np.int32)
    cells = pa.concat_arrays(list(columns)).take(integers(order))
    return pa.ListArray.from_arrays(
        pa.Array.from_buffers(pa.int32(), len(offsets), [None, pa.py_buffer(offsets)]), cells
    )


def as_columns(lists: pa.ListArray, width: int) -> list[pa.Array]:
    """The columns of text cells that `as_lists` has made into lists."""
    cells = pc.list_flatten(lists)
    places = np.arange(len(lists), dtype=np.int64) * width
    return [cells.take(integers(places + position)) for position in range(width)]


def to_rows(spec: TableSpec, batch: pa.RecordBatch | pa.Table) -> Rows:
    """The typed rows of a batch with the columns `number`, `bad` and `cells`, its cells judged before."""
    cells = batch.column("cells")
    cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    columns = {
        column.name: kept if is_kept(spec, column.name) else convert(kept, column).values
        for column, kept in zip(spec.columns, as_columns(cells, len(spec.columns)), strict=True)
    }
    numbers = batch.column("number").to_pylist()
    bad = frozenset(number for number, odd in zip(numbers, batch.column("bad").to_pylist(), strict=True) if odd)
    return Rows(spec, columns, numbers, bad)


def is_kept(spec: TableSpec, column: str) -> bool:
    """True for a column whose malformed cell is still the id that others refer to."""
    return column in spec.primary_key and spec[column].type == "string"


def batch_of(schema: pa.Schema, columns: Mapping[str, Any], size: int) -> pa.RecordBatch:
    """A batch in which the columns that are not given are null."""
    arrays = []
    for part in schema:
        given = columns.get(part.name)
        arrays.append(
            pa.nulls(size, part.type)
            if given is None
            else given
            if isinstance(given, pa.Array)
            else pa.array(given, part.type)
        )
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def judged_rows(table: str, numbers: npt.NDArray[np.int64], bad: Sequence[bool], cells: pa.ListArray) -> pa.RecordBatch:
    """Rows among what is judged."""
    given = {"table": [table] * len(cells), "number": integers(numbers), "bad": list(bad), "cells": cells}
    return batch_of(JUDGED, given, len(cells))


def judged_found(found: Sequence[Found]) -> pa.RecordBatch:
    """Findings among what is judged."""
    return batch_of(JUDGED, {"found": [asdict(one) for one in found]}, len(found))


def judged_stat(**stat: Any) -> pa.RecordBatch:
    """What there is to know of a block or a file, among what is judged."""
    return batch_of(JUDGED, {"stat": [stat]}, 1)


def found_batch(found: Iterable[Found]) -> pa.RecordBatch:
    """Findings alone."""
    rows = [asdict(one) for one in found]
    return pa.RecordBatch.from_pylist(rows, schema=pa.schema(list(FOUND)))


def rows_batch(numbers: Sequence[int], cells: Sequence[Sequence[str | None]]) -> pa.RecordBatch:
    """A batch for `to_rows` of a few rows, none of them bad."""
    columns = [pa.array(list(numbers), pa.int64()), pa.array([False] * len(numbers)), pa.array(list(cells), CELLS)]
    return pa.RecordBatch.from_arrays(columns, names=["number", "bad", "cells"])
