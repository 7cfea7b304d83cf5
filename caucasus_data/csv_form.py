"""The canonical form of a table file: one sequence of bytes for one content.

UTF-8 without a byte order mark, LF, comma, the declared columns in their order, quotes only round a cell that holds a
comma, a quote or a line end, rows in the order of their key, text in NFC, no white space at the ends of a cell.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from caucasus_data.cells import INTEGER
from caucasus_data.csv_source import CsvSource
from caucasus_data.errors import InvalidDataError
from caucasus_data.spec import TableSpec

CANONICAL_FORM = 1
"""The number of this form: a new rule of quoting or order would break every recorded digest, and gets a new one."""

_MENDED_BY_WRITING = frozenset(
    {"byte-order-mark", "crlf-line-end", "blank-line", "no-final-newline", "needless-quoting"}
)
_VERSION = re.compile(r"^[0-9]+\.[0-9]+\.[0-9]+$")


class Shape(Protocol):
    """What a table must tell to be written: a `TableSpec` does, and so does a table without types."""

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns, in file order."""

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns that sort the file."""


def canonical_csv(spec: Shape, rows: Iterable[Sequence[str]]) -> bytes:
    """The canonical bytes of a table.

    Args:
        spec: The table.
        rows: The cells of each row as text, in the order of the columns, an empty cell as "".
    """
    clean = [[tidy(cell) for cell in row] for row in rows]
    positions = [spec.column_names.index(part) for part in spec.primary_key]
    clean.sort(key=lambda row: [_sortable(row[position]) for position in positions])
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(spec.column_names)
    writer.writerows(clean)
    return text.getvalue().encode()


def formatted(path: Path, spec: TableSpec) -> bytes:
    """The canonical bytes of a table file; no value is changed and no cell is lost.

    Raises:
        DatasetsError: The file cannot be read.
        InvalidDataError: The file has a flaw that only an editor can mend, such as a row with a cell too many.
    """
    source = CsvSource(path)
    blocks = list(source.blocks())
    for flaw, place in [*source.flaws, *(found for block in blocks for found in block.flaws)]:
        if flaw.name not in _MENDED_BY_WRITING:
            where = f"{path}:{place.line}:{place.column}" if place else str(path)
            raise InvalidDataError(f"{where}: {flaw.message}; mend it first, nothing was written")
    if sorted(source.header) != sorted(spec.column_names):
        raise InvalidDataError(
            f"{path}:1:1: the columns are not those of the schema; mend them first, nothing was written"
        )
    order = [source.header.index(name) for name in spec.column_names]
    rows = (
        [cells[position] or "" for position in order]
        for block in blocks
        for cells in zip(*(column.to_pylist() for column in block.cells.columns), strict=True)
    )
    return canonical_csv(spec, rows)


def tidy(cell: str) -> str:
    """A cell's text without white space at its ends, in NFC."""
    return unicodedata.normalize("NFC", cell.strip(" "))


def _sortable(cell: str) -> tuple[int, tuple[int, ...], str]:
    """Numbers before texts, by their value; versions by their parts; texts by their characters."""
    if re.match(INTEGER, cell):
        return 0, (int(cell),), cell
    if _VERSION.match(cell):
        return 1, tuple(map(int, cell.split("."))), cell
    return 2, (), cell
