"""The table `event_counts`."""

from __future__ import annotations

from caucasus_data.declaration import Row, declare
from caucasus_data.types import Code, EventRef, Persons, Side


class Measure(Code):
    """What was counted."""

    KILLED = "killed", "People killed.", "UCDP deaths"
    WOUNDED = "wounded", "People wounded."
    MISSING = "missing", "People missing."
    KILLED_OR_MISSING = "killed_or_missing", "People killed or missing, not told apart by the source."
    CAPTURED = "captured", "People taken prisoner or detained."
    RELEASED = "released", "People released or handed over; remains where the event says so."
    DISPLACED = "displaced", "People who left their homes."
    RETURNED = "returned", "People who went back or were settled."
    DEPLOYED = "deployed", "People sent, such as peacekeepers or monitors."


class PersonStatus(Code):
    """Whether those counted belonged to a force."""

    MILITARY = "military", "Members of an armed force, police included where the source counts them so."
    CIVILIAN = "civilian", "Civilians."
    ALL = "all", "Both, or not told apart by the source."


class EventCount(Row):
    """The figures of events: how many people were killed, wounded, captured or displaced, by side and status."""

    event_id: EventRef
    """The event."""
    measure: Measure
    """What was counted."""
    side: Side
    """Whose people were counted."""
    status: PersonStatus
    """Whether those counted belonged to a force."""
    low: Persons | None = None
    """The lowest of several supported figures, or a stated lower bound."""
    best: Persons | None = None
    """The one supported figure, or the adopted one of several; never a midpoint."""
    high: Persons | None = None
    """The highest of several supported figures, or a stated upper bound."""


TABLE = declare(
    EventCount,
    name="event_counts",
    title="Figures of events",
    primary_key=("event_id", "measure", "side", "status"),
    examples=(
        "2020-09-27-karabakh-war/killed/azerbaijan/civilian",
        "2022-09-13-border-fighting/killed/azerbaijan/military",
    ),
    gaps=(
        "No final figure of Azerbaijan's military dead of 2020 after June 2021, and no usable total of "
        "Karabakh's civilian dead, was found."
    ),
)
