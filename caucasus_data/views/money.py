"""Views of money: contracts and spending in US dollars, and arms by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from caucasus_data.spec import ColumnSpec, TableSpec
from caucasus_data.views.view import RECORD_ID, Records, View, column

_ENDS = ("low", "best", "high")
_BINDING_STAGES = frozenset({"signed", "part_delivered", "delivered"})
_SUMMABLE_BASES = frozenset({"total", "instalment"})


def _dollar_columns() -> tuple[ColumnSpec, ...]:
    rate = column(
        "rate", "number", "Units of the currency for one US dollar, the average of the year; empty: none found."
    )
    ends = [column(f"usd_{end}", "number", f"The {end} figure over the rate.", unit="millions of USD") for end in _ENDS]
    return (rate, *ends)


def _rates(exchange_rates: Records) -> dict[tuple[str, int], float]:
    """Units of a currency for one dollar, by currency and year, from the yearly averages quoted either way."""
    rates: dict[tuple[str, int], float] = {}
    for row in exchange_rates:
        if row["kind"] != "period_average" or not row["rate"]:
            continue
        if row["base"] == "USD":
            rates[row["quote"], row["year"]] = row["rate"]
        elif row["quote"] == "USD":
            rates.setdefault((row["base"], row["year"]), 1 / row["rate"])
    return rates


def _in_dollars(row: dict[str, Any], stem: str, rate: float | None) -> dict[str, float | None]:
    amounts = {end: row[f"{stem}_{end}"] for end in _ENDS}
    return {"rate": rate} | {
        f"usd_{end}": amount / rate if amount is not None and rate else None for end, amount in amounts.items()
    }


def _rate(rates: Mapping[tuple[str, int], float], currency: str, year: int | None) -> float | None:
    return 1.0 if currency == "USD" else rates.get((currency, year)) if year is not None else None


def _contracts_usd(inputs: Mapping[str, Records]) -> Iterable[dict[str, Any]]:
    rates = _rates(inputs["exchange_rates"])
    names = ("contract_id", "recipient_id", "supplier_country", "stage", "part_of", "currency", "value_basis")
    for row in inputs["contracts"]:
        if row["currency"] is None:
            continue
        day = row["signed_date"] or row["stage_date"]
        year = day.year if day is not None else None
        kept = {name: row[name] for name in names}
        yield kept | {"year": year} | _in_dollars(row, "value", _rate(rates, row["currency"], year))


def _spending_usd(inputs: Mapping[str, Records]) -> Iterable[dict[str, Any]]:
    rates = _rates(inputs["exchange_rates"])
    names = ("spending_id", "country", "fiscal_year", "measure", "vintage", "scope", "line", "unit")
    for row in inputs["spending"]:
        if row["price_basis"] == "current":
            kept = {name: row[name] for name in names}
            yield kept | _in_dollars(row, "amount", _rate(rates, row["unit"], row["fiscal_year"]))


def _arms_by_year(inputs: Mapping[str, Records]) -> Iterable[dict[str, Any]]:
    dollars = {row["contract_id"]: row for row in _contracts_usd(inputs)}
    groups: dict[tuple[str, str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in inputs["contracts"]:
        day = row["signed_date"] or row["stage_date"]
        if row["stage"] in _BINDING_STAGES and row["part_of"] is None and row["supplier_country"] and day is not None:
            groups[row["recipient_id"], row["supplier_country"], day.year].append(row)
    for (recipient, supplier, year), contracts in groups.items():
        values = [
            value
            for row in contracts
            if row["value_basis"] in _SUMMABLE_BASES
            and (value := dollars.get(row["contract_id"], {}).get("usd_best")) is not None
        ]
        yield {
            "recipient_id": recipient,
            "supplier_country": supplier,
            "year": year,
            "contracts": len(contracts),
            "valued": len(values),
            "usd": sum(values) if values else None,
        }


CONTRACTS_USD = View(
    TableSpec(
        name="contracts_usd",
        title="Arms contracts in US dollars",
        description="View. Each contract with a currency: usd = value / rate, at the average rate of the year in "
        "which it was signed or, where that is unknown, in which it reached its stage.",
        primary_key=("contract_id",),
        columns=(
            column("contract_id", "string", RECORD_ID, required=True),
            column("recipient_id", "string", "The buyer or receiver.", required=True),
            column("supplier_country", "string", "ISO 3166-1 alpha-3 of the supplier's state."),
            column("stage", "string", "How far the deal has come."),
            column("part_of", "string", "The package that the contract is part of."),
            column("value_basis", "string", "What the value covers."),
            column("currency", "string", "ISO 4217 of the value."),
            column("year", "integer", "The year of the rate.", unit="year"),
            *_dollar_columns(),
        ),
    ),
    ("contracts", "exchange_rates"),
    _contracts_usd,
)
SPENDING_USD = View(
    TableSpec(
        name="spending_usd",
        title="Defence spending in US dollars",
        description="View. Each amount in current prices: usd = amount / rate, at the average rate of the fiscal year.",
        primary_key=("spending_id",),
        columns=(
            column("spending_id", "string", RECORD_ID, required=True),
            column("country", "string", "ISO 3166-1 alpha-3 of the country that spends.", required=True),
            column("fiscal_year", "integer", "The fiscal year, and that of the rate.", unit="year"),
            column("measure", "string", "Which series or stage of the budget the figure belongs to."),
            column("vintage", "string", "The edition of the series, or the day of the figure."),
            column("scope", "string", "What the figure covers."),
            column("line", "string", "The name of the budget line as printed."),
            column("unit", "string", "ISO 4217 of the amount."),
            *_dollar_columns(),
        ),
    ),
    ("spending", "exchange_rates"),
    _spending_usd,
)
ARMS_BY_YEAR = View(
    TableSpec(
        name="arms_by_year",
        title="Arms contracts by buyer, supplier and year",
        description="View. Contracts that are signed, part_delivered or delivered, parts of packages left out: "
        "their number, how many of them have a value (total or instalment) that could be converted, and the sum of "
        "those values.",
        primary_key=("recipient_id", "supplier_country", "year"),
        columns=(
            column("recipient_id", "string", "The buyer or receiver.", required=True),
            column("supplier_country", "string", "ISO 3166-1 alpha-3 of the supplier's state.", required=True),
            column(
                "year",
                "integer",
                "The year of signature or, where unknown, of the stage.",
                unit="year",
                required=True,
            ),
            column("contracts", "integer", "How many contracts.", required=True),
            column("valued", "integer", "How many of them the sum is made of.", required=True),
            column("usd", "number", "The sum of their best values; a lower bound.", unit="millions of USD"),
        ),
    ),
    ("contracts", "exchange_rates"),
    _arms_by_year,
)
