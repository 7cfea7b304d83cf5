"""What no comparison of tables can see: that a new name stands for an old thing, a new text for the old meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from caucasus_data.errors import ReleaseError

Names = Mapping[str, str]
"""New names by the old ones."""


@dataclass(frozen=True, slots=True)
class DeclaredTable:
    """What is declared of one table.

    Attributes:
        columns: New column names by the old ones.
        ids: New ids by the old ones.
        successors: The ids that took a removed id's place.
        reworded: The columns whose text is new and whose meaning is not; "" stands for the text of the table itself.
    """

    columns: Names = field(default_factory=dict)
    ids: Names = field(default_factory=dict)
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reworded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of the step from one state of the tables to another.

    Attributes:
        tables: New table names by the old ones.
        by_table: What is declared of each table, by its newer name.
    """

    tables: Names = field(default_factory=dict)
    by_table: Mapping[str, DeclaredTable] = field(default_factory=dict)

    def __getitem__(self, table: str) -> DeclaredTable:
        return self.by_table.get(table, DeclaredTable())

    def old_names(self, before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, str]:
        """The older name of each older table, by its newer one.

        Args:
            before: The older tables by name.
            after: The newer tables by name.

        Raises:
            ReleaseError: A table is declared renamed that was not there, or to a name that is not there or not free.
        """
        for old, new in self.tables.items():
            if old not in before or new not in after:
                raise ReleaseError(f'the table "{old}" cannot have been renamed to "{new}": one is not there')
            if new in before and new not in self.tables:
                raise ReleaseError(f'the name "{new}" of a table that goes cannot be taken in the same release')
        return {self.tables.get(name, name): name for name in before}


def surviving_columns(before: tuple[str, ...], after: tuple[str, ...], renamed: Names, table: str) -> dict[str, str]:
    """The newer name of each column that is still there, by its old one.

    Raises:
        ReleaseError: A column is declared renamed that was not there, or to a name that is not.
    """
    for old, new in renamed.items():
        if old not in before or new not in after:
            raise ReleaseError(f'{table}: the column "{old}" cannot have been renamed to "{new}": one is not there')
    taken = set(renamed.values())
    kept = {name: name for name in before if name in after and name not in renamed and name not in taken}
    return kept | dict(renamed)


def chained(first: Declared, second: Declared) -> Declared:
    """Two steps as one: `a` to `b` and then `b` to `c` make `a` to `c`."""
    moved = {second.tables.get(name, name): declared for name, declared in first.by_table.items()}
    return Declared(
        _chained_names(first.tables, second.tables),
        {name: _chained_table(moved.get(name, DeclaredTable()), second[name]) for name in {**moved, **second.by_table}},
    )


def _chained_table(first: DeclaredTable, second: DeclaredTable) -> DeclaredTable:
    successors = {**first.successors, **second.successors}
    for old, new in first.ids.items():
        if new in second.successors:
            successors[old] = second.successors[new]
    return DeclaredTable(
        _chained_names(first.columns, second.columns),
        {old: new for old, new in _chained_names(first.ids, second.ids).items() if old not in successors},
        successors,
        frozenset(second.columns.get(name, name) for name in first.reworded) | second.reworded,
    )


def _chained_names(first: Names, second: Names) -> dict[str, str]:
    reached = set(first.values())
    chain = {old: second.get(new, new) for old, new in first.items()}
    return chain | {old: new for old, new in second.items() if old not in reached}
