"""The loader, on the tables of this checkout."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import caucasus_data as cd
from caucasus_data import access, loader, store, typed
from caucasus_data.csv_source import read_table
from caucasus_data.declaration import Table
from caucasus_data.publish import publish
from caucasus_data.spec import ColumnSpec
from caucasus_data.tables import TABLES
from caucasus_data.views import VIEWS

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)

DTYPES = {
    "string": "string",
    "integer": "Int64",
    "number": "float64",
    "date": "datetime64[ms]",
    "boolean": "bool",
    "list": "object",
}


def dtype(column: ColumnSpec) -> str:
    return "category" if column.codes and column.type == "string" else DTYPES[column.type]


@pytest.fixture
def released(small_datasets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed release, as a wheel carries it, in the place of this checkout."""
    specs = [table.spec for table in TABLES]
    folder = publish(small_datasets, tmp_path / "dist", specs=specs, version=cd.__version__).folder
    monkeypatch.setattr(access, "store", lambda: store.Store(folder, folder / "schemas", folder, is_source=False))
    return folder


@each_table
def test_pandas_dtypes(table: Table) -> None:
    frame = cd.load(table.name)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {c.name: dtype(c) for c in table.spec.columns}
    for column in table.spec.columns:
        # A Parquet file without rows keeps no dictionary.
        if dtype(column) == "category" and len(frame):
            assert tuple(frame[column.name].cat.categories) == column.allowed
            assert frame[column.name].cat.ordered == column.ordered


def test_readings_are_ordered_and_stages_are_not() -> None:
    contracts = cd.load("contracts")
    assert (contracts["review"] > "candidate").sum() == (contracts["review"] == "reviewed").sum()
    assert not contracts["stage"].cat.ordered


@each_table
def test_attrs_say_what_the_frame_is(table: Table) -> None:
    assert cd.load(table.name).attrs == {
        "table": table.name,
        "title": table.spec.title,
        "version": cd.__version__,
        "license": "CC-BY-4.0",
    }


@each_table
def test_every_backend_gives_the_same_cells(table: Table) -> None:
    truth = cd.load(table.name, backend="pyarrow")
    polars = cd.load(table.name, backend="polars")
    duckdb = cd.load(table.name, backend="duckdb")
    assert polars.to_dicts() == truth.to_pylist()
    assert duckdb.to_arrow_table().to_pylist() == truth.to_pylist()
    pandas = cd.load(table.name).astype(object)
    for name in truth.column_names:
        for cell, expected in zip(pandas[name], truth[name].to_pylist(), strict=True):
            if isinstance(expected, list):
                assert list(cell) == expected
            elif expected is None:
                assert cell is None or pd.isna(cell)
            else:
                assert (cell.date() if isinstance(cell, pd.Timestamp) else cell) == expected


@each_table
def test_records_are_the_same_rows(table: Table) -> None:
    rows = [record.model_dump(mode="python") for record in cd.records(table.name)]
    assert rows == cd.load(table.name, backend="pyarrow").to_pylist()


@each_table
def test_an_installed_release_reads_as_its_csv(released: Path, table: Table) -> None:
    assert cd.load(table.name, backend="pyarrow").equals(read_table(released / f"{table.name}.csv", table.spec))


def test_columns_come_in_the_order_asked_for(released: Path) -> None:
    for backend in get_args(loader.Backend):
        frame = cd.load("events", columns=["title", "event_id"], backend=backend)
        names = frame.column_names if isinstance(frame, pa.Table) else list(frame.columns)
        assert names == ["title", "event_id"]


def test_table_names_are_those_that_editors_complete() -> None:
    assert get_args(access.TableName) == tuple(table.name for table in TABLES)


def test_only_the_empty_cell_is_missing(small_datasets: Path) -> None:
    path = small_datasets / "actors.csv"
    path.write_text(path.read_text("utf-8").replace("Ani Example", "Nan Null"), "utf-8")
    spec = next(table.spec for table in TABLES if table.name == "actors")
    assert "Nan Null" in read_table(path, spec)["name"].to_pylist()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: cd.load("evnets"), cd.UnknownTableError, 'unknown table "evnets"; did you mean "events"?'),
        (lambda: cd.path("event"), cd.UnknownTableError, 'unknown table "event"; did you mean "events"?'),
        (lambda: cd.schema("statement"), cd.UnknownTableError, 'did you mean "statements"?'),
        (
            lambda: cd.load("events", columns=["titel"]),
            cd.UnknownColumnError,
            'unknown column "titel" in events; did you mean "title"?',
        ),
        (
            lambda: cd.load("events", backend="panda"),
            cd.UnknownBackendError,
            'unknown backend "panda"; did you mean "pandas"?',
        ),
        (lambda: cd.load("events", version="9.9.9"), cd.UnknownVersionError, 'unknown version "9.9.9"'),
        (lambda: cd.evidence("events", "nope"), cd.UnknownRecordError, 'unknown record "nope" in events'),
        (lambda: cd.validate("no/such/folder"), cd.DatasetsError, "does not exist"),
    ],
)
def test_a_mistake_names_what_was_expected(call: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        call()  # type: ignore[operator]
    assert message in str(caught.value)
    assert isinstance(caught.value, cd.CaucasusDataError)


@pytest.mark.parametrize("damage", [b"", b"PAR1 not a parquet file PAR1"], ids=["empty", "garbage"])
def test_a_damaged_file_is_named(released: Path, damage: bytes) -> None:
    (released / "events.parquet").write_bytes(damage)
    with pytest.raises(cd.PackagedFileError, match=r"events\.parquet cannot be read.*reinstall"):
        cd.load("events")


def test_a_missing_file_is_named(released: Path) -> None:
    (released / "events.parquet").unlink()
    with pytest.raises(cd.PackagedFileError, match=r"events\.parquet is missing; reinstall"):
        cd.load("events")


def test_a_missing_engine_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(cd.MissingExtraError, match=r"pip install 'caucasus-data\[polars\]'"):
        cd.load("events", backend="polars")


def test_catalog_lists_every_table() -> None:
    catalog = cd.catalog()
    assert list(catalog.index) == [table.name for table in TABLES]
    assert (catalog["rows"] == [len(cd.load(table.name)) for table in TABLES]).all()


def test_evidence_brings_sources_and_claims(released: Path) -> None:
    found = cd.evidence("events", "2023-09-19-example")
    assert [source["source_id"] for source in found.sources] == ["example-2023"]
    assert "[1] The Example, daily (2023-09-21)" in str(found)
    assert '<a href="https://example.org/a?b=1">' in found._repr_html_()


def test_evidence_prints_names_and_keeps_ids() -> None:
    found = cd.evidence("events", "2023-09-19-mine-explosions-karabakh")
    claimants = {claim["claimant_id"] for claim in found.claims}
    assert "azerbaijan-mod" in claimants
    printed = " ".join(str(found).split())
    for claimant in claimants:
        assert f"says {found.claimants[claimant]} " in printed
        assert claimant not in printed
        assert claimant not in found._repr_html_()


def test_citations(released: Path) -> None:
    assert cd.__version__ in cd.cite()
    assert cd.cite(format="bibtex").startswith("@misc{caucasus_data_")
    assert "https://example.org/a?b=1" in cd.cite("events", "2023-09-19-example")
    assert "url = {https://example.org/a?b=1}" in cd.cite("events", "2023-09-19-example", format="bibtex")


def test_connect_gives_commented_views(released: Path) -> None:
    connection = cd.connect()
    views = dict(connection.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    specs = [*(table.spec for table in TABLES), *(view.spec for view in VIEWS)]
    assert views.items() >= {spec.name: spec.description for spec in specs}.items()
    ((comment,),) = connection.sql(
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'events' AND column_name = 'place_id'"
    ).fetchall()
    assert comment.endswith("References places.")
    assert connection.sql("SELECT count(*) FROM events JOIN places USING (place_id)").fetchall() == [(1,)]


def test_an_empty_log_keeps_its_columns(released: Path) -> None:
    names = next(table.spec.column_names for table in TABLES if table.name == "revisions")
    assert list(cd.revisions("events").columns) == list(names)


def test_revisions_since_the_last_release_are_none() -> None:
    changes = cd.revisions(since=cd.__version__)
    assert len(changes) == 0
    assert "record_id" in changes.columns


def test_validate_may_be_called_twice(small_datasets: Path) -> None:
    assert cd.validate(small_datasets).ok
    assert cd.validate(str(small_datasets / "events.csv")).ok


def test_frames_go_into_polars(released: Path) -> None:
    assert isinstance(cd.load("events", backend="polars"), pl.DataFrame)


def test_records_are_typed_by_their_table() -> None:
    # Type checkers see the overloads; each has to give the model of its table.
    module = ast.parse(Path(typed.__file__).read_text("utf-8"))
    found = [
        (ast.literal_eval(node.args.args[0].annotation.slice), node.returns.slice.id)  # type: ignore[union-attr]
        for node in module.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    ]
    assert found == [(table.name, table.model.__name__) for table in TABLES]
