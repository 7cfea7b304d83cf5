"""The table `claims`."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from caucasus_data.declaration import Row, declare
from caucasus_data.types import ActorRef, Code, Column, Date, ShortText, Slug, SourceRef, Text


class Qualifier(Code):
    """How a source hedges a figure."""

    EXACT = "exact", "A number as such."
    APPROXIMATE = "approximate", "About."
    AT_LEAST = "at_least", "A lower bound."
    AT_MOST = "at_most", "An upper bound."
    RANGE = "range", "From one number to another."


class Stance(Code):
    """How a claim bears on the record."""

    SUPPORTS = "supports", "It is one of the figures that low, best and high are made of."
    CONTRADICTS = "contradicts", "It says otherwise and is not followed."
    QUALIFIES = "qualifies", "It adds a condition, another unit or another scope."
    SUPERSEDED = "superseded", "Its own claimant, or a better source, replaced it later."


_VALUE = Column(unit="the claim's `unit`")


class Claim(Row):
    """Who says which figure, date or fact of a record, cell by cell, and whether the record follows it."""

    claim_id: Slug
    """The claim's permanent id."""
    table_name: Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:_[a-z]+)*$", max_length=40)]
    """The table of the record."""
    record_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+(?:[-/][A-Za-z0-9_]+)*$", max_length=200)]
    """The record's primary key, composite parts joined by `/`."""
    field: Annotated[str, StringConstraints(pattern=r"^[a-z_]+(?:/[a-z_]+){0,2}$", max_length=60)]
    """A column, a stem (`value`, `quantity`), a count (`killed/azerbaijan/all`), `existence` or `attribution`."""
    unit: Annotated[str, StringConstraints(pattern=r"^(?:[A-Z]{3}|[a-z]+(?:_[a-z]+)*)$", max_length=40)] | None = None
    """The unit of the value: `persons`, a currency (in millions), an item's unit."""
    value_low: Annotated[float, _VALUE] | None = None
    """The lower end that is claimed."""
    value_best: Annotated[float, _VALUE] | None = None
    """The single figure that is claimed."""
    value_high: Annotated[float, _VALUE] | None = None
    """The upper end that is claimed."""
    value_text: ShortText | None = None
    """What is claimed where it is no number: a date, a party, yes or no."""
    qualifier: Qualifier | None = None
    """How the source hedges the figure."""
    claimant_id: ActorRef | None = None
    """Who asserts it, not who prints it; empty: the outlet, or unnamed."""
    claimed_on: Date | None = None
    """The day on which it was asserted, where shown."""
    source_id: SourceRef
    """The source that prints it."""
    locator: ShortText | None = None
    """Where in the source it stands; needed where the record is `reviewed`."""
    stance: Stance
    """How the claim bears on the record."""
    adopted: bool
    """True where the record's `best` is this claim's value."""
    note: Text | None = None
    """What a reader needs to know about the claim."""


TABLE = declare(
    Claim,
    name="claims",
    title="Claims",
    primary_key=("claim_id",),
    examples=("2020-09-27-karabakh-war-killed-armenia-or-karabakh-military-avinyan",),
)
