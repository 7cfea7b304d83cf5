"""The cells of sound records: all columns at once, or, when a file is read again, only those that are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

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

    numbers: array[int]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]


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


def reread(
    stream: BinaryIO, extents: Iterable[Extent], few: Mapping[int, Records], *, width: int, together: int
) -> Iterator[Rereading]:
    """The rows of some extents once more.

    Args:
        stream: The file.
        extents: The extents.
        few: By the number of an extent's first row, those few of its rows that are wanted.
        width: How many cells each row has.
        together: How many bytes of few rows are put together, lest each extent's few are judged by themselves.
    """
    asked: dict[int, None] = {}

    def rows(numbers: Sequence[int], data: bytes, *, multiline: bool) -> Rereading:
        def cells(only: Sequence[int]) -> dict[int, pa.StringArray]:
            columns = tokenize(data, width, multiline=multiline, only=only).columns
            return dict(zip(only, columns, strict=True))

        return Rereading(numbers, cells, asked)

    gleaned = _Gleaned()
    for extent in extents:
        stream.seek(extent.offset)
        data, records = stream.read(extent.size), few.get(extent.numbers.start)
        if gleaned.numbers and (records is None or gleaned.size > together):
            yield rows(gleaned.numbers, gleaned.data, multiline=gleaned.multiline)
            gleaned = _Gleaned()
        if records is None:
            yield rows(extent.numbers, data, multiline=extent.multiline)
        else:
            gleaned.add(records, data, multiline=extent.multiline)
    if gleaned.numbers:
        yield rows(gleaned.numbers, gleaned.data, multiline=gleaned.multiline)


@dataclass(slots=True)
class _Gleaned:
    """Rows of several extents, few of each.

    Attributes:
        numbers: Their indices among the sound rows of the file, ascending.
        multiline: True where a quoted cell of such an extent holds a line end.
        size: How many bytes they take.
    """

    numbers: array[int] = field(default_factory=lambda: array("q"))
    multiline: bool = False
    size: int = 0
    _lines: list[bytes] = field(default_factory=list)

    def add(self, records: Records, extent: bytes, *, multiline: bool) -> None:
        """Add a few of the rows of an extent, out of its bytes."""
        lines = [extent[start:end] for start, end in zip(records.starts.tolist(), records.ends.tolist(), strict=True)]
        self.numbers.extend(records.numbers)
        self.multiline = self.multiline or multiline
        self.size += sum(map(len, lines))
        self._lines += lines

    @property
    def data(self) -> bytes:
        """Their bytes."""
        return b"\n".join(self._lines) + b"\n"


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
