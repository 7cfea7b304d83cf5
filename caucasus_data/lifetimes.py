"""The rows of earlier releases as a release carries them: each row once, with the first and the last release it was in.

A table's history then grows by what changes, and not by the table, with every release. `slices` reads it.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from caucasus_data.export.arrow import to_arrow_schema
from caucasus_data.export.parquet import to_parquet
from caucasus_data.history.archive import Archive
from caucasus_data.history.log import RELEASES, REVISIONS, Log
from caucasus_data.history.rebuild import rebuilt_releases
from caucasus_data.history.snapshot import schema_digest
from caucasus_data.history.text_table import TextTable
from caucasus_data.pinned import typed
from caucasus_data.slices import FIRST, HISTORY, INDEX_COLUMNS, LAST
from caucasus_data.spec import CodeSpec, ColumnSpec, TableSpec

_NUMBERS = tuple(
    ColumnSpec(name, "integer", f"The {word} release that had the row.", required=True, minimum=1, maximum=2**31 - 1)
    for name, word in ((FIRST, "first"), (LAST, "last"))
)


@dataclass(frozen=True, slots=True)
class _Stage:
    """A table as one release had it."""

    number: int
    version: str
    table: TextTable
    spec: TableSpec


def history_files(archive: Archive) -> dict[str, bytes]:
    """The files of `history/` for a published release, by their path in it.

    For each release in the log an index `<version>.csv`, and for each shape that a table has had a Parquet file. A
    table that was released as it is now needs none; one that has been changed since the last release cannot be rebuilt
    from here, and is left out.

    Args:
        archive: The published release.

    Raises:
        ReleaseError: A release cannot be rebuilt: the log is damaged.
    """
    log = archive.log
    indices = {version: [INDEX_COLUMNS, *_log_then(log, version)] for version in log.versions}
    stages: dict[tuple[object, ...], list[_Stage]] = defaultdict(list)
    for version, tables in rebuilt_releases(log, archive.last_tables()):
        for name, table in tables.items():
            if archive.has_changed(version, name):
                spec = archive.spec(version, name)
                stages[_shape(spec)].append(_Stage(log.versions.index(version) + 1, version, table, spec))
            else:
                indices[version].append((name, f"{name}.parquet", "", "", ""))
    files = {}
    for found in stages.values():
        own = sorted(found, key=lambda stage: stage.number)
        name = own[0].table.name
        path = f"{HISTORY}/{own[0].version}/{name}.parquet"
        files[path] = _parquet(own)
        for stage in own:
            indices[stage.version].append((name, path, str(stage.number), _schema_of(stage, own), ""))
    return files | {
        f"{HISTORY}/{version}.csv": "".join(f"{','.join(line)}\n" for line in index).encode()
        for version, index in indices.items()
    }


def _log_then(log: Log, version: str) -> Iterator[tuple[str, ...]]:
    """The lines for the tables of the log, of which a release had the first rows: they are sorted by release."""
    then = log.until(version)
    yield RELEASES, f"{RELEASES}.parquet", "", "", str(len(then.released))
    yield REVISIONS, f"{REVISIONS}.parquet", "", "", str(sum(map(len, then.changes.values())))


def _shape(spec: TableSpec) -> tuple[object, ...]:
    """What tables in one file have in common: all but the texts of their declarations."""
    columns = (
        replace(column, description="", codes=tuple(CodeSpec(value, "") for value in column.allowed))
        for column in spec.columns
    )
    return spec.name, spec.primary_key, *columns


def _schema_of(stage: _Stage, own: Sequence[_Stage]) -> str:
    """The first release that had the schema of a stage."""
    digest = schema_digest(stage.spec)
    return next(other.version for other in own if schema_digest(other.spec) == digest)


def _parquet(own: Sequence[_Stage]) -> bytes:
    """The rows of a table's stages in the order of its key, with the stages' schemas in the file's metadata."""
    last = own[-1].spec
    spec = replace(last, columns=(*last.columns, *_NUMBERS), primary_key=(*last.primary_key, FIRST))
    rows = TextTable(spec.name, spec.column_names, spec.primary_key, tuple(_lifetimes(own)))
    in_order = TextTable.parse(rows.canonical, rows.name, rows.primary_key)
    schemas = {_schema_of(stage, own): to_arrow_schema(stage.spec) for stage in own}
    return to_parquet(
        typed(in_order, spec).replace_schema_metadata(
            {version: b64encode(schema.serialize().to_pybytes()) for version, schema in schemas.items()}
        )
    )


def _lifetimes(own: Iterable[_Stage]) -> Iterator[tuple[str, ...]]:
    """Each row with the first and the last of the stages, one after the other, that had it."""
    living: dict[tuple[str, ...], int] = {}
    before = 0
    for stage in own:
        rows = set(stage.table.rows) if stage.number == before + 1 else set()
        for row in [row for row in living if row not in rows]:
            yield *row, str(living.pop(row)), str(before)
        for row in stage.table.rows:
            living.setdefault(row, stage.number)
        before = stage.number
    for row, first in living.items():
        yield *row, str(first), str(before)
