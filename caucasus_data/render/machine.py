"""Findings for programs: JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from caucasus_data import __version__
from caucasus_data.checks.base import Check
from caucasus_data.diagnostics import Diagnostic, Report

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def report_json(report: Report) -> str:
    """The document `{"ok": bool, "diagnostics": [...]}`."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=2)


def report_github(report: Report) -> str:
    """Workflow commands that GitHub shows as annotations on the lines of a pull request."""
    return "\n".join(map(_annotation, report.diagnostics))


def _annotation(found: Diagnostic) -> str:
    properties = {"file": found.path, "line": found.line, "col": found.column, "title": found.code}
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    message = f"{found.message} (help: {found.hint})" if found.hint else found.message
    return f"::error {shown}::{_data(message)}"


def _data(text: str) -> str:
    """Text escaped as GitHub's workflow commands want it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def report_sarif(report: Report, checks: Sequence[type[Check]]) -> str:
    """A SARIF 2.1.0 log, with the explanation of each code that occurs."""
    used = {found.code for found in report.diagnostics}
    log = {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "caucasus-data",
                        "version": __version__,
                        "rules": [_rule(check) for check in checks if check.code in used],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": list(_results(report.diagnostics)),
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(check: type[Check]) -> dict[str, Any]:
    return {
        "id": check.code,
        "name": check.__name__,
        "shortDescription": {"text": check.title()},
        "fullDescription": {"text": check.explanation()},
        "defaultConfiguration": {"level": "error"},
    }


def _results(diagnostics: Iterable[Diagnostic]) -> Iterable[dict[str, Any]]:
    for found in diagnostics:
        location: dict[str, Any] = {"artifactLocation": {"uri": found.path.replace("\\", "/")}}
        if found.line is not None:
            location["region"] = {"startLine": found.line, "startColumn": found.column or 1}
        text = f"{found.message}. Help: {found.hint}" if found.hint else found.message
        yield {
            "ruleId": found.code,
            "level": "error",
            "message": {"text": text},
            "locations": [{"physicalLocation": location}],
        }
