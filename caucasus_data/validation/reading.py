"""One table file while it is being validated: its rows block by block, and what was found in it so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import booleans, strings
from caucasus_data.cells import convert
from caucasus_data.checks.base import Finding, Rows
from caucasus_data.checks.cell import explain_cell
from caucasus_data.checks.keys import duplicate_keys, first_unsorted, is_strictly_ascending
from caucasus_data.csv_scan import Flaw
from caucasus_data.csv_source import BLOCK_SIZE, Block, CsvSource, Place
from caucasus_data.spec import TableSpec
from caucasus_data.validation.header import header_flaws

LOSE_ROWS = frozenset(
    {"ragged-row", "unclosed-quote", "text-after-quote", "stray-quote", "nul-byte", "carriage-return", "not-utf8"}
)
"""The flaws for which rows are left out, so that others may miss them in vain."""
_MOST_FLAWS_KEPT = 10_000
_MOST_BAD_KEPT = 1000
"""How many rows with bad cells an excerpt holds for the sake of their ids."""


@dataclass
class Reading:
    """A table file.

    Attributes:
        spec: The table.
        source: The file.
        limit: How many findings of each kind are put into words; the others are counted.
        flaws: What is wrong with its form, with places.
        findings: What is wrong with its rows.
        omitted: How many more findings there are.
        bad: The numbers of rows with a cell that was not accepted.
        row_count: How many sound rows were read.
    """

    spec: TableSpec
    source: CsvSource
    limit: int
    flaws: list[tuple[Flaw, Place | None]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    omitted: int = 0
    bad: set[int] = field(default_factory=set)
    row_count: int = 0
    _in_order: bool = True
    _last: Rows | None = None

    @classmethod
    def open(cls, path: Path, spec: TableSpec, limit: int) -> Reading:
        """Read the header of a file.

        Raises:
            DatasetsError: The file cannot be read.
        """
        source = CsvSource(path)
        return cls(spec, source, limit, flaws=list(header_flaws(source, spec)))

    @property
    def is_large(self) -> bool:
        """True where the file takes more than one block."""
        return self.source.path.stat().st_size > BLOCK_SIZE

    @property
    def has_rows(self) -> bool:
        """True where the header is the declared one; under another, every cell could be a finding."""
        return self.source.header == list(self.spec.column_names)

    @property
    def is_whole(self) -> bool:
        """True where no row was lost, so that what others miss in this table is truly missing."""
        names = {flaw.name for flaw, _place in (*self.source.flaws, *self.flaws)}
        return self.has_rows and not names & LOSE_ROWS

    def load(self) -> Rows:
        """All rows at once, judged as `blocks` judges them."""
        parts = list(self.blocks())
        columns = {column.name: _joined([part[column.name] for part in parts]) for column in self.spec.columns}
        rows = Rows(self.spec, columns, range(self.row_count), frozenset(self.bad))
        if not self._in_order:
            self.judge_order(rows)
        return rows

    def blocks(self) -> Iterator[Rows]:
        """The rows block by block, their form, cells and order judged on the way; the first pass over the file."""
        if not self.has_rows:
            return
        empty = True
        for block in self.source.blocks():
            room = max(0, _MOST_FLAWS_KEPT - len(self.flaws))
            self.flaws += block.flaws[:room]
            self.omitted += len(block.flaws[room:])
            rows = self._judged(block)
            self.row_count += len(rows)
            self._in_order = self._in_order and self._follows(rows)
            yield rows
            empty = False
        if empty:
            yield self._typed([strings([])] * len(self.spec.columns), range(0))

    def judge_order(self, rows: Rows | None = None) -> None:
        """Find duplicate and unsorted keys, where the keys do not simply ascend.

        Args:
            rows: All rows, where they are at hand; otherwise the keys are read again.
        """
        if self._in_order:
            return
        keys = rows or self._key_rows()
        duplicates = list(duplicate_keys(keys))
        self.findings += duplicates
        self.findings += first_unsorted(keys, {found.row for found in duplicates if found.row is not None})

    def excerpt(self, wanted: pa.Array, links: Iterable[str]) -> Rows:
        """The rows that have a wanted id as (the first part of) their key, or a filled cell in a link column.

        A second pass over the file, for a table that is too large to be kept.
        """
        positions = [self.spec.column_names.index(name) for name in links]
        key = self.spec.column_names.index(self.spec.primary_key[0])
        odd = sorted(self.bad)[:_MOST_BAD_KEPT]
        parts, numbers = [], []
        for block in self.source.blocks():
            cells = block.cells
            keep = pc.is_in(cells.column(key), value_set=wanted)
            for position in positions:
                keep = pc.or_(keep, pc.is_valid(cells.column(position)))
            inside = [number - block.first_row for number in odd if 0 <= number - block.first_row < len(keep)]
            if inside:
                mask = np.zeros(len(keep), dtype=np.bool_)
                mask[inside] = True
                keep = pc.or_(keep, booleans(mask))
            if keep.true_count:
                chosen = pc.indices_nonzero(keep)
                numbers += [block.first_row + index for index in chosen.to_pylist()]
                parts.append(self._typed(cells.take(chosen).columns, range(len(chosen))))
        if not parts:
            return self._typed([strings([])] * len(self.spec.columns), range(0))
        columns = {name: _joined([part[name] for part in parts]) for name in self.spec.column_names}
        return Rows(self.spec, columns, numbers, frozenset(self.bad.intersection(numbers)))

    def _judged(self, block: Block) -> Rows:
        """The typed rows of a block, each cell that is not accepted put into words."""
        columns, worded = {}, len(self.findings)
        numbers = range(block.first_row, block.first_row + block.cells.num_rows)
        for column, cells in zip(self.spec.columns, block.cells.columns, strict=True):
            converted = convert(cells, column)
            # A malformed id is still the id that others refer to, lest each reference be a finding too.
            kept = column.name in self.spec.primary_key and column.type == "string"
            columns[column.name] = cells if kept else converted.values
            if not converted.bad:
                continue
            self.bad.update(block.first_row + index for index in converted.bad)
            listed = converted.bad[: self.limit] if worded < self.limit else []
            self.omitted += len(converted.bad) - len(listed)
            for index in listed:
                check, message, hint = explain_cell(cells[index].as_py(), column)
                row = block.first_row + index
                self.findings.append(Finding(check, self.spec.name, row, column.name, message, hint))
        return Rows(self.spec, columns, numbers, frozenset(self.bad.intersection(numbers)) if self.bad else frozenset())

    def _typed(self, cells: list[pa.Array], numbers: range) -> Rows:
        """The typed rows of cells that have been judged before."""
        columns = {
            column.name: cell
            if column.name in self.spec.primary_key and column.type == "string"
            else convert(cell, column).values
            for column, cell in zip(self.spec.columns, cells, strict=True)
        }
        return Rows(self.spec, columns, numbers)

    def _follows(self, rows: Rows) -> bool:
        """True where the keys ascend, from the last row of the block before on."""
        names = self.spec.primary_key
        columns = {name: rows[name] for name in names}
        if self._last is not None:
            columns = {name: pa.concat_arrays([self._last[name], rows[name]]) for name in names}
        size = len(columns[names[0]])
        if size:
            last = {name: columns[name].slice(size - 1) for name in names}
            self._last = Rows(self.spec, last, range(1))
        return is_strictly_ascending(Rows(self.spec, columns, range(size)))

    def _key_rows(self) -> Rows:
        """The primary keys of all rows, read again."""
        parts: dict[str, list[pa.Array]] = {name: [] for name in self.spec.primary_key}
        for block in self.source.blocks():
            for name, kept in parts.items():
                position = self.spec.column_names.index(name)
                column, cells = self.spec.columns[position], block.cells.column(position)
                kept.append(cells if column.type == "string" else convert(cells, column).values)
        columns = {name: _joined(kept) for name, kept in parts.items()}
        return Rows(self.spec, columns, range(self.row_count), frozenset(self.bad))


def _joined(parts: list[pa.Array]) -> pa.Array:
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)
