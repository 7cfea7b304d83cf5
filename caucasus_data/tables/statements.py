"""The table `statements`."""

from __future__ import annotations

from typing import Annotated

from caucasus_data.declaration import Row, declare
from caucasus_data.types import (
    ActorRef,
    ActorRefs,
    Code,
    Column,
    Date,
    EventRef,
    LanguageCode,
    OfficeRef,
    PlaceRef,
    Precision,
    Quote,
    Review,
    Slug,
    SourceRefs,
    Summary,
    Text,
)


class Venue(Code):
    """How the words were uttered."""

    SPEECH = "speech", "A speech or address."
    PRESS_CONFERENCE = "press_conference", "A press conference, briefing or remarks to reporters."
    INTERVIEW = "interview", "An interview."
    WRITTEN = "written", "A written statement, article, letter or readout."
    PARLIAMENT = "parliament", "Words in a parliament or before its committee."
    SOCIAL_POST = "social_post", "A post on a social network."
    CALL = "call", "A telephone or video call."
    MEETING = "meeting", "Words in a meeting, a cabinet sitting or a council."


class SpeechAct(Code):
    """What a speaker does with the words (after PLOVER and speech-act theory)."""

    ASSERT = "assert", "Says that something is or was so."
    DENY = "deny", "Says that something is or was not so."
    PREDICT = "predict", "Says that something will or may be so."
    COMMIT = "commit", "Binds the speaker to do something."
    PROPOSE = "propose", "Offers a course to others."
    DECLARE = "declare", "Brings something about by saying it."
    ENDORSE = "endorse", "Approves of another's act or words."
    CONCEDE = "concede", "Gives up a claim or admits a point."
    REQUEST = "request", "Asks another to do something."
    ACCUSE = "accuse", "Charges another with a wrong."
    REJECT = "reject", "Refuses another's claim or proposal."
    THREATEN = "threaten", "Announces harm if something is or is not done."


class Topic(Code):
    """What the words are about."""

    ROUTES = "routes", "Transport and communications, corridors."
    BORDER = "border", "The border, its delimitation and incidents on it."
    KARABAKH_STATUS = "karabakh_status", "The status of Karabakh and the rights of its population."
    TERRITORIAL_INTEGRITY = "territorial_integrity", "Territorial integrity and sovereignty."
    PEACE_TREATY = "peace_treaty", "The treaty on peace and relations."
    HOSTILITIES = "hostilities", "Fighting, its beginning and its end."
    LACHIN_ROAD = "lachin_road", "The Lachin road."
    ARMS = "arms", "Arms and military cooperation."
    SPENDING = "spending", "Defence spending."
    MISSIONS = "missions", "Peacekeepers and monitors."
    DISPLACEMENT = "displacement", "Displacement, return and settlement."
    PRISONERS = "prisoners", "Prisoners, trials and the missing."
    HUMANITARIAN = "humanitarian", "Aid, mines, heritage and living conditions."
    REGIONAL_FORMAT = "regional_format", "Regional formats, such as 3+3."
    MEDIATION = "mediation", "Mediation and platforms."
    NORMALISATION = "normalisation", "Relations between neighbours, Türkiye included."
    SANCTIONS = "sanctions", "Sanctions, waivers, pressure."
    CONSTITUTION = "constitution", "Armenia's constitution."
    ALLIANCE = "alliance", "Alliances and partnerships: CSTO, EU, NATO, Russia."


class QuoteForm(Code):
    """How the printed quote relates to the words that were spoken."""

    ORIGINAL = "original", "Printed in the language in which it was spoken or written."
    OFFICIAL_TRANSLATION = "official_translation", "Translated by the speaker's own side."
    MEDIA_TRANSLATION = "media_translation", "Translated by an outlet."
    UNSTATED = "unstated", "A source does not say whether it is translated."
    NONE = "none", "No quote is given."


class Chain(Code):
    """How the words reached us."""

    DIRECT = "direct", "A transcript, a video, an own site or a printed interview."
    READOUT = "readout", "A side's account of a talk."
    REPORTED = "reported", "An outlet reports what was said."
    UNNAMED_SOURCES = "unnamed_sources", "An outlet reports it from people it does not name."
    RELAYED = "relayed", "Another speaker passes it on."


class Statement(Row):
    """Who said what, as whom, to whom, about what: one speaker and one occasion a row."""

    statement_id: Slug
    """The statement's permanent id; the date at its beginning helps the eye and is not to be parsed."""
    date: Date
    """The speaker's local day."""
    date_precision: Precision
    """How exact `date` is: 1 the day, 2 within six days, 3 the ISO week, 4 the month, 5 the year."""
    speaker_id: ActorRef
    """The person; a ministry or a standing collective for its unsigned or joint words."""
    office_id: OfficeRef | None = None
    """The office in which the person spoke, held that day."""
    on_behalf_of: ActorRef | None = None
    """The principal for whom a spokesperson speaks."""
    cosigners: ActorRefs | None = None
    """The others in whose name a joint statement was made."""
    addressees: ActorRefs | None = None
    """Whom the words address."""
    venue: Venue | None = None
    """How the words were uttered; empty where no source shows it."""
    occasion_id: EventRef | None = None
    """The event at which they were said."""
    about_id: EventRef | None = None
    """The event that they are about."""
    place_id: PlaceRef | None = None
    """Where they were said."""
    acts: Annotated[list[SpeechAct], Column(delimiter=";")]
    """What the speaker does with the words, the main act first."""
    topics: Annotated[list[Topic], Column(delimiter=";")]
    """What the words are about."""
    quote_language: LanguageCode | None = None
    """The language of `quote` as printed."""
    quote_form: QuoteForm
    """How `quote` relates to the words that were spoken."""
    chain: Chain
    """How the words reached us."""
    sources: SourceRefs
    """The sources that show every cell of this row."""
    review: Review
    """How far this row has been read."""
    summary: Summary
    """What was said, in our own neutral words."""
    quote: Quote | None = None
    """The speaker's own words, contiguous, as the source prints them."""
    note: Text | None = None
    """What a reader needs to know about the coding."""


TABLE = declare(
    Statement,
    name="statements",
    title="Statements",
    primary_key=("statement_id",),
    examples=(
        "2022-12-14-stano-lachin",
        "2025-04-12-mirzoyan-constitution",
    ),
    gaps=(
        "Pashinyan and Aliyev speak most often. Karabakh Armenian voices are few after 2023; India's, "
        "Georgia's and the CSTO's are few throughout."
    ),
)
