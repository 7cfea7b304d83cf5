"""The table `sources`."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from caucasus_data.declaration import Row, declare
from caucasus_data.types import ActorRef, Code, Date, LanguageCode, Precision, ShortText, Slug, Url


class SourceKind(Code):
    """What sort of text this is."""

    OFFICIAL_DOCUMENT = (
        "official_document",
        "A treaty, declaration, decree, law, resolution or report of a public body.",
    )
    OFFICIAL_STATEMENT = "official_statement", "A public body's own release, transcript or readout."
    COURT = "court", "A judgment, order or filing."
    DATASET = "dataset", "A data collection."
    PARLIAMENT_RECORD = "parliament_record", "A record of a parliament or congress."
    COMPANY_RELEASE = "company_release", "A company's own release."
    NEWS = "news", "An outlet's own report."
    WIRE = "wire", "A news agency's report, also where another outlet prints it."
    ANALYSIS = "analysis", "An analysis, commentary or research paper."
    SOCIAL_POST = "social_post", "A post on a social network by its author."


class Source(Row):
    """The texts that rows rest on; an address is written exactly as it was found, and only if its text was read."""

    source_id: Slug
    """The source's permanent id."""
    kind: SourceKind
    """What sort of text this is."""
    issuer_id: ActorRef | None = None
    """The actor whose own text this is; empty for reporting about others."""
    publisher: ShortText
    """Who published it."""
    author: ShortText | None = None
    """The named author."""
    title: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    """The source's own title; a description of ours stands in square brackets."""
    url: Url | None = None
    """The address of the original; empty for a source without one."""
    published: Date | None = None
    """The day of publication; empty where none is shown."""
    published_precision: Precision | None = None
    """How exact `published` is: 1 the day, 2 within six days, 3 the ISO week, 4 the month, 5 the year."""
    retrieved: Date | None = None
    """The day on which its text was read."""
    language: LanguageCode
    """The language of the text that was read."""
    independence_group: Slug | None = None
    """Sources of one group repeat one origin, such as a wire; empty: the publisher stands for itself."""
    license: ShortText | None = None
    """The licence of the source, where it states one."""


TABLE = declare(
    Source,
    name="sources",
    title="Sources",
    primary_key=("source_id",),
    examples=("eurasianet-2013-08-20-chinese-rockets",),
    gaps="Texts in English, Russian and French outweigh those in Armenian and Azerbaijani.",
)
