"""The tables of an earlier release with its types, rebuilt when first asked for and kept in memory since.

Where nothing has been published: a published release keeps their rows, see `slices`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data import __version__
from caucasus_data.arrow_values import constant, strings
from caucasus_data.cells import convert
from caucasus_data.csv_source import encoded, read_table
from caucasus_data.errors import ReleaseError, UnknownVersionError
from caucasus_data.export.arrow import to_arrow_schema
from caucasus_data.history.archive import Archive
from caucasus_data.history.log import LOG_TABLES, RELEASES, REVISIONS
from caucasus_data.history.text_table import TextTable
from caucasus_data.history.versions import in_order, version_key
from caucasus_data.spec import TableSpec
from caucasus_data.store import Store

_KEPT_TABLES = 64


def archive(here: Store) -> Archive:
    """The releases behind a store; read again where the log has changed since."""
    files = (here.tables / f"{RELEASES}.csv", here.tables / f"{REVISIONS}.csv")
    return _archive(here, tuple(_stamp(file) for file in files))


def known_versions(here: Store) -> tuple[str, ...]:
    """The versions that can be pinned, the oldest first: every release, and the version at hand."""
    return in_order((*archive(here).releases.versions, __version__))


def pinned_table(here: Store, table: str, version: str) -> pa.Table | None:
    """A table as a release published it, with the schema that it had; None where the table at hand is that table.

    Of the log itself, a release knew what had been written until then.

    Args:
        here: The store at hand.
        table: The table, by its name in that release.
        version: The release.

    Raises:
        UnknownVersionError: There is no such release.
        UnknownTableError: The release has no such table.
        ReleaseError: It cannot be rebuilt.
    """
    if _is_at_hand(here, version):
        return None
    if table in LOG_TABLES:
        return _log_until(here, table, version)
    releases = archive(here)
    return rebuilt(releases, version, table) if releases.has_changed(version, table) else None


def pinned_specs(here: Store, version: str) -> tuple[TableSpec, ...]:
    """The declarations of the tables of a release, those of the log as they are now.

    Raises:
        UnknownVersionError: There is no such release.
        ReleaseError: A schema of it is missing.
    """
    if _is_at_hand(here, version):
        return here.specs()
    releases = archive(here)
    earlier = (releases.spec(version, name) for name in releases.names(version))
    return (*earlier, *(here.spec(name) for name in LOG_TABLES))


def typed(table: TextTable, spec: TableSpec) -> pa.Table:
    """A table of text as Arrow, with the schema of its declaration.

    Raises:
        ReleaseError: A cell is not of its column's type.
    """
    schema = to_arrow_schema(spec)
    empty = constant("")
    columns = []
    for position, column in enumerate(spec.columns):
        cells = strings([row[position] for row in table.rows])
        converted = convert(pc.if_else(pc.equal(cells, empty), pa.nulls(len(cells), pa.string()), cells), column)
        if converted.bad:
            raise ReleaseError(f"{table.name}: {column.name} has a cell that is no {column.type}")
        columns.append(encoded(converted.values, column, schema.field(position).type))
    return pa.Table.from_arrays(columns, schema=schema)


@lru_cache(maxsize=_KEPT_TABLES)
def rebuilt(releases: Archive, version: str, table: str) -> pa.Table:
    """A table of an earlier release, rebuilt and proved by its digest, with the schema that it had.

    Raises:
        UnknownVersionError: There is no such release.
        UnknownTableError: The release has no such table.
        ReleaseError: It cannot be rebuilt.
    """
    found = releases.table(version, table)
    in_file_order = TextTable.parse(found.canonical, found.name, found.primary_key)
    return typed(in_file_order, releases.spec(version, table))


def _is_at_hand(here: Store, version: str) -> bool:
    """True where a version is that of the tables at hand, and has not been released yet."""
    if version not in known_versions(here):
        raise UnknownVersionError(version, known_versions(here))
    return version not in archive(here).releases.versions


def _log_until(here: Store, table: str, version: str) -> pa.Table:
    data = read_table(here.csv(table), here.spec(table))
    until = version_key(version)
    known = [one.as_py() for one in pc.unique(data["version"])]
    return data.filter(
        pc.is_in(data["version"], value_set=strings([one for one in known if version_key(one) <= until]))
    )


@lru_cache(maxsize=2)
def _archive(here: Store, _stamps: tuple[tuple[int, int], ...]) -> Archive:
    return Archive(here.tables, here.schemas, here.tables.parent if here.is_source else None)


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns
