"""The published contract: the folder `schemas/`, one Table Schema per table and the order of the tables.

`python -m caucasus_data.contract` rewrites the folder from the row models; `--check` only says whether it is stale.
What reads the contract needs no pydantic.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from caucasus_data.errors import SchemaDefinitionError
from caucasus_data.export.table_schema import dump, from_table_schema, to_table_schema
from caucasus_data.spec import TableSpec

# The underscore keeps it apart from every table: their names begin with a letter.
INDEX = "_index.json"
FOLDER = Path("schemas")


def contract_files(specs: Sequence[TableSpec]) -> dict[str, str]:
    """The text of every file of the contract, by name: the index of the tables, then one schema per table."""
    index = {"tables": [spec.name for spec in specs]}
    return {INDEX: dump(index)} | {f"{spec.name}.json": dump(to_table_schema(spec)) for spec in specs}


def load_contract(folder: Path) -> tuple[TableSpec, ...]:
    """The tables of a contract, in their order.

    Raises:
        SchemaDefinitionError: A file is missing or is not what `write_schemas` writes.
    """
    return tuple(load_table(folder, name) for name in table_names(folder))


def table_names(folder: Path) -> tuple[str, ...]:
    """The names of the tables of a contract, in their order.

    Raises:
        SchemaDefinitionError: The index is missing or is not what `write_schemas` writes.
    """
    names = _read(folder / INDEX).get("tables")
    if not isinstance(names, list):
        raise SchemaDefinitionError(f"{folder / INDEX}: has no list of tables")
    return tuple(names)


def load_table(folder: Path, name: str) -> TableSpec:
    """One table of a contract.

    Raises:
        SchemaDefinitionError: Its file is missing or is not what `write_schemas` writes.
    """
    return _read_table(folder / f"{name}.json")


def write_schemas(specs: Sequence[TableSpec], folder: Path) -> tuple[str, ...]:
    """Bring a folder in line with the specs and return the names of the files that changed.

    Schemas of tables that are no more are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stale = stale_schemas(specs, folder)
    files = contract_files(specs)
    for name in stale:
        if name in files:
            (folder / name).write_text(files[name], encoding="utf-8", newline="\n")
        else:
            (folder / name).unlink()
    return stale


def stale_schemas(specs: Sequence[TableSpec], folder: Path) -> tuple[str, ...]:
    """The names of the files that are missing, out of date or left over, sorted."""
    files = contract_files(specs)
    present = {path.name: path.read_bytes() for path in folder.glob("*.json")}
    names = files.keys() | present.keys()
    return tuple(sorted(name for name in names if name not in files or present.get(name) != files[name].encode()))


def _read_table(path: Path) -> TableSpec:
    descriptor = _read(path)
    try:
        return from_table_schema(descriptor)
    except SchemaDefinitionError as error:
        raise SchemaDefinitionError(f"{path}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SchemaDefinitionError(f"{path}: cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise SchemaDefinitionError(f"{path}: is not a JSON object")
    return document


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite or check the folder of schemas; returns the exit code."""
    # Readers of the contract do without the row models, which need pydantic, and without a parser of arguments.
    import argparse

    from caucasus_data.tables import TABLES

    parser = argparse.ArgumentParser(prog="python -m caucasus_data.contract", description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="the folder (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a file is stale")
    options = parser.parse_args(arguments)
    specs = [table.spec for table in TABLES]
    stale = stale_schemas(specs, options.folder) if options.check else write_schemas(specs, options.folder)
    for name in stale:
        print(f"{options.folder / name}: {'stale' if options.check else 'written'}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
