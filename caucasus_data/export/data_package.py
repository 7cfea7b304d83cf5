"""A release as a Data Package (v2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from caucasus_data.about import DESCRIPTION, LICENSE, NAME, ORGANISATION, TITLE
from caucasus_data.spec import TableSpec

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# GeoParquet is Parquet to whoever knows no points.
_PARQUET = "application/vnd.apache.parquet"
_MEDIA_TYPES = {"csv": "text/csv", "parquet": _PARQUET, "geoparquet": _PARQUET}
CONTRIBUTOR = {"title": ORGANISATION, "roles": ["creator"]}


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """A file of a release: its path in the release's folder, its size in bytes and its SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """Its media type, by its ending."""
        return _MEDIA_TYPES[self.path.rpartition(".")[2]]


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """A table of a release in its formats: `points`, GeoParquet, where it has coordinates."""

    spec: TableSpec
    rows: int
    csv: ReleasedFile
    parquet: ReleasedFile
    points: ReleasedFile | None = None

    @property
    def files(self) -> tuple[ReleasedFile, ...]:
        """Its files."""
        return (self.csv, self.parquet, *([self.points] if self.points is not None else []))

    @property
    def digest(self) -> str:
        """The content digest: the SHA-256 of the canonical CSV, the same on every machine and for every pyarrow."""
        return self.csv.sha256


def content_digest(tables: Iterable[ReleasedTable]) -> str:
    """The digest of all tables together: the SHA-256 of their names and digests, a line each, sorted.

    The lines are those of `sha256sum *.csv`.
    """
    lines = sorted(f"{table.digest}  {table.csv.path}\n" for table in tables)
    return sha256("".join(lines).encode()).hexdigest()


def to_data_package(tables: Sequence[ReleasedTable], version: str, *, schemas: str) -> dict[str, Any]:
    """The `datapackage.json` of a release.

    It holds no time of creation: the same tables give the same bytes.

    Args:
        tables: The tables, in the order in which they are listed.
        version: The release.
        schemas: The folder of the Table Schemas, relative to the release's folder.
    """
    return {
        "$schema": PROFILE,
        "name": NAME,
        # A URI that names a digest (RFC 6920): whoever holds the same tables holds the same id.
        "id": f"nih:sha-256;{content_digest(tables)}",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": version,
        "licenses": [LICENSE],
        "contributors": [CONTRIBUTOR],
        "sources": [{"title": "The texts listed in the table `sources`", "path": "sources.csv"}],
        "resources": [_resource(table, schemas) for table in tables],
    }


def _resource(table: ReleasedTable, schemas: str) -> dict[str, Any]:
    return {
        "name": table.spec.name,
        "type": "table",
        "title": table.spec.title,
        "description": table.spec.description,
        **_file(table.csv),
        "format": "csv",
        "mediatype": table.csv.media_type,
        "encoding": "utf-8",
        "schema": f"{schemas}/{table.spec.name}.json",
        "caucasus_data:rows": table.rows,
        # Not a resource of its own: frictionless reads Parquet through pandas, where an empty integer becomes a float
        # and a list an array, and then finds neither to be of its type; a resource that says it is a plain file is
        # outside the standard, whose only `type` is `table`.
        "caucasus_data:parquet": _twin(table.parquet, "parquet"),
        **({"caucasus_data:points": _twin(table.points, "geoparquet")} if table.points is not None else {}),
    }


def _twin(file: ReleasedFile, format: str) -> dict[str, Any]:
    return {**_file(file), "format": format, "mediatype": file.media_type}


def _file(file: ReleasedFile) -> dict[str, Any]:
    return {"path": file.path, "bytes": file.size, "hash": f"sha256:{file.sha256}"}
