"""One table file while it is being validated: its rows block by block, and what was found in it so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from caucasus_data.cells import convert
from caucasus_data.checks.base import Finding, Rows
from caucasus_data.checks.keys import duplicate_keys, first_unsorted, is_strictly_ascending
from caucasus_data.csv_block import Block, Place
from caucasus_data.csv_scan import Flaw
from caucasus_data.csv_source import CsvSource
from caucasus_data.spec import TableSpec
from caucasus_data.validation.ahead import ahead
from caucasus_data.validation.header import header_flaws
from caucasus_data.validation.remade import Remade, is_id, joined, no_rows

LOSE_ROWS = frozenset(
    {"ragged-row", "unclosed-quote", "text-after-quote", "stray-quote", "nul-byte", "carriage-return", "not-utf8"}
)
"""The flaws for which rows are left out, so that others may miss them in vain."""
_MOST_FLAWS_KEPT = 10_000


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
        in_order: True while the keys of what was read ascend strictly.
    """

    spec: TableSpec
    source: CsvSource
    limit: int
    flaws: list[tuple[Flaw, Place | None]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    omitted: int = 0
    bad: set[int] = field(default_factory=set)
    row_count: int = 0
    in_order: bool = True
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
        return self.source.path.stat().st_size > self.source.block_size

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
        columns = {column.name: joined([part[column.name] for part in parts]) for column in self.spec.columns}
        rows = Rows(self.spec, columns, range(self.row_count), frozenset(self.bad))
        if not self.in_order:
            self.judge_order(rows)
        return rows

    def blocks(self) -> Iterator[Rows]:
        """The rows block by block, their form, cells and order judged on the way; the first pass over the file."""
        if not self.has_rows:
            return
        empty = True
        blocks = self.source.blocks()
        for block in ahead(blocks) if self.is_large else blocks:
            room = max(0, _MOST_FLAWS_KEPT - len(self.flaws))
            self.flaws += block.flaws[:room]
            self.omitted += len(block.flaws[room:])
            rows = self._judged(block)
            self.row_count += len(rows)
            self.in_order = self.in_order and self._follows(rows)
            yield rows
            empty = False
        if empty:
            yield no_rows(self.spec)

    def judge_order(self, rows: Rows | None = None) -> None:
        """Find duplicate and unsorted keys, where the keys do not simply ascend.

        Args:
            rows: All rows, where they are at hand; otherwise the keys are read again.
        """
        if self.in_order:
            return
        keys = rows or self._key_rows()
        duplicates = list(duplicate_keys(keys))
        self.findings += duplicates
        self.findings += first_unsorted(keys, {found.row for found in duplicates if found.row is not None})

    def again(self) -> Iterator[Rows]:
        """The rows block by block once more, of which only the columns that are asked for are made."""
        for again in self.source.again():
            numbers = range(again.first_row, again.first_row + again.rows)
            yield Rows(self.spec, Remade(self.spec, again), numbers, self._bad_among(numbers))

    def _judged(self, block: Block) -> Rows:
        """The typed rows of a block, each cell that is not accepted put into words."""
        columns, worded = {}, len(self.findings)
        numbers = range(block.first_row, block.first_row + block.cells.num_rows)
        for column, cells in zip(self.spec.columns, block.cells.columns, strict=True):
            converted = convert(cells, column)
            columns[column.name] = cells if is_id(self.spec, column) else converted.values
            if not converted.bad:
                continue
            from caucasus_data.checks.cell import explain_cell  # only a bad cell needs words

            self.bad.update(block.first_row + index for index in converted.bad)
            listed = converted.bad[: self.limit] if worded < self.limit else []
            self.omitted += len(converted.bad) - len(listed)
            for index in listed:
                check, message, hint = explain_cell(cells[index].as_py(), column)
                row = block.first_row + index
                self.findings.append(Finding(check, self.spec.name, row, column.name, message, hint))
        return Rows(self.spec, columns, numbers, self._bad_among(numbers))

    def _bad_among(self, numbers: range) -> frozenset[int]:
        return frozenset(self.bad.intersection(numbers)) if self.bad else frozenset()

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
        parts = [{name: rows[name] for name in self.spec.primary_key} for rows in self.again()]
        columns = {name: joined([part[name] for part in parts]) for name in self.spec.primary_key}
        return Rows(self.spec, columns, range(self.row_count), frozenset(self.bad))
