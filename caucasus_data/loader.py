"""`load` and its companions: the tables as frames, and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from caucasus_data import __version__
from caucasus_data.about import LICENSE
from caucasus_data.access import (
    TableName,
    ViewName,
    arrow_table,
    at_hand,
    columns_among,
    is_view,
    library,
    slice_at_hand,
    spec_of,
)
from caucasus_data.errors import PackagedFileError, UnknownBackendError, UnknownTableError, UnknownVersionError
from caucasus_data.slices import FIRST, LAST, Slice, table_columns

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from caucasus_data.coverage import Tally
    from caucasus_data.diagnostics import Report
    from caucasus_data.render.schema import SchemaView

Backend = Literal["pandas", "polars", "pyarrow", "duckdb"]
Format = Literal["parquet", "csv"]

_BACKENDS = ("pandas", "polars", "pyarrow", "duckdb")


@overload
def load(
    table: TableName | ViewName, *, columns: Sequence[str] | None = ..., version: str | None = ...
) -> pd.DataFrame: ...
@overload
def load(
    table: TableName | ViewName,
    *,
    backend: Literal["pandas"],
    columns: Sequence[str] | None = ...,
    version: str | None = ...,
) -> pd.DataFrame: ...
@overload
def load(
    table: TableName | ViewName,
    *,
    backend: Literal["polars"],
    columns: Sequence[str] | None = ...,
    version: str | None = ...,
) -> pl.DataFrame: ...
@overload
def load(
    table: TableName | ViewName,
    *,
    backend: Literal["pyarrow"],
    columns: Sequence[str] | None = ...,
    version: str | None = ...,
) -> pa.Table: ...
@overload
def load(
    table: TableName | ViewName,
    *,
    backend: Literal["duckdb"],
    columns: Sequence[str] | None = ...,
    version: str | None = ...,
) -> duckdb.DuckDBPyRelation: ...
def load(
    table: str, *, backend: str = "pandas", columns: Sequence[str] | None = None, version: str | None = None
) -> Any:
    """A table, or a computed view, as a frame.

    Args:
        table: The name; `catalog()` lists the tables, the codebook describes the views.
        backend: What to return: a pandas or polars DataFrame, an Arrow table or a DuckDB relation.
        columns: The columns to read, in this order; None: all, in file order.
        version: A release whose tables to give, as it published them; None: this one.

    Returns:
        In pandas: dates as datetime64[ms], codes as category (ordered where the codes are), whole numbers as Int64,
        text as string, other numbers as float64, lists as arrays of str; an empty cell, and nothing else, is missing.
        The frame's `attrs` hold title, version and licence.

    Raises:
        UnknownTableError: There is no such table.
        UnknownColumnError: The table has no such column.
        UnknownBackendError: There is no such backend.
        UnknownVersionError: There is no such release.
        MissingExtraError: The backend's library is not installed.
        PackagedFileError: The table's file is missing or damaged.
    """
    if backend not in _BACKENDS:
        raise UnknownBackendError(backend, _BACKENDS)
    if backend in ("polars", "duckdb") and not is_view(table) and (part := slice_at_hand(table, version)) is not None:
        return (_load_polars if backend == "polars" else _load_duckdb)(part, table, columns)
    return _converted(arrow_table(table, columns, version=version), table, backend, version or __version__)


def _converted(data: pa.Table, table: str, backend: str, version: str) -> Any:
    if backend == "pyarrow":
        return data
    if backend == "polars":
        return library("polars", "polars").from_arrow(data)
    if backend == "duckdb":
        return library("duckdb", "duckdb").from_arrow(data)
    return _to_pandas(data, table, version)


def _to_pandas(data: pa.Table, table: str, version: str) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    dtypes = {
        pa.string(): pd.StringDtype("pyarrow"),
        pa.int32(): pd.Int64Dtype(),
        pa.int64(): pd.Int64Dtype(),
    }
    frame: pd.DataFrame = data.to_pandas(types_mapper=dtypes.get, date_as_object=False, use_threads=False)
    metadata = data.schema.metadata or {}
    frame.attrs = {
        "table": table,
        "title": metadata.get(b"title", b"").decode(),
        "version": version,
        "license": LICENSE["name"],
    }
    return frame


def _load_polars(part: Slice, table: str, columns: Sequence[str] | None) -> pl.DataFrame:
    polars = library("polars", "polars")
    names = None
    if columns is not None:
        names = columns_among(table_columns(list(polars.read_parquet_schema(part.file))), table, columns)
    read = names if names is None or part.release is None else [*names, FIRST, LAST]
    frame: pl.DataFrame = polars.read_parquet(part.file, columns=read, n_rows=part.rows)
    if part.release is not None:
        had = polars.col(FIRST).le(part.release) & polars.col(LAST).ge(part.release)
        frame = frame.filter(had).drop(FIRST, LAST)
    return frame if names is None else frame.select(names)


def _load_duckdb(part: Slice, table: str, columns: Sequence[str] | None) -> duckdb.DuckDBPyRelation:
    # One query, since DuckDB opens the file anew for each operation on a relation.
    path = str(part.file).replace("'", "''")
    query = f"FROM read_parquet('{path}')"
    if part.release is not None:
        query = f"SELECT * EXCLUDE ({FIRST}, {LAST}) {query} WHERE {part.release} BETWEEN {FIRST} AND {LAST}"
    if part.rows is not None:
        query += f" LIMIT {part.rows}"
    relation: duckdb.DuckDBPyRelation = library("duckdb", "duckdb").sql(query)
    return relation if columns is None else relation.select(*columns_among(relation.columns, table, columns))


def path(table: TableName, format: Format = "parquet") -> Path:
    """The packaged file of a table, for any other engine.

    Args:
        table: The table's name.
        format: `parquet` or `csv`.

    Raises:
        UnknownTableError: There is no such table.
        PackagedFileError: The file is missing; in a source checkout `caucasus-data publish` makes the Parquet files.
    """
    here = at_hand()
    if table not in (names := here.names()):
        raise UnknownTableError(table, names)
    if format == "csv":
        return here.csv(table)
    if format != "parquet":
        raise UnknownBackendError(format, ("parquet", "csv"))
    if (found := here.parquet(table)) is None:
        raise PackagedFileError(
            f"{table}.parquet is not published from the present datasets/; run: caucasus-data publish"
        )
    return found


def schema(table: TableName | ViewName) -> SchemaView:
    """The columns of a table or view: type, unit, meaning, codes, references; readable in terminal and notebook."""
    from caucasus_data.render.schema import SchemaView

    return SchemaView(spec_of(table))


def catalog(*, version: str | None = None) -> pd.DataFrame:
    """The tables: title, rows, columns, the first and last day covered, and the release that last changed each.

    Args:
        version: A release whose tables to list; None: this one.

    Returns:
        One row per table, indexed by its name.

    Raises:
        UnknownVersionError: There is no such release.
    """
    import pandas as pd

    here = at_hand()
    if version is None:
        specs = here.specs()
    else:
        from caucasus_data.pinned import pinned_specs

        specs = pinned_specs(here, version)
    changed = _last_changes(arrow_table("releases", version=version))
    lines = []
    for spec in specs:
        days = next((column.name for column in spec.columns if column.type == "date"), None)
        data = arrow_table(spec.name, version=version)
        first, last = _extent(data, days)
        lines.append((spec.name, spec.title, data.num_rows, len(spec.columns), first, last, changed.get(spec.name)))
    names = ["table", "title", "rows", "columns", "first", "last", "changed_in"]
    frame = pd.DataFrame(lines, columns=names).set_index("table")
    typed: pd.DataFrame = frame.astype(
        {"first": "datetime64[ms]", "last": "datetime64[ms]", "title": "string", "changed_in": "string"}
    )
    return typed


def _extent(data: pa.Table, column: str | None) -> tuple[Any, Any]:
    import pyarrow.compute as pc

    if column is None or not data.num_rows:
        return None, None
    ends = pc.min_max(data[column])
    return ends["min"].as_py(), ends["max"].as_py()


def _last_changes(releases: pa.Table) -> dict[str, str]:
    """The last release in which each table's digest differed from the one before."""
    log = releases.select(["table_name", "version", "digest"]).to_pylist()
    log.sort(key=lambda entry: tuple(map(int, entry["version"].split("."))))
    digests: dict[str, str] = {}
    changed: dict[str, str] = {}
    for entry in log:
        if digests.get(entry["table_name"]) != entry["digest"]:
            digests[entry["table_name"]] = entry["digest"]
            changed[entry["table_name"]] = entry["version"]
    return changed


def revisions(table: TableName | None = None, *, since: str | None = None) -> pd.DataFrame:
    """Every change of every release, with its reason.

    Args:
        table: Only changes of this table.
        since: Only changes made after this release.
    """
    frame = load("revisions")
    if table is not None:
        spec_of(table)
        frame = frame[frame["table_name"] == table]
    if since is not None:
        from caucasus_data.history.versions import version_key
        from caucasus_data.pinned import known_versions

        if since not in (known := known_versions(at_hand())):
            raise UnknownVersionError(since, known)
        later = [
            position for position, version in enumerate(frame["version"]) if version_key(version) > version_key(since)
        ]
        frame = frame.iloc[later]
    result: pd.DataFrame = frame.reset_index(drop=True)
    return result


def tallies() -> tuple[Tally, ...]:
    """How many records there are by month, type, side, language and reading."""
    from caucasus_data.coverage import coverage

    here = at_hand()
    return coverage({name: arrow_table(name) for name in here.names()})


def validate(path: str | Path) -> Report:
    """Validate a datasets folder or a table file against this version's schemas.

    Returns:
        A report: `.ok`, and `.diagnostics` in the order of their places.

    Raises:
        DatasetsError: The path holds no table, or a file cannot be read.
    """
    from caucasus_data.validation import validate as validate_path

    return validate_path(Path(path), at_hand().specs())
