"""The table `offices`."""

from __future__ import annotations

from caucasus_data.declaration import Row, declare
from caucasus_data.types import ActorRef, Date, ShortText, Slug, SourceRefs


class Office(Row):
    """Who held which office when: what makes a person's words those of a minister, a spokesperson or an analyst."""

    office_id: Slug
    """The permanent id of this person's holding of this office."""
    person_id: ActorRef
    """The person."""
    body_id: ActorRef | None = None
    """The body in which the office is held."""
    title: ShortText
    """The office in generic English, such as prime minister; "acting" stands in it."""
    held_from: Date | None = None
    """The first day in office, where a source shows it."""
    held_to: Date | None = None
    """The last day in office, where a source shows it; empty while held or unknown."""
    sources: SourceRefs
    """The sources that show the person in this office."""


TABLE = declare(
    Office,
    name="offices",
    title="Offices",
    primary_key=("office_id",),
    examples=("ruben-vardanyan-state-minister",),
    gaps="Only the offices in which a recorded speaker spoke.",
)
