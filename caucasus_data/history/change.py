"""One entry of the undo log, apart from the release that made it."""

from __future__ import annotations

from dataclasses import dataclass

ADDED = "added"
REVISED = "revised"
REMOVED = "removed"
RENAMED = "renamed"
COLUMN_ADDED = "column_added"
COLUMN_REMOVED = "column_removed"
COLUMN_RENAMED = "column_renamed"
HEADER = "header"
KEY_CHANGED = "key_changed"
REWORDED = "reworded"
TABLE_ADDED = "table_added"
TABLE_REMOVED = "table_removed"
TABLE_RENAMED = "table_renamed"

NEED_A_REASON = frozenset({REVISED, REMOVED, RENAMED})
"""The changes of released records; nobody may find one without the reason."""

LIST_SEPARATOR = ";"
"""Between the columns of `header` and `key_changed`, and between the successors of a removed row."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a release did to a cell, a row, a column or a table.

    Attributes:
        kind: One of the changes that this module names.
        table: The table, by its newer name.
        record_id: The row: by its newer id, a removed one by its old id; "" for changes of columns and tables.
        field: The column: by its newer name, in a removed row and for a removed column by its old one.
        before: What stood there.
        after: What stands there since; for a removed row, the ids that took its place.
        reason: Why, as a code of the table `revisions`.
        note: Why, in words.
    """

    kind: str
    table: str
    record_id: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    note: str = ""
