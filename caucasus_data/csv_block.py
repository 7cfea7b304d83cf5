"""One stretch of a table file: the bytes, their cells, and the physical place of every cell."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from caucasus_data.csv_columns import Records, tokenize
from caucasus_data.csv_scan import Flaw, Offsets, Scan, scan

# A record longer than this is taken for a quote that was never closed, so that memory stays bounded.
_LONGEST_RECORD = 64 << 20
_MERGE_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_OTHER_DELIMITERS = (("\t", "tabs"), (";", "semicolons"), ("|", "bars"))


@dataclass(frozen=True, slots=True)
class Place:
    """A physical place in a file: line and character, both from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Block:
    """The sound rows of one stretch of a file.

    Attributes:
        cells: One string array per column of the file, named by position ("0", "1", ...); an empty cell is null.
        first_row: The index of the first row of the block among the sound rows of the file.
        flaws: What is wrong with the form of this stretch, with places.
        is_plain: True where the rows are the file's bytes as they stand, none left out.
        size: How many bytes of the file, its line ends folded, the stretch takes.
        multiline: True where a quoted cell holds a line end.
    """

    cells: pa.RecordBatch
    first_row: int
    flaws: tuple[tuple[Flaw, Place | None], ...]
    is_plain: bool
    size: int
    multiline: bool
    _data: bytes = field(repr=False)
    _first_line: int = field(repr=False)
    _starts: Offsets = field(repr=False)
    _ends: Offsets = field(repr=False)

    @property
    def numbers(self) -> range:
        """The indices of the rows among the sound rows of the file."""
        return range(self.first_row, self.first_row + self.cells.num_rows)

    def records(self, indices: Offsets) -> Records:
        """Where some rows lie in the block, by their indices in it."""
        starts, ends = (offsets[indices].astype(np.int32) for offsets in (self._starts, self._ends))
        return Records(array("q", (indices + self.first_row).tobytes()), starts, ends)

    def locate(self, row: int, position: int) -> Place:
        """The place where a cell begins.

        Args:
            row: The row's index among the sound rows of the file.
            position: The cell's position in the row, from 0.
        """
        return self.place_of(self._offset(row, position))

    def line_text(self, row: int, position: int) -> str:
        """The text of the physical line on which a cell begins."""
        offset = self._offset(row, position)
        begin = self._data.rfind(b"\n", 0, offset) + 1
        end = self._data.find(b"\n", offset)
        return self._data[begin : end if end >= 0 else None].decode(errors="replace")

    def _offset(self, row: int, position: int) -> int:
        index = row - self.first_row
        start, end = int(self._starts[index]), int(self._ends[index])
        return start + cell_offsets(self._data[start:end])[position]

    @cached_property
    def _newlines(self) -> Offsets:
        return np.flatnonzero(np.frombuffer(self._data, dtype=np.uint8) == 10)

    def place_of(self, offset: int) -> Place:
        """The place of a byte of the block."""
        before = int(np.searchsorted(self._newlines, offset))
        line_start = int(self._newlines[before - 1]) + 1 if before else 0
        column = len(self._data[line_start:offset].decode(errors="replace")) + 1
        return Place(self._first_line + before, column)


def cell_offsets(record: bytes) -> list[int]:
    """The offset at which each cell of a record begins."""
    data = np.frombuffer(record, dtype=np.uint8)
    commas = np.flatnonzero(data == 44)
    quotes_before = np.searchsorted(np.flatnonzero(data == 34), commas)
    return [0, *(commas[quotes_before % 2 == 0] + 1).tolist()]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a file that begin with a record; the last record may be cut off, and then begins the next stretch.

    Attributes:
        data: The bytes, line ends folded to LF.
        line: The physical line on which they begin.
        is_last: True where the file ends with them.
    """

    data: bytes = field(repr=False)
    line: int
    is_last: bool

    def scan(self) -> Scan:
        """The structure of its records."""
        return scan(self.data, final=self.is_last or len(self.data) > _LONGEST_RECORD)


def to_block(stretch: Stretch, found: Scan, width: int, first_row: int) -> Block:
    """The cells of a stretch, and what is wrong with its form.

    Args:
        stretch: The bytes.
        found: Their structure.
        width: How many columns the file's header has.
        first_row: The index of the first row among the sound rows of the file.
    """
    ragged: list[pacsv.InvalidRow] = []

    def skip(bad: pacsv.InvalidRow) -> str:
        ragged.append(bad)
        return "skip"

    data = stretch.data
    # Not a slice, which would be a copy.
    body: bytes | memoryview = memoryview(data)[: found.consumed]
    if found.repaired:
        body = b"\n".join(data[s:e] for s, e in zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    cells = tokenize(body, width, multiline=found.multiline, on_ragged=skip)
    starts, ends = found.starts, found.ends
    flaws = list(found.flaws)
    if ragged:
        indices = np.array([bad.number - 1 for bad in ragged])
        for bad, index in zip(ragged, indices.tolist(), strict=True):
            flaws.append(_ragged(bad, int(starts[index]), cut=int(ends[index]) == len(data)))
        starts, ends = np.delete(starts, indices), np.delete(ends, indices)
    if stretch.is_last and data and not data.endswith(b"\n") and not _is_cut_short(flaws, data):
        flaws.append(no_final_newline(len(data)))
    is_plain = not (found.repaired or ragged)
    block = Block(cells, first_row, (), is_plain, found.consumed, found.multiline, data, stretch.line, starts, ends)
    placed = tuple((flaw, block.place_of(flaw.offset) if flaw.offset is not None else None) for flaw in flaws)
    return replace(block, flaws=placed)


def _ragged(bad: pacsv.InvalidRow, offset: int, *, cut: bool) -> Flaw:
    """What a row of more or fewer cells than the header is: often no row at all."""
    if not bad.text.strip():
        return Flaw("blank-line", offset, "a line of nothing but white space", "remove it")
    if bad.text.startswith(_MERGE_MARKERS):
        message = "a merge conflict is left here"
        return Flaw("merge-marker", offset, message, "keep the rows that hold, and remove this line")
    cells = "1 cell" if bad.actual_columns == 1 else f"{bad.actual_columns} cells"
    message = f"this row has {cells}, the header has {bad.expected_columns}"
    other = next((name for mark, name in _OTHER_DELIMITERS if bad.text.count(mark) >= bad.expected_columns - 1), None)
    if bad.actual_columns > bad.expected_columns:
        hint = "quote the cell that holds a comma"
    elif other is not None:
        hint = f"separate the cells by commas, not by {other}"
    elif cut:
        hint = "the file may have been cut short here; restore its end"
    else:
        hint = "add the missing commas"
    return Flaw("ragged-row", offset, message, hint)


def _is_cut_short(flaws: Sequence[Flaw], data: bytes) -> bool:
    """True where the last line has a flaw that says already that the file ends too early."""
    last_line = data.rfind(b"\n") + 1
    cut = ("ragged-row", "unclosed-quote")
    return any(flaw.name in cut and flaw.offset is not None and flaw.offset >= last_line for flaw in flaws)


def no_final_newline(offset: int) -> Flaw:
    """The flaw of a last line without its end, at an offset."""
    hint = "see that the last row is whole, then end it with a newline"
    return Flaw("no-final-newline", offset, "the last line does not end with a newline", hint)
