"""The tables and their declarations at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from caucasus_data.contract import load_contract
from caucasus_data.errors import ReleaseError
from caucasus_data.export.table_schema import dump, to_table_schema
from caucasus_data.history.log import LOG_TABLES
from caucasus_data.history.text_table import TextTable
from caucasus_data.spec import TableSpec


@dataclass(frozen=True)
class Snapshot:
    """The tables at one moment, those of the log left out.

    Attributes:
        label: What people call that moment: a version, a folder, a git revision.
        specs: The declarations by table.
        tables: The tables as text by name.
    """

    label: str
    specs: Mapping[str, TableSpec]
    tables: Mapping[str, TextTable]


def read_snapshot(label: str, specs: Iterable[TableSpec], read: Callable[[str], bytes]) -> Snapshot:
    """A snapshot from the bytes of its tables.

    Args:
        label: What people call it.
        specs: The declarations of all its tables.
        read: Gives the bytes of a table file by its name.

    Raises:
        ReleaseError: A table cannot be read.
    """
    own = {spec.name: spec for spec in specs if spec.name not in LOG_TABLES}
    tables = {name: TextTable.parse(read(f"{name}.csv"), name, spec.primary_key) for name, spec in own.items()}
    return Snapshot(label, own, tables)


def folder_snapshot(label: str, tables: Path, schemas: Path) -> Snapshot:
    """A snapshot from a folder of tables and one of schemas.

    Raises:
        ReleaseError: A table cannot be read.
        SchemaDefinitionError: A schema cannot be read.
    """

    def read(name: str) -> bytes:
        try:
            return (tables / name).read_bytes()
        except OSError as error:
            raise ReleaseError(f"{tables / name} cannot be read: {error.strerror or error}") from error

    return read_snapshot(label, load_contract(schemas), read)


def schema_digest(spec: TableSpec) -> str:
    """The SHA-256 of a table's exported schema, in hexadecimal."""
    return sha256(dump(to_table_schema(spec)).encode()).hexdigest()
