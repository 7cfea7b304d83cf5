"""The typed columns of rows that are read again: each is made when a rule asks for it, and not before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from caucasus_data.arrow_values import strings
from caucasus_data.cells import convert
from caucasus_data.checks.base import Rows
from caucasus_data.csv_columns import Rereading
from caucasus_data.spec import ColumnSpec, TableSpec


@dataclass(frozen=True)
class Remade(Mapping[str, pa.Array]):
    """The columns of some rows, by name; a cell that was not accepted is null."""

    spec: TableSpec
    rereading: Rereading
    _made: dict[str, pa.Array] = field(default_factory=dict)

    def __getitem__(self, name: str) -> pa.Array:
        if name not in self._made:
            cells, column = self.rereading.cells(self.spec.column_names.index(name)), self.spec[name]
            self._made[name] = cells if is_id(self.spec, column) else convert(cells, column).values
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.spec.column_names)

    def __len__(self) -> int:
        return len(self.spec.columns)

    def __contains__(self, name: object) -> bool:
        return name in self.spec


def is_id(spec: TableSpec, column: ColumnSpec) -> bool:
    """True for the text columns of a key, which are kept as they stand.

    A malformed id is still the id that others refer to, lest each reference be a finding too.
    """
    return column.name in spec.primary_key and column.type == "string"


def no_rows(spec: TableSpec) -> Rows:
    """No rows of a table, typed."""
    return Rows(spec, {column.name: convert(strings([]), column).values for column in spec.columns}, range(0))


def joined(parts: Sequence[pa.Array]) -> pa.Array:
    """The parts of a column as one array."""
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)
