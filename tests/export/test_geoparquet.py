"""Points as GeoParquet, which readers that know nothing of it still read as a table."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import caucasus_data as cd
from caucasus_data.declaration import Table
from caucasus_data.export.geoparquet import has_points, to_geo_table
from caucasus_data.export.parquet import to_parquet
from caucasus_data.tables import TABLES


def places(*coordinates: tuple[float | None, float | None]) -> pa.Table:
    longitudes, latitudes = zip(*coordinates, strict=True) if coordinates else ((), ())
    names = [str(number) for number in range(len(coordinates))]
    kinds = (pa.string(), pa.float64(), pa.float64())
    columns = [pa.array(cells, kind) for cells, kind in zip((names, latitudes, longitudes), kinds, strict=True)]
    return pa.table(columns, names=["place_id", "latitude", "longitude"])


def geo(table: pa.Table) -> dict[str, object]:
    document: dict[str, object] = json.loads(table.schema.metadata[b"geo"])
    return document


def test_a_point_is_longitude_then_latitude() -> None:
    (point,) = to_geo_table(places((44.5, 40.25)))["geometry"].to_pylist()
    assert struct.unpack("<BIdd", point) == (1, 1, 44.5, 40.25)


@pytest.mark.parametrize("coordinates", [(None, 40.0), (44.0, None), (None, None)])
def test_half_a_place_has_no_point(coordinates: tuple[float | None, float | None]) -> None:
    assert to_geo_table(places(coordinates))["geometry"].to_pylist() == [None]


def test_the_metadata() -> None:
    covering = {"bbox": {edge: ["bbox", edge] for edge in ("xmin", "ymin", "xmax", "ymax")}}
    box = [44.5, 39.0, 49.75, 40.25]
    column = {"encoding": "WKB", "geometry_types": ["Point"], "covering": covering, "bbox": box}
    expected = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    assert geo(to_geo_table(places((44.5, 40.25), (None, None), (49.75, 39.0)))) == expected


def test_the_box_of_a_point_is_the_point() -> None:
    boxes = to_geo_table(places((44.5, 40.25), (None, None)))["bbox"].to_pylist()
    assert boxes == [{"xmin": 44.5, "ymin": 40.25, "xmax": 44.5, "ymax": 40.25}, None]


def test_without_a_point_there_is_no_box() -> None:
    assert "bbox" not in geo(to_geo_table(places()))["columns"]["geometry"]  # type: ignore[index]


@pytest.mark.parametrize("table", [table for table in TABLES if has_points(table.spec)], ids=lambda table: table.name)
def test_the_other_columns_stay_as_they_are(table: Table, tmp_path: Path) -> None:
    plain = cd.load(table.name, backend="pyarrow")
    path = tmp_path / "points.geoparquet"
    path.write_bytes(to_parquet(to_geo_table(plain)))
    assert pq.read_table(path).drop_columns(["geometry", "bbox"]).equals(plain)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("table", [table for table in TABLES if has_points(table.spec)], ids=lambda table: table.name)
def test_geopandas_reads_points(table: Table, tmp_path: Path) -> None:
    geopandas = pytest.importorskip("geopandas", reason="pip install 'caucasus-data[engines]'")
    path = tmp_path / "points.geoparquet"
    path.write_bytes(to_parquet(to_geo_table(cd.load(table.name, backend="pyarrow"))))
    frame = geopandas.read_parquet(path)
    assert frame.crs == "OGC:CRS84"
    located = frame[frame["latitude"].notna() & frame["longitude"].notna()]
    assert frame.geometry.notna().sum() == len(located)
    assert (located.geometry.x == located["longitude"]).all()
    assert (located.geometry.y == located["latitude"]).all()


@pytest.mark.parametrize("table", [table for table in TABLES if has_points(table.spec)], ids=lambda table: table.name)
def test_a_geoparquet_validator_passes_it(table: Table, tmp_path: Path) -> None:
    judge = shutil.which("geoparquet-validator", path=Path(sys.executable).parent)
    if judge is None:
        pytest.skip("pip install 'caucasus-data[judges]'")
    path = tmp_path / "points.geoparquet"
    path.write_bytes(to_parquet(to_geo_table(cd.load(table.name, backend="pyarrow"))))
    verdict = subprocess.run([judge, "check", str(path)], capture_output=True, text=True, check=False)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
