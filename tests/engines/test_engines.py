"""One matrix: every engine, every table, every cell and type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import caucasus_data as cd
from caucasus_data.declaration import Table
from caucasus_data.tables import TABLES

from . import arrow, dataframes, javascript, r, sql
from .engine import Engine, Reading
from .matrix import HEAD, kinds, label, row, rows_of
from .probe import SPEC, TABLE, kind_of

ENGINES = (*arrow.ENGINES, *dataframes.ENGINES, *sql.ENGINES, *javascript.ENGINES, *r.ENGINES)
DOCUMENT = Path(__file__).parents[2] / "docs" / "engines.md"

# What other people's libraries warn each other of is not ours to mend.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module", params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    if (reason := request.param.reason_to_skip) is not None:
        pytest.skip(reason)
    found: Engine = request.param
    return found


@pytest.fixture(scope="module")
def probed(engine: Engine, published: Path) -> Reading:
    return engine.read(published / f"probe.{engine.format}", SPEC)


def assert_same(cells: dict[str, list[Any]], truth: dict[str, list[Any]]) -> None:
    assert list(cells) == list(truth)
    for name, expected in truth.items():
        assert cells[name] == expected, name


def test_the_probe(probed: Reading) -> None:
    assert_same(probed.cells, TABLE.to_pydict())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table(engine: Engine, probed: Reading, published: Path, table: Table) -> None:
    data = cd.load(table.name, backend="pyarrow")
    if engine.needs_rows and not data.num_rows:
        pytest.skip(f"{engine.name} reads no table without rows")
    seen = engine.read(published / f"{table.name}.{engine.format}", table.spec)
    truth = data.to_pydict()
    assert_same(seen.cells, truth)
    known = kinds(probed)
    for column in table.spec.columns:
        # A column without a single cell shows some engines nothing to type it by.
        if any(cell is not None for cell in truth[column.name]):
            assert seen.types[column.name] in known[kind_of(column)], column.name


def test_the_document_shows_the_matrix(engine: Engine, probed: Reading, request: pytest.FixtureRequest) -> None:
    rows = rows_of(DOCUMENT.read_text("utf-8")) if DOCUMENT.exists() else {}
    shown = row(engine, probed)
    if request.config.getoption("--update-golden"):
        rows[engine.name] = shown
        lines = [rows[other.name] for other in ENGINES if other.name in rows]
        DOCUMENT.write_text(HEAD + "".join(lines), "utf-8")
    if not rows[engine.name].startswith(f"| {label(engine)} |"):
        pytest.skip(f"{DOCUMENT.name} tells of another version than {label(engine)}")
    assert rows[engine.name] == shown


def test_the_document_names_every_engine() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert text.startswith(HEAD)
    assert list(rows_of(text)) == [engine.name for engine in ENGINES]
