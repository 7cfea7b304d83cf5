from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pytest

from caucasus_data.declaration import Table
from caucasus_data.export.arrow import to_arrow_schema
from caucasus_data.spec import ColumnSpec, TableSpec
from caucasus_data.tables import TABLES


def test_every_type(toy: TableSpec) -> None:
    codes = pa.dictionary(pa.int32(), pa.string())
    ordered = pa.dictionary(pa.int32(), pa.string(), ordered=True)
    assert [(field.name, field.type, field.nullable) for field in to_arrow_schema(toy)] == [
        ("toy_id", pa.string(), False),
        ("kind", codes, False),
        ("size", ordered, True),
        ("year", pa.int32(), False),
        ("stars", pa.int64(), True),
        ("weight", pa.float64(), True),
        ("sold", pa.bool_(), False),
        ("seen", pa.date32(), True),
        ("part_of", pa.string(), True),
        ("maker_id", pa.string(), False),
        ("page", pa.string(), True),
        ("edition", pa.string(), True),
        ("friends", pa.list_(pa.string()), True),
        ("moods", pa.list_(pa.string()), False),
        ("note", pa.string(), True),
    ]


def test_metadata_carry_what_the_table_means(toy: TableSpec) -> None:
    schema = to_arrow_schema(toy)
    assert schema.metadata == {
        b"title": b"Toys",
        b"description": toy.description.encode(),
        b"primary_key": b"toy_id",
    }
    assert schema.field("weight").metadata == {b"description": b"How heavy.", b"unit": b"kg"}
    assert schema.field("note").metadata == {b"description": b"What else."}


@pytest.mark.parametrize(
    ("minimum", "maximum", "expected"),
    [
        (-(2**31), 2**31 - 1, pa.int32()),
        (0, 2**31, pa.int64()),
        (-(2**31) - 1, 0, pa.int64()),
        (0, None, pa.int64()),
        (None, 0, pa.int64()),
    ],
)
def test_an_integer_is_as_wide_as_its_bounds_ask(
    minimum: int | None, maximum: int | None, expected: pa.DataType
) -> None:
    column = ColumnSpec("n", "integer", "A number.", required=True, minimum=minimum, maximum=maximum)
    schema = to_arrow_schema(TableSpec("toys", "Toys", "Toys.", ("n",), (column,)))
    assert schema.field("n").type == expected


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_field_is_described(table: Table) -> None:
    schema = to_arrow_schema(table.spec)
    assert schema.names == list(table.spec.column_names)
    assert all(field.metadata[b"description"] for field in schema)


def test_pandas_stays_asleep() -> None:
    code = (
        "import sys; from pathlib import Path; from caucasus_data.contract import load_contract;"
        "from caucasus_data.export.arrow import to_arrow_schema;"
        "[to_arrow_schema(spec) for spec in load_contract(Path('schemas'))];"
        "assert not {'pandas', 'pydantic'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
