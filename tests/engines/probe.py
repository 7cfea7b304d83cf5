"""A table with a column of every kind, without and with an empty cell, and with cells that readers stumble over."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa

from caucasus_data.export.arrow import to_arrow_schema
from caucasus_data.spec import CodeSpec, ColumnSpec, TableSpec

_CODES = tuple(CodeSpec(code, "A code.") for code in ("low", "middle", "high"))
_KINDS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "text": ({"type": "string"}, ["NA", 'ქართული, "հայերեն"\nikinci sətir', "null", "1"]),
    "code": ({"type": "string", "codes": _CODES}, ["low", "high", "low", "middle"]),
    "ordered code": ({"type": "string", "codes": _CODES, "ordered": True}, ["low", "high", "low", "middle"]),
    "integer": ({"type": "integer", "minimum": 0, "maximum": 9999}, [0, 371, 1, 9999]),
    "long integer": ({"type": "integer"}, [-1, 2**53 - 1, 0, 1]),
    "number": ({"type": "number"}, [0.1, 1e300, -0.0, 373.6605]),
    "boolean": ({"type": "boolean"}, [True, False, True, True]),
    "date": (
        {"type": "date"},
        [
            datetime.date(1969, 12, 31),
            datetime.date(2020, 9, 27),
            datetime.date(2100, 1, 1),
            datetime.date(1918, 5, 28),
        ],
    ),
    "list": ({"type": "list", "delimiter": ";"}, [["a"], ["a", "b"], ["NA", "ə"], ["c"]]),
}
KINDS = tuple(_KINDS)


def kind_of(column: ColumnSpec) -> str:
    """The kind of a column of any table: its row in the matrix."""
    if column.type == "string" and column.codes:
        return "ordered code" if column.ordered else "code"
    if column.type == "integer":
        return "integer" if to_arrow_schema(_only(column)).field(0).type == pa.int32() else "long integer"
    return "text" if column.type == "string" else column.type


def _only(column: ColumnSpec) -> TableSpec:
    return TableSpec(name="probe", title="", description="", primary_key=(column.name,), columns=(column,))


def _name(kind: str, *, required: bool) -> str:
    return kind.replace(" ", "_") + ("" if required else "_or_empty")


SPEC = TableSpec(
    name="probe",
    title="Probe",
    description="Every type.",
    primary_key=("text",),
    columns=tuple(
        ColumnSpec(name=_name(kind, required=required), description="A column.", required=required, **declared)
        for kind, (declared, _cells) in _KINDS.items()
        for required in (True, False)
    ),
)
TABLE = pa.table(
    {
        _name(kind, required=required): cells if required else [None, *cells[1:]]
        for kind, (_declared, cells) in _KINDS.items()
        for required in (True, False)
    },
    schema=to_arrow_schema(SPEC),
)


def columns_of(kind: str) -> tuple[str, str]:
    """The probe's columns of a kind: the one without empty cells, the one with."""
    return _name(kind, required=True), _name(kind, required=False)
