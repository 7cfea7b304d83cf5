"""The command line: what is printed, and with which exit code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from caucasus_data import __version__
from caucasus_data.checks import CHECKS
from caucasus_data.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_datasets: Path) -> Run:
    """Runs a command in a folder that holds a small `datasets/`."""
    monkeypatch.chdir(small_datasets.parent)
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) >= 1
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_clean_tables(run: Run) -> None:
    assert run("validate") == (0, "All is well: 15 tables, 10 rows.\n", "")


def test_a_finding_in_every_format(run: Run, golden: Callable[[str, str], None]) -> None:
    edit(Path("datasets/events.csv"), ",meeting,", ",meting,")
    for style in ("text", "github", "json", "sarif"):
        code, out, err = run("validate", "--output-format", style)
        assert (code, err) == (1, "")
        golden(f"finding.{style}.txt", out.replace(f'"version": "{__version__}"', '"version": "VERSION"'))


def test_json_holds_the_agreed_keys(run: Run) -> None:
    edit(Path("datasets/events.csv"), ",meeting,", ",meting,")
    document = json.loads(run("validate", "--output-format", "json")[1])
    assert document == {
        "ok": False,
        "diagnostics": [
            {
                "code": "CD203",
                "message": 'event_type is "meting", which is not an allowed value',
                "hint": 'did you mean "meeting"?',
                "path": "datasets/events.csv",
                "line": 2,
                "column": 20,
                "table": "events",
                "field": "event_type",
                "record_id": "2023-09-19-example",
                "value": "meting",
            }
        ],
    }


def test_one_file_is_checked_against_its_neighbours(run: Run) -> None:
    edit(Path("datasets/events.csv"), ",border,", ",bordr,")
    code, out, _err = run("validate", "datasets/events.csv")
    assert code == 1
    assert 'CD303 place_id "bordr" is not in places' in out
    assert run("validate", "datasets/places.csv")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "nowhere"),
        ("validate", "datasets/event.csv"),
        ("format", "nowhere"),
        ("show", "evnets"),
        ("show", "events", "--where", "no such thing"),
        ("show", "events", "--columns", "titel"),
        ("schema", "evnets"),
        ("explain", "CD999"),
        ("cite", "events", "nope"),
    ],
    ids=" ".join,
)
def test_a_mistake_ends_in_one_line(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("caucasus-data: ")
    assert err.count("\n") == 1


def test_format_mends_and_says_so(run: Run) -> None:
    path = Path("datasets/actors.csv")
    clean = path.read_bytes()
    header, *rows = clean.splitlines(keepends=True)
    path.write_bytes(header + b"".join(reversed(rows)))
    assert run("format", "--check") == (1, "would format datasets/actors.csv\n", "")
    assert run("format") == (0, "formatted datasets/actors.csv\n", "")
    assert path.read_bytes() == clean
    assert run("format", "--check")[0] == 0


def test_format_leaves_all_files_alone_where_it_refuses_one(run: Run) -> None:
    edit(Path("datasets/actors.csv"), "armenia,state", "armenia,state,x")
    edit(Path("datasets/places.csv"), "border,", " border,")
    before = {path: path.read_bytes() for path in Path("datasets").iterdir()}
    code, out, err = run("format")
    assert (code, out) == (1, "")
    assert "datasets/actors.csv:3:1: this row has 15 cells" in err
    assert {path: path.read_bytes() for path in Path("datasets").iterdir()} == before


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_code_is_explained(run: Run, check: type) -> None:
    code, out, _err = run("explain", check.code)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    for section in ("\nWhy\n", "\nExample\n", "\nMend\n"):
        assert section in out
    assert run("explain", check.name())[1] == out


def test_codes_are_unique() -> None:
    assert len({check.code for check in CHECKS}) == len({check.name() for check in CHECKS}) == len(CHECKS)


def test_codes_md_is_the_same_text(run: Run, request: pytest.FixtureRequest) -> None:
    path = Path(__file__).parents[1] / "CODES.md"
    text = run("explain", "all")[1]
    if request.config.getoption("--update-golden"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("style", "first_line"), [("csv", "iso3,name"), ("markdown", "| iso3 | name |"), ("json", "[")]
)
def test_rows_for_programs(run: Run, style: str, first_line: str) -> None:
    code, out, err = run("show", "actors", "--columns", "iso3,name", "--where", "iso3 = 'ARM'", "--format", style)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == first_line
    assert "Armenia" in out
    assert "of 1 rows" not in out


def test_json_rows_are_typed(run: Run) -> None:
    (claim,) = json.loads(run("show", "claims", "--where", "adopted", "--limit", "1", "--format", "json")[1])
    assert claim["adopted"] is True
    (event,) = json.loads(run("show", "events", "--where", "date_end IS NULL", "--limit", "1", "--format", "json")[1])
    assert isinstance(event["sources"], list)
    assert event["date_end"] is None
    assert event["date_precision"] in range(1, 6)
    assert event["event_id"].startswith(event["date_start"])


def test_coverage_counts_every_record(run: Run) -> None:
    code, out, _err = run("info", "--coverage")
    assert code == 0
    assert "events by month (" in out
    assert "statements by speaker's side (" in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("command", [("info",), ("show", "events", "--limit", "3"), ("schema", "events")], ids=" ".join)
def test_output_fits_eighty_columns(run: Run, command: tuple[str, ...]) -> None:
    code, out, _err = run(*command)
    assert code == 0
    assert max(len(line) for line in out.splitlines() if not line.startswith("not shown")) <= 80


def test_no_command_prints_help(run: Run) -> None:
    code, out, _err = run()
    assert code == 2
    assert "validate" in out


def test_a_folder_without_a_table(run: Run) -> None:
    Path("datasets/places.csv").unlink()
    code, out, _err = run("validate")
    assert code == 1
    assert "datasets/places.csv: CD119 the table places is missing" in out
    assert "1 finding in 14 tables" in out


def test_a_stray_file(run: Run) -> None:
    shutil.copy("datasets/places.csv", "datasets/places (1).csv")
    code, out, _err = run("validate")
    assert code == 1
    assert 'CD120 "places (1).csv" is not a table of the dataset' in out
