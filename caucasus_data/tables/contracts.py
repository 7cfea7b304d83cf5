"""The table `contracts`."""

from __future__ import annotations

from caucasus_data.declaration import Row, declare
from caucasus_data.types import (
    ActorRef,
    ActorRefs,
    Code,
    ContractRef,
    CountryCode,
    CurrencyCode,
    Date,
    Estimation,
    Millions,
    Precision,
    Review,
    ShortText,
    Slug,
    SourceRefs,
    Summary,
    Text,
)


class Stage(Code):
    """How far a deal has come (after the Open Contracting stages).

    They are not ordered: a deal may be suspended or cancelled at any of them, and need not be notified before it is
    signed.
    """

    NEGOTIATING = "negotiating", "Talks are confirmed by a side.", "OCDS planning"
    REPORTED = (
        "reported",
        "Reports say that a deal exists; no side has confirmed it, or one denies it.",
        "OCDS planning",
    )
    NOTIFIED = "notified", "An authority has announced a possible sale with a ceiling.", "OCDS tender"
    INTENT = "intent", "A letter of intent or memorandum is signed.", "OCDS tender"
    SIGNED = "signed", "A contract is signed.", "OCDS contract"
    PART_DELIVERED = "part_delivered", "Some of it has been delivered.", "OCDS implementation"
    DELIVERED = "delivered", "All of it has been delivered.", "OCDS implementation"
    SUSPENDED = "suspended", "Signed and then halted.", "OCDS contract"
    CANCELLED = "cancelled", "Ended before delivery.", "OCDS contract"


class Instrument(Code):
    """The legal form of a deal."""

    COMMERCIAL = "commercial", "A contract with a company."
    GOVERNMENT_TO_GOVERNMENT = "government_to_government", "A contract between governments."
    GRANT = "grant", "A gift."
    LICENCE = "licence", "A licence to produce."
    LOAN = "loan", "Paid from the supplier state's loan."


class ValueBasis(Code):
    """What the value covers, or why there is none."""

    TOTAL = "total", "The whole contract."
    CEILING = "ceiling", "An upper limit, such as that of a notified sale."
    INSTALMENT = "instalment", "A part of the price."
    AGGREGATE = "aggregate", "Several contracts together, not told apart by the source."
    UNDISCLOSED = "undisclosed", "A source says that the value was not disclosed."


class Contract(Row):
    """Arms contracts of Armenia, Azerbaijan and, where found, Georgia from 2010 on, denied ones included."""

    contract_id: Slug
    """The contract's permanent id; the date at its beginning helps the eye and is not to be parsed."""
    recipient_id: ActorRef
    """The buyer or receiver."""
    supplier_country: CountryCode | None = None
    """ISO 3166-1 alpha-3 of the supplier's state; empty where unknown."""
    suppliers: ActorRefs | None = None
    """The companies or bodies that supply."""
    part_of: ContractRef | None = None
    """The package that this contract is part of; the package holds the value."""
    stage: Stage
    """How far the deal has come, as of `stage_date`."""
    stage_date: Date | None = None
    """When it reached that stage, or when it was last reported to stand there."""
    stage_precision: Precision | None = None
    """How exact `stage_date` is: 1 the day, 2 within six days, 3 the ISO week, 4 the month, 5 the year."""
    signed_date: Date | None = None
    """When it was signed."""
    signed_precision: Precision | None = None
    """How exact `signed_date` is, on the same scale."""
    instrument: Instrument | None = None
    """The legal form, where a source shows it."""
    currency: CurrencyCode | None = None
    """ISO 4217 of the value."""
    value_low: Millions | None = None
    """The lowest of several supported values, or a stated lower bound."""
    value_best: Millions | None = None
    """The one supported value, or the adopted one of several; never a midpoint."""
    value_high: Millions | None = None
    """The highest of several supported values, or a stated upper bound."""
    value_basis: ValueBasis | None = None
    """What the value covers; empty where no figure was seen."""
    value_status: Estimation | None = None
    """How firm the value is."""
    sources: SourceRefs
    """The sources that show every cell of this row."""
    review: Review
    """How far this row has been read."""
    title: ShortText
    """A headline in our own neutral words."""
    summary: Summary
    """What is bought, from whom, and how it is known, in our own words."""
    note: Text | None = None
    """What a reader needs to know about the coding."""


TABLE = declare(
    Contract,
    name="contracts",
    title="Arms contracts",
    primary_key=("contract_id",),
    examples=(
        "2023-10-03-azerbaijan-israel-azersky-2",
        "2017-09-04-armenia-china-grant",
    ),
    gaps=(
        "Prices are missing for most deals with Türkiye and Israel. Several deals that the trade press names "
        "were found in no usable source."
    ),
)
