"""CD2: the cells. Each check explains one cause; the first that applies speaks, so that a cell has one finding."""

from __future__ import annotations

from caucasus_data.checks.base import CellCheck, Words
from caucasus_data.checks.codes import (
    EmptyListItem,
    MalformedCode,
    MalformedId,
    MalformedUrl,
    RepeatedListItem,
    UnknownCode,
)
from caucasus_data.checks.scalars import InvalidBoolean, InvalidDate, InvalidNumber, OutOfRange
from caucasus_data.checks.text import (
    ControlCharacter,
    DoubledSpace,
    ForeignLetter,
    FormulaCell,
    InvisibleCharacter,
    MissingWord,
    NotNfc,
    OuterSpace,
    TextTooLong,
    TextTooShort,
)
from caucasus_data.spec import ColumnSpec


class MissingValue(CellCheck):
    """A cell that must be filled is empty.

    Why: The row cannot be understood, found or trusted without it.
    Example: An event without `sources`.
    Mend: Fill it from a source; a row for which no source shows it does not belong in the table.
    """

    code = "CD201"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if value:
            return None
        return f"{column.name} is empty, and every row needs one", f"it is: {column.description}"


CELL_CHECKS: tuple[type[CellCheck], ...] = (
    MissingValue,
    OuterSpace,
    InvisibleCharacter,
    ControlCharacter,
    DoubledSpace,
    NotNfc,
    MissingWord,
    FormulaCell,
    ForeignLetter,
    EmptyListItem,
    RepeatedListItem,
    InvalidDate,
    InvalidNumber,
    OutOfRange,
    InvalidBoolean,
    UnknownCode,
    MalformedUrl,
    TextTooLong,
    TextTooShort,
    MalformedId,
    MalformedCode,
)
"""In the order in which causes are asked for: what hides another cause comes first."""

_EXPLAINERS = tuple(check() for check in CELL_CHECKS)


def explain_cell(value: str | None, column: ColumnSpec) -> tuple[type[CellCheck], str, str | None]:
    """The one cause for which a cell was not accepted, with its message and hint."""
    for check in _EXPLAINERS:
        if (words := check.explain(value or "", column)) is not None:
            return type(check), *words
    raise AssertionError(f"no check explains {column.name} = {value!r}")
