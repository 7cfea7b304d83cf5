"""Some rows of a table, to be shown."""

from __future__ import annotations

from collections.abc import Sequence

from caucasus_data.access import arrow_table, columns_among, library
from caucasus_data.errors import InvalidConditionError
from caucasus_data.render.table import Value


def rows_of(
    table: str, *, columns: Sequence[str] | None, where: str | None, limit: int
) -> tuple[list[str], list[list[Value]], int]:
    """Some rows of a table.

    Args:
        table: The name of a table or of a computed view.
        columns: The columns to give; None: all.
        where: An SQL condition on the rows; needs duckdb.
        limit: How many rows to give at most.

    Returns:
        The header, the values of each row, and how many rows the condition holds for.

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
    return list(names), [[row[name] for name in names] for row in rows], data.num_rows
