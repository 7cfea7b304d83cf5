"""What an engine is to these tests."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from caucasus_data.spec import ColumnSpec, TableSpec


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as an engine gave it: the cells of each column as Python values, and the engine's name of its type."""

    cells: dict[str, list[Any]]
    types: dict[str, str]


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to read a published file.

    Attributes:
        name: The engine, and the mode where it has several.
        call: What a user types.
        read: Reads the file of a table.
        format: The format that it reads.
        package: The distribution that it needs; None: part of Python.
        missing: Why it cannot run here, beyond a package that is not installed; None where it can.
        needs_rows: True where it fails on a table without rows.
        note: What a user needs to know that the types do not show.
    """

    name: str
    call: str
    read: Callable[[Path, TableSpec], Reading]
    format: Literal["parquet", "csv"] = "parquet"
    package: str | None = None
    missing: Callable[[], str | None] = lambda: None
    needs_rows: bool = False
    note: str = ""

    @property
    def reason_to_skip(self) -> str | None:
        """Why the engine cannot run on this machine; None where it can."""
        if self.package is not None and self.release is None:
            return f"{self.package} is not installed: pip install 'caucasus-data[engines]'"
        return self.missing()

    @property
    def release(self) -> str | None:
        """The major version of its package; None where there is none."""
        if self.package is None:
            return None
        try:
            return version(self.package).split(".")[0]
        except PackageNotFoundError:
            return None


def plain(cell: Any) -> Any:
    """A cell as a Python value: whatever stands for a missing one is None, a moment at midnight is its day."""
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    if cell is None or type(cell).__name__ in ("NAType", "NaTType") or cell != cell:  # noqa: PLR0124  (NaN)
        return None
    if isinstance(cell, datetime.datetime):
        assert cell.time() == datetime.time()
        return cell.date()
    return cell


def from_text(column: ColumnSpec, cell: Any) -> Any:
    """A cell that an engine without days, lists or truth values gave as a text or a number."""
    if cell is None or column.type in ("string", "integer", "number"):
        return cell
    if column.type == "date":
        return datetime.date.fromisoformat(cell)
    return cell.split(column.delimiter) if column.type == "list" else {"true": True, "false": False}[cell]


def reading(names: Iterable[str], column: Callable[[str], Iterable[Any]], kind: Callable[[str], str]) -> Reading:
    """A reading from two questions asked of each column."""
    names = list(names)
    return Reading({name: [plain(cell) for cell in column(name)] for name in names}, {n: kind(n) for n in names})
