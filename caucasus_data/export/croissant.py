"""A release as Croissant 1.0 (MLCommons): schema.org's Dataset with the files, and each table as a record set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caucasus_data.about import NAME, ORGANISATION, TITLE
from caucasus_data.export.data_package import ReleasedFile, ReleasedTable
from caucasus_data.export.schema_org import head
from caucasus_data.spec import ColumnSpec, TableSpec

# The context that the specification asks every Croissant file to carry.
_IN_CROISSANT = (
    "citeAs",
    "column",
    "equivalentProperty",
    "extract",
    "field",
    "fileObject",
    "fileProperty",
    "fileSet",
    "format",
    "includes",
    "isLiveDataset",
    "jsonPath",
    "key",
    "md5",
    "parentField",
    "path",
    "recordSet",
    "references",
    "regex",
    "repeated",
    "replace",
    "samplingRate",
    "separator",
    "source",
    "subField",
    "transform",
)
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{name: f"cr:{name}" for name in _IN_CROISSANT},
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
# Croissant's readers know Parquet by the name that it had before it was registered.
_CROISSANT_TYPES = {"application/vnd.apache.parquet": "application/x-parquet"}
_DATA_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "list": "sc:Text",
}


def to_croissant(tables: Sequence[ReleasedTable], version: str, *, date: str | None) -> dict[str, Any]:
    """The document `croissant.json` of a release.

    Args:
        tables: The released tables, in the order of the contract.
        version: The release.
        date: The ISO day of the release; None where it has not been released.
    """
    known = {table.spec.name: table.spec for table in tables}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        **head(version, date),
        "citeAs": f"{ORGANISATION}. {NAME}: {TITLE}. Version {version}. CC BY 4.0.",
        "isLiveDataset": False,
        "distribution": [_file(file) for table in tables for file in table.files],
        "recordSet": [_record_set(table, known) for table in tables],
    }


def _file(file: ReleasedFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": _CROISSANT_TYPES.get(file.media_type, file.media_type),
        "sha256": file.sha256,
    }


def _record_set(table: ReleasedTable, known: dict[str, TableSpec]) -> dict[str, Any]:
    spec = table.spec
    return {
        "@type": "cr:RecordSet",
        "@id": spec.name,
        "name": spec.name,
        "description": spec.description,
        "key": [{"@id": f"{spec.name}/{part}"} for part in spec.primary_key],
        "field": [_field(table, column, known) for column in spec.columns],
    }


def _field(table: ReleasedTable, column: ColumnSpec, known: dict[str, TableSpec]) -> dict[str, Any]:
    source: dict[str, Any] = {"fileObject": {"@id": table.csv.path}, "extract": {"column": column.name}}
    if column.delimiter is not None:
        source["transform"] = {"separator": column.delimiter}
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.spec.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _DATA_TYPES[column.type],
        "source": source,
    }
    if column.type == "list":
        field["repeated"] = True
    # Readers sort the record sets by their references, so that one to the table itself would be a circle.
    elif column.references in known and column.references != table.spec.name:
        target = known[column.references]
        field["references"] = {"field": {"@id": f"{target.name}/{target.primary_key[0]}"}}
    return field
