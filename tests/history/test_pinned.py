"""Earlier releases through `load`: their types, and what an installation can give of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import get_args

import duckdb
import pyarrow.parquet as pq
import pytest
from workshop import SPECS, Workshop

import caucasus_data as cd
from caucasus_data import access, cli, loader, pinned
from caucasus_data.contract import write_schemas
from caucasus_data.errors import ReleaseError, UnknownColumnError, UnknownTableError, UnknownVersionError
from caucasus_data.history.reasons import Reason
from caucasus_data.publish import publish
from caucasus_data.spec import TableSpec
from caucasus_data.store import Store
from caucasus_data.verification import verify

REWORDED = (("places", "name"), ("statements", "note"))
VERSIONS = ("0.1.0", "0.2.0", "0.3.0", "0.4.0", "0.5.0")


def _installed(shop: Workshop, monkeypatch: pytest.MonkeyPatch, version: str) -> Path:
    """Put a wheel made of the working tables in the place of the checkout."""
    specs = tuple(SPECS.values())
    schemas = shop.root / "schemas"
    folder = publish(shop.root / "datasets", shop.root / "wheel", specs=specs, version=version, schemas=schemas).folder
    here = Store(folder, folder / "schemas", folder, is_source=False)
    monkeypatch.setattr(access, "store", lambda: here)
    monkeypatch.setattr(pinned, "__version__", version)
    return folder


def test_after_a_change_of_type_the_old_release_has_the_old_type(at_work: Workshop) -> None:
    write_schemas([_with_text_codes(spec) for spec in SPECS.values()], at_work.root / "schemas")
    at_work.release("0.1.0")
    write_schemas(tuple(SPECS.values()), at_work.root / "schemas")
    at_work.release("1.0.0")
    dtypes = [str(cd.load("actors", version=version)["gw_code"].dtype) for version in ("0.1.0", "1.0.0")]
    assert dtypes == ["string", "Int64"]


def _with_text_codes(spec: TableSpec) -> TableSpec:
    columns = tuple(
        replace(column, type="string", unit=None, minimum=None, maximum=None) if column.name == "gw_code" else column
        for column in spec.columns
    )
    return replace(spec, columns=columns)


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_reasons_come_from_a_file(at_work: Workshop, suffix: str) -> None:
    at_work.release("0.1.0")
    at_work.revise("places", "border", latitude="41.5")
    reason = {"table_name": "places", "record_id": "border", "reason": "typo", "note": "Read again, with care."}
    lines = [",".join(reason), ",".join(f'"{cell}"' for cell in reason.values())]
    text = json.dumps([reason]) if suffix == "json" else "\n".join(lines) + "\n"
    (at_work.root / f"why.{suffix}").write_text(text)
    assert cli.main(["release", "0.2.0", "--reasons", f"why.{suffix}"]) == 0
    assert cd.revisions("places")[["reason", "note"]].to_numpy().tolist() == [["typo", "Read again, with care."]]


def test_a_wheel_of_a_release_gives_every_release(at_work: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work.release("0.1.0")
    at_work.revise("places", "border", latitude="41.5")
    at_work.release("0.2.0", Reason("places", reason="typo"))
    _installed(at_work, monkeypatch, "0.2.0")
    latitudes = [cd.load("places", version=version)["latitude"].tolist() for version in ("0.1.0", "0.2.0")]
    assert latitudes == [[40.5], [41.5]]
    with pytest.raises(UnknownVersionError, match=r'unknown version "0\.3\.0"; did you mean "0\.2\.0"'):
        cd.load("places", version="0.3.0")


@pytest.fixture
def wheel(at_work: Workshop, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel of the last of five releases.

    A cell goes there and back, a row goes, a row comes, texts are reworded, a limit is drawn that was passed once.
    """
    at_work.release("0.1.0")
    at_work.revise("places", "border", latitude="41.5")
    at_work.release("0.2.0", Reason("places", reason="typo"))
    at_work.revise("places", "border", latitude="40.5")
    at_work.revise("events", "2023-09-20-example", implements="")
    at_work.write("sources", [*(rows := at_work.rows("sources")), rows[0] | {"source_id": "example-2022"}])
    at_work.release("0.3.0", Reason("places", reason="typo"), Reason("events", reason="typo"))
    at_work.remove("events", "2023-09-20-example")
    reworded = {"description": "In other words."}
    changes = {"places": {"name": reworded, "latitude": {"maximum": 41.0}}, "statements": {"note": reworded}}
    for table, changed in changes.items():
        columns = tuple(replace(column, **changed.get(column.name, {})) for column in SPECS[table].columns)
        monkeypatch.setitem(SPECS, table, replace(SPECS[table], columns=columns))
    write_schemas(tuple(SPECS.values()), at_work.root / "schemas")
    merged = Reason("events", "2023-09-20-example", "", "removed", "2023-09-19-example", "merged")
    at_work.release("0.4.0", merged, *(Reason(table, field=field, change="reworded") for table, field in REWORDED))
    at_work.revise("places", "border", latitude="40.25")
    at_work.release("0.5.0", Reason("places", reason="typo"))
    return _installed(at_work, monkeypatch, "0.5.0")


@pytest.mark.parametrize("backend", get_args(loader.Backend))
def test_a_wheel_gives_what_the_log_gives_back_and_undoes_nothing(
    wheel: Path, monkeypatch: pytest.MonkeyPatch, backend: loader.Backend
) -> None:
    kept = access.store()
    tables = [(name, version) for name in SPECS for version in VERSIONS]
    expected = {}
    with monkeypatch.context() as patched:
        patched.setattr(access, "store", lambda: replace(kept, release=None))
        for name, version in tables:
            expected[name, version] = cd.load(name, version=version, backend="pyarrow")
    latitudes = [expected["places", version]["latitude"][0].as_py() for version in VERSIONS]
    assert latitudes == [40.5, 41.5, 40.5, 40.5, 40.25]
    assert [expected["sources", version].num_rows for version in VERSIONS] == [1, 1, 2, 2, 2]

    monkeypatch.setattr(pinned, "rebuilt", lambda *_arguments: pytest.fail("the table was rebuilt"))
    for (name, version), rows in expected.items():
        columns = list(reversed(rows.column_names))
        found, turned = (cd.load(name, version=version, backend=backend, columns=some) for some in (None, columns))
        if backend == "pyarrow":
            assert found.equals(rows, check_metadata=True)
            assert turned.equals(rows.select(columns))
        elif backend == "pandas":
            assert len(found) == rows.num_rows
            assert list(turned.columns) == columns
            assert found.attrs["version"] == version
        else:
            cells = (lambda frame: frame.to_dicts()) if backend == "polars" else _cells
            assert cells(found) == rows.to_pylist()
            assert list(turned.columns) == columns


def _cells(relation: duckdb.DuckDBPyRelation) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = relation.to_arrow_table().to_pylist()
    return rows


def test_a_pin_is_the_same_where_arrow_s_kernels_are_not_loaded(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = [(name, version) for name in SPECS for version in VERSIONS]
    expected = [cd.load(name, version=version, backend="pyarrow") for name, version in pins]
    monkeypatch.delitem(sys.modules, "pyarrow.compute")
    for (name, version), rows in zip(pins, expected, strict=True):
        assert cd.load(name, version=version, backend="pyarrow").equals(rows, check_metadata=True)


def test_a_mistake_in_a_pin_is_named(wheel: Path) -> None:
    with pytest.raises(UnknownColumnError, match=r'unknown column "nam" in places; did you mean "name"'):
        cd.load("places", version="0.2.0", columns=["nam"], backend="duckdb")
    with pytest.raises(UnknownTableError, match=r'unknown table "place"; did you mean "places"'):
        cd.load("place", version="0.2.0")
    for version in ("0.9.0", "../events", ""):
        with pytest.raises(UnknownVersionError, match=f'unknown version "{re.escape(version)}"'):
            cd.load("places", version=version)


def test_verify_proves_the_rows_that_a_release_keeps(wheel: Path) -> None:
    assert verify(wheel).differences == ()
    kept = wheel / "history" / "0.1.0" / "places.parquet"
    table = pq.read_table(kept)
    pq.write_table(table.slice(1), kept)
    sums = wheel / "SHA256SUMS"
    name = kept.relative_to(wheel).as_posix()
    lines = [line for line in sums.read_text().splitlines() if not line.endswith(f"  {name}")]
    sums.write_text("\n".join([*lines, f"{sha256(kept.read_bytes()).hexdigest()}  {name}"]) + "\n")
    found = verify(wheel).differences
    assert [difference.partition(" is kept")[0] for difference in found] == ["places of 0.1.0"]


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"], ids=["that calls itself a release", "of the next version"])
def test_a_wheel_of_unreleased_tables_says_why_a_release_is_not_in_it(
    at_work: Workshop, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    at_work.release("0.1.0")
    at_work.revise("places", "border", latitude="41.5")
    _installed(at_work, monkeypatch, version)
    assert cd.load("places")["latitude"].tolist() == [41.5]
    assert len(cd.load("actors", version="0.1.0")) == 3
    with pytest.raises(ReleaseError, match=r"built from tables changed since; install caucasus-data==0\.1\.0$"):
        cd.load("places", version="0.1.0")


def test_a_pin_wakes_neither_pandas_nor_pydantic() -> None:
    script = (
        "import sys, caucasus_data as cd\n"
        "cd.load('events', version='0.1.0', backend='pyarrow')\n"
        "print({'pandas', 'pydantic'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
