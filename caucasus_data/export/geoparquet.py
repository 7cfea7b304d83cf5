"""A table with coordinates as GeoParquet: a point for each row that has both.

The plain Parquet file has the columns of the contract and no other, so the points are a file of their own, in the
encoding that GeoParquet 1.1 asks of every reader: WKB.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from caucasus_data.spec import TableSpec

GEOMETRY = "geometry"
BOX = "bbox"
_X, _Y = "longitude", "latitude"
_EDGES = ("xmin", "ymin", "xmax", "ymax")
_LITTLE_ENDIAN, _POINT = 1, 1


def has_points(spec: TableSpec) -> bool:
    """True where the table has a longitude and a latitude."""
    return {_X, _Y} <= set(spec.column_names)


def to_geo_table(table: pa.Table) -> pa.Table:
    """The table with the columns `geometry` and `bbox` and the metadata `geo`.

    The box of a point is the point; its statistics are what lets a reader skip rows outside an area.

    Args:
        table: A table with `longitude` and `latitude` in degrees, WGS 84; a row without one of them has no point.
    """
    places = list(zip(table[_X].to_pylist(), table[_Y].to_pylist(), strict=True))
    points = [None if x is None or y is None else (x, y) for x, y in places]
    field = pa.field(GEOMETRY, pa.binary(), metadata={"description": "The point as WKB: longitude, latitude."})
    column = pa.array([None if point is None else _wkb(*point) for point in points], pa.binary())
    sides = pa.struct([(edge, pa.float64()) for edge in _EDGES])
    around = pa.field(BOX, sides, metadata={"description": "The bounding box, in degrees."})
    boxes = pa.array([None if point is None else dict(zip(_EDGES, point * 2, strict=True)) for point in points], sides)
    metadata = {**(table.schema.metadata or {}), b"geo": json.dumps(_geo(points)).encode()}
    return table.append_column(field, column).append_column(around, boxes).replace_schema_metadata(metadata)


def _wkb(x: float, y: float) -> bytes:
    return struct.pack("<BIdd", _LITTLE_ENDIAN, _POINT, x, y)


def _geo(points: Sequence[tuple[float, float] | None]) -> dict[str, Any]:
    """The metadata; without a `crs` the coordinates are those of OGC:CRS84, which is WGS 84, longitude first."""
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    column["covering"] = {"bbox": {edge: [BOX, edge] for edge in _EDGES}}
    known = [point for point in points if point is not None]
    if known:
        xs, ys = zip(*known, strict=True)
        column["bbox"] = [min(xs), min(ys), max(xs), max(ys)]
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
