from __future__ import annotations

import json
from pathlib import Path

import pytest

from caucasus_data.contract import INDEX, contract_files, load_contract, main, stale_schemas, write_schemas
from caucasus_data.errors import SchemaDefinitionError
from caucasus_data.tables import TABLES

SPECS = tuple(table.spec for table in TABLES)
SCHEMAS = Path(__file__).parents[1] / "schemas"


def test_the_committed_schemas_are_those_of_the_row_models() -> None:
    assert stale_schemas(SPECS, SCHEMAS) == (), "run: python -m caucasus_data.contract"


def test_the_committed_schemas_give_the_tables_in_their_order() -> None:
    assert load_contract(SCHEMAS) == SPECS


def test_order_survives(tmp_path: Path) -> None:
    write_schemas(SPECS[::-1], tmp_path)
    assert load_contract(tmp_path) == SPECS[::-1]


def test_what_is_written_is_not_stale(tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    assert set(write_schemas(SPECS, folder)) == contract_files(SPECS).keys()
    assert write_schemas(SPECS, folder) == stale_schemas(SPECS, folder) == ()


def test_changed_missing_and_left_over_schemas_are_stale_and_put_right(tmp_path: Path) -> None:
    write_schemas(SPECS, tmp_path)
    first, second = SPECS[0].name, SPECS[1].name
    (tmp_path / f"{first}.json").write_text("{}\n")
    (tmp_path / f"{second}.json").unlink()
    (tmp_path / "gone.json").write_text("{}\n")
    stale = tuple(sorted([f"{first}.json", f"{second}.json", "gone.json"]))
    assert stale_schemas(SPECS, tmp_path) == stale
    assert write_schemas(SPECS, tmp_path) == stale
    assert stale_schemas(SPECS, tmp_path) == ()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tables": "events"}'])
def test_an_index_that_is_none_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / INDEX).write_text(text)
    with pytest.raises(SchemaDefinitionError, match=INDEX):
        load_contract(tmp_path)


@pytest.mark.parametrize("text", [None, "{", "{}"])
def test_a_schema_that_is_none_is_refused_by_name(tmp_path: Path, text: str | None) -> None:
    (tmp_path / INDEX).write_text(json.dumps({"tables": ["toys"]}))
    if text is not None:
        (tmp_path / "toys.json").write_text(text)
    with pytest.raises(SchemaDefinitionError, match=r"toys\.json"):
        load_contract(tmp_path)


def test_the_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "schemas")
    assert main([folder, "--check"]) == 1
    assert main([folder]) == 0
    assert capsys.readouterr().out.count("written\n") == len(SPECS) + 1
    assert main([folder, "--check"]) == 0
    assert capsys.readouterr().out == ""
