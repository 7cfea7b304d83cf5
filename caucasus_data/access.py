"""The tables at hand, or those of an earlier release, in Arrow: what every public function reads.

Nothing here needs pandas.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, get_args

from caucasus_data.errors import MissingExtraError, PackagedFileError, UnknownColumnError
from caucasus_data.store import Store, store

if TYPE_CHECKING:
    import pyarrow as pa

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


def at_hand() -> Store:
    """The store that the public functions read."""
    return store()


def is_view(table: str) -> bool:
    """True for the name of a computed view."""
    return table in get_args(ViewName)


def spec_of(table: str) -> TableSpec:
    """The declaration of a table or of a computed view.

    Raises:
        UnknownTableError: There is no such table.
    """
    if is_view(table):
        from caucasus_data.views import VIEWS

        return next(view.spec for view in VIEWS if view.spec.name == table)
    return store().spec(table)


def arrow_table(table: str, columns: Sequence[str] | None = None) -> pa.Table:
    """A table or a computed view at hand, or some of its columns, with the declared schema.

    Raises:
        UnknownTableError: There is no such table.
        UnknownColumnError: The table has no such column.
        PackagedFileError: The table's file is missing or damaged.
    """
    if is_view(table):
        return _view(table, columns)
    return _file(store(), table, columns)


def released_table(table: str, version: str) -> pa.Table:
    """A table, or a computed view, as a release published it.

    Raises:
        UnknownTableError: The release has no such table.
        UnknownVersionError: There is no such release.
        ReleaseError: It cannot be rebuilt.
    """
    from caucasus_data.pinned import pinned_table

    if is_view(table):
        from caucasus_data.views import VIEWS

        view = next(view for view in VIEWS if view.spec.name == table)
        return view.table({name: released_table(name, version) for name in view.inputs})
    data = pinned_table(store(), table, version)
    return data if data is not None else arrow_table(table)


def _view(name: str, columns: Sequence[str] | None) -> pa.Table:
    from caucasus_data.views import VIEWS

    view = next(view for view in VIEWS if view.spec.name == name)
    data = view.table({table: arrow_table(table) for table in view.inputs})
    return data.select(columns_among(view.spec.column_names, name, columns)) if columns is not None else data


def _file(here: Store, table: str, columns: Sequence[str] | None) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    parquet = here.parquet(table)
    if parquet is None:
        from caucasus_data.csv_source import read_table

        data = read_table(here.csv(table), here.spec(table))
        return data.select(columns_among(data.column_names, table, columns)) if columns is not None else data
    try:
        file = pq.ParquetFile(parquet)
        if columns is None:
            return file.read(use_threads=False)
        names = columns_among(file.schema_arrow.names, table, columns)
        return file.read(columns=names, use_threads=False).select(names)
    except (OSError, pa.ArrowException) as error:
        raise PackagedFileError(f"{parquet} cannot be read ({error}); reinstall caucasus-data") from error


def columns_among(known: Sequence[str], table: str, columns: Sequence[str]) -> list[str]:
    """The columns that are asked for.

    Raises:
        UnknownColumnError: One of them is not known.
    """
    columns = [columns] if isinstance(columns, str) else columns
    for name in columns:
        if name not in known:
            raise UnknownColumnError(name, known, where=f" in {table}")
    return list(columns)


def library(module: str, extra: str) -> Any:
    """An optional library.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(module, extra) from error
