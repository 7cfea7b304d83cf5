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


class Revision(Row):
    """The undo log: every difference between two releases, cell by cell, from which each earlier one is rebuilt."""

    version: VersionText
    """The release that made the change."""
    entry: Annotated[int, Ge(1), Le(100_000_000)]
    """The number of the entry within the release, in the order in which the log is written."""
    table_name: TableName
    """The table."""
    record_id: Annotated[str, StringConstraints(max_length=200)] | None = None
    """The record's primary key, composite parts joined by `/`; empty for changes of columns and tables."""
    change: Change
    """What was done."""
    field: Annotated[str, StringConstraints(max_length=60)] | None = None
    """The column; empty for added rows and changes of a table."""
    before: Annotated[str, StringConstraints(max_length=4000)] | None = None
    """What stood there before, as in the CSV."""
    after: Annotated[str, StringConstraints(max_length=4000)] | None = None
    """What stands there since, as in the CSV."""
    reason: Reason | None = None
    """Why; required where a released cell was revised or a row removed."""
    note: Text | None = None
    """The reason in words."""


TABLE = declare(Revision, name="revisions", title="Revisions", primary_key=("version", "entry"))
