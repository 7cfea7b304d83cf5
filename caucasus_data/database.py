"""The tables in DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caucasus_data.access import arrow_table, at_hand, library
from caucasus_data.views import VIEWS

if TYPE_CHECKING:
    import duckdb

    from caucasus_data.spec import TableSpec


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with every table and computed view as a view, commented from the codebook."""
    connection: duckdb.DuckDBPyConnection = library("duckdb", "duckdb").connect()
    here = at_hand()
    for spec in here.specs():
        parquet = here.parquet(spec.name)
        rows = connection.read_parquet(str(parquet)) if parquet else connection.from_arrow(arrow_table(spec.name))
        rows.create_view(spec.name)
        _comment(connection, spec)
    for view in VIEWS:
        connection.from_arrow(arrow_table(view.spec.name)).create_view(view.spec.name)
        _comment(connection, view.spec)
    return connection


def _comment(connection: duckdb.DuckDBPyConnection, spec: TableSpec) -> None:
    connection.execute(f"COMMENT ON VIEW {spec.name} IS {_literal(spec.description)}")
    for column in spec.columns:
        reference = f" References {column.references}." if column.references else ""
        comment = _literal(column.description + reference)
        connection.execute(f"COMMENT ON COLUMN {spec.name}.{column.name} IS {comment}")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
