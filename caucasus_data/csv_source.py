"""Bytes to cells: reads a table file block by block and keeps the physical place of every cell.

Memory is bounded by the block, not by the file. A row is known by its index among the sound rows of the file, from 0;
`Block.locate` turns it into the physical line and character while the block is at hand.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import strings
from caucasus_data.cells import convert
from caucasus_data.csv_block import Block, Place, Stretch, cell_offsets, no_final_newline, to_block
from caucasus_data.csv_columns import Extent, Records, Rereading, reread
from caucasus_data.csv_scan import Flaw, Scan, scan
from caucasus_data.errors import DatasetsError, InvalidDataError
from caucasus_data.export.arrow import to_arrow_schema
from caucasus_data.spec import ColumnSpec, TableSpec

Made = TypeVar("Made")

BLOCK_SIZE = 8 << 20
_USUAL_HEADER, _LONG_HEADER, _LONGEST_HEADER = 1 << 16, 1 << 20, 16 << 20
_BOM = b"\xef\xbb\xbf"


class CsvSource:
    """A table file.

    Attributes:
        path: The file.
        block_size: How many bytes are read at a time.
        header: The column names as the file has them; empty for an empty file.
        flaws: What is wrong with the file as a whole, with places; complete once `blocks` is exhausted.
    """

    def __init__(self, path: Path, *, block_size: int | None = None) -> None:
        """Open the file's header.

        Raises:
            DatasetsError: The file cannot be read.
        """
        self.path = path
        self.flaws: list[tuple[Flaw, Place | None]] = []
        self.block_size = block_size or BLOCK_SIZE
        self._body = 0
        self._fatal = False
        self._exhausted = False
        self._folded = False
        self._extents: list[Extent] | None = None
        self.header, self.header_places = self._read_header()

    def _read_header(self) -> tuple[list[str], list[Place]]:
        with _opened(self.path) as stream:
            self._stamp = _stamp(stream.fileno())
            head = stream.read(_USUAL_HEADER)
            if b"\n" not in head:
                head += stream.read(_LONG_HEADER)
            if not re.search(rb"[\r\n]", head):
                head += stream.read(_LONGEST_HEADER)
        if not head:
            self._whole_file("empty-file", "the file is empty", "write at least the header line")
            return [], []
        if (encoding := _wide_encoding(head)) is not None:
            self._whole_file("not-utf8", f"the file is {encoding}, not UTF-8", "save the file as UTF-8")
            return [], []
        skipped = 0
        if head.startswith(_BOM):
            skipped = len(_BOM)
            message = "the file begins with a byte order mark (BOM)"
            self.flaws.append((Flaw("byte-order-mark", 0, message, "save it as UTF-8 without BOM"), Place(1, 1)))
        self._old_mac = b"\r" in head and b"\n" not in head
        raw = re.split(rb"\r" if self._old_mac else rb"\n", head[skipped:], maxsplit=1)[0]
        self._body = skipped + len(raw) + 1
        line = raw.removesuffix(b"\r")
        self._header_returns = int(line != raw or self._old_mac)
        if skipped + len(raw) == len(head):
            self.flaws.append((no_final_newline(len(line)), Place(1, len(line.decode(errors="replace")) + 1)))
        return self._header_cells(line)

    def _header_cells(self, line: bytes) -> tuple[list[str], list[Place]]:
        """The names in the header line and their places; a header of unsound form is the file's one finding."""
        found = scan(line + b"\n", final=True)
        if found.flaws:
            self.flaws += [(flaw, Place(1, _characters(line[: flaw.offset]) + 1)) for flaw in found.flaws]
        if not len(found.starts):
            self._fatal = True
            return [], []
        offsets = [*cell_offsets(line), len(line) + 1]
        names = [_unquoted(line[start : end - 1]) for start, end in pairwise(offsets)]
        return names, [Place(1, _characters(line[:offset]) + 1) for offset in offsets[:-1]]

    def blocks(self) -> Iterator[Block]:
        """The rows, block by block, in the order of the file.

        Raises:
            DatasetsError: The file cannot be read, or changed while it was being read.
        """
        for block, _nothing in self.numbered((self.block(cut), None) for cut in self.stretches()):
            yield block

    def block(self, cut: tuple[Stretch, Scan]) -> Block:
        """The rows of a stretch, numbered from 0; nothing else is touched, so that threads may make several at once."""
        return to_block(*cut, len(self.header), 0)

    def numbered(self, blocks: Iterable[tuple[Block, Made]]) -> Iterator[tuple[Block, Made]]:
        """The blocks of all stretches in the order of the file, their rows numbered on, with what is made of each.

        Those without rows and flaws are left out. Where the rows lie is noted, for `again`.
        """
        row, offset, is_plain = 0, self._body, True
        extents: list[Extent] = []
        for block, made in blocks:
            if block.cells.num_rows or block.flaws:
                yield replace(block, first_row=row), made
            extents.append(Extent(offset, block.size, range(row, row + block.cells.num_rows), block.multiline))
            row += block.cells.num_rows
            offset += block.size
            is_plain = is_plain and block.is_plain
        # Where line ends were folded, the bytes of the file are not those of the stretches.
        self._extents = extents if is_plain and not self._folded else None

    def stretches(self) -> Iterator[tuple[Stretch, Scan]]:
        """The file cut between records, with the structure of each stretch; the cells are not looked at.

        Raises:
            DatasetsError: The file cannot be read, or changed while it was being read.
        """
        if self._fatal:
            return
        carriage_returns = self._header_returns
        first_return = 1 if carriage_returns else None
        with _opened(self.path) as stream:
            self._refuse_change(stream)
            stream.seek(self._body)
            pending, line, final = b"", 2, False
            while not final:
                chunk = stream.read(self.block_size)
                while chunk.endswith(b"\r") and (more := stream.read(1)):
                    chunk += more
                final = len(chunk) < self.block_size
                if b"\r" in chunk:
                    folded = chunk.replace(b"\r", b"\n") if self._old_mac else chunk.replace(b"\r\n", b"\n")
                    if (returns := chunk.count(b"\r") - folded.count(b"\r")) and first_return is None:
                        before = chunk[: chunk.index(b"\r" if self._old_mac else b"\r\n")]
                        first_return = line + pending.count(b"\n") + before.count(b"\n")
                    carriage_returns += returns
                    chunk, self._folded = folded, True
                stretch = Stretch(pending + chunk if pending else chunk, line, final)
                found = stretch.scan()
                yield stretch, found
                line += found.lines
                left = len(stretch.data) - found.consumed
                if found.consumed and not self._folded:
                    # The cut record is read again: to put it before the next bytes would copy all of them.
                    stream.seek(-left, os.SEEK_CUR)
                    pending = b""
                else:
                    pending = stretch.data[found.consumed :]
            self._refuse_change(stream)
        if carriage_returns and not self._exhausted:
            kind = "CR" if self._old_mac else "CRLF"
            lines = "1 line ends" if carriage_returns == 1 else f"{carriage_returns} lines end"
            hint = "save the file with LF line ends, or run: caucasus-data format"
            flaw = Flaw("crlf-line-end", None, f"{lines} with {kind}", hint, count=carriage_returns)
            self.flaws.append((flaw, Place(first_return or 1, 1)))
        self._exhausted = True

    def again(
        self, wanted: Callable[[range], bool] = bool, few: Mapping[int, Records] = MappingProxyType({})
    ) -> Iterator[Rereading]:
        """The rows once more, in the order of the file, of which only the asked columns are made.

        Where a first reading has found the file sound, neither its form nor its other columns cost anything, and rows
        that are not wanted are passed over. Otherwise all rows come.

        Args:
            wanted: True for the numbers of the rows of a block that is wanted; by default every block that has rows.
            few: By the number of a block's first row, those few of its rows that are wanted.

        Raises:
            DatasetsError: The file cannot be read, or changed since it was opened.
        """
        if self._extents is None:
            for block in self.blocks():
                yield Rereading(block.numbers, lambda _only: {}, {}, dict(enumerate(block.cells.columns)))
            return
        with _opened(self.path) as stream:
            self._refuse_change(stream)
            extents = [extent for extent in self._extents if extent.numbers and wanted(extent.numbers)]
            yield from reread(stream, extents, few, width=len(self.header), together=self.block_size)
            self._refuse_change(stream)

    def _refuse_change(self, stream: BinaryIO) -> None:
        if _stamp(stream.fileno()) != self._stamp:
            raise DatasetsError(f"{self.path.name} changed while it was being read; run again")

    def _whole_file(self, name: str, message: str, hint: str) -> None:
        self.flaws.append((Flaw(name, None, message, hint), None))
        self._fatal = True


def _unquoted(cell: bytes) -> str:
    """The text of a cell of sound form."""
    text = cell.decode()
    return text[1:-1].replace('""', '"') if text.startswith('"') else text


def _characters(text: bytes) -> int:
    return len(text.decode(errors="replace"))


def _wide_encoding(head: bytes) -> str | None:
    """The name of a UTF-16 or UTF-32 encoding that the file's beginning shows, if any."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "UTF-32"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:64].count(b"\0") > 16:
        return "UTF-16"
    return None


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise DatasetsError(f"{path.name} cannot be read: {error.strerror or error}") from error


def _stamp(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns


def read_table(path: Path, spec: TableSpec) -> pa.Table:
    """Read a whole table file, typed by its declaration.

    Args:
        path: The file; its header is the declared one.
        spec: The table.

    Returns:
        The rows with the schema of `export.arrow.to_arrow_schema`, in one chunk; dictionaries hold every allowed code.

    Raises:
        DatasetsError: The file cannot be read.
        InvalidDataError: It has a flaw or a cell that its type does not accept.
    """
    source = CsvSource(path)
    blocks = list(source.blocks()) if source.header == list(spec.column_names) else None
    flaws = source.flaws + [flaw for block in blocks or () for flaw in block.flaws]
    if blocks is None or flaws:
        what = flaws[0][0].message if flaws else "its columns are not those of the schema"
        raise InvalidDataError(f"{path.name}: {what}; run: caucasus-data validate")
    schema = to_arrow_schema(spec)
    columns = []
    for position, column in enumerate(spec.columns):
        parts = []
        for block in blocks:
            converted = convert(block.cells.column(position), column)
            if converted.bad:
                place = block.locate(block.first_row + converted.bad[0], position)
                where = f"{path.name}:{place.line}:{place.column}"
                raise InvalidDataError(f"{where}: {column.name} is not valid; run: caucasus-data validate")
            parts.append(converted.values)
        values = pa.concat_arrays(parts) if parts else convert(strings([]), column).values
        columns.append(encoded(values, column, schema.field(position).type))
    return pa.Table.from_arrays(columns, schema=schema)


def encoded(values: pa.Array, column: ColumnSpec, target: pa.DataType) -> pa.Array:
    """A typed column in the type that the Arrow schema gives it."""
    if not column.codes or column.type == "list":
        return values.cast(target)
    codes = strings(column.allowed)
    return pa.DictionaryArray.from_arrays(pc.index_in(values, value_set=codes), codes, ordered=column.ordered)
