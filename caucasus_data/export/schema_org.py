"""A release as schema.org/Dataset (JSON-LD), which the search engines of data sets read.

What it says of the dataset as a whole is also the head of `croissant.json`, which is schema.org with more in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caucasus_data.about import COVERED_FROM, DESCRIPTION, KEYWORDS, LICENSE, NAME, ORGANISATION, TITLE
from caucasus_data.export.data_package import ReleasedFile, ReleasedTable
from caucasus_data.spec import ColumnSpec

_NUMBERS = frozenset({"integer", "number"})


def head(version: str, date: str | None) -> dict[str, Any]:
    """The properties of the dataset as a whole.

    Args:
        version: The release.
        date: The ISO day of the release; None where it has not been released.
    """
    return {
        "name": NAME,
        "alternateName": TITLE,
        "description": DESCRIPTION,
        "version": version,
        **({"datePublished": date} if date is not None else {}),
        "license": LICENSE["path"],
        "creator": {"@type": "Organization", "name": ORGANISATION},
        "keywords": list(KEYWORDS),
    }


def to_schema_org(tables: Sequence[ReleasedTable], version: str, *, date: str | None) -> dict[str, Any]:
    """The document `schema-org.json` of a release.

    Args:
        tables: The released tables, in the order of the contract.
        version: The release.
        date: The ISO day of the release; None where it has not been released.
    """
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        **head(version, date),
        "isAccessibleForFree": True,
        "inLanguage": "en",
        # An open interval: the record goes on.
        "temporalCoverage": f"{COVERED_FROM}/..",
        "spatialCoverage": [{"@type": "Place", "name": name} for name in ("Armenia", "Azerbaijan")],
        "variableMeasured": [
            _variable(table, column) for table in tables for column in table.spec.columns if column.type in _NUMBERS
        ],
        "distribution": [_download(table, file) for table in tables for file in table.files],
    }


def _variable(table: ReleasedTable, column: ColumnSpec) -> dict[str, Any]:
    return {
        "@type": "PropertyValue",
        "name": f"{table.spec.name}.{column.name}",
        "description": column.description,
        **({"unitText": column.unit} if column.unit is not None else {}),
    }


def _download(table: ReleasedTable, file: ReleasedFile) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": table.spec.title,
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": file.media_type,
        "sha256": file.sha256,
    }
