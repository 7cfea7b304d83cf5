from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from frictionless import Schema
from hypothesis import given
from hypothesis import strategies as st

from caucasus_data.declaration import Table
from caucasus_data.errors import SchemaDefinitionError
from caucasus_data.export.table_schema import dump, from_table_schema, to_table_schema
from caucasus_data.spec import CodeSpec, ColumnSpec, TableSpec
from caucasus_data.tables import TABLES

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)

_names = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
_codes = st.lists(st.builds(CodeSpec, _names, st.text(), st.text()), max_size=3).map(tuple)


@st.composite
def _columns(draw: st.DrawFn) -> ColumnSpec:
    kind = draw(st.sampled_from(["string", "integer", "number", "boolean", "date", "list"]))
    codes = draw(_codes) if kind in {"string", "list"} else ()
    bound = st.none() | st.integers(-(10**12), 10**12)
    return ColumnSpec(
        name=draw(_names),
        type=kind,
        description=draw(st.text()),
        required=draw(st.booleans()),
        codes=codes,
        ordered=bool(codes) and draw(st.booleans()),
        pattern=draw(st.none() | st.text()),
        min_length=draw(st.none() | st.integers(0, 99)),
        max_length=draw(st.none() | st.integers(0, 99)),
        minimum=draw(bound | st.floats(allow_nan=False, allow_infinity=False)),
        maximum=draw(bound),
        unit=draw(st.none() | st.text()),
        references=draw(st.none() | _names),
        delimiter=draw(st.sampled_from(";|")) if kind == "list" else None,
        format=draw(st.sampled_from([None, "uri", "version"])),
    )


@each_table
def test_no_table_loses_anything(table: Table) -> None:
    assert from_table_schema(json.loads(dump(to_table_schema(table.spec)))) == table.spec


def test_no_feature_is_lost(toy: TableSpec) -> None:
    assert from_table_schema(json.loads(dump(to_table_schema(toy)))) == toy


@given(st.lists(_columns(), min_size=1, max_size=4, unique_by=lambda column: column.name), st.text(), st.text())
def test_nothing_that_a_spec_can_say_is_lost(columns: list[ColumnSpec], title: str, description: str) -> None:
    spec = TableSpec("toys", title, description, (columns[0].name,), tuple(columns))
    assert from_table_schema(json.loads(dump(to_table_schema(spec)))) == spec


def test_the_text_of_a_schema(toy: TableSpec, golden: Callable[[str, str], None]) -> None:
    golden("toys.schema.json", dump(to_table_schema(toy)))


@each_table
def test_frictionless_accepts_the_schema(table: Table) -> None:
    descriptor = to_table_schema(table.spec)
    schema = Schema.from_descriptor(descriptor)
    assert [field.type for field in schema.fields] == [column.type for column in table.spec.columns]


@each_table
def test_a_foreign_key_names_the_key_of_its_table(table: Table) -> None:
    keys = {other.name: list(other.spec.primary_key) for other in TABLES}
    for foreign_key in to_table_schema(table.spec).get("foreignKeys", ()):
        reference = foreign_key["reference"]
        assert reference["fields"] == keys[reference["resource"]]


@each_table
def test_patterns_are_anchored_round_a_group(table: Table) -> None:
    for column in table.spec.columns:
        if column.pattern is not None:
            assert column.pattern.startswith("^")
            assert column.pattern.endswith("$")


@pytest.mark.parametrize("missing", ["name", "fields", "primaryKey"])
def test_a_foreign_descriptor_is_refused(toy: TableSpec, missing: str) -> None:
    descriptor = to_table_schema(toy)
    del descriptor[missing]
    with pytest.raises(SchemaDefinitionError, match=missing):
        from_table_schema(descriptor)


def test_the_text_keeps_every_script_and_ends_its_last_line() -> None:
    assert dump({"b": "Հայ", "a": [1]}) == '{\n  "b": "Հայ",\n  "a": [\n    1\n  ]\n}\n'


def test_it_needs_the_standard_library_alone() -> None:
    code = (
        "import sys, caucasus_data.export.table_schema;"
        "assert not {'pandas', 'pyarrow', 'pydantic', 'numpy'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
