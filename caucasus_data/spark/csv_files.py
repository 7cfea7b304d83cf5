"""CSV files on a cluster: one task cuts a file between records, others read the cells of the pieces.

A file is read from its beginning to its end by one task, at the speed of the scan, as where a record begins depends on
all quotes before it; its pieces of 8 MiB then go to all cores. What is large is best written as several files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from caucasus_data.csv_block import Place, Stretch, to_block
from caucasus_data.csv_scan import Flaw
from caucasus_data.csv_source import CsvSource
from caucasus_data.errors import DatasetsError
from caucasus_data.spark.judging import Judge, record_id
from caucasus_data.spark.records import (
    BLOCK_BIT,
    CODE_OF,
    FILE_BIT,
    FOUND,
    STAT,
    Found,
    batch_of,
    judged_found,
    judged_stat,
)
from caucasus_data.spec import TableSpec
from caucasus_data.validation.header import header_flaws
from caucasus_data.validation.reading import LOSE_ROWS

FAILED = "failed"
"""Stands in a finding's code where a file could not be read; the driver then raises."""

FILES = pa.schema([("table", pa.string()), ("file", pa.int64()), ("path", pa.string())])
STRETCHES = pa.schema(
    [
        ("table", pa.string()),
        ("file", pa.int64()),
        ("block", pa.int64()),
        ("data", pa.binary()),
        ("line", pa.int64()),
        ("is_last", pa.bool_()),
        ("found", FOUND),
        ("stat", STAT),
    ]
)
PLACES = pa.schema(
    [
        ("number", pa.int64()),
        ("position", pa.int64()),
        ("line", pa.int64()),
        ("column", pa.int64()),
        ("record_id", pa.string()),
        ("value", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts files between records: the first task, `mapInArrow` over `FILES` to `STRETCHES`."""

    specs: Mapping[str, TableSpec]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The stretches of each file, and what is wrong with it as a whole."""
        for batch in batches:
            for file in batch.to_pylist():
                yield from self._cut(file["table"], file["file"], Path(file["path"]))

    def _cut(self, table: str, file: int, path: Path) -> Iterator[pa.RecordBatch]:
        try:
            source = CsvSource(path)
            wrong = list(header_flaws(source, self.specs[table]))
            headed = source.header == list(self.specs[table].column_names)
            if headed:
                for number, (stretch, _found) in enumerate(source.stretches()):
                    yield _row(
                        table=table,
                        file=file,
                        block=number,
                        data=stretch.data,
                        line=stretch.line,
                        is_last=stretch.is_last,
                    )
        except DatasetsError as error:
            yield _row(
                table=table, file=file, found=asdict(Found(table, True, file=file, code=FAILED, message=str(error)))
            )
            return
        flaws = [*source.flaws, *wrong]
        for flaw, place in flaws:
            yield _row(table=table, file=file, found=asdict(of_flaw(flaw, place, table, file)))
        whole = headed and not LOSE_ROWS.intersection(flaw.name for flaw, _place in flaws)
        yield _row(table=table, file=file, stat={"table": table, "headed": headed, "whole": whole})


@dataclass(frozen=True, slots=True)
class StretchReader:
    """Reads and judges the cells of stretches: the second task, `mapInArrow` over `STRETCHES` to `JUDGED`."""

    specs: Mapping[str, TableSpec]
    limit: int

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The rows, what is wrong with their form and cells, and a summary of each stretch."""
        for batch in batches:
            for index in range(batch.num_rows):
                # One stretch at a time as Python bytes: a batch may hold many.
                row = {name: batch.column(name)[index].as_py() for name in batch.schema.names}
                if row["found"] is not None:
                    yield judged_found([Found(**row["found"])])
                elif row["stat"] is not None:
                    yield judged_stat(**row["stat"])
                else:
                    yield from self._read(row)

    def _read(self, row: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
        table, file = row["table"], row["file"]
        spec = self.specs[table]
        block = _block(Stretch(row["data"], row["line"], row["is_last"]), spec)
        flaws = [of_flaw(flaw, place, table, file) for flaw, place in block.flaws]
        if flaws:
            yield judged_found(flaws)
            lost = LOSE_ROWS.intersection(flaw.name for flaw, _place in block.flaws)
            if lost:
                yield judged_stat(table=table, whole=False)
        judge = Judge(spec, self.limit)
        yield from judge(block.cells.columns, file << FILE_BIT | row["block"] << BLOCK_BIT, block.locate)


@dataclass(frozen=True, slots=True)
class Locator:
    """Finds the places of cells in files that are read again: `mapInArrow` over `FILES` to `PLACES`.

    Attributes:
        specs: The tables.
        wanted: The row's number and the column's position of each cell; -1 for a row as a whole.
    """

    specs: Mapping[str, TableSpec]
    wanted: Sequence[tuple[int, int]]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The places, with the row's key and the cell's text."""
        asked: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        for number, position in self.wanted:
            asked[number >> FILE_BIT][(number >> BLOCK_BIT) % (1 << (FILE_BIT - BLOCK_BIT))].append((number, position))
        for batch in batches:
            for file in batch.to_pylist():
                yield from self._places(self.specs[file["table"]], Path(file["path"]), asked[file["file"]])

    @staticmethod
    def _places(
        spec: TableSpec, path: Path, asked: Mapping[int, Sequence[tuple[int, int]]]
    ) -> Iterator[pa.RecordBatch]:
        left = len(asked)
        for number, (stretch, _found) in enumerate(CsvSource(path).stretches() if asked else ()):
            if number in asked:
                block = _block(stretch, spec)
                places = [_place(block, spec, *cell) for cell in asked[number]]
                yield pa.RecordBatch.from_pylist(places, schema=PLACES)
                left -= 1
            if not left:
                return


def _place(block: Any, spec: TableSpec, number: int, position: int) -> dict[str, Any]:
    index = number % (1 << BLOCK_BIT)
    place = block.locate(index, max(position, 0))
    cells = [column[index].as_py() for column in block.cells.columns]
    return {
        "number": number,
        "position": position,
        "line": place.line,
        "column": place.column,
        "record_id": record_id(spec, cells),
        "value": cells[position] if position >= 0 else None,
    }


def _block(stretch: Stretch, spec: TableSpec) -> Any:
    return to_block(stretch, stretch.scan(), len(spec.columns), 0)


def of_flaw(flaw: Flaw, place: Place | None, table: str, file: int) -> Found:
    """A flaw of form, of a file or of a frame's columns."""
    return Found(
        table,
        form=True,
        file=file,
        line=place.line if place else None,
        column=place.column if place else None,
        code=CODE_OF[flaw.name],
        message=flaw.message,
        hint=flaw.hint,
        value=flaw.value,
        count=flaw.count,
    )


def _row(**values: Any) -> pa.RecordBatch:
    return batch_of(STRETCHES, {name: [value] for name, value in values.items()}, 1)
