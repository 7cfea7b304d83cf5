"""Exceptions for callers: misuse of the interface, a broken declaration, an environment that cannot serve.

Findings about data are never exceptions; they are `caucasus_data.diagnostics.Diagnostic` values in a report.
"""

from __future__ import annotations

from collections.abc import Iterable


class CaucasusDataError(Exception):
    """Base of every exception that this package raises on purpose."""


class SchemaDefinitionError(CaucasusDataError):
    """A row model says something that the closed vocabulary of `TableSpec` cannot express."""


class DatasetsError(CaucasusDataError):
    """A datasets folder or a table file could not be read at all (as opposed to: holds findings)."""


class InvalidDataError(CaucasusDataError):
    """Data that must be valid, because it is about to be published or loaded, is not."""


class PackagedFileError(CaucasusDataError):
    """A file of the installed release is missing, unreadable or not what its checksum says."""


class ReleaseError(CaucasusDataError):
    """A release cannot be made, compared or rebuilt as asked."""


class InvalidConditionError(CaucasusDataError):
    """The condition of `show --where` is not SQL that the table can answer."""

    def __init__(self, condition: str, reason: str) -> None:
        super().__init__(f"the condition {condition!r} cannot be used: {reason}")


class MissingExtraError(CaucasusDataError, ImportError):
    """An optional engine is not installed; the message names the `pip install` that brings it."""

    def __init__(self, module: str, extra: str) -> None:
        super().__init__(f"{module} is not installed; run: pip install 'caucasus-data[{extra}]'")


class _UnknownNameError(CaucasusDataError, LookupError):
    """A name that is not among the known ones; the message offers the nearest, or all."""

    noun = "name"

    def __init__(self, name: str, known: Iterable[str], *, where: str = "") -> None:
        self.name = name
        self.known = tuple(known)
        close = nearest(name, self.known)
        offer = f'; did you mean "{close}"?' if close else "; known: " + ", ".join(self.known) if self.known else ""
        super().__init__(f'unknown {self.noun} "{name}"{where}{offer}')


class UnknownTableError(_UnknownNameError):
    """No table has this name."""

    noun = "table"


class UnknownColumnError(_UnknownNameError):
    """The table has no column of this name."""

    noun = "column"


class UnknownBackendError(_UnknownNameError):
    """`load` knows no backend of this name."""

    noun = "backend"


class UnknownVersionError(_UnknownNameError):
    """No release has this version."""

    noun = "version"


class UnknownRecordError(_UnknownNameError):
    """The table has no record of this id, and none forwards to another."""

    noun = "record"

    def __init__(self, name: str, known: Iterable[str], *, where: str = "") -> None:
        import difflib

        # A table has thousands of ids: offer the nearest ones, never all of them.
        super().__init__(name, difflib.get_close_matches(name, list(known), n=3, cutoff=0.5), where=where)


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known name nearest to `name`, or None where nothing is near.

    Two texts that differ in letter case or in `-`, `_` and spaces alone are nearest of all.
    """
    names = list(known)
    folded = {_fold(candidate): candidate for candidate in reversed(names)}
    if (same := folded.get(_fold(name))) is not None:
        return same
    import difflib  # only a mistake needs a suggestion

    close = difflib.get_close_matches(str(name), names, n=1, cutoff=cutoff)
    return close[0] if close else None


def _fold(name: str) -> str:
    return str(name).casefold().replace("-", "_").replace(" ", "_").strip("_")
