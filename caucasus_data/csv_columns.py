"""The cells of sound records: all columns at once, or, when a file is read again, only those that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pacsv

from caucasus_data.arrow_values import strings

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Extent:
    """Where some rows lie that a first reading has found sound.

    Attributes:
        offset: Where they begin in the file, in bytes.
        size: How many bytes they take.
        numbers: Their indices among the sound rows of the file.
        multiline: True where a quoted cell holds a line end.
    """

    offset: int
    size: int
    numbers: range
    multiline: bool


@dataclass(frozen=True, slots=True)
class Records:
    """A few of the rows of an extent.

    Attributes:
        numbers: Their indices among the sound rows of the file, ascending.
        starts: Where each begins, in bytes from the beginning of the extent.
        ends: Where it ends, its line end excluded.
    """

    numbers: Sequence[int]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]

    def of(self, extent: bytes) -> bytes:
        """Their bytes, out of those of the extent."""
        places = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return b"\n".join([extent[start:end] for start, end in places]) + b"\n"


@dataclass
class Rereading:
    """Some rows of a file that is read again.

    Attributes:
        numbers: Their indices among the sound rows of the file.
    """

    numbers: Sequence[int]
    _tokenized: Callable[[Sequence[int]], Mapping[int, pa.StringArray]] = field(repr=False)
    _asked: dict[int, None] = field(repr=False)
    _cells: dict[int, pa.StringArray] = field(default_factory=dict, repr=False)

    def cells(self, position: int) -> pa.StringArray:
        """The cells of a column, null where empty.

        What is asked of some rows will be asked of the next: `_asked`, which all rows of a file share, lets
        that one be tokenized but once. Threads may add to it.
        """
        if position not in self._cells:
            self._asked[position] = None
            self._cells |= self._tokenized([each for each in tuple(self._asked) if each not in self._cells])
        return self._cells[position]


def tokenize(
    body: bytes | memoryview,
    width: int,
    *,
    multiline: bool,
    on_ragged: Callable[[pacsv.InvalidRow], str] | None = None,
    only: Sequence[int] | None = None,
) -> pa.RecordBatch:
    """The cells of sound records, all as text, an empty cell as null.

    Args:
        body: The records.
        width: How many cells each has.
        multiline: True where a quoted cell holds a line end.
        on_ragged: What to do with a record of another width.
        only: The positions of the columns that are wanted; all where it is not given.
    """
    names = [str(position) for position in range(width)]
    wanted = names if only is None else [str(position) for position in only]
    schema = pa.schema([(name, pa.string()) for name in wanted])
    empty = pa.RecordBatch.from_arrays([strings([])] * len(wanted), schema=schema)
    if body[:1] in (b"", b"\n") and not bytes(body).strip(b"\n"):
        return empty
    if body[: len(_BOM)] == _BOM:
        # pyarrow drops a mark where its input begins; here it is the first character of a cell.
        body = _BOM + bytes(body)
    table = pacsv.read_csv(
        pa.BufferReader(body),
        read_options=pacsv.ReadOptions(use_threads=False, block_size=len(body) + 1, column_names=names),
        parse_options=pacsv.ParseOptions(newlines_in_values=multiline, invalid_row_handler=on_ragged),
        convert_options=pacsv.ConvertOptions(
            column_types=schema,
            include_columns=wanted,
            check_utf8=False,
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    return table.combine_chunks().to_batches()[0] if table.num_rows else empty
