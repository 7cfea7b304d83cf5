"""What the validator says: a `Diagnostic` is one finding at one place, a `Report` all of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: The stable code, such as `CD203`; `explain` prints its meaning.
        message: What is wrong, in one line.
        hint: The likely mend, or None where none can be offered.
        path: The file, relative to the folder the command runs in.
        line: The physical line, from 1; None for a finding about the whole file.
        column: The character in that line where the cell begins, from 1.
        table: The table that the file holds.
        field: The column's name.
        record_id: The row's primary key, parts joined by `/`.
        value: The offending value as the file has it.
    """

    code: str
    message: str
    hint: str | None = None
    path: str = ""
    line: int | None = None
    column: int | None = None
    table: str | None = None
    field: str | None = None
    record_id: str | None = None
    value: str | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By place, then code: the order that findings are shown in."""
        return (self.path, self.line or 0, self.column or 0, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one validation, in the order of their places.

    Attributes:
        diagnostics: The findings that are listed.
        omitted: How many more there were beyond the limit for a table.
        tables: How many tables were read.
        rows: How many rows were read.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    omitted: int = 0
    tables: int = 0
    rows: int = 0

    @property
    def ok(self) -> bool:
        """True where nothing was found."""
        return not self.diagnostics and not self.omitted

    def as_dict(self) -> dict[str, Any]:
        """The JSON document of `--output-format json`."""
        document: dict[str, Any] = {"ok": self.ok, "diagnostics": [asdict(found) for found in self.diagnostics]}
        if self.omitted:
            document["omitted"] = self.omitted
        return document
