"""The two files of the log: all of them, or as little as one table's past needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from caucasus_data.arrow_values import constant, is_one_of
from caucasus_data.csv_form import canonical_csv
from caucasus_data.errors import ReleaseError
from caucasus_data.history import change as kinds
from caucasus_data.history.change import Change
from caucasus_data.history.log import RELEASES, REVISIONS, Log, ReleasedTable
from caucasus_data.spec import TableSpec

_RELEASE_COLUMNS = tuple(field.name for field in fields(ReleasedTable))
_COLUMN_OF = {"kind": "change", "table": "table_name"}
"""The columns of `revisions` that are not called as the attributes of `Change` are."""
_CHANGE_COLUMNS = tuple(_COLUMN_OF.get(field.name, field.name) for field in fields(Change))


def read_log(folder: Path) -> Log:
    """The log in a folder of tables.

    Raises:
        ReleaseError: A file of the log is missing or is none.
    """
    return Log(_released(folder), _changes(_revisions(folder)))


def read_releases(folder: Path) -> Log:
    """The log without what its releases have changed, which is most of it.

    Raises:
        ReleaseError: The file is missing or is none.
    """
    return Log(_released(folder))


def read_log_of(folder: Path, table: str) -> Log:
    """The log without the changes of tables that never had to do with one table: enough to rebuild that one.

    Args:
        folder: The folder of tables.
        table: The table, by any of its names.

    Raises:
        ReleaseError: A file of the log is missing or is none.
    """
    rows = _revisions(folder)
    renamed = rows.filter(pc.equal(rows["change"], constant(kinds.TABLE_RENAMED)))
    names = _connected(table, zip(renamed["before"].to_pylist(), renamed["after"].to_pylist(), strict=True))
    return Log(_released(folder), _changes(rows.filter(is_one_of(rows["table_name"], tuple(names)))))


def log_files(log: Log, specs: Mapping[str, TableSpec]) -> dict[str, bytes]:
    """The two table files of a log, by name.

    Args:
        log: The log.
        specs: The declarations of the tables, by name.
    """
    rows = {
        RELEASES: [{name: str(getattr(row, name)) for name in _RELEASE_COLUMNS} for row in log.released],
        REVISIONS: [
            {"version": version, "entry": str(entry), **_cells(change)}
            for version, changes in log.changes.items()
            for entry, change in enumerate(changes, 1)
        ],
    }
    return {
        f"{name}.csv": canonical_csv(specs[name], [[row[column] for column in specs[name].column_names] for row in own])
        for name, own in rows.items()
    }


def _connected(table: str, renames: Iterable[tuple[str, str]]) -> set[str]:
    """All names that a table may have had or got."""
    names, pairs = {table}, [set(pair) for pair in renames]
    for _ in pairs:
        names |= set().union(*(pair for pair in pairs if pair & names))
    return names


def _released(folder: Path) -> tuple[ReleasedTable, ...]:
    rows = _text(folder / f"{RELEASES}.csv", _RELEASE_COLUMNS).to_pylist()
    try:
        return tuple(
            ReleasedTable(**row | {name: int(row[name]) for name in ("row_count", "canonical_form")}) for row in rows
        )
    except ValueError as error:
        raise ReleaseError(f"the log in {folder} cannot be read: {error}; run: caucasus-data validate") from error


def _revisions(folder: Path) -> pa.Table:
    return _text(folder / f"{REVISIONS}.csv", ("version", "entry", *_CHANGE_COLUMNS))


def _changes(rows: pa.Table) -> dict[str, tuple[Change, ...]]:
    found: dict[str, list[tuple[int, Change]]] = defaultdict(list)
    columns = (column.to_pylist() for column in rows.columns)
    for version, entry, *cells in zip(*columns, strict=True):
        found[version].append((int(entry), Change(*cells)))
    return {
        version: tuple(change for _entry, change in sorted(entries, key=lambda entry: entry[0]))
        for version, entries in found.items()
    }


def _text(path: Path, columns: Sequence[str]) -> pa.Table:
    """Some columns of a file as text, an empty cell as ""."""
    try:
        return pacsv.read_csv(
            path,
            read_options=pacsv.ReadOptions(use_threads=False),
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), include_columns=columns, strings_can_be_null=False
            ),
        )
    except (OSError, KeyError, pa.ArrowException) as error:
        raise ReleaseError(f"{path} cannot be read: {error}; run: caucasus-data validate") from error


def _cells(change: Change) -> dict[str, str]:
    return {column: getattr(change, field.name) for column, field in zip(_CHANGE_COLUMNS, fields(Change), strict=True)}
