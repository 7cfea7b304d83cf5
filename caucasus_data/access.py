"""The tables at hand, or those of an earlier release, in Arrow: what every public function reads.

Nothing here needs pandas.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, get_args

from caucasus_data.errors import MissingExtraError, PackagedFileError, UnknownColumnError
from caucasus_data.slices import Slice, slice_of, table_columns
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
ViewName = Literal["contracts_usd", "spending_usd", "arms_by_year", "event_deaths", "disagreements"]


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


def slice_at_hand(table: str, version: str | None = None) -> Slice | None:
    """The Parquet file of a table, or the part of one that a release published as it; None where there is none.

    Raises:
        PackagedFileError: A packaged file is missing.
    """
    here = store()
    if version is not None:
        return slice_of(here, table, version)
    parquet = here.parquet(table)
    return Slice(parquet) if parquet is not None else None


def arrow_table(table: str, columns: Sequence[str] | None = None, *, version: str | None = None) -> pa.Table:
    """A table or a computed view, or some of its columns, with the declared schema.

    Args:
        table: Its name.
        columns: The columns, in the order wanted; None: all.
        version: The release that published it; None: the tables at hand.

    Raises:
        UnknownTableError: There is no such table.
        UnknownColumnError: The table has no such column.
        UnknownVersionError: There is no such release.
        PackagedFileError: The table's file is missing or damaged.
        ReleaseError: The release cannot be rebuilt.
    """
    if is_view(table):
        data = _view(table, version)
    elif (part := slice_at_hand(table, version)) is not None:
        return _read(part, table, columns)
    elif version is None:
        from caucasus_data.csv_source import read_table

        data = read_table(store().csv(table), store().spec(table))
    else:
        from caucasus_data.pinned import pinned_table

        pinned = pinned_table(store(), table, version)
        data = pinned if pinned is not None else arrow_table(table)
    return data if columns is None else data.select(columns_among(data.column_names, table, columns))


def _view(name: str, version: str | None) -> pa.Table:
    from caucasus_data.views import VIEWS

    view = next(view for view in VIEWS if view.spec.name == name)
    return view.table({table: arrow_table(table, version=version) for table in view.inputs})


def _read(part: Slice, table: str, columns: Sequence[str] | None) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if columns is None:
            return part.read()
        names = columns_among(table_columns(pq.read_schema(part.file).names), table, columns)
        return part.read(names)
    except (OSError, pa.ArrowException) as error:
        raise PackagedFileError(f"{part.file} cannot be read ({error}); reinstall caucasus-data") from error


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
