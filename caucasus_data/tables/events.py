"""The table `events`."""

from __future__ import annotations

from caucasus_data.declaration import Row, declare
from caucasus_data.types import (
    Code,
    ContractRefs,
    Count,
    Date,
    EventRef,
    PlacePrecision,
    PlaceRef,
    Precision,
    Review,
    ShortText,
    Slug,
    SourceRefs,
    Summary,
    Text,
)


class EventType(Code):
    """What happened."""

    ARMED_CLASH = (
        "armed_clash",
        "An exchange of fire between forces.",
        "ACLED Armed clash; PLOVER ASSAULT; UCDP state-based",
    )
    HOSTILITIES = (
        "hostilities",
        "Sustained fighting over days or weeks, no initiator implied.",
        "ACLED Battles; PLOVER ASSAULT; UCDP state-based",
    )
    ATTACK = (
        "attack",
        "Shelling, a drone or an air strike, or fire on a target that does not return it.",
        "ACLED Explosions/Remote violence; PLOVER ASSAULT",
    )
    OFFENSIVE = "offensive", "An operation of one side to take ground.", "ACLED Battles; PLOVER ASSAULT"
    TERRITORY_TRANSFER = (
        "territory_transfer",
        "A place passes from one side's control to the other's, by force or agreement.",
        "ACLED Non-violent transfer of territory, Non-state actor overtakes territory; PLOVER CONCEDE",
    )
    MOBILISATION = "mobilisation", "A call-up, a massing of forces or martial law.", "PLOVER MOBILIZE"
    JOINT_EXERCISE = "joint_exercise", "An exercise of the forces of two or more states.", "PLOVER COOPERATE"
    CLOSURE = "closure", "A road, border, airspace or supply is closed, fully or in part.", "PLOVER COERCE"
    OPENING = "opening", "A road, border, airspace or supply is opened.", "PLOVER CONCEDE"
    DISPLACEMENT = "displacement", "People leave their homes because of the conflict.", "PLOVER RETREAT"
    RETURN = "return", "Displaced people go back, or are settled in places that were left.", "PLOVER AID"
    DETENTION = "detention", "Someone is captured, arrested or charged.", "PLOVER COERCE; ACLED Arrests"
    RELEASE = "release", "Prisoners or remains are handed over or exchanged.", "PLOVER CONCEDE"
    ACCIDENT = (
        "accident",
        "A mine, a depot, a crash: harm without an attack.",
        "ACLED Remote explosive/landmine/IED (mines)",
    )
    CEASEFIRE = "ceasefire", "A halt of fire takes effect.", "PA-X Ceasefire; PLOVER AGREE"
    AGREEMENT = (
        "agreement",
        "A text is signed, initialled or jointly adopted.",
        "PA-X agreement; ACLED Agreement; PLOVER AGREE",
    )
    DELIMITATION = "delimitation", "A step of border commissions: a session, a protocol, a marker.", "PLOVER COOPERATE"
    MEETING = "meeting", "Officials meet or speak, in person or remotely.", "PLOVER CONSULT"
    VISIT = "visit", "A journey that is itself the news.", "PLOVER CONSULT"
    MISSION = "mission", "Peacekeepers, monitors or envoys are sent, changed or withdrawn.", "PLOVER COOPERATE"
    SANCTION = "sanction", "A sanction, waiver or suspension of aid is set, kept or lifted.", "PLOVER SANCTION"
    COURT_STEP = "court_step", "An application, order, judgment or trial.", "PLOVER COERCE or ACCUSE"
    DECISION = (
        "decision",
        "An act of one state, body or organisation: a decree, law, resolution, refusal.",
        "PLOVER SUPPORT or REJECT",
    )
    INFRASTRUCTURE = (
        "infrastructure",
        "A road, railway, pipeline or crossing is begun, opened or agreed.",
        "PLOVER COOPERATE",
    )
    DIPLOMATIC_RELATIONS = (
        "diplomatic_relations",
        "An embassy opens or closes, envoys are recalled or expelled, relations are set up.",
        "PLOVER COOPERATE or SANCTION",
    )
    ARMS_MILESTONE = "arms_milestone", "An arms contract is signed, delivered, shown or cancelled.", "PLOVER AID"


class EndStatus(Code):
    """Why an event that lasts has no last day."""

    ONGOING = "ongoing", "It goes on at the date of the release."
    END_UNKNOWN = "end_unknown", "It has ended or may have; no source shows the day."


class Event(Row):
    """What happened, where and when, in the conflict and the peace process from 27 September 2020 on."""

    event_id: Slug
    """The event's permanent id; the date at its beginning helps the eye and is not to be parsed."""
    event_type: EventType
    """What happened."""
    date_start: Date
    """The first day, local to the place; where `date_precision` is coarser, the earliest possible day."""
    date_end: Date | None = None
    """The last day; empty for an event of one day, or as `end_status` says."""
    date_precision: Precision
    """How exact `date_start` is: 1 the day, 2 within six days, 3 the ISO week, 4 the month, 5 the year."""
    end_status: EndStatus | None = None
    """Why an event that lasts has no last day."""
    place_id: PlaceRef | None = None
    """Where; may be empty for an agreement, a decision or a release."""
    place_precision: PlacePrecision | None = None
    """UCDP where_prec, only where it differs from what the place's kind says."""
    part_of: EventRef | None = None
    """The larger event that this one is part of; its dates lie within that event's."""
    implements: EventRef | None = None
    """The agreement of which this event is a later step."""
    contracts: ContractRefs | None = None
    """The contracts that an arms milestone concerns."""
    ucdp_event_id: Count | None = None
    """The id of the same event in UCDP GED."""
    pax_agreement_id: Count | None = None
    """The id of the same agreement in PA-X."""
    sources: SourceRefs
    """The sources that show every cell of this row."""
    review: Review
    """How far this row has been read."""
    title: ShortText
    """A headline in our own neutral words."""
    summary: Summary
    """What happened, in our own neutral words."""
    note: Text | None = None
    """What a reader needs to know about the coding: doubts, differences between sources."""


TABLE = declare(
    Event,
    name="events",
    title="Events",
    primary_key=("event_id",),
    examples=(
        "2023-09-19-karabakh-offensive",
        "2025-08-08-washington-summit",
    ),
    gaps=(
        "The weeks of war in autumn 2020 stand by their main events, not shelling by shelling; months after "
        "March 2026 are thin. UCDP and PA-X ids have not been looked up."
    ),
)
