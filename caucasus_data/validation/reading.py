"""One table file while it is being validated: its rows block by block, and what was found in it so far."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from caucasus_data.checks.base import Finding, Rows
from caucasus_data.checks.keys import duplicate_keys, first_unsorted, is_strictly_ascending
from caucasus_data.csv_block import Block, Place, Stretch
from caucasus_data.csv_columns import Rereading
from caucasus_data.csv_scan import Flaw, Scan
from caucasus_data.csv_source import CsvSource
from caucasus_data.spec import TableSpec
from caucasus_data.validation.ahead import ahead
from caucasus_data.validation.header import header_flaws
from caucasus_data.validation.linked import Linked
from caucasus_data.validation.remade import Remade, joined, no_rows
from caucasus_data.validation.typed import Rules, Typed, typed

LOSE_ROWS = frozenset(
    {"ragged-row", "unclosed-quote", "text-after-quote", "stray-quote", "nul-byte", "carriage-return", "not-utf8"}
)
"""The flaws for which rows are left out, so that others may miss them in vain."""
_MOST_FLAWS_KEPT = 10_000


def _no_rules(_rows: Rows) -> tuple[Finding, ...]:
    return ()


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
        linked: The rows that are to be judged by what they name in large tables; None for all of them.
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
    linked: Linked | None = None
    _last: dict[str, pa.Array] | None = None
    _ends: dict[int, tuple[str, str]] = field(default_factory=dict)

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

    def blocks(self, rules: Rules = _no_rules) -> Iterator[Rows]:
        """The rows block by block, their form, cells and order judged on the way; the first pass over the file.

        Args:
            rules: Finds what breaks the rules within a block; threads ask it about several at once.
        """
        if not self.has_rows:
            return
        empty = True

        def made(cut: tuple[Stretch, Scan]) -> tuple[Block, Typed]:
            block = self.source.block(cut)
            return block, typed(block, self.spec, rules)

        blocks = (ahead if self.is_large else map)(made, self.source.stretches())
        for block, alone in self.source.numbered(blocks):
            room = max(0, _MOST_FLAWS_KEPT - len(self.flaws))
            self.flaws += block.flaws[:room]
            self.omitted += len(block.flaws[room:])
            rows = self._judged(block, alone.numbered(block.numbers))
            self.row_count += len(rows)
            self.in_order = self.in_order and self._follows(rows)
            if self.linked is not None:
                self.linked.gather(rows, block)
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

    def again(self, wanted: Callable[[range], bool] = bool) -> Iterator[Rows]:
        """The rows block by block once more, of which only the columns that are asked for are made.

        Args:
            wanted: True for the numbers of the rows of a block that is wanted, by default every block that has rows;
                others may come as well.
        """
        return map(self._remade, self.source.again(wanted))

    def linked_again(self) -> Iterator[Rows]:
        """The same, of the rows that are linked."""
        if self.linked is None:
            return self.again()
        return map(self._remade, self.source.again(self.linked.__contains__, self.linked.few))

    def holders(self, ids: Sequence[str]) -> Callable[[range], bool]:
        """Tells by the ends of its keys whether a block may hold the rows of some ids; where they do not tell, it may.

        Args:
            ids: The (first parts of) keys, sorted.
        """
        if not self.in_order or self.spec[self.spec.primary_key[0]].format == "version":
            return bool

        def may_hold(numbers: range) -> bool:
            first, last = self._ends[numbers.start]
            after = bisect_left(ids, first)
            return after < len(ids) and ids[after] <= last

        return may_hold

    def _remade(self, again: Rereading) -> Rows:
        return Rows(self.spec, Remade(self.spec, again), again.numbers, self._bad_among(again.numbers))

    def _judged(self, block: Block, alone: Typed) -> Rows:
        """The rows of a block, what is wrong with them noted, each cell that is not accepted put into words."""
        worded = len(self.findings)
        self.bad |= alone.rows.bad
        for name, bad in alone.bad.items():
            from caucasus_data.checks.cell import explain_cell  # only a bad cell needs words

            cells = block.cells.column(self.spec.column_names.index(name))
            listed = bad[: self.limit] if worded < self.limit else []
            self.omitted += len(bad) - len(listed)
            for index in listed:
                check, message, hint = explain_cell(cells[index].as_py(), self.spec[name])
                self.findings.append(Finding(check, self.spec.name, block.first_row + index, name, message, hint))
        self.findings += alone.broken
        return alone.rows

    def _bad_among(self, numbers: Iterable[int]) -> frozenset[int]:
        return frozenset(self.bad.intersection(numbers)) if self.bad else frozenset()

    def _follows(self, rows: Rows) -> bool:
        """True where the keys ascend, from the last row of the block before on."""
        names = self.spec.primary_key
        if not len(rows):
            return True
        self._ends[rows.numbers[0]] = rows.value(names[0], 0), rows.value(names[0], len(rows) - 1)
        before, self._last = self._last, {name: rows[name].slice(len(rows) - 1) for name in names}
        if before is not None:
            seam = {name: pa.concat_arrays([before[name], rows[name].slice(0, 1)]) for name in names}
            if not is_strictly_ascending(Rows(self.spec, seam, range(2))):
                return False
        return is_strictly_ascending(rows)

    def _key_rows(self) -> Rows:
        """The primary keys of all rows, read again."""
        parts = [{name: rows[name] for name in self.spec.primary_key} for rows in self.again()]
        columns = {name: joined([part[name] for part in parts]) for name in self.spec.primary_key}
        return Rows(self.spec, columns, range(self.row_count), frozenset(self.bad))
