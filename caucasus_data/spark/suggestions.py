"""What a misspelt id was probably meant to be, when the known ids are spread over a cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from caucasus_data.arrow_values import integers
from caucasus_data.checks.references import known_keys
from caucasus_data.errors import nearest
from caucasus_data.spark.errands import by_table
from caucasus_data.spark.records import to_rows
from caucasus_data.spec import TableSpec

CANDIDATES = pa.schema(
    [("table", pa.string()), ("whole_key", pa.bool_()), ("order", pa.int64()), ("candidate", pa.string())]
)
REFERENCE_CUTOFF, RECORD_CUTOFF = 0.75, 0.6
"""How near an id must be to be offered, as in `checks.references`: for a reference, and for the record of a claim."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Looks for the nearest ids: `mapInArrow` over rows to `CANDIDATES`.

    The nearest of all ids is the nearest of each batch's nearest, so that only those travel.

    Attributes:
        specs: The tables.
        ids: Of each table the ids, named by references, that it lacks.
        keys: Of each table the whole keys, named by claims, that it lacks.
    """

    specs: Mapping[str, TableSpec]
    ids: Mapping[str, Sequence[str]]
    keys: Mapping[str, Sequence[str]]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The candidates of each batch."""
        for batch in batches:
            for table, indices in by_table(batch.column("table").to_pylist()).items():
                found = list(self._candidates(table, batch.take(integers(indices))))
                if found:
                    yield pa.RecordBatch.from_pylist(found, schema=CANDIDATES)

    def _candidates(self, table: str, batch: pa.RecordBatch) -> Iterator[dict[str, object]]:
        rows = to_rows(self.specs[table], batch)
        size = len(rows)
        for whole_key, wanted, cutoff in (
            (False, self.ids.get(table, ()), REFERENCE_CUTOFF),
            (True, self.keys.get(table, ()), RECORD_CUTOFF),
        ):
            if not wanted:
                continue
            known = list(filter(None, rows.keys())) if whole_key else known_keys(rows).to_pylist()
            for close in dict.fromkeys(nearest(value, known, cutoff=cutoff) for value in wanted):
                if close is not None:
                    # What a malformed id was meant to be stands behind all ids, as on one machine.
                    index = known.index(close)
                    order = rows.numbers[index] if index < size else (1 << 62) + rows.numbers[0]
                    yield {"table": table, "whole_key": whole_key, "order": order, "candidate": close}


def pooled(candidates: Iterable[Mapping[str, object]]) -> dict[tuple[str, bool], list[str]]:
    """The candidates of each table, in the order of its rows."""
    pools: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for found in sorted(candidates, key=lambda found: int(str(found["order"]))):
        pools[str(found["table"]), bool(found["whole_key"])].append(str(found["candidate"]))
    return pools
