"""Typed cells as the text that they would be in a CSV file, so that one set of checks judges both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import constant
from caucasus_data.spark.judging import Judge
from caucasus_data.spark.records import FILE_BIT
from caucasus_data.spark.source import local_path
from caucasus_data.spec import TableSpec

_ITEMS = ";"


@dataclass(frozen=True, slots=True)
class FrameReader:
    """Judges the cells of a typed frame: `mapInArrow` over its columns, in the table's order, to `JUDGED`.

    Behind the table's columns stand the number of the row in its file and the address of the file.

    Attributes:
        spec: The table.
        limit: How many cells of a column and batch are put into words; the others are counted.
        files: The index of each file by its path.
    """

    spec: TableSpec
    limit: int
    files: Mapping[str, int]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The rows, what is wrong with their cells, and a summary of each run of rows that follow each other."""
        judge, width = Judge(self.spec, self.limit), len(self.spec.columns)
        for batch in batches:
            numbers = batch.column(width).to_pylist()
            files = [self.files[local_path(address)] for address in batch.column(width + 1).to_pylist()]
            for begin, end in _runs([file << FILE_BIT | number for file, number in zip(files, numbers, strict=True)]):
                run = batch.slice(begin, end - begin)
                cells = [as_text(run.column(position)) for position in range(width)]
                yield from judge(cells, files[begin] << FILE_BIT | numbers[begin])


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where numbers follow each other: a batch may join the rows of two files."""
    begin = 0
    for index in range(1, len(numbers) + 1):
        if index == len(numbers) or numbers[index] != numbers[index - 1] + 1:
            yield begin, index
            begin = index


def as_text(cells: pa.Array) -> pa.StringArray:
    """The text of typed cells; an empty text, or an empty list, is an empty cell, as in a file.

    A float or a decimal is written in its shortest plain form. The type itself is not judged: what is not of the
    column's type, such as a moment where a day belongs, is not of its form either.
    """
    if pa.types.is_list(cells.type) or pa.types.is_large_list(cells.type):
        items = as_text(cells.flatten()).fill_null("")
        texts = pc.binary_join(pa.ListArray.from_arrays(_offsets(cells), items), _ITEMS)
        texts = pc.if_else(pc.is_valid(cells), texts, pa.nulls(len(cells), pa.string()))
    elif pa.types.is_floating(cells.type):
        texts = _plain(cells.cast(pa.string()))
    elif pa.types.is_decimal(cells.type):
        written = [None if cell is None else _digits(cell) for cell in cells.to_pylist()]
        texts = pa.array(written, pa.string())
    else:
        texts = cells.cast(pa.string())
    return pc.if_else(pc.equal(texts, constant("")), pa.nulls(len(texts), pa.string()), texts)


def _offsets(cells: pa.Array) -> pa.Array:
    """The offsets of lists in what `flatten` gives, which leaves out what null lists and slices hide."""
    lengths = pc.fill_null(pc.list_value_length(cells), 0)
    ends = pc.cumulative_sum(lengths.cast(pa.int32()))
    return pa.concat_arrays([pa.array([0], pa.int32()), ends])


def _plain(texts: pa.StringArray) -> pa.StringArray:
    """Numbers without exponents; NaN and the infinities stay words."""
    if not pc.any(pc.match_substring(texts, "e")).as_py():
        return texts
    written = [_digits(Decimal(text)) if text is not None and "e" in text else text for text in texts.to_pylist()]
    return pa.array(written, pa.string())


def _digits(number: Decimal) -> str:
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
