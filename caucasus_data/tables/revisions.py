"""The table `revisions`."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Ge, Le
from pydantic import StringConstraints

from caucasus_data.declaration import Row, declare
from caucasus_data.tables.releases import TableName
from caucasus_data.types import Code, Text, VersionText


class Change(Code):
    """What a release did to a cell, a row, a column or a table."""

    ADDED = "added", "A row was added."
    REVISED = "revised", "A cell was changed."
    REMOVED = "removed", "A row was removed; one entry for each of its filled cells keeps what it said."
    RENAMED = "renamed", "A row's id was changed."
    COLUMN_ADDED = "column_added", "A column was added."
    COLUMN_REMOVED = "column_removed", "A column was removed."
    COLUMN_RENAMED = "column_renamed", "A column was renamed."
    HEADER = "header", "The columns changed; the old list stands in `before`."
    KEY_CHANGED = "key_changed", "The primary key changed; the old one stands in `before`."
    REWORDED = "reworded", "The text of a column, its codes or the table changed, and its meaning did not."
    TABLE_ADDED = "table_added", "A table was added."
    TABLE_REMOVED = "table_removed", "A table was removed."
    TABLE_RENAMED = "table_renamed", "A table was renamed."


class Reason(Code):
    """Why a released cell changed."""

    NEW_SOURCE = "new_source", "A new or better source."
    SOURCE_CORRECTED = "source_corrected", "The source corrected itself."
    CODING_ERROR = "coding_error", "It was coded wrongly."
    MERGED = "merged", "Two records were one."
    SPLIT = "split", "One record was several."
    OUT_OF_SCOPE = "out_of_scope", "It does not belong here."
    TYPO = "typo", "A slip of the pen."
    SCHEMA = "schema", "The schema changed."


AnyText = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$")]
"""A cell of any table, which may be a number, a code or prose: nothing of it can be a mistake of this table."""


class Revision(Row):
    """The undo log: every difference between two releases, cell by cell, from which each earlier one is rebuilt."""

    version: VersionText
    """The release that made the change."""
    entry: Annotated[int, Ge(1), Le(100_000_000)]
    """The number of the entry within the release, in the order in which the log is written."""
    table_name: TableName
    """The table."""
    record_id: Annotated[str, StringConstraints(max_length=400)] | None = None
    """The record's primary key, by its newer id, that of a removed row by its old one; composite parts joined by `/`;
    empty for changes of columns and tables."""
    change: Change
    """What was done."""
    field: Annotated[str, StringConstraints(max_length=60)] | None = None
    """The column, by its newer name, that of a removed row or column by its old one; empty for added and renamed rows
    and for changes of a table."""
    before: AnyText | None = None
    """What stood there before, as in the CSV; for a renamed row its old id."""
    after: AnyText | None = None
    """What stands there since, as in the CSV; for a renamed row its new id; for a removed one the ids that took its
    place, separated by `;`."""
    reason: Reason | None = None
    """Why; required where a released row was revised, removed or renamed."""
    note: Text | None = None
    """The reason in words."""


TABLE = declare(Revision, name="revisions", title="Revisions", primary_key=("version", "entry"), examples=("0.3.0/1",))
