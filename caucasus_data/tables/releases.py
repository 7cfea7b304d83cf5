"""The table `releases`."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Ge, Le
from pydantic import StringConstraints

from caucasus_data.declaration import Row, declare
from caucasus_data.types import Count, Date, Digest, ShortText, VersionText

TableName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:_[a-z]+)*$", max_length=40)]


class Release(Row):
    """Every release, table by table, with the digests that prove a rebuilt table to be the released one."""

    version: VersionText
    """The release."""
    table_name: TableName
    """The table."""
    date: Date
    """The day of the release."""
    row_count: Count
    """How many rows the table had."""
    digest: Digest
    """SHA-256 of the table's canonical CSV."""
    schema_digest: Digest
    """SHA-256 of the table's exported schema."""
    canonical_form: Annotated[int, Ge(1), Le(99)]
    """The number of the canonical form of CSV that the digest is taken over."""
    title: ShortText
    """What the release brought, in a few words."""


TABLE = declare(
    Release, name="releases", title="Releases", primary_key=("version", "table_name"), examples=("0.1.0/actors",)
)
