"""The table `exchange_rates`."""

from __future__ import annotations

from caucasus_data.declaration import Row, declare
from caucasus_data.types import Code, CurrencyCode, Rate, SourceRef, Year


class RateKind(Code):
    """What a rate is taken over."""

    PERIOD_AVERAGE = "period_average", "The average of the year."
    PERIOD_END = "period_end", "The last day of the year."


class ExchangeRate(Row):
    """Yearly exchange rates; conversions are views computed from them and never stored."""

    base: CurrencyCode
    """ISO 4217 of the currency of which one unit is priced."""
    quote: CurrencyCode
    """ISO 4217 of the currency in which it is priced."""
    year: Year
    """The calendar year."""
    kind: RateKind
    """What the rate is taken over."""
    rate: Rate
    """How many units of `quote` one unit of `base` costs."""
    source_id: SourceRef
    """The source of the rate."""


TABLE = declare(
    ExchangeRate,
    name="exchange_rates",
    title="Exchange rates",
    primary_key=("base", "quote", "year", "kind"),
    examples=("USD/AMD/2010/period_average",),
    gaps="From 2010 on only.",
)
