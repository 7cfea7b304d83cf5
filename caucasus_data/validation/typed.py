"""The rows of one block by themselves: typed, and judged by what needs no other rows of their table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from caucasus_data.cells import convert
from caucasus_data.checks.base import Finding, Rows
from caucasus_data.csv_block import Block
from caucasus_data.spec import TableSpec
from caucasus_data.validation.remade import is_id

Rules = Callable[[Rows], Iterable[Finding]]
"""What breaks some rules among some rows."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows of a block.

    Attributes:
        rows: The rows.
        bad: By column, the indices of the cells that were not accepted.
        broken: What breaks the rules.
    """

    rows: Rows
    bad: Mapping[str, Sequence[int]]
    broken: Sequence[Finding]

    def numbered(self, numbers: range) -> Typed:
        """The same rows, numbered from 0 until now, with their numbers in the file."""
        first = numbers.start
        rows = replace(self.rows, numbers=numbers, bad=frozenset(first + index for index in self.rows.bad))
        broken = [found if found.row is None else replace(found, row=first + found.row) for found in self.broken]
        return Typed(rows, self.bad, broken)


def typed(block: Block, spec: TableSpec, rules: Rules) -> Typed:
    """The typed rows of a block; nothing is changed by it, so that threads may type several at once."""
    columns, bad = {}, {}
    for column, cells in zip(spec.columns, block.cells.columns, strict=True):
        converted = convert(cells, column)
        columns[column.name] = cells if is_id(spec, column) else converted.values
        if converted.bad:
            bad[column.name] = converted.bad
    rows = Rows(spec, columns, range(block.cells.num_rows), frozenset().union(*bad.values()))
    return Typed(rows, bad, list(rules(rows)))
