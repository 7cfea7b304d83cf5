"""A group of rows and the rows delivered to it: judged by the rules that one machine uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import booleans, integers
from caucasus_data.checks.base import Database, Finding, Rows
from caucasus_data.checks.keys import duplicate_keys, first_unsorted
from caucasus_data.spark.errands import CIRCLES, KEYS, Errands, by_table, links_of
from caucasus_data.spark.records import CELLS, FOUND, Found, found_batch, to_rows

PARCELS = pa.schema(
    [
        ("asker", pa.string()),
        ("own", pa.bool_()),
        ("table", pa.string()),
        ("number", pa.int64()),
        ("bad", pa.bool_()),
        ("cells", CELLS),
    ]
)
ERRANDS = pa.schema(
    [
        ("asker", pa.string()),
        ("address", pa.string()),
        ("position", pa.int64()),
        ("number", pa.int64()),
        ("count", pa.int64()),
    ]
)
ANSWERS = pa.schema(
    [
        ("address", pa.string()),
        ("delivers", pa.bool_()),
        ("table", pa.string()),
        ("number", pa.int64()),
        ("bad", pa.bool_()),
        ("cells", CELLS),
    ]
)
ENDS = pa.schema([("table", pa.string()), ("number", pa.int64()), ("found", FOUND), ("cells", CELLS), ("last", CELLS)])


@dataclass(frozen=True, slots=True)
class Post:
    """The tasks of `mapInArrow` that bring rows together."""

    errands: Errands

    def own(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Rows to the groups that judge them."""
        for table, batch in self._by_table(batches):
            rows = to_rows(self.errands.specs[table], batch)
            kinds = self.errands.kinds(table)
            for kind in (*kinds, KEYS) if table in self.errands.unsorted else kinds:
                yield _parcels(batch, self.errands.askers(rows, kind))
            if table in self.errands.circled and (linked := links_of(rows)):
                yield _parcels(batch.take(integers(linked)), [f"{table}|{CIRCLES}|0"] * len(linked))

    def sent(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Rows to what they ask for."""
        for table, batch in self._by_table(batches):
            sent = self.errands.sent(to_rows(self.errands.specs[table], batch))
            columns = list(zip(*sent, strict=True)) or [()] * len(ERRANDS)
            yield pa.RecordBatch.from_arrays(
                [pa.array(column, kind.type) for column, kind in zip(columns, ERRANDS, strict=True)], schema=ERRANDS
            )

    def answered(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Rows of whole tables to the addresses at which they answer."""
        for table, batch in self._by_table(batches):
            rows = to_rows(self.errands.specs[table], batch)
            answered = list(self.errands.answered(rows))
            taken = batch.take(integers([index for _address, index in answered]))
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array([address for address, _index in answered], pa.string()),
                    booleans(np.ones(len(answered), dtype=np.bool_)),
                    *(taken.column(name) for name in ANSWERS.names[2:]),
                ],
                schema=ANSWERS,
            )
            if meant := list(self.errands.meant(rows)):
                nothing = [pa.nulls(len(meant), kind.type) for kind in list(ANSWERS)[2:]]
                silent = booleans(np.zeros(len(meant), dtype=np.bool_))
                yield pa.RecordBatch.from_arrays([pa.array(meant, pa.string()), silent, *nothing], schema=ANSWERS)

    def onward(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Delivered rows to what their askers ask for because of them."""
        for table, batch in self._by_table(batches):
            rows = to_rows(self.errands.specs[table], batch)
            for asker, indices in by_table(batch.column("asker").to_pylist()).items():
                chosen = Rows(rows.spec, {name: rows[name].take(integers(indices)) for name in rows.columns}, indices)
                pairs = list(self.errands.onward(chosen, asker))
                yield pa.RecordBatch.from_pydict(
                    {"asker": [one for one, _ in pairs], "address": [address for _, address in pairs]},
                    schema=pa.schema(list(ERRANDS)[:2]),
                )

    @staticmethod
    def _by_table(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, pa.RecordBatch]]:
        for batch in batches:
            for table, indices in by_table(batch.column("table").to_pylist()).items():
                yield table, batch.take(integers(indices)) if len(indices) < batch.num_rows else batch


@dataclass(frozen=True, slots=True)
class GroupJudge:
    """Judges one group: `applyInArrow` over `PARCELS` to findings."""

    errands: Errands
    limit: int

    def __call__(self, asker: str, parcels: pa.Table) -> pa.Table:
        """The first findings of a group in words, and how many more there are."""
        table, kind, _bucket = asker.split("|", 2)
        spec = self.errands.specs[table]
        rows = to_rows(spec, _each_once(parcels.filter(parcels.column("own"))))
        findings = list(dict.fromkeys(self._findings(rows, table, kind, parcels)))
        found = sorted((Found.of(finding, spec) for finding in findings), key=lambda one: one.order)
        kept = found[: self.limit]
        if len(found) > len(kept):
            kept.append(Found(table, count=len(found) - len(kept)))
        return pa.Table.from_batches([found_batch(kept)])

    def _findings(self, rows: Rows, table: str, kind: str, parcels: pa.Table) -> Iterator[Finding]:
        if kind == KEYS:
            yield from duplicate_keys(rows)
            return
        database = self._database(parcels)
        for rule in self.errands.rules(table, kind):
            yield from (found for found in rule().findings(rows, database) if found.row not in rows.bad)

    def _database(self, parcels: pa.Table) -> Database:
        """Of each whole table the rows that were delivered, and of the group's own also those that are judged."""
        present = by_table(parcels.column("table").to_pylist())
        tables = {}
        for name in self.errands.whole:
            chosen = parcels.take(integers(present.get(name, [])))
            tables[name] = to_rows(self.errands.specs[name], _each_once(chosen))
        return Database(tables, tuple(self.errands.specs))


@dataclass(frozen=True, slots=True)
class OrderJudge:
    """Finds the first row of a stretch of rows that stands too low: `applyInArrow` to `ENDS`."""

    errands: Errands

    def __call__(self, table: str, rows: pa.Table) -> pa.Table:
        """The finding, and the first and the last row of the stretch."""
        ordered = _each_once(rows)
        typed = to_rows(self.errands.specs[table], ordered)
        found = [Found.of(one, typed.spec) for one in first_unsorted(typed, set())]
        cells = ordered.column("cells")
        ends = {
            "table": table,
            "number": typed.numbers[0],
            "found": found_batch(found).to_pylist()[0] if found else None,
            "cells": cells[0].as_py(),
            "last": cells[len(cells) - 1].as_py(),
        }
        return pa.Table.from_pylist([ends], schema=ENDS)


def _parcels(batch: pa.RecordBatch, askers: list[str]) -> pa.RecordBatch:
    own = booleans(np.ones(batch.num_rows, dtype=np.bool_))
    return pa.RecordBatch.from_arrays(
        [pa.array(askers, pa.string()), own, *(batch.column(name) for name in PARCELS.names[2:])], schema=PARCELS
    )


def _each_once(parcels: pa.Table) -> pa.Table:
    """The rows in the order of their numbers, each once: several errands may have led to one row."""
    if not parcels.num_rows:
        return parcels
    ordered = parcels.take(pc.sort_indices(parcels.column("number").combine_chunks()))
    numbers = np.array(ordered.column("number").to_pylist(), dtype=np.int64)
    return ordered.filter(booleans(np.concatenate(([True], np.diff(numbers) > 0))))
