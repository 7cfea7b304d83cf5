"""The fault corpus: every diagnostic code has a folder of good and bad inputs, found here without a line of Python.

`faults/base/` is a small, valid datasets folder. A case is a folder `faults/<code>-<name>/{bad,good}-<what>/` with the
files that differ from it, byte by byte. Beside them may stand `absent.txt`, which names files to leave out, and
`links.txt`, whose lines `name target` are made into symbolic links. A bad case holds `expected.txt`: all its findings,
compared whole; `--update-golden` writes it anew.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from caucasus_data import csv_source
from caucasus_data.checks import CHECKS
from caucasus_data.diagnostics import Diagnostic, Report
from caucasus_data.store import store
from caucasus_data.validation import validate

FAULTS = Path(__file__).parent / "faults"
BASE = FAULTS / "base"
CASES = sorted(path for path in FAULTS.glob("CD*/*") if path.is_dir())
NOTES = ("absent.txt", "links.txt", "expected.txt")
# History and breaking changes are judged between releases, not in one folder: tests/history/ has their inputs.
CODES = [check for check in CHECKS if check.code[:3] not in ("CD6", "CD9")]


def lay_out(case: Path, folder: Path) -> None:
    """Write the base with the case's files over it."""
    shutil.copytree(BASE, folder)
    for path in case.iterdir():
        if path.name in NOTES:
            continue
        target = folder / path.name
        if path.is_dir():
            target.unlink()
            shutil.copytree(path, target)
        else:
            shutil.copyfile(path, target)
    for name in noted(case, "absent.txt"):
        (folder / name).unlink()
    for line in noted(case, "links.txt"):
        name, target_name = line.split()
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target_name)


def noted(case: Path, name: str) -> list[str]:
    path = case / name
    return path.read_text("utf-8").splitlines() if path.exists() else []


def as_text(report: Report) -> str:
    return "".join(map(one, report.diagnostics)) + (f"and {report.omitted} more\n" if report.omitted else "")


def one(found: Diagnostic) -> str:
    place = ":".join(str(part) for part in (found.path, found.line, found.column) if part is not None)
    return f"{place}: {found.code} {found.message}\n" + (f"  help: {found.hint}\n" if found.hint else "")


@pytest.fixture
def report(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    shutil.copyfile(BASE / "places.csv", tmp_path / "outside.csv")
    lay_out(case, tmp_path / "datasets")
    monkeypatch.chdir(tmp_path / "datasets")
    return validate(Path(), store().specs())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(case: Path, report: Report, request: pytest.FixtureRequest) -> None:
    if case.name.startswith("good-"):
        assert as_text(report) == ""
        return
    expected = case / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.write_text(as_text(report), encoding="utf-8", newline="\n")
    assert as_text(report) == expected.read_text("utf-8")
    assert case.parent.name[:5] in {found.code for found in report.diagnostics}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case_in_large_tables(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    # In blocks of a few rows, every table is one that goes by and is not kept.
    monkeypatch.setattr(csv_source, "BLOCK_SIZE", 600)
    found: Report = request.getfixturevalue("report")
    expected = case / "expected.txt"
    assert as_text(found) == (expected.read_text("utf-8") if expected.exists() else "")


def test_the_base_is_clean() -> None:
    assert as_text(validate(BASE, store().specs())) == ""


@pytest.mark.parametrize("check", CODES, ids=lambda check: check.code)
def test_every_code_has_good_and_bad_cases(check: type) -> None:
    folder = FAULTS / f"{check.code}-{check.name()}"
    assert {case.name.split("-")[0] for case in CASES if case.parent == folder} == {"bad", "good"}


def test_every_folder_has_a_code() -> None:
    assert {case.parent.name for case in CASES} <= {f"{check.code}-{check.name()}" for check in CODES}
