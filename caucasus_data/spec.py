"""What a table is, once its declaration has been read: frozen values that everything else is derived from.

Nothing here knows pydantic; `declaration` makes these values from the row models, `export.table_schema` writes them to
`schemas/*.json` and reads them back without loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ColumnType = Literal["string", "integer", "number", "boolean", "date", "list"]


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """One allowed value of a coded column.

    Attributes:
        value: The code as it stands in a cell.
        definition: What it means.
        equivalents: Its twins in other schemes (`ACLED Battles`, `PLOVER FIGHT`), empty where there is none.
    """

    value: str
    definition: str
    equivalents: str = ""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column.

    Attributes:
        name: The column's name in every format.
        type: The cell's type; a `list` is a list of strings.
        description: What the column means.
        required: True where a cell must not be empty.
        codes: The allowed values, in their declared order; empty where the column is not coded.
        ordered: True where the order of the codes has a meaning.
        pattern: An anchored regular expression that each text (or list item) matches.
        min_length: The least number of characters.
        max_length: The greatest number of characters.
        minimum: The least number.
        maximum: The greatest number.
        unit: The unit of a number.
        references: The table whose primary key the cell (or each list item) names.
        delimiter: What separates the items of a list in CSV.
        format: The lexical form of a text beyond its pattern: `uri`, `version` (sorts as one), or None.
    """

    name: str
    type: ColumnType
    description: str
    required: bool
    codes: tuple[CodeSpec, ...] = ()
    ordered: bool = False
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    references: str | None = None
    delimiter: str | None = None
    format: str | None = None

    @property
    def allowed(self) -> tuple[str, ...]:
        """The codes' values."""
        return tuple(code.value for code in self.codes)

    @property
    def is_free_text(self) -> bool:
        """True for prose: a string that no code, pattern or reference constrains."""
        return self.type == "string" and not (self.codes or self.pattern or self.references or self.format)


@dataclass(frozen=True)
class TableSpec:
    """One table: its columns in file order and the key that names and sorts its rows.

    Attributes:
        name: The table's name, and its file's.
        title: Its title for people.
        description: What a row is.
        primary_key: The columns that name a row and, in this order, sort the file.
        columns: The columns.
        examples: The ids of rows that show well what the table holds; the parts of a composite key joined by `/`.
        gaps: What a reader will look for in vain, in words; empty where nothing is known to be missing.
    """

    name: str
    title: str
    description: str
    primary_key: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]
    examples: tuple[str, ...] = ()
    gaps: str = ""

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names, in file order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def _by_name(self) -> dict[str, ColumnSpec]:
        return {column.name: column for column in self.columns}

    def __getitem__(self, name: str) -> ColumnSpec:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name
