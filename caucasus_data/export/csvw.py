"""A release as CSV on the Web (W3C): every table's file with its columns, keys and references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caucasus_data.about import DESCRIPTION, LICENSE, TITLE
from caucasus_data.export.data_package import ReleasedTable
from caucasus_data.spec import ColumnSpec, TableSpec

_BASES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "list": "string",
}


def to_csvw(tables: Sequence[ReleasedTable]) -> dict[str, Any]:
    """The document `csv-metadata.json`: a table group.

    Codes are given as a `format`, a regular expression of all allowed values, since CSVW has no enumeration.
    """
    known: dict[str | None, ReleasedTable] = {table.spec.name: table for table in tables}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": TITLE,
        "dc:description": DESCRIPTION,
        "dc:license": {"@id": LICENSE["path"]},
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\n"], "header": True},
        "tables": [_table(table, known) for table in tables],
    }


def _table(table: ReleasedTable, known: dict[str | None, ReleasedTable]) -> dict[str, Any]:
    spec = table.spec
    keys = [
        _foreign_key(column, known[column.references])
        for column in spec.columns
        # Validators take an empty cell for a broken key, and a list for a single value.
        if column.references in known and column.required and column.type != "list"
    ]
    schema: dict[str, Any] = {
        "columns": [_column(column) for column in spec.columns],
        "primaryKey": list(spec.primary_key),
    }
    if keys:
        schema["foreignKeys"] = keys
    return {"url": table.csv.path, "dc:title": spec.title, "dc:description": spec.description, "tableSchema": schema}


def _foreign_key(column: ColumnSpec, target: ReleasedTable) -> dict[str, Any]:
    spec: TableSpec = target.spec
    reference = {"resource": target.csv.path, "columnReference": spec.primary_key[0]}
    return {"columnReference": column.name, "reference": reference}


def _column(column: ColumnSpec) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description,
        "datatype": _datatype(column),
        "required": column.required,
    }
    if column.delimiter is not None:
        document["separator"] = column.delimiter
    if column.references is not None:
        document["dc:references"] = column.references
    return document


def _datatype(column: ColumnSpec) -> dict[str, Any]:
    datatype: dict[str, Any] = {"base": _BASES[column.type]}
    if column.codes:
        datatype["format"] = "|".join(column.allowed)
    elif column.pattern is not None:
        datatype["format"] = column.pattern.removeprefix("^").removesuffix("$")
    if column.type == "date":
        datatype["format"] = "yyyy-MM-dd"
    bounds = {
        "minLength": column.min_length,
        "maxLength": column.max_length,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    return datatype | {name: bound for name, bound in bounds.items() if bound is not None}
