"""From two states of the tables to the changes that lead from the one to the other, complete enough to be undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from caucasus_data.errors import ReleaseError
from caucasus_data.history import change as kinds
from caucasus_data.history.change import LIST_SEPARATOR, Change
from caucasus_data.history.declared import Declared, surviving_columns
from caucasus_data.history.text_table import KEY_SEPARATOR, TextTable

Row = Mapping[str, str]


def difference(
    before: Mapping[str, TextTable], after: Mapping[str, TextTable], declared: Declared | None = None
) -> tuple[Change, ...]:
    """The changes between two states of the tables.

    Args:
        before: The older tables by name.
        after: The newer tables by name.
        declared: Which new names stand for old things.

    Raises:
        ReleaseError: A declared name is not there, or a table's ids are not unique.
    """
    declared = declared or Declared()
    old_names = declared.old_names(before, after)
    changes: list[Change] = []
    for name in after:
        changes += table_difference(before[old_names[name]] if name in old_names else None, after[name], declared)
    for name, old in old_names.items():
        if name not in after:
            changes += table_difference(before[old], None, declared)
    return tuple(changes)


def table_difference(before: TextTable | None, after: TextTable | None, declared: Declared) -> Iterator[Change]:
    """The changes of one table; None stands for a table that is not there."""
    if after is None:
        assert before is not None
        yield from _removed_table(before)
    elif before is None:
        yield Change(kinds.TABLE_ADDED, after.name, reason="schema")
    else:
        yield from _kept_table(before, after, declared)


def _removed_table(before: TextTable) -> Iterator[Change]:
    yield Change(kinds.TABLE_REMOVED, before.name, reason="schema")
    yield Change(kinds.HEADER, before.name, before=LIST_SEPARATOR.join(before.column_names), reason="schema")
    yield Change(kinds.KEY_CHANGED, before.name, before=LIST_SEPARATOR.join(before.primary_key), reason="schema")
    for record_id, row in before.by_id.items():
        # That the table went is the reason of each of its rows.
        yield from _removed_row(before.name, record_id, row, (), reason="schema")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table that is there on both sides, with the newer names of its surviving columns and of its renamed ids."""

    before: TextTable
    after: TextTable
    columns: Mapping[str, str]
    ids: Mapping[str, str]


def _kept_table(before: TextTable, after: TextTable, declared: Declared) -> Iterator[Change]:
    name = after.name
    own = declared[name]
    kept = _Kept(before, after, surviving_columns(before.column_names, after.column_names, own.columns, name), own.ids)
    if before.name != name:
        yield Change(kinds.TABLE_RENAMED, name, before=before.name, after=name, reason="schema")
    yield from _column_changes(kept)
    pairs = _matched_rows(kept)
    for new_id in after.by_id:
        if new_id in pairs:
            yield from _row_changes(kept, pairs[new_id], new_id)
        else:
            yield Change(kinds.ADDED, name, new_id)
    surviving = set(pairs.values())
    for old_id, row in before.by_id.items():
        if old_id not in surviving:
            yield from _removed_row(name, old_id, row, own.successors.get(old_id, ()))
    for reworded in sorted(own.reworded):
        yield Change(kinds.REWORDED, name, field=reworded, reason="schema")


def _column_changes(kept: _Kept) -> Iterator[Change]:
    before, after, columns = kept.before, kept.after, kept.columns
    name = after.name
    for old, new in columns.items():
        if old != new:
            yield Change(kinds.COLUMN_RENAMED, name, field=new, before=old, after=new, reason="schema")
    for new in after.column_names:
        if new not in columns.values():
            yield Change(kinds.COLUMN_ADDED, name, field=new, after=new, reason="schema")
    for old in before.column_names:
        if old not in columns:
            yield Change(kinds.COLUMN_REMOVED, name, field=old, before=old, reason="schema")
    headers = (kinds.HEADER, before.column_names, after.column_names)
    keys = (kinds.KEY_CHANGED, before.primary_key, after.primary_key)
    for kind, was, has in (headers, keys):
        if was != has:
            yield Change(kind, name, before=LIST_SEPARATOR.join(was), after=LIST_SEPARATOR.join(has), reason="schema")


def _matched_rows(kept: _Kept) -> dict[str, str]:
    """The old id of each row that is still there, by its newer one.

    Where the key changed, rows are matched by the newer key, or else by the old one, whichever is there on both sides
    and names a row on both.

    Raises:
        ReleaseError: A row is declared renamed that was not there, or to an id that is not.
    """
    for old, new in kept.ids.items():
        if old not in kept.before.by_id or new not in kept.after.by_id:
            raise ReleaseError(f'{kept.after.name}: "{old}" cannot have been renamed to "{new}": one is not there')
    old_keys, new_keys = _matchable(kept)
    by_key = {key: new_id for new_id, key in new_keys.items()}
    pairs = {new: old for old, new in kept.ids.items()}
    for old_id, key in old_keys.items():
        new_id = by_key.get(key)
        if new_id is not None and new_id not in pairs and old_id not in kept.ids:
            pairs[new_id] = old_id
    return pairs


def _matchable(kept: _Kept) -> tuple[dict[str, str], dict[str, str]]:
    """What rows are matched by, for each id of the older and of the newer table; nothing where no key serves both."""
    old_names = {new: old for old, new in kept.columns.items()}
    translated = tuple(kept.columns.get(part, "") for part in kept.before.primary_key)
    for key in dict.fromkeys((kept.after.primary_key, translated)):
        if all(part in old_names for part in key):
            old_key = tuple(old_names[part] for part in key)
            try:
                return _ids_by_key(kept.before, old_key), _ids_by_key(kept.after, key)
            except ReleaseError:
                continue
    return {}, {}


def _ids_by_key(table: TextTable, key: tuple[str, ...]) -> dict[str, str]:
    """The cells of a key that names each row, by the row's id."""
    if key == table.primary_key:
        return {record_id: record_id for record_id in table.by_id}
    return dict(zip(table.by_id, table.by_key(key), strict=True))


def _row_changes(kept: _Kept, old_id: str, new_id: str) -> Iterator[Change]:
    name, old, new = kept.after.name, kept.before.by_id[old_id], kept.after.by_id[new_id]
    told: tuple[str, ...] = ()
    if old_id in kept.ids:
        if old_id.count(KEY_SEPARATOR) != len(kept.before.primary_key) - 1:
            raise ReleaseError(f'{name}: the id "{old_id}" has a "/" within a part; it cannot be renamed')
        yield Change(kinds.RENAMED, name, new_id, before=old_id, after=new_id)
        told = kept.before.primary_key
    for old_name, new_name in kept.columns.items():
        if old[old_name] != new[new_name] and old_name not in told:
            yield Change(kinds.REVISED, name, new_id, new_name, old[old_name], new[new_name])
    for old_name in kept.before.column_names:
        if old_name not in kept.columns and old[old_name]:
            yield Change(kinds.COLUMN_REMOVED, name, new_id, old_name, old[old_name], reason="schema")


def _removed_row(
    table: str, record_id: str, row: Row, successors: tuple[str, ...], *, reason: str = ""
) -> Iterator[Change]:
    after = LIST_SEPARATOR.join(successors)
    for name, cell in row.items():
        if cell:
            yield Change(kinds.REMOVED, table, record_id, name, cell, after, reason)
