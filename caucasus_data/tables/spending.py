"""The table `spending`."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from caucasus_data.declaration import Row, declare
from caucasus_data.types import Amount, Code, CountryCode, Review, ShortText, Slug, SourceRefs, Text, Vintage, Year


class SpendingMeasure(Code):
    """Which series or stage of the budget a figure belongs to."""

    BUDGET_DRAFT = "budget_draft", "A draft budget."
    BUDGET_LAW = "budget_law", "An enacted budget."
    BUDGET_AMENDED = "budget_amended", "A budget after an amendment."
    EXECUTED = "executed", "What was spent."
    SIPRI_ESTIMATE = "sipri_estimate", "SIPRI Military Expenditure Database.", "SIPRI"
    WORLD_BANK_ESTIMATE = "world_bank_estimate", "World Development Indicators.", "World Bank MS.MIL.XPND"
    IISS_ESTIMATE = "iiss_estimate", "The Military Balance.", "IISS"
    NATO_ESTIMATE = "nato_estimate", "NATO's defence expenditure tables.", "NATO"
    CLAIM = "claim", "A figure without a defined series: an official's, an analyst's, an outlet's."


class SpendingScope(Code):
    """What a figure covers."""

    SERIES_DEFINITION = "series_definition", "What the series defines as military expenditure."
    DEFENCE_FUNCTION = "defence_function", "The functional class of defence."
    MINISTRY = "ministry", "The ministry of defence."
    PROGRAMME = "programme", "A programme or budget line."
    DEFENCE_AND_SECURITY = "defence_and_security", "Defence together with national security."
    SPECIAL_PROJECTS = "special_projects", "Special defence projects outside the ministry's line."


class PriceBasis(Code):
    """The prices in which an amount is expressed."""

    CURRENT = "current", "Prices of the year itself."
    CONSTANT = "constant", "Prices of `base_year`."


class FigureStatus(Code):
    """How firm a figure is."""

    STATED = "stated", "A source states it as a fact."
    ESTIMATE = "estimate", "The source itself calls it an estimate, or it is an analyst's."
    UNCERTAIN = "uncertain", "Sources disagree or the source doubts it."
    DERIVED = "derived", "Computed here from stated figures; the arithmetic stands in `note`."


class Spending(Row):
    """Defence spending, figure by figure: drafts, laws, outturns, estimates and claims side by side, never merged."""

    spending_id: Slug
    """The figure's permanent id."""
    country: CountryCode
    """ISO 3166-1 alpha-3 of the country that spends."""
    fiscal_year: Year
    """The fiscal year."""
    measure: SpendingMeasure
    """Which series or stage of the budget the figure belongs to."""
    vintage: Vintage | None = None
    """The edition of the series, or the day of the figure: a later edition's figure is another row."""
    scope: SpendingScope | None = None
    """What the figure covers, where the source says so."""
    line: ShortText | None = None
    """The name of the budget line as printed."""
    unit: Annotated[str, StringConstraints(pattern=r"^(?:[A-Z]{3}|percent_of_gdp|percent_of_budget)$")]
    """ISO 4217, historical codes included, for amounts in millions; or percent_of_gdp, percent_of_budget."""
    price_basis: PriceBasis | None = None
    """The prices in which the amount is expressed; empty for percents."""
    base_year: Year | None = None
    """The year of constant prices."""
    amount_low: Amount | None = None
    """The lowest of several supported figures, or a stated lower bound."""
    amount_best: Amount | None = None
    """The one supported figure, or the adopted one of several; never a midpoint."""
    amount_high: Amount | None = None
    """The highest of several supported figures, or a stated upper bound."""
    status: FigureStatus
    """How firm the figure is."""
    sources: SourceRefs
    """The sources that show every cell of this row."""
    review: Review
    """How far this row has been read."""
    note: Text | None = None
    """What a reader needs to know; the arithmetic of a derived figure; after `Leap:`, `Rate:` or `Share:`, why a figure
    is right that is far from its neighbours, its twin in another currency, or its share of GDP."""


TABLE = declare(
    Spending,
    name="spending",
    title="Defence spending",
    primary_key=("spending_id",),
    examples=(
        "aze-2023-budget-amended-special-2023-05-30-azn",
        "arm-2019-sipri-estimate-2025-amd",
    ),
    gaps=(
        "No Armenian budget in dram for 2010-11 and 2013-16, no Azerbaijani main line for 2012-14, few "
        "outturns after 2021; no figures of the IISS. SIPRI's figures for Armenia and Georgia leave out military "
        "pensions; Georgia's are adopted budgets from the edition of 2023 on. The names of its lines are ours."
    ),
)
