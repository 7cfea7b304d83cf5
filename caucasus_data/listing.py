"""Rows of a table as text, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caucasus_data.access import arrow_table, columns_among, library
from caucasus_data.errors import InvalidConditionError


def rows_of(
    table: str, *, columns: Sequence[str] | None, where: str | None, limit: int
) -> tuple[list[str], list[list[str]], int]:
    """Some rows of a table as text, for a terminal.

    Args:
        table: The name of a table or of a computed view.
        columns: The columns to give; None: all.
        where: An SQL condition on the rows; needs duckdb.
        limit: How many rows to give at most.

    Returns:
        The header, the cells of each row as in the CSV, and how many rows the condition holds for.

    Raises:
        InvalidConditionError: The condition is not one that DuckDB understands.
    """
    data = arrow_table(table)
    names = columns_among(data.column_names, table, columns) if columns is not None else data.column_names
    if where is not None:
        engine = library("duckdb", "duckdb")
        try:
            data = engine.from_arrow(data).filter(where).to_arrow_table()
        except engine.Error as error:
            raise InvalidConditionError(where, str(error).split("\n")[0]) from error
    rows = data.select(names).slice(0, limit).to_pylist()
    return list(names), [[_cell(row[name]) for name in names] for row in rows], data.num_rows


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)
