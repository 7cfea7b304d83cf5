"""The table `actors`."""

from __future__ import annotations

from caucasus_data.declaration import Row, declare
from caucasus_data.types import (
    ActorRef,
    Code,
    Count,
    CountryCode,
    Date,
    LanguageCode,
    ShortText,
    Slug,
    Text,
    WikidataId,
)


class ActorKind(Code):
    """What sort of actor this is."""

    STATE = "state", "A state."
    DE_FACTO_AUTHORITY = "de_facto_authority", "A body that governed a territory without being recognised as its state."
    PUBLIC_BODY = "public_body", "A ministry, parliament, court, agency or other organ of a state or authority."
    ARMED_FORCE = "armed_force", "An army, a service or a unit."
    INTERGOVERNMENTAL_ORGANISATION = "intergovernmental_organisation", "An organisation of states, or an organ of one."
    FORUM = "forum", "A recurring platform without an organisation, such as 3+3."
    MISSION = "mission", "A mission or contingent sent by a state or an organisation."
    COMPANY = "company", "A company or a state corporation."
    NGO = "ngo", "A non-governmental organisation."
    THINK_TANK = "think_tank", "A research institute."
    MEDIA = "media", "A news outlet or agency."
    POLITICAL_PARTY = "political_party", "A political party or an alliance of parties."
    GROUP = "group", "People acting together without an organisation: protesters, an armed group."
    POPULATION = "population", "A population as such, for instance the displaced."
    PERSON = "person", "A person in public life."


class Party(Code):
    """The party of the conflict that an actor belongs to."""

    ARMENIA = "armenia", "Armenia."
    AZERBAIJAN = "azerbaijan", "Azerbaijan."
    KARABAKH = "karabakh", "The Karabakh Armenians and their former de facto authorities."


class Actor(Row):
    """States, bodies, forces, organisations, companies, groups and public persons that act, speak or buy."""

    actor_id: Slug
    """The actor's permanent id."""
    kind: ActorKind
    """What sort of actor this is."""
    name: ShortText
    """The name in English."""
    name_native: ShortText | None = None
    """The name in the actor's own language and script."""
    native_language: LanguageCode | None = None
    """The language of `name_native`."""
    part_of: ActorRef | None = None
    """The larger actor that this one belongs to."""
    party: Party | None = None
    """The party of the conflict; empty for third parties."""
    iso3: CountryCode | None = None
    """ISO 3166-1 alpha-3 of a state; empty for everything else."""
    country: CountryCode | None = None
    """ISO 3166-1 alpha-3 of the actor's home state."""
    gw_code: Count | None = None
    """The Gleditsch-Ward number of a state, the key of much conflict data."""
    wikidata: WikidataId | None = None
    """The actor's Wikidata item."""
    valid_from: Date | None = None
    """The day on which a collective began to exist, where known."""
    valid_to: Date | None = None
    """The last day on which a collective existed; empty while it does."""
    note: Text | None = None
    """Anything a reader needs to know, in our own words."""


TABLE = declare(
    Actor,
    name="actors",
    title="Actors",
    primary_key=("actor_id",),
    examples=(
        "armenia",
        "armen-khachatryan",
    ),
    gaps="Wikidata ids stand on states only.",
)
