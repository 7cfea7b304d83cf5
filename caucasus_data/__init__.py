"""Events, statements, defence contracts and spending of the Armenia-Azerbaijan conflict and peace process.

Importing the package loads neither pandas nor pyarrow nor pydantic; each name below is fetched when it is first used.
"""

from __future__ import annotations

from importlib import import_module

# Importing `typing` would take longer than all the rest; type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from caucasus_data.database import connect
    from caucasus_data.diagnostics import Diagnostic, Report
    from caucasus_data.errors import (
        CaucasusDataError,
        DatasetsError,
        InvalidDataError,
        MissingExtraError,
        PackagedFileError,
        ReleaseError,
        SchemaDefinitionError,
        UnknownBackendError,
        UnknownColumnError,
        UnknownRecordError,
        UnknownTableError,
        UnknownVersionError,
    )
    from caucasus_data.footnotes import cite, evidence
    from caucasus_data.loader import catalog, load, path, revisions, schema, validate
    from caucasus_data.render.evidence import Evidence
    from caucasus_data.typed import records

__version__ = "0.11.0"

_HOMES = {
    "caucasus_data.loader": ("catalog", "load", "path", "revisions", "schema", "validate"),
    "caucasus_data.typed": ("records",),
    "caucasus_data.footnotes": ("cite", "evidence"),
    "caucasus_data.database": ("connect",),
    "caucasus_data.render.evidence": ("Evidence",),
    "caucasus_data.diagnostics": ("Diagnostic", "Report"),
    "caucasus_data.errors": (
        "CaucasusDataError",
        "DatasetsError",
        "InvalidDataError",
        "MissingExtraError",
        "PackagedFileError",
        "ReleaseError",
        "SchemaDefinitionError",
        "UnknownBackendError",
        "UnknownColumnError",
        "UnknownRecordError",
        "UnknownTableError",
        "UnknownVersionError",
    ),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "CaucasusDataError",
    "DatasetsError",
    "Diagnostic",
    "Evidence",
    "InvalidDataError",
    "MissingExtraError",
    "PackagedFileError",
    "ReleaseError",
    "Report",
    "SchemaDefinitionError",
    "UnknownBackendError",
    "UnknownColumnError",
    "UnknownRecordError",
    "UnknownTableError",
    "UnknownVersionError",
    "__version__",
    "catalog",
    "cite",
    "connect",
    "evidence",
    "load",
    "path",
    "records",
    "revisions",
    "schema",
    "validate",
]


def __getattr__(name: str) -> Any:
    """Fetch a public name from its module (PEP 562)."""
    if (module := _HOME_OF.get(name)) is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(module), name)
    return value


def __dir__() -> list[str]:
    return __all__
