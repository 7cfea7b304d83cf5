"""Random histories of tables: every kind of change that a release can make."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from caucasus_data.csv_form import CANONICAL_FORM
from caucasus_data.history.declared import Declared, DeclaredTable
from caucasus_data.history.difference import difference
from caucasus_data.history.log import Log, ReleasedTable
from caucasus_data.history.text_table import TextTable

State = dict[str, TextTable]

TABLES = ("alpha", "beta", "gamma")
COLUMNS = ("one", "two", "three", "four", "five")
# What could upset a writer, a reader, a sort or a split: quotes, line ends, versions, numbers, lists, nothing.
CELLS = (
    "",
    "a",
    "b",
    "ab",
    "10",
    "9",
    "-1",
    "1.10.0",
    "1.9.0",
    'say "so"',
    "x,y",
    "x;y",
    "two\nlines",
    "Ā",
    "none",
    "=1",
)
KEY_CELLS = ("a", "b", "c", "d", "e", "10", "9", "1.10.0", "1.9.0")


@dataclass(frozen=True)
class History:
    """The tables of each release, and the log that the releases have written."""

    states: tuple[State, ...]
    log: Log


@st.composite
def tables(draw: st.DrawFn, name: str) -> TextTable:
    columns = tuple(draw(st.permutations(COLUMNS))[: draw(st.integers(1, 4))])
    key = columns[: draw(st.integers(1, min(2, len(columns))))]
    return draw(with_rows(TextTable(name, tuple(draw(st.permutations(columns))), key)))


@st.composite
def with_rows(draw: st.DrawFn, table: TextTable) -> TextTable:
    """The table with a few more rows."""
    taken = set(table.by_id)
    rows = list(table.rows)
    for _ in range(draw(st.integers(0, 4))):
        row = draw(cells_of(table))
        record_id = id_of(table, row)
        if record_id not in taken:
            taken.add(record_id)
            rows.append(row)
    return TextTable(table.name, table.column_names, table.primary_key, tuple(rows))


@st.composite
def cells_of(draw: st.DrawFn, table: TextTable) -> tuple[str, ...]:
    return tuple(
        draw(st.sampled_from(KEY_CELLS if name in table.primary_key else CELLS)) for name in table.column_names
    )


def id_of(table: TextTable, row: tuple[str, ...]) -> str:
    return "/".join(row[table.column_names.index(part)] for part in table.primary_key)


@dataclass
class Draft:
    """A table while it changes: rows by column, and what has been renamed on the way."""

    rows: list[dict[str, str]]
    columns: list[str]
    key: list[str]


@st.composite
def evolved(draw: st.DrawFn, table: TextTable) -> tuple[TextTable, dict[str, str], dict[str, str]]:
    """A later state of a table: any mix of revised, renamed, removed and added rows, columns and keys.

    Returns:
        The table, the new column names by the old ones, the new ids by the old ones.
    """
    old_ids = list(table.by_id)
    rows = [dict(zip(table.column_names, row, strict=True)) for row in table.rows]
    draft = Draft(rows, list(table.column_names), list(table.primary_key))
    kept = [index for index in range(len(rows)) if draw(st.integers(0, 4))]
    moved = draw(revised(draft, kept))
    renamed_columns = draw(with_other_columns(draft))
    draw(with_another_key(draft))
    unique = {"/".join(rows[index][part] for part in draft.key): index for index in kept}
    cells = tuple(tuple(rows[index][name] for name in draft.columns) for index in unique.values())
    after = TextTable(table.name, tuple(draft.columns), tuple(draft.key), cells)
    ids = {old_ids[index]: new_id for new_id, index in unique.items() if index in moved and old_ids[index] != new_id}
    return draw(with_rows(after)), renamed_columns, ids


@st.composite
def revised(draw: st.DrawFn, draft: Draft, kept: list[int]) -> set[int]:
    """Revise cells of the kept rows, and give some of them other ids; the latter rows are returned."""
    moved = set()
    for index in kept:
        for name in draft.columns:
            if name not in draft.key and not draw(st.integers(0, 3)):
                draft.rows[index][name] = draw(st.sampled_from(CELLS))
        if not draw(st.integers(0, 5)):
            draft.rows[index][draft.key[0]] = draw(st.sampled_from(KEY_CELLS))
            moved.add(index)
    return moved


@st.composite
def with_other_columns(draw: st.DrawFn, draft: Draft) -> dict[str, str]:
    """Remove, rename, add and reorder columns; returns the new names by the old ones."""
    columns = [name for name in draft.columns if name in draft.key or draw(st.integers(0, 5))]
    free = [name for name in COLUMNS if name not in columns]
    renamed: dict[str, str] = {}
    for name in [name for name in columns if not draw(st.integers(0, 5))]:
        if free:
            new = free.pop(draw(st.integers(0, len(free) - 1)))
            columns[columns.index(name)] = renamed[name] = new
            draft.key = [new if part == name else part for part in draft.key]
            for row in draft.rows:
                row[new] = row.pop(name)
            # The old name is free for another column, which is then not the one that was renamed.
            free.append(name)
    for name in [name for name in free if not draw(st.integers(0, 6))]:
        columns.append(name)
        for row in draft.rows:
            row[name] = draw(st.sampled_from(CELLS))
    draft.columns = draw(st.permutations(columns)) if not draw(st.integers(0, 3)) else columns
    return renamed


@st.composite
def with_another_key(draw: st.DrawFn, draft: Draft) -> None:
    """Now and then, make other columns the key."""
    if draw(st.integers(0, 4)):
        return
    draft.key = draw(st.permutations(draft.columns))[: draw(st.integers(1, min(2, len(draft.columns))))]
    for row in draft.rows:
        for part in draft.key:
            if row.get(part) not in KEY_CELLS:
                row[part] = draw(st.sampled_from(KEY_CELLS))


@st.composite
def histories(draw: st.DrawFn, most_releases: int = 5) -> History:
    """A first release and some that follow, tables that come, go and change their names included."""
    state: State = {name: draw(tables(name)) for name in TABLES if draw(st.booleans())}
    states, log = [state], Log().extended(released("0.1.0", state), ())
    for step in range(draw(st.integers(1, most_releases - 1))):
        state, declared = draw(next_state(state))
        version = f"0.{step + 9}.0"  # passes 0.9.0 and 0.10.0, which texts would order the other way round
        log = log.extended(released(version, state), difference(states[-1], state, declared))
        states.append(state)
    return History(tuple(states), log)


@st.composite
def next_state(draw: st.DrawFn, state: State) -> tuple[State, Declared]:
    later: State = {}
    tables_renamed: dict[str, str] = {}
    declared: dict[str, DeclaredTable] = {}
    for name, table in state.items():
        if not draw(st.integers(0, 7)):
            continue
        after, renamed_columns, renamed_ids = draw(evolved(table))
        free = [other for other in (*TABLES, "delta") if other not in state and other not in later]
        if free and not draw(st.integers(0, 5)):
            new = draw(st.sampled_from(free))
            tables_renamed[name] = new
            after = TextTable(new, after.column_names, after.primary_key, after.rows)
        later[after.name] = after
        declared[after.name] = DeclaredTable(renamed_columns, renamed_ids)
    for name in TABLES:
        if name not in state and name not in later and not draw(st.integers(0, 3)):
            later[name] = draw(tables(name))
    return later, Declared(tables_renamed, declared)


def released(version: str, state: State) -> tuple[ReleasedTable, ...]:
    # A release without tables still has to have a row, to be one.
    rows = [
        ReleasedTable(version, name, "2026-01-01", len(table.rows), table.digest, "0" * 64, CANONICAL_FORM, "A release")
        for name, table in state.items()
    ]
    return tuple(rows) or (
        ReleasedTable(version, "nothing", "2026-01-01", 0, "0" * 64, "0" * 64, CANONICAL_FORM, "None"),
    )
