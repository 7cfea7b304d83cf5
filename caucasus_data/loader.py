"""`load` and its companions: the tables as frames, records, evidence and citations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

from caucasus_data import __version__
from caucasus_data.about import LICENSE
from caucasus_data.errors import (
    InvalidConditionError,
    MissingExtraError,
    PackagedFileError,
    UnknownBackendError,
    UnknownColumnError,
    UnknownRecordError,
    UnknownTableError,
    UnknownVersionError,
)
from caucasus_data.store import Store, store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from caucasus_data.coverage import Tally
    from caucasus_data.declaration import Row
    from caucasus_data.diagnostics import Report
    from caucasus_data.render.evidence import Evidence
    from caucasus_data.render.schema import SchemaView
    from caucasus_data.spec import TableSpec

TableName = Literal[
    "events",
    "event_actors",
    "event_counts",
    "statements",
    "contracts",
    "contract_items",
    "spending",
    "claims",
    "actors",
    "offices",
    "places",
    "sources",
    "exchange_rates",
    "releases",
    "revisions",
]
ViewName = Literal["contracts_usd", "spending_usd", "arms_by_year", "event_deaths"]
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
    here = store()
    if version is not None:
        data = _at(here, table, version)
        names = _columns_among(data.column_names, table, columns) if columns is not None else data.column_names
        return _converted(data.select(names), table, backend, version)
    if table in get_args(ViewName):
        return _converted(_view(here, table, columns), table, backend)
    if backend in ("polars", "duckdb") and (parquet := here.parquet(table)) is not None:
        names = _known_columns(here, table, columns) if columns is not None else None
        return _load_polars(parquet, names) if backend == "polars" else _load_duckdb(parquet, names)
    return _converted(_arrow(here, table, columns), table, backend)


def _at(here: Store, table: str, version: str) -> pa.Table:
    """A table, or a computed view, as a release published it."""
    from caucasus_data.pinned import pinned_table

    if table in get_args(ViewName):
        from caucasus_data.views import VIEWS

        view = next(view for view in VIEWS if view.spec.name == table)
        return view.table({name: _at(here, name, version) for name in view.inputs})
    data = pinned_table(here, table, version)
    return data if data is not None else _arrow(here, table, None)


def _converted(data: pa.Table, table: str, backend: str, version: str = __version__) -> Any:
    if backend == "pyarrow":
        return data
    if backend == "polars":
        return _import("polars", "polars").from_arrow(data)
    if backend == "duckdb":
        return _import("duckdb", "duckdb").from_arrow(data)
    return _to_pandas(data, table, version)


def _view(here: Store, name: str, columns: Sequence[str] | None) -> pa.Table:
    """A computed view, or some of its columns."""
    from caucasus_data.views import VIEWS

    view = next(view for view in VIEWS if view.spec.name == name)
    data = view.table({table: _arrow(here, table, None) for table in view.inputs})
    return data.select(_columns_among(view.spec.column_names, name, columns)) if columns is not None else data


def _arrow(here: Store, table: str, columns: Sequence[str] | None) -> pa.Table:
    """A table, or some of its columns, in Arrow with the declared schema."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    parquet = here.parquet(table)
    if parquet is None:
        from caucasus_data.csv_source import read_table

        data = read_table(here.csv(table), here.spec(table))
        return data.select(_known_columns(here, table, columns)) if columns is not None else data
    try:
        file = pq.ParquetFile(parquet)
        if columns is None:
            return file.read(use_threads=False)
        names = _columns_among(file.schema_arrow.names, table, columns)
        return file.read(columns=names, use_threads=False).select(names)
    except (OSError, pa.ArrowException) as error:
        raise PackagedFileError(f"{parquet} cannot be read ({error}); reinstall caucasus-data") from error


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


def _load_polars(parquet: Path, columns: list[str] | None) -> pl.DataFrame:
    polars = _import("polars", "polars")
    frame: pl.DataFrame = polars.read_parquet(parquet, columns=columns)
    return frame if columns is None else frame.select(columns)


def _load_duckdb(parquet: Path, columns: list[str] | None) -> duckdb.DuckDBPyRelation:
    relation: duckdb.DuckDBPyRelation = _import("duckdb", "duckdb").read_parquet(str(parquet))
    return relation if columns is None else relation.select(*columns)


def _known_columns(here: Store, table: str, columns: Sequence[str]) -> list[str]:
    return _columns_among(here.spec(table).column_names, table, columns)


def _columns_among(known: Sequence[str], table: str, columns: Sequence[str]) -> list[str]:
    for name in columns:
        if name not in known:
            raise UnknownColumnError(name, known, where=f" in {table}")
    return list(columns)


def _import(module: str, extra: str) -> Any:
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(module, extra) from error


def path(table: TableName, format: Format = "parquet") -> Path:
    """The packaged file of a table, for any other engine.

    Args:
        table: The table's name.
        format: `parquet` or `csv`.

    Raises:
        UnknownTableError: There is no such table.
        PackagedFileError: The file is missing; in a source checkout `caucasus-data publish` makes the Parquet files.
    """
    here = store()
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

    if table in get_args(ViewName):
        from caucasus_data.views import VIEWS

        return SchemaView(next(view.spec for view in VIEWS if view.spec.name == table))
    return SchemaView(store().spec(table))


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

    here = store()
    if version is None:
        specs, changed = here.specs(), _last_changes(_arrow(here, "releases", None))
    else:
        from caucasus_data.pinned import pinned_specs

        specs, changed = pinned_specs(here, version), _last_changes(_at(here, "releases", version))
    lines = []
    for spec in specs:
        days = next((column.name for column in spec.columns if column.type == "date"), None)
        data = _arrow(here, spec.name, None) if version is None else _at(here, spec.name, version)
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


def records(table: TableName) -> list[Row]:
    """The rows of a table as typed, immutable records: the pydantic models of `caucasus_data.tables`."""
    from caucasus_data.tables import ROW_MODELS

    here = store()
    data = _arrow(here, table, None)
    model = ROW_MODELS[table]
    return [model.model_validate(row) for row in data.to_pylist()]


def evidence(table: TableName, record_id: str) -> Evidence:
    """The sources and the claims behind one record.

    Args:
        table: The record's table.
        record_id: Its primary key; the parts of a composite key joined by `/`.

    Raises:
        UnknownRecordError: The table has no such record.
    """
    from caucasus_data.render.evidence import Evidence

    here = store()
    spec = here.spec(table)
    rows = _arrow(here, table, None).to_pylist()
    by_id = {"/".join(str(row[part]) for part in spec.primary_key): row for row in rows}
    note = ""
    if record_id not in by_id:
        record_id, note = _forwarded(here, table, record_id, by_id)
    record = _filled(by_id[record_id])
    claims = [
        _filled(row)
        for row in _arrow(here, "claims", None).to_pylist()
        if row["table_name"] == table and row["record_id"] == record_id
    ]
    cited = [*record.get("sources", ()), *([record["source_id"]] if "source_id" in record else [])]
    wanted = dict.fromkeys([*cited, *(claim["source_id"] for claim in claims)])
    known = {row["source_id"]: _filled(row) for row in _arrow(here, "sources", None).to_pylist()}
    return Evidence(table, record_id, record, [known[source] for source in wanted if source in known], claims, note)


def _forwarded(here: Store, table: str, record_id: str, known: Iterable[str]) -> tuple[str, str]:
    """The id that took the place of one that is no more, and what happened, in words."""
    from caucasus_data.history.identity import forwarded
    from caucasus_data.pinned import archive

    found = forwarded(archive(here).log, table, record_id)
    if found is None:
        raise UnknownRecordError(record_id, known, where=f" in {table}")
    successor, note = found
    if successor is None or successor not in known:
        raise UnknownRecordError(record_id, (), where=f" in {table}: {note}")
    return successor, note


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def cite(
    table: TableName | None = None, record_id: str | None = None, *, format: Literal["text", "bibtex"] = "text"
) -> str:
    """How to cite this exact version, or the sources of one record.

    Args:
        table: The table of the record whose sources to cite; None: the dataset.
        record_id: The record's id.
        format: `text` or `bibtex`.
    """
    from caucasus_data.render.citation import dataset_citation, source_citations

    if format not in ("text", "bibtex"):
        raise UnknownBackendError(format, ("text", "bibtex"))
    if table is None:
        return dataset_citation(__version__, _release_year(), format)
    if record_id is None:
        raise UnknownRecordError("", (), where=f" in {table}: give the record's id, as in cite({table!r}, id)")
    found = evidence(table, record_id)
    citations = source_citations(found.sources, format)
    if not found.note:
        return citations
    return f"{'% ' if format == 'bibtex' else ''}{found.note}\n{citations}"


def _release_year() -> int | None:
    log = _arrow(store(), "releases", ["version", "date"]).to_pylist()
    return next((entry["date"].year for entry in log if entry["version"] == __version__), None)


def revisions(table: TableName | None = None, *, since: str | None = None) -> pd.DataFrame:
    """Every change of every release, with its reason.

    Args:
        table: Only changes of this table.
        since: Only changes made after this release.
    """
    frame = load("revisions")
    if table is not None:
        store().spec(table)
        frame = frame[frame["table_name"] == table]
    if since is not None:
        from caucasus_data.history.versions import version_key
        from caucasus_data.pinned import known_versions

        if since not in (known := known_versions(store())):
            raise UnknownVersionError(since, known)
        later = [
            position for position, version in enumerate(frame["version"]) if version_key(version) > version_key(since)
        ]
        frame = frame.iloc[later]
    result: pd.DataFrame = frame.reset_index(drop=True)
    return result


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with every table and computed view as a view, commented from the codebook."""
    from caucasus_data.views import VIEWS

    connection: duckdb.DuckDBPyConnection = _import("duckdb", "duckdb").connect()
    here = store()
    for spec in here.specs():
        parquet = here.parquet(spec.name)
        rows = (
            connection.read_parquet(str(parquet)) if parquet else connection.from_arrow(_arrow(here, spec.name, None))
        )
        rows.create_view(spec.name)
        _comment(connection, spec)
    for view in VIEWS:
        connection.from_arrow(_view(here, view.spec.name, None)).create_view(view.spec.name)
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


def tallies() -> tuple[Tally, ...]:
    """How many records there are by month, type, side, language and reading."""
    from caucasus_data.coverage import coverage

    here = store()
    return coverage({name: _arrow(here, name, None) for name in here.names()})


def rows_of(
    table: str, *, columns: Sequence[str] | None, where: str | None, limit: int
) -> tuple[list[str], list[list[str]], int]:
    """Some rows of a table as text, for a terminal.

    Args:
        table: The table's name.
        columns: The columns to give; None: all.
        where: An SQL condition on the rows; needs duckdb.
        limit: How many rows to give at most.

    Returns:
        The header, the cells of each row as in the CSV, and how many rows the condition holds for.

    Raises:
        InvalidConditionError: The condition is not one that DuckDB understands.
    """
    here = store()
    data = _arrow(here, table, None)
    names = _known_columns(here, table, columns) if columns is not None else data.column_names
    if where is not None:
        engine = _import("duckdb", "duckdb")
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


def validate(path: str | Path) -> Report:
    """Validate a datasets folder or a table file against this version's schemas.

    Returns:
        A report: `.ok`, and `.diagnostics` in the order of their places.

    Raises:
        DatasetsError: The path holds no table, or a file cannot be read.
    """
    from caucasus_data.validation import validate as validate_path

    return validate_path(Path(path), store().specs())
