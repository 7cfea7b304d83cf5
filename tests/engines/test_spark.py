"""`caucasus_data.spark` finds what one machine finds: in the fault corpus, in mutants of the real tables, in frames."""

from __future__ import annotations

import csv
import importlib.util
import io
import shutil
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caucasus_data.checks import CHECKS
from caucasus_data.checks.base import RuleCheck, TableCheck
from caucasus_data.checks.references import ReferenceCycle
from caucasus_data.csv_source import read_table
from caucasus_data.diagnostics import Diagnostic, Report
from caucasus_data.errors import DatasetsError, MissingExtraError, UnknownTableError
from caucasus_data.spark import run, validate
from caucasus_data.spark.errands import ANSWERED, GROUPED
from caucasus_data.spark.texts import as_text
from caucasus_data.store import store
from caucasus_data.validation import validate as validate_here

from . import sql

# What other people's libraries warn each other of is not ours to mend.
pytestmark = pytest.mark.filterwarnings("default")

TESTS = Path(__file__).parents[1]
SPECS = {spec.name: spec for spec in store().specs()}
RULES = [check for check in CHECKS if issubclass(check, RuleCheck)]


def module(name: str) -> ModuleType:
    """Another test module, which stands outside this package."""
    spec = importlib.util.spec_from_file_location(name, TESTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[name] = found
    spec.loader.exec_module(found)
    return found


faults, mutations = module("test_faults"), module("test_mutations")
# Each run takes seconds: the first bad case of each code, and all codes' other cases in the mutants.
FIRST_BAD = {case.parent: case for case in reversed(faults.CASES) if case.name.startswith("bad-")}
TYPED = [case for case in FIRST_BAD.values() if case.parent.name[:5] in ("CD303", "CD305")]


@pytest.fixture(scope="module")
def session() -> Any:
    engine = next(engine for engine in sql.ENGINES if engine.package == "pyspark")
    if (reason := engine.reason_to_skip) is not None:
        pytest.skip(reason)
    return sql.spark()


def here(folder: Path, limit: int = 100) -> Report:
    return validate_here(folder, tuple(SPECS.values()), limit=limit)


def placeless(found: Diagnostic) -> Diagnostic:
    return replace(found, path="", line=None, column=None)


def as_set(report: Report, *without: str) -> set[Diagnostic]:
    return {placeless(found) for found in report.diagnostics if not found.code.startswith(without or ("none",))}


@pytest.mark.thorough
@pytest.mark.parametrize("case", FIRST_BAD.values(), ids=lambda case: case.parent.name)
def test_a_fault(case: Path, session: Any, tmp_path: Path) -> None:
    shutil.copyfile(faults.BASE / "places.csv", tmp_path / "outside.csv")
    faults.lay_out(case, tmp_path / "datasets")
    assert validate(tmp_path / "datasets", session) == here(tmp_path / "datasets")


def test_the_real_tables(session: Any) -> None:
    report = validate(mutations.DATASETS, session)
    assert report == here(mutations.DATASETS)
    assert report.ok


def combined(folder: Path, mutants: list[Any]) -> Path:
    """The real tables with the changed lines of many mutants, each line changed by one at most."""
    lines = {name: (mutations.DATASETS / f"{name}.csv").read_bytes().splitlines(keepends=True) for name in SPECS}
    original = {name: list(rows) for name, rows in lines.items()}
    for mutant in mutants:
        changed = mutant.data.splitlines(keepends=True)
        rows = original[mutant.table]
        differing = [
            number for number, line in enumerate(rows) if len(changed) == len(rows) and changed[number] != line
        ]
        if len(differing) == 1 and lines[mutant.table][differing[0]] == rows[differing[0]]:
            lines[mutant.table][differing[0]] = changed[differing[0]]
    folder.mkdir()
    for name, rows in lines.items():
        (folder / f"{name}.csv").write_bytes(b"".join(rows))
    return folder


def test_hundreds_of_mutants_of_cells_and_rules_at_once(session: Any, tmp_path: Path) -> None:
    folder = combined(tmp_path / "datasets", mutations.MUTANTS)
    expected = here(folder, limit=1000)
    assert len(expected.diagnostics) > 500
    assert validate(folder, session, limit=1000) == expected


def test_a_limit_is_of_a_table_not_of_a_task(session: Any, tmp_path: Path) -> None:
    folder = combined(tmp_path / "datasets", mutations.MUTANTS)
    assert validate(folder, session, limit=7) == here(folder, limit=7)


@pytest.mark.parametrize("turn", range(2))
def test_mutants_of_whole_files(session: Any, tmp_path: Path, turn: int) -> None:
    shutil.copytree(mutations.DATASETS, tmp_path / "datasets")
    form = list(mutations.form_mutants(mutations.CHANCE))
    families = list(dict.fromkeys(mutant.family for mutant in form))
    for index, table in enumerate(SPECS):
        family = families[(index * 2 + turn) % len(families)]
        for mutant in form:
            if (mutant.table, mutant.family) == (table, family):
                (tmp_path / "datasets" / f"{table}.csv").write_bytes(mutant.data)
    assert validate(tmp_path / "datasets", session) == here(tmp_path / "datasets")


def test_a_table_of_several_blocks_and_groups(session: Any, tmp_path: Path) -> None:
    shutil.copytree(faults.BASE, tmp_path / "datasets")
    file = tmp_path / "datasets" / "places.csv"
    header, *rows = file.read_text("utf-8").splitlines(keepends=True)
    many = [f"zz-{number:06d},settlement,Name,,,,,,,,,,{'n' * 50}\n" for number in range(140_000)]
    many[70_000] = many[69_999]  # a key repeated on either side of a group of 65,536
    many[100] = many[100].replace("settlement", "setlement")
    many[130_000], many[130_001] = many[130_001], many[130_000]
    many[139_000] = many[139_000].replace(",,,,,,,,,", ",,,,,zz-000007,,,,", 1)
    many[7] = many[7].replace(",,,,,,,,,", ",,,,,zz-139000,,,,", 1)
    file.write_text("".join([header, *rows, *many]), "utf-8")
    report = validate(tmp_path / "datasets", session)
    assert {found.code for found in report.diagnostics} == {"CD203", "CD301", "CD302", "CD304"}
    assert report == here(tmp_path / "datasets")


def test_part_files(session: Any, tmp_path: Path) -> None:
    shutil.copytree(faults.BASE, tmp_path / "datasets")
    whole = tmp_path / "datasets" / "actors.csv"
    header, *rows = whole.read_bytes().splitlines(keepends=True)
    damaged = rows[-1].replace(rows[-1].split(b",")[1], b"persn", 1)
    whole.write_bytes(b"".join([header, *rows[:-1], damaged]))
    expected = here(tmp_path / "datasets")
    whole.unlink()
    whole.mkdir()
    (whole / "_SUCCESS").touch()
    (whole / "part-00000.csv").write_bytes(b"".join([header, *rows[:2]]))
    (whole / "part-00001.csv").write_bytes(b"".join([header, *rows[2:-1], damaged]))
    report = validate(tmp_path / "datasets", session)
    assert as_set(report) == as_set(expected)
    assert [(Path(found.path).name, found.line) for found in report.diagnostics if found.table == "actors"] == [
        ("part-00001.csv", len(rows) - 1)
    ]


@pytest.mark.parametrize("case", TYPED, ids=lambda case: case.parent.name)
def test_parquet_and_frames(case: Path, session: Any, tmp_path: Path) -> None:
    faults.lay_out(case, tmp_path / "datasets")
    typed = tmp_path / "typed"
    typed.mkdir()
    for spec in SPECS.values():
        table = read_table(tmp_path / "datasets" / f"{spec.name}.csv", spec)
        # Columns are found by name.
        pq.write_table(table.select(table.column_names[::-1]), typed / f"{spec.name}.parquet")
    expected = here(tmp_path / "datasets")
    report = validate(typed, session)
    assert as_set(report) == as_set(expected)
    assert (report.tables, report.rows) == (expected.tables, expected.rows)
    assert {(Path(found.path).stem, found.line) for found in report.diagnostics} == {
        (found.table, None) for found in expected.diagnostics
    }
    frames = {name: session.read.parquet(str(typed / f"{name}.parquet")).repartition(3) for name in SPECS}
    report = validate(frames, session)
    assert as_set(report) == as_set(expected, "CD302")
    assert {found.path for found in report.diagnostics} == {""}


def test_frames_of_text(session: Any, tmp_path: Path) -> None:
    """Hundreds of mutants as frames, beside the same rows on one machine in the order of their keys."""
    # Those of form are of files alone.
    cells = [mutant for mutant in mutations.WITHIN_TABLES if mutant.column is not None]
    folder = combined(tmp_path / "datasets", [*cells, *mutations.BY_RULES])
    frames = {}
    for spec in SPECS.values():
        file = folder / f"{spec.name}.csv"
        header, *rows = csv.reader(io.StringIO(file.read_text("utf-8"), newline=""))
        key = [header.index(part) for part in spec.primary_key]
        rows.sort(key=lambda row: [row[part] for part in key])
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        file.write_text(text.getvalue(), "utf-8", newline="\n")
        frames[spec.name] = session.createDataFrame(rows, ", ".join(f"{name} string" for name in header))
    expected, report = here(folder, limit=1000), validate(frames, session, limit=1000)
    assert len(report.diagnostics) > 500
    assert as_set(report) == as_set(expected, "CD1", "CD302")


def test_columns_of_frames(session: Any) -> None:
    frame = session.createDataFrame([("x", 1)], "place_idd string, kind int")
    found = validate({"places": frame}, session).diagnostics
    assert {one.code for one in found} == {"CD115", "CD116"}


@pytest.mark.parametrize("closed", [False, True], ids=["chain", "ring"])
def test_long_chains_pass_by_pass(
    session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, closed: bool
) -> None:
    monkeypatch.setattr(run, "LINKS_AT_ONCE", 0)
    shutil.copytree(faults.BASE, tmp_path / "datasets")
    ids = [f"zz-{number:03d}" for number in range(100)]
    parents = [ids[39] if closed else "", *ids[:-1]]
    rows = "".join(f"{key},region,R,,,,,{whole},,,,,\n" for key, whole in zip(ids, parents, strict=True))
    with (tmp_path / "datasets" / "places.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    report = validate(tmp_path / "datasets", session)
    assert [found.code for found in report.diagnostics] == (["CD304"] if closed else [])
    assert report == here(tmp_path / "datasets")


def test_misuse(session: Any, tmp_path: Path) -> None:
    with pytest.raises(DatasetsError, match="is not a folder"):
        validate(tmp_path / "none", session)
    with pytest.raises(UnknownTableError):
        validate({"event": session.range(1)}, session)
    with pytest.raises(DatasetsError, match=r"places\.kind is of the type map"):
        validate({"places": session.sql("SELECT map(1, 2) AS kind")}, session)


def test_without_pyspark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(MissingExtraError, match=r"caucasus-data\[spark\]"):
        validate(tmp_path)


def test_every_rule_between_rows_has_its_group() -> None:
    """A new rule that looks at more than a row and what it names needs a place in `spark.errands`."""
    between = {check for check in RULES if issubclass(check, TableCheck)}
    assert between <= {*GROUPED, ReferenceCycle}
    seeing_all = {table for check in RULES if check not in GROUPED for table in check.scans}
    assert seeing_all <= ANSWERED


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        (pa.array(["a", "", None]), ["a", None, None]),
        (pa.array(["a", None]).dictionary_encode(), ["a", None]),
        (pa.array([1, None]), ["1", None]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array([0.1, 1e20, 1e-7, 1234567890123456.0, float("nan")]), None),
        (pa.array([0.1], pa.float32()), ["0.1"]),
        (pa.array([Decimal("1.50"), Decimal("10.00")]), ["1.5", "10"]),
        (pa.array([["a", "b"], [], None, ["c", None]]), ["a;b", None, None, "c;"]),
        (pa.array([["x"], None, ["a", "b"], ["c"]]).slice(1), [None, "a;b", "c"]),
        (pa.nulls(2), [None, None]),
    ],
)
def test_typed_cells_as_text(cells: pa.Array, texts: list[str | None] | None) -> None:
    if texts is None:
        texts = ["0.1", "100000000000000000000", "0.0000001", "1234567890123456", "nan"]
    assert as_text(cells).to_pylist() == texts
