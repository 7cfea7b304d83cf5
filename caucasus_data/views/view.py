"""What a computed table is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from caucasus_data.export.arrow import to_arrow_schema
from caucasus_data.spec import ColumnSpec, ColumnType, TableSpec

Records = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class View:
    """A computed table.

    Attributes:
        spec: Its name, columns and, as description, its formula.
        inputs: The tables that it is computed from.
        compute: From the rows of the inputs, by table, to the rows of the view.
    """

    spec: TableSpec
    inputs: tuple[str, ...]
    compute: Callable[[Mapping[str, Records]], Iterable[dict[str, Any]]]

    def table(self, inputs: Mapping[str, pa.Table]) -> pa.Table:
        """The view's rows, in the order of its key, with its schema."""
        rows = list(self.compute({name: table.to_pylist() for name, table in inputs.items()}))
        rows.sort(key=lambda row: [(row[part] is not None, row[part]) for part in self.spec.primary_key])
        return pa.Table.from_pylist(rows, schema=to_arrow_schema(self.spec))


def column(
    name: str, kind: ColumnType, description: str, *, unit: str | None = None, required: bool = False
) -> ColumnSpec:
    """A column of a view."""
    return ColumnSpec(name=name, type=kind, description=description, required=required, unit=unit)


RECORD_ID = "The record's id in the table it comes from."
