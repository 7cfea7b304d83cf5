"""DuckDB, SQLite and Spark."""

from __future__ import annotations

import csv
import sqlite3
from functools import cache
from pathlib import Path
from shutil import which
from typing import Any

import duckdb

from caucasus_data.spec import TableSpec

from .engine import Engine, Reading, from_text, reading

_SQLITE_TYPES = {"integer": "INTEGER", "number": "REAL"}


def read_duckdb(path: Path, _spec: TableSpec) -> Reading:
    relation = duckdb.connect().read_parquet(str(path))
    columns = list(zip(*relation.fetchall(), strict=True)) or [()] * len(relation.columns)
    cells = dict(zip(relation.columns, columns, strict=True))
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    return reading(cells, cells.__getitem__, types.__getitem__)


def read_sqlite(path: Path, spec: TableSpec) -> Reading:
    types = {column.name: _SQLITE_TYPES.get(column.type, "TEXT") for column in spec.columns}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[cell or None for cell in row] for row in list(csv.reader(file))[1:]]
    connection = sqlite3.connect(":memory:")
    try:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
        connection.execute(f"CREATE TABLE t ({columns})")
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(types))})", rows)
        stored = connection.execute("SELECT * FROM t").fetchall()
    finally:
        connection.close()
    cells = {
        column.name: [from_text(column, row[position]) for row in stored]
        for position, column in enumerate(spec.columns)
    }
    return Reading(cells, types)


def no_java() -> str | None:
    return None if which("java") else "Spark needs Java"


@cache
def spark() -> Any:
    from pyspark.sql import SparkSession

    # Plans over tables this small take longer to compile than to run.
    settings = {
        "spark.default.parallelism": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def read_spark(path: Path, _spec: TableSpec) -> Reading:
    frame = spark().read.parquet(str(path))
    rows = frame.collect()
    types = dict(frame.dtypes)
    return reading(types, lambda name: [row[name] for row in rows], types.__getitem__)


ENGINES = (
    Engine("DuckDB", "FROM 'events.parquet'", read_duckdb, package="duckdb"),
    Engine("Spark", "spark.read.parquet(path)", read_spark, package="pyspark", missing=no_java),
    Engine(
        "SQLite, from CSV",
        ".import --csv --skip 1 events.csv events",
        read_sqlite,
        format="csv",
        note="An empty cell must be made NULL; days, truth values and lists (split them at `;`) are text.",
    ),
)
