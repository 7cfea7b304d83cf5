"""What a check is, and what it is given.

Every diagnostic code is one class. Its docstring is the explanation that `caucasus-data explain` prints and `CODES.md`
holds: a first sentence that says what is wrong, then the sections Why, Example and Mend.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, where
from caucasus_data.spec import ColumnSpec, TableSpec

Words = tuple[str, str | None]
"""A message and a hint."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found, before its physical place is worked out.

    Attributes:
        check: The check.
        table: The table.
        row: The row's index among the sound rows of the file; None for the table as a whole.
        field: The column; None for the row as a whole.
        message: What is wrong.
        hint: The likely mend.
    """

    check: type[Check]
    table: str
    row: int | None
    field: str | None
    message: str
    hint: str | None = None


class Check:
    """Base of every check."""

    code: ClassVar[str]

    @classmethod
    def name(cls) -> str:
        """The class name in kebab case, such as `unknown-code`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def explanation(cls) -> str:
        """The docstring, dedented."""
        return inspect.cleandoc(cls.__doc__ or "")

    @classmethod
    def title(cls) -> str:
        """The first sentence of the explanation."""
        return cls.explanation().split("\n\n", 1)[0].replace("\n", " ")


class FormCheck(Check):
    """A flaw of the file that the reader finds; the class holds its code and explanation."""


class CellCheck(Check):
    """Explains one cell that was not accepted."""

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        """What is wrong with this cell, or None where it is not this."""
        raise NotImplementedError


@dataclass(frozen=True)
class Rows:
    """Some rows of a table.

    Attributes:
        spec: The table's declaration.
        first_row: The index of the first of them in the file.
        columns: The typed columns by name, each as long as the rows; codes are plain strings.
        bad: The rows with a cell that was not accepted. That cell is null here, so that a rule broken in such a row may
            be but a shadow of the cell's own finding.
    """

    spec: TableSpec
    first_row: int
    columns: Mapping[str, pa.Array]
    bad: frozenset[int] = frozenset()

    def __getitem__(self, name: str) -> pa.Array:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def value(self, name: str, index: int) -> Any:
        """One cell as a Python value."""
        return self.columns[name][index].as_py()

    def lists(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples of Python values of the named columns."""
        return zip(*(self.columns[name].to_pylist() for name in names), strict=True)

    def record_id(self, index: int) -> str:
        """The primary key, parts joined by `/`."""
        return "/".join(str(self.value(part, index)) for part in self.spec.primary_key)


@dataclass
class Database:
    """The tables at hand, for checks that look from one table into another.

    Attributes:
        tables: The rows of each table that could be read whole.
        declared: The names of all tables that there should be.
    """

    tables: dict[str, Rows] = field(default_factory=dict)
    declared: tuple[str, ...] = ()

    def __contains__(self, table: object) -> bool:
        return table in self.tables

    def __getitem__(self, table: str) -> Rows:
        return self.tables[table]

    def has(self, *tables: str) -> bool:
        """True where all of these tables could be read."""
        return all(table in self.tables for table in tables)

    def lookup(self, keys: pa.Array, table: str, column: str) -> pa.Array:
        """The cell of `column` in the row of `table` that each key names; null where there is none."""
        rows = self.tables[table]
        positions = pc.index_in(keys, value_set=rows[rows.spec.primary_key[0]])
        return rows[column].take(positions)


class RowCheck(Check):
    """A rule within a row, and where it says so, the rows that it refers to.

    Attributes:
        places: For each table that the rule applies to, the column that a finding points at.
        needs: The tables that `failing` looks into.
    """

    places: ClassVar[Mapping[str, str]]
    needs: ClassVar[tuple[str, ...]] = ()

    def failing(self, rows: Rows, db: Database) -> Mask:
        """True for the rows that break the rule; null counts as false."""
        raise NotImplementedError

    def words(self, rows: Rows, index: int) -> Words:
        """The message and hint for one failing row."""
        raise NotImplementedError

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        """A finding for each failing row."""
        table = rows.spec.name
        for index in where(self.failing(rows, db)):
            message, hint = self.words(rows, index)
            yield Finding(type(self), table, rows.first_row + index, self.places[table], message, hint)


class TableCheck(Check):
    """A rule over whole tables.

    Attributes:
        tables: The tables that it speaks about.
        needs: Tables without which it has nothing to say.
    """

    tables: ClassVar[tuple[str, ...]]
    needs: ClassVar[tuple[str, ...]] = ()

    def findings(self, db: Database) -> Iterator[Finding]:
        """What breaks the rule."""
        raise NotImplementedError

    def finding(self, table: str, row: int | None, field: str | None, message: str, hint: str | None = None) -> Finding:
        """A finding of this check."""
        return Finding(type(self), table, row, field, message, hint)


def none(rows: Rows) -> Mask:
    """A mask that is false everywhere."""
    return pa.Array.from_buffers(pa.bool_(), len(rows), [None, pa.py_buffer(np.zeros(len(rows) // 8 + 1, np.uint8))])
