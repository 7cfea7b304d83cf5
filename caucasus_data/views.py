"""Tables that are computed from the curated ones when they are asked for, and never stored.

A view is declared like a table, by a `TableSpec`, and computed by one pure function of its inputs. What cannot be
computed is missing, never guessed: no rate, no dollars.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from caucasus_data.export.arrow import to_arrow_schema
from caucasus_data.spec import ColumnSpec, ColumnType, TableSpec

Records = list[dict[str, Any]]
_ENDS = ("low", "best", "high")
_BINDING_STAGES = frozenset({"signed", "part_delivered", "delivered"})
_SUMMABLE_BASES = frozenset({"total", "instalment"})


@dataclass(frozen=True, slots=True)
class View:
    """A computed table.

    Attributes:
        spec: Its name, columns and, as description, its formula.
        inputs: The tables that it is computed from.
        compute: From the rows of the inputs, by table, to the rows of the view.
    """

    spec: TableSpec
    inputs: tuple[str, ...]
    compute: Callable[[Mapping[str, Records]], Iterable[dict[str, Any]]]

    def table(self, inputs: Mapping[str, pa.Table]) -> pa.Table:
        """The view's rows, in the order of its key, with its schema."""
        rows = list(self.compute({name: table.to_pylist() for name, table in inputs.items()}))
        rows.sort(key=lambda row: [(row[part] is not None, row[part]) for part in self.spec.primary_key])
        return pa.Table.from_pylist(rows, schema=to_arrow_schema(self.spec))


def _column(
    name: str, kind: ColumnType, description: str, *, unit: str | None = None, required: bool = False
) -> ColumnSpec:
    return ColumnSpec(name=name, type=kind, description=description, required=required, unit=unit)


def _dollar_columns() -> tuple[ColumnSpec, ...]:
    rate = _column(
        "rate", "number", "Units of the currency for one US dollar, the average of the year; empty: none found."
    )
    ends = [
        _column(f"usd_{end}", "number", f"The {end} figure over the rate.", unit="millions of USD") for end in _ENDS
    ]
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


def _event_deaths(inputs: Mapping[str, Records]) -> Iterable[dict[str, Any]]:
    killed: dict[str, dict[tuple[str, str], dict[str, Any]]] = defaultdict(dict)
    for row in inputs["event_counts"]:
        if row["measure"] == "killed":
            killed[row["event_id"]][row["side"], row["status"]] = row
    for event, counts in killed.items():
        sides = {side for side, _status in counts}
        if "all" in sides:
            sides = {"all"}
        elif "armenia_or_karabakh" in sides:
            sides -= {"armenia", "karabakh"}
        parts = [
            count
            for side in sides
            for status in (("all",) if (side, "all") in counts else ("military", "civilian"))
            if (count := counts.get((side, status))) is not None
        ]
        yield {
            "event_id": event,
            "deaths_low": _sum(part["low"] if part["low"] is not None else part["best"] for part in parts),
            "deaths_best": _sum(part["best"] for part in parts),
            "deaths_high": _sum(part["high"] if part["high"] is not None else part["best"] for part in parts),
        }


def _sum(figures: Iterable[int | None]) -> int | None:
    """The sum; missing where a part is missing."""
    known = list(figures)
    return None if None in known else sum(figure for figure in known if figure is not None)


_ID = "The record's id in the table it comes from."
VIEWS: tuple[View, ...] = (
    View(
        TableSpec(
            name="contracts_usd",
            title="Arms contracts in US dollars",
            description="View. Each contract with a currency: usd = value / rate, at the average rate of the year in "
            "which it was signed or, where that is unknown, in which it reached its stage.",
            primary_key=("contract_id",),
            columns=(
                _column("contract_id", "string", _ID, required=True),
                _column("recipient_id", "string", "The buyer or receiver.", required=True),
                _column("supplier_country", "string", "ISO 3166-1 alpha-3 of the supplier's state."),
                _column("stage", "string", "How far the deal has come."),
                _column("part_of", "string", "The package that the contract is part of."),
                _column("value_basis", "string", "What the value covers."),
                _column("currency", "string", "ISO 4217 of the value."),
                _column("year", "integer", "The year of the rate.", unit="year"),
                *_dollar_columns(),
            ),
        ),
        ("contracts", "exchange_rates"),
        _contracts_usd,
    ),
    View(
        TableSpec(
            name="spending_usd",
            title="Defence spending in US dollars",
            description="View. Each amount in current prices: usd = amount / rate, at the average "
            "rate of the fiscal year.",
            primary_key=("spending_id",),
            columns=(
                _column("spending_id", "string", _ID, required=True),
                _column("country", "string", "ISO 3166-1 alpha-3 of the country that spends.", required=True),
                _column("fiscal_year", "integer", "The fiscal year, and that of the rate.", unit="year"),
                _column("measure", "string", "Which series or stage of the budget the figure belongs to."),
                _column("vintage", "string", "The edition of the series, or the day of the figure."),
                _column("scope", "string", "What the figure covers."),
                _column("line", "string", "The name of the budget line as printed."),
                _column("unit", "string", "ISO 4217 of the amount."),
                *_dollar_columns(),
            ),
        ),
        ("spending", "exchange_rates"),
        _spending_usd,
    ),
    View(
        TableSpec(
            name="arms_by_year",
            title="Arms contracts by buyer, supplier and year",
            description="View. Contracts that are signed, part_delivered or delivered, parts of packages left out: "
            "their number, how many of them have a value (total or instalment) that could be converted, and the sum of "
            "those values.",
            primary_key=("recipient_id", "supplier_country", "year"),
            columns=(
                _column("recipient_id", "string", "The buyer or receiver.", required=True),
                _column("supplier_country", "string", "ISO 3166-1 alpha-3 of the supplier's state.", required=True),
                _column(
                    "year",
                    "integer",
                    "The year of signature or, where unknown, of the stage.",
                    unit="year",
                    required=True,
                ),
                _column("contracts", "integer", "How many contracts.", required=True),
                _column("valued", "integer", "How many of them the sum is made of.", required=True),
                _column("usd", "number", "The sum of their best values; a lower bound.", unit="millions of USD"),
            ),
        ),
        ("contracts", "exchange_rates"),
        _arms_by_year,
    ),
    View(
        TableSpec(
            name="event_deaths",
            title="Deaths in events",
            description="View. The killed of each event as in UCDP GED: over the sides, or `all` where counted "
            "together, the status `all` or else military and civilian; low and high fall back on best; a missing part "
            "leaves the sum missing.",
            primary_key=("event_id",),
            columns=(
                _column("event_id", "string", _ID, required=True),
                _column("deaths_low", "integer", "The sum of the low figures.", unit="persons"),
                _column("deaths_best", "integer", "The sum of the best figures.", unit="persons"),
                _column("deaths_high", "integer", "The sum of the high figures.", unit="persons"),
            ),
        ),
        ("event_counts",),
        _event_deaths,
    ),
)
