"""Earlier releases through `load`: their types, and what an installation can give of them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from workshop import SPECS, Workshop

import caucasus_data as cd
from caucasus_data import access, cli, pinned
from caucasus_data.contract import write_schemas
from caucasus_data.errors import ReleaseError, UnknownVersionError
from caucasus_data.history.reasons import Reason
from caucasus_data.publish import publish
from caucasus_data.spec import TableSpec
from caucasus_data.store import Store


def _installed(shop: Workshop, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """Put a wheel made of the working tables in the place of the checkout."""
    specs = tuple(SPECS.values())
    schemas = shop.root / "schemas"
    folder = publish(shop.root / "datasets", shop.root / "wheel", specs=specs, version=version, schemas=schemas).folder
    here = Store(folder, folder / "schemas", folder, is_source=False)
    monkeypatch.setattr(access, "store", lambda: here)
    monkeypatch.setattr(pinned, "__version__", version)


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
