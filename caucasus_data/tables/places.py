"""The table `places`."""

from __future__ import annotations

from caucasus_data.declaration import Row, declare
from caucasus_data.types import (
    Code,
    Count,
    CountryCode,
    Latitude,
    Longitude,
    PlaceRef,
    ShortText,
    Slug,
    SubdivisionCode,
    Text,
    WikidataId,
)


class PlaceKind(Code):
    """What sort of place this is, and so how exactly it locates an event."""

    COUNTRY = "country", "A country.", "UCDP where_prec 6"
    ADMIN1 = "admin1", "A first-order division: a province, an autonomous republic.", "UCDP where_prec 4"
    ADMIN2 = "admin2", "A second-order division: a district, a community.", "UCDP where_prec 3"
    SETTLEMENT = "settlement", "A city, town or village.", "UCDP where_prec 1"
    FEATURE = "feature", "A bridge, a mountain, a reservoir, a post.", "UCDP where_prec 2"
    BORDER_SEGMENT = "border_segment", "A stretch of a state border or of a line of contact.", "UCDP where_prec 5"
    REGION = "region", "An area without a place in an administrative order.", "UCDP where_prec 5"
    ROUTE = "route", "A road, railway, corridor or pipeline.", "UCDP where_prec 5"


class Place(Row):
    """Where things happen, with both sides' names and the sovereign that the United Nations recognises."""

    place_id: Slug
    """The place's permanent id."""
    kind: PlaceKind
    """What sort of place this is."""
    name: ShortText
    """The name in English; a contested place carries both, in alphabetical order."""
    name_armenian: ShortText | None = None
    """The name in Armenian."""
    name_azerbaijani: ShortText | None = None
    """The name in Azerbaijani."""
    country: CountryCode | None = None
    """ISO 3166-1 alpha-3 of the state that the United Nations recognises as sovereign; empty across states."""
    iso3166_2: SubdivisionCode | None = None
    """ISO 3166-2 of a first- or second-order division."""
    part_of: PlaceRef | None = None
    """The larger place that this one lies in."""
    latitude: Latitude | None = None
    """WGS 84 latitude of the place's centre."""
    longitude: Longitude | None = None
    """WGS 84 longitude of the place's centre."""
    geonames_id: Count | None = None
    """The place's GeoNames id."""
    wikidata: WikidataId | None = None
    """The place's Wikidata item."""
    note: Text | None = None
    """Anything a reader needs to know, in our own words."""


TABLE = declare(
    Place,
    name="places",
    title="Places",
    primary_key=("place_id",),
    examples=(
        "khojavend-martuni",
        "tsaghkadzor",
    ),
    gaps="Wikidata ids stand where GeoNames' or ISO's id led to one.",
)
