"""The table `event_actors`."""

from __future__ import annotations

from caucasus_data.declaration import Row, declare
from caucasus_data.types import ActorRef, Code, EventRef


class EventRole(Code):
    """What an actor did in an event."""

    SIDE_A = "side_a", "One side of an encounter; the letter implies no direction."
    SIDE_B = "side_b", "The other side of an encounter; the letter implies no direction."
    INITIATOR = "initiator", "Who began or did it, only where nobody disputes it."
    HOST = "host", "Who received the others."
    PARTICIPANT = "participant", "Who took part."
    MEDIATOR = "mediator", "Who mediated or facilitated."
    SIGNATORY = "signatory", "Who signed, initialled or adopted."
    AFFECTED = "affected", "Who suffered, was moved, held, freed or otherwise concerned."
    SUPPORTER = "supporter", "Who helped one side without taking part."
    ABSENT = "absent", "Who was expected and did not come."


class EventActor(Row):
    """Who took part in an event, and as what."""

    event_id: EventRef
    """The event."""
    actor_id: ActorRef
    """The actor."""
    role: EventRole
    """What the actor did in it."""


TABLE = declare(
    EventActor,
    name="event_actors",
    title="Actors of events",
    primary_key=("event_id", "actor_id", "role"),
    examples=("2025-08-08-washington-summit/united-states/host",),
)
