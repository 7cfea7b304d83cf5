r"""The semantic types that row models are made of.

Each is `Annotated` with public constraints and, where it has a unit, a reference or a delimiter, one frozen `Column`
marker. Patterns are anchored and use explicit character classes only: `\w`, `\d` and `\b` mean different things to
Python, RE2 (Arrow) and JavaScript.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Annotated, TypeAlias

from annotated_types import Ge, Le
from pydantic import StringConstraints

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is beyond its Python type; the attributes are those of `spec.ColumnSpec`."""

    unit: str | None = None
    references: str | None = None
    delimiter: str | None = None
    format: str | None = None


class Code(str, Enum):
    """Base of the enumerations: a member is `NAME = "value", "definition"[, "its twins in other schemes"]`."""

    definition: str
    equivalents: str

    def __new__(cls, value: str, definition: str, equivalents: str = "") -> Self:
        """Keep the definition on the member, so that a code cannot be added without one."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        member.equivalents = equivalents
        return member

    def __str__(self) -> str:
        return str(self.value)


class OrderedCode(Code):
    """An enumeration whose order of members has a meaning."""


_SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"

Slug: TypeAlias = Annotated[str, StringConstraints(pattern=_SLUG, max_length=120)]
"""A permanent id: lower-case ASCII letters and digits in groups joined by single hyphens."""

ActorRef: TypeAlias = Annotated[str, StringConstraints(pattern=_SLUG, max_length=120), Column(references="actors")]
OfficeRef: TypeAlias = Annotated[str, StringConstraints(pattern=_SLUG, max_length=120), Column(references="offices")]
PlaceRef: TypeAlias = Annotated[str, StringConstraints(pattern=_SLUG, max_length=120), Column(references="places")]
SourceRef: TypeAlias = Annotated[str, StringConstraints(pattern=_SLUG, max_length=120), Column(references="sources")]
EventRef: TypeAlias = Annotated[str, StringConstraints(pattern=_SLUG, max_length=120), Column(references="events")]
ContractRef: TypeAlias = Annotated[
    str, StringConstraints(pattern=_SLUG, max_length=120), Column(references="contracts")
]

ActorRefs: TypeAlias = Annotated[list[Slug], Column(references="actors", delimiter=";")]
SourceRefs: TypeAlias = Annotated[list[Slug], Column(references="sources", delimiter=";")]
ContractRefs: TypeAlias = Annotated[list[Slug], Column(references="contracts", delimiter=";")]

ShortText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=160)]
"""A name or a title."""
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
"""A note in our own words."""
Summary: TypeAlias = Annotated[str, StringConstraints(min_length=40, max_length=600)]
"""One to three neutral sentences in our own words."""
Quote: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=300)]
"""A speaker's own words, contiguous."""

CountryCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 3166-1 alpha-3."""
SubdivisionCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
"""ISO 3166-2."""
LanguageCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""ISO 639-1 where the language has a two-letter code, otherwise ISO 639-3."""
CurrencyCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""
WikidataId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")]
"""An item of Wikidata."""
VersionText: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)$"),
    Column(format="version"),
]
"""A release of this dataset: major.minor.patch."""
Digest: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in lower-case hexadecimal."""
Vintage: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?$")
]
"""A year, month or day, as precisely as known (EDTF level 0)."""
Url: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^ \t\r\n\"<>\\^`{|}]+$", max_length=1000),
    Column(format="uri"),
]
"""The address exactly as found."""

Date: TypeAlias = datetime.date
"""An ISO day; where its precision is coarser than a day, the earliest possible one."""
Year: TypeAlias = Annotated[int, Ge(1900), Le(2100), Column(unit="year")]
Precision: TypeAlias = Annotated[int, Ge(1), Le(5)]
"""UCDP: 1 the day, 2 within six days, 3 the ISO week, 4 the month, 5 the year."""
PlacePrecision: TypeAlias = Annotated[int, Ge(1), Le(7)]
"""UCDP where_prec: 1 exact, 2 within 25 km, 3 second-order division, 4 first-order, 5 feature, 6 country, 7 beyond."""
Count: TypeAlias = Annotated[int, Ge(0), Le(1_000_000_000)]
Persons: TypeAlias = Annotated[int, Ge(0), Le(100_000_000), Column(unit="persons")]
Latitude: TypeAlias = Annotated[float, Ge(-90), Le(90), Column(unit="degrees")]
Longitude: TypeAlias = Annotated[float, Ge(-180), Le(180), Column(unit="degrees")]
Millions: TypeAlias = Annotated[float, Ge(0), Column(unit="millions of `currency`")]
Amount: TypeAlias = Annotated[float, Ge(0), Column(unit="millions of `unit`, or percent where `unit` is one")]
Rate: TypeAlias = Annotated[float, Ge(0), Column(unit="`quote` units for one `base` unit")]


class Review(OrderedCode):
    """How far a row has been read."""

    CANDIDATE = "candidate", "Coded once from its cited sources."
    REVIEWED = (
        "reviewed",
        (
            "A second, independent reading of the cited sources confirmed every cell, and two sources of different "
            "independence groups, or one primary source for its issuer's own act or words, stand behind it."
        ),
    )


class Side(Code):
    """Whose people a figure counts."""

    ARMENIA = "armenia", "Armenia."
    KARABAKH = "karabakh", "The Karabakh Armenians and their de facto authorities and forces."
    ARMENIA_OR_KARABAKH = "armenia_or_karabakh", "Armenia and Karabakh Armenians, not told apart by the source."
    AZERBAIJAN = "azerbaijan", "Azerbaijan."
    OTHER = "other", "Third parties, such as peacekeepers or visitors."
    ALL = "all", "Everyone, whatever the side."


class Estimation(Code):
    """How firm a figure is."""

    STATED = "stated", "A source states it as a fact."
    ESTIMATE = "estimate", "The source itself calls it an estimate, or it is an analyst's."
    UNCERTAIN = "uncertain", "Sources disagree or the source doubts it."
