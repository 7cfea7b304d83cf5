"""`--output-format sarif` against the SARIF 2.1.0 schema.

No package that was looked into ships the OASIS schema, so `REDUCED` is written by hand from it: every object that we
write, with its required properties, types and bounds, and nothing else allowed. The same log was held once against the
models that the package pydantic-sarif generates from the whole schema.
"""

from __future__ import annotations

import json
import shutil
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


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(FAULTS / "base", tmp_path / "datasets")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "datasets"


def sarif(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    main(["validate", "--output-format", "sarif"])
    log: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(log, REDUCED, cls=jsonschema.Draft7Validator, format_checker=jsonschema.FormatChecker())
    return log


def test_a_log_without_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.is_dir()
    assert sarif(capsys)["runs"][0]["results"] == []


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
