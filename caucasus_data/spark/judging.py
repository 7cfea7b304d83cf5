"""The cells of a block: which are accepted, what is wrong with the others, and the block's summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import booleans
from caucasus_data.cells import convert
from caucasus_data.checks.base import Finding, Rows
from caucasus_data.checks.cell import explain_cell
from caucasus_data.checks.keys import is_strictly_ascending
from caucasus_data.csv_block import Place
from caucasus_data.spark.records import Found, as_lists, is_kept, judged_found, judged_rows, judged_stat
from caucasus_data.spec import TableSpec

LINK = "part_of"

Locate = Callable[[int, int], Place]
"""From a row's index in its block and a column's position to the cell's place."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the cells of a table's blocks.

    Attributes:
        spec: The table.
        limit: How many cells of a column and block are put into words; the others are counted.
    """

    spec: TableSpec
    limit: int

    def __call__(
        self, cells: Sequence[pa.StringArray], first: int, locate: Locate | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a block with the cells that are not accepted taken out, what is wrong with those, a summary.

        Args:
            cells: The text of the columns, null where a cell is empty.
            first: The number of the first row.
            locate: Finds the place of a cell in its file; None where there is none.
        """
        height = len(cells[0])
        odd = np.zeros(height, dtype=np.bool_)
        kept: list[pa.Array] = []
        typed: dict[str, pa.Array] = {}
        found: list[Found] = []
        for position, (column, texts) in enumerate(zip(self.spec.columns, cells, strict=True)):
            converted = convert(texts, column)
            clean = texts
            if converted.bad:
                odd[converted.bad] = True
                found += self._explained(cells, position, converted.bad, first, locate)
                if not is_kept(self.spec, column.name):
                    clean = _without(texts, converted.bad)
            kept.append(clean)
            typed[column.name] = texts if is_kept(self.spec, column.name) else converted.values
        numbers = first + np.arange(height, dtype=np.int64)
        if found:
            yield judged_found(found)
        yield self._summary(typed, numbers)
        if height:
            yield judged_rows(self.spec.name, numbers, odd.tolist(), as_lists(kept))

    def _explained(
        self, cells: Sequence[pa.StringArray], position: int, bad: Sequence[int], first: int, locate: Locate | None
    ) -> Iterator[Found]:
        column = self.spec.columns[position]
        for index in bad[: self.limit]:
            value = cells[position][index].as_py()
            check, message, hint = explain_cell(value, column)
            place = locate(index, position) if locate else None
            yield Found.of(
                Finding(check, self.spec.name, first + index, column.name, message, hint),
                self.spec,
                line=place.line if place else None,
                column=place.column if place else None,
                record_id=record_id(self.spec, [texts[index].as_py() for texts in cells]),
                value=value,
            )
        if len(bad) > self.limit:
            yield Found(self.spec.name, number=first, count=len(bad) - self.limit)

    def _summary(self, typed: dict[str, pa.Array], numbers: npt.NDArray[np.int64]) -> pa.RecordBatch:
        keys = Rows(self.spec, {name: typed[name] for name in self.spec.primary_key}, range(len(numbers)))
        ends: dict[str, list[str | None] | None] = {"first": None, "last": None}
        if len(numbers):
            ends = {
                "first": [_text(keys.value(name, 0)) for name in self.spec.primary_key],
                "last": [_text(keys.value(name, len(numbers) - 1)) for name in self.spec.primary_key],
            }
        return judged_stat(
            table=self.spec.name,
            number=int(numbers[0]) if len(numbers) else 0,
            rows=len(numbers),
            links=len(numbers) - typed[LINK].null_count if LINK in typed else 0,
            ascending=is_strictly_ascending(keys),
            **ends,
        )


def record_id(spec: TableSpec, cells: Sequence[str | None]) -> str | None:
    """The name of a row: the parts of its key as the file has them."""
    return "/".join(cells[spec.column_names.index(part)] or "" for part in spec.primary_key) or None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _without(texts: pa.StringArray, bad: Sequence[int]) -> pa.StringArray:
    accepted = np.ones(len(texts), dtype=np.bool_)
    accepted[list(bad)] = False
    return pc.if_else(booleans(accepted), texts, pa.nulls(len(texts), pa.string()))
