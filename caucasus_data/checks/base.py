"""What a check is, and what it is given.

Every diagnostic code is one class. Its docstring is the explanation that `caucasus-data explain` prints and `CODES.md`
holds: a first sentence that says what is wrong, then the sections Why, Example and Mend.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, integers, where
from caucasus_data.spec import ColumnSpec, TableSpec

Made = TypeVar("Made")
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
        columns: The typed columns by name, each as long as the rows; codes are plain strings.
        numbers: The index of each of the rows among the sound rows of the file.
        bad: The numbers of rows with a cell that was not accepted. That cell is null here, so that a rule broken in
            such a row may be but a shadow of the cell's own finding.
    """

    spec: TableSpec
    columns: Mapping[str, pa.Array]
    numbers: Sequence[int]
    bad: frozenset[int] = frozenset()

    def __getitem__(self, name: str) -> pa.Array:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.numbers)

    def value(self, name: str, index: int) -> Any:
        """One cell as a Python value."""
        return self.columns[name][index].as_py()

    def lists(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples of Python values of the named columns."""
        return zip(*(self.columns[name].to_pylist() for name in names), strict=True)

    def naming(self, name: str, ids: pa.Array) -> list[int]:
        """The indices of the rows whose cell in a column, or an item of its list, is one of some ids."""
        cells = self.columns[name]
        if not pa.types.is_list(cells.type):
            return where(pc.is_in(cells, value_set=ids))
        named = pc.list_parent_indices(cells).filter(pc.is_in(cells.flatten(), value_set=ids))
        return sorted(set(named.to_pylist()))

    def take(self, indices: Sequence[int], *names: str) -> Iterator[tuple[Any, ...]]:
        """Some of the rows, as their indices and Python values of the named columns."""
        chosen = integers(indices)
        return zip(indices, *(self.columns[name].take(chosen).to_pylist() for name in names), strict=True)

    def keys(self) -> Iterator[str | None]:
        """The primary keys, parts joined by `/`; None where a part is missing."""
        if len(self.spec.primary_key) == 1:
            # An id is text as it stands.
            yield from self.columns[self.spec.primary_key[0]].to_pylist()
            return
        for parts in self.lists(*self.spec.primary_key):
            yield None if None in parts else "/".join(map(str, parts))


@dataclass
class Database:
    """The tables at hand, for checks that look from one table into another.

    Attributes:
        tables: The rows of each table that could be read whole; of a large one, those that refer to or are referred to
            by other rows.
        declared: The names of all tables that there should be.
    """

    tables: dict[str, Rows] = field(default_factory=dict)
    declared: tuple[str, ...] = ()
    _indices: dict[tuple[str, ...], dict[Any, Any]] = field(default_factory=dict, repr=False)
    _derived: dict[tuple[str, object], Any] = field(default_factory=dict, repr=False)

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
        # A row that lacks its key is not the one that an empty reference names.
        positions = pc.index_in(keys, value_set=rows[rows.spec.primary_key[0]], skip_nulls=True)
        return rows[column].take(positions)

    def derived(self, table: str, make: Callable[[Rows], Made]) -> Made:
        """What a function makes of the rows of a table; made once, as every block of another table asks for it."""
        asked = (table, make)
        if asked not in self._derived:
            self._derived[asked] = make(self.tables[table])
        made: Made = self._derived[asked]
        return made

    def index(self, table: str, *columns: str) -> dict[Any, Any]:
        """The cell, or the tuple of cells, of each row of a table by its key; made once."""
        asked = (table, *columns)
        known = self._indices.get(asked)
        if known is None:
            rows = self.tables[table]
            cells = rows[columns[0]].to_pylist() if len(columns) == 1 else rows.lists(*columns)
            known = dict(zip(rows.keys(), cells, strict=True))
            known.pop(None, None)
            # Threads may ask at once: what they find here is finished.
            self._indices[asked] = known
        return known


class RuleCheck(Check):
    """A rule that a row meets by itself, or together with the rows that it refers to.

    Attributes:
        tables: The tables that the rule applies to.
        needs: The tables that it looks into.
        scans: Those of them of which it must see every row that can matter to it, and not only those that others name.
        reads: Beside the key, the columns that it reads of each table that it looks into; of a table too large to be
            kept, no other column is at hand.
        hangs_on: For a table that it applies to, the column that is filled in each row that can break it, so that of a
            large table no other rows need be judged once more.
        looks_anywhere: True where a cell says which table it looks into, so that all must be at hand.
    """

    tables: ClassVar[tuple[str, ...]]
    needs: ClassVar[tuple[str, ...]] = ()
    scans: ClassVar[tuple[str, ...]] = ()
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    hangs_on: ClassVar[Mapping[str, str]] = {}
    looks_anywhere: ClassVar[bool] = False

    @classmethod
    def sees(cls, _rows: Rows, /) -> Mask | None:
        """True for the rows of a table that it scans which can matter to it; None for all of them.

        The rows are some that follow each other in the file, sorted by their key and without a bad cell.
        """
        return None

    @classmethod
    def subjects(cls) -> tuple[str, ...]:
        """The tables that the rule applies to."""
        return cls.tables

    @classmethod
    def requires(cls, _table: str, /) -> tuple[str, ...]:
        """The tables that must be at hand for the rows of a table to be judged."""
        return cls.needs

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        """What breaks the rule among some rows of one of its tables."""
        raise NotImplementedError

    def finding(self, rows: Rows, index: int, field: str, message: str, hint: str | None = None) -> Finding:
        """A finding in one of the rows."""
        return Finding(type(self), rows.spec.name, int(rows.numbers[index]), field, message, hint)


class RowCheck(RuleCheck):
    """A rule that a mask over the rows expresses.

    Attributes:
        places: For each table that the rule applies to, the column that a finding points at.
    """

    places: ClassVar[Mapping[str, str]]

    @classmethod
    def subjects(cls) -> tuple[str, ...]:
        return tuple(cls.places)

    def failing(self, rows: Rows, db: Database) -> Mask:
        """True for the rows that break the rule; null counts as false."""
        raise NotImplementedError

    def words(self, rows: Rows, index: int) -> Words:
        """The message and hint for one failing row."""
        raise NotImplementedError

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        for index in where(self.failing(rows, db)):
            message, hint = self.words(rows, index)
            yield self.finding(rows, index, self.places[rows.spec.name], message, hint)


class TableCheck(RuleCheck):
    """A rule between the rows of a table; `rows` are all that may break it."""


def one_without_other(rows: Rows, index: int, first: str, second: str) -> str:
    """Says which of two columns that belong together is empty."""
    filled, empty = (second, first) if rows.value(first, index) is None else (first, second)
    return f"{filled} is filled, but {empty} is empty"


def none(rows: Rows) -> Mask:
    """A mask that is false everywhere."""
    return pa.Array.from_buffers(pa.bool_(), len(rows), [None, pa.py_buffer(np.zeros(len(rows) // 8 + 1, np.uint8))])
