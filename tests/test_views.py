"""The computed views: their formulas, and that a conversion without a rate is missing."""

from __future__ import annotations

import datetime
from typing import Any, get_args

import pytest

import caucasus_data as cd
from caucasus_data import access
from caucasus_data.views import VIEWS

BY_NAME = {view.spec.name: view for view in VIEWS}
DAY = datetime.date(2023, 10, 23)


def rate(base: str, quote: str, value: float, *, year: int = 2023, kind: str = "period_average") -> dict[str, Any]:
    return {"base": base, "quote": quote, "year": year, "kind": kind, "rate": value}


def contract(**cells: Any) -> dict[str, Any]:
    names = (
        "part_of",
        "supplier_country",
        "signed_date",
        "value_low",
        "value_best",
        "value_high",
        "currency",
        "value_basis",
    )
    return {
        **dict.fromkeys(names),
        "contract_id": "c",
        "recipient_id": "armenia",
        "stage": "signed",
        "stage_date": DAY,
        **cells,
    }


def compute(name: str, **inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list(BY_NAME[name].compute(inputs))


@pytest.mark.parametrize(
    "rates", [[rate("USD", "EUR", 0.8)], [rate("EUR", "USD", 1.25)]], ids=["per dollar", "in dollars"]
)
def test_a_contract_is_converted_at_the_rate_of_its_year(rates: list[dict[str, Any]]) -> None:
    rows = [contract(currency="EUR", value_low=80.0, value_high=160.0, value_basis="total")]
    (row,) = compute("contracts_usd", contracts=rows, exchange_rates=rates)
    assert row["year"] == 2023
    assert row["usd_low"] == pytest.approx(100)
    assert row["usd_best"] is None
    assert row["usd_high"] == pytest.approx(200)


@pytest.mark.parametrize(
    "rates",
    [[], [rate("USD", "EUR", 0.8, year=2022)], [rate("USD", "EUR", 0.8, kind="period_end")]],
    ids=["none", "year", "kind"],
)
def test_without_a_rate_there_are_no_dollars(rates: list[dict[str, Any]]) -> None:
    rows = [contract(currency="EUR", value_best=80.0, value_basis="total")]
    (row,) = compute("contracts_usd", contracts=rows, exchange_rates=rates)
    assert (row["rate"], row["usd_best"]) == (None, None)


def test_dollars_need_no_rate() -> None:
    rows = [contract(currency="USD", value_best=155.5, value_basis="total")]
    (row,) = compute("contracts_usd", contracts=rows, exchange_rates=[])
    assert (row["rate"], row["usd_best"]) == (1.0, 155.5)


def test_the_sum_by_year_leaves_out_what_would_be_counted_twice() -> None:
    usd = {"currency": "USD", "supplier_country": "IND", "value_basis": "total"}
    rows = [
        contract(**usd | {"contract_id": "a", "value_best": 100.0}),
        contract(**usd | {"contract_id": "b", "value_best": 40.0, "part_of": "a"}),
        contract(**usd | {"contract_id": "c", "value_best": 900.0, "value_basis": "aggregate"}),
        contract(**usd | {"contract_id": "d", "value_best": 70.0, "stage": "reported"}),
        contract(contract_id="e", supplier_country="IND"),
    ]
    (row,) = compute("arms_by_year", contracts=rows, exchange_rates=[])
    assert row == {
        "recipient_id": "armenia",
        "supplier_country": "IND",
        "year": 2023,
        "contracts": 3,
        "valued": 1,
        "usd": 100.0,
    }


def test_spending_in_dollars_tells_the_budget_line() -> None:
    dollars, spending = (cd.load(name).set_index("spending_id")["line"] for name in ("spending_usd", "spending"))
    assert dollars.notna().any()
    assert dollars.equals(spending.loc[dollars.index])


def count(side: str, status: str, low: int | None, best: int | None, high: int | None) -> dict[str, Any]:
    return {
        "event_id": "e",
        "measure": "killed",
        "side": side,
        "status": status,
        "low": low,
        "best": best,
        "high": high,
    }


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([count("azerbaijan", "military", None, 192, None)], (192, 192, 192)),
        (
            [count("azerbaijan", "military", None, 192, None), count("karabakh", "all", 200, None, 223)],
            (392, None, 415),
        ),
        ([count("azerbaijan", "military", None, 5, None), count("azerbaijan", "all", None, 6, None)], (6, 6, 6)),
        ([count("azerbaijan", "all", None, 5, None), count("all", "all", None, 9, None)], (9, 9, 9)),
    ],
    ids=["one", "two sides, one span", "all beside military", "all sides together"],
)
def test_deaths(counts: list[dict[str, Any]], expected: tuple[int | None, ...]) -> None:
    (row,) = compute("event_deaths", event_counts=counts)
    assert (row["deaths_low"], row["deaths_best"], row["deaths_high"]) == expected


def claim(value: float | None = None, **cells: Any) -> dict[str, Any]:
    names = ("value_low", "value_high", "value_text", "claimant_id")
    return {
        **dict.fromkeys(names),
        "table_name": "contracts",
        "record_id": "c",
        "field": "value",
        "unit": "USD",
        "value_best": value,
        "source_id": "s",
        "stance": "supports",
        "adopted": False,
        **cells,
    }


@pytest.mark.parametrize(
    "claims",
    [
        [claim(155.0), claim(155.0, claimant_id="india")],
        [claim(155.0), claim(250.0, stance="superseded")],
        [claim(155.0), claim(140.0, unit="EUR")],
        [claim(155.0), claim(1.0, record_id="d")],
        [claim(value_low=100.0, value_high=200.0)],
        [claim(field="existence", unit=None, value_text=text) for text in ("ordered", "on a list of purchases")],
    ],
    ids=["agreed", "superseded", "another unit", "another record", "one range", "existence in other words"],
)
def test_claims_that_agree_are_no_disagreement(claims: list[dict[str, Any]]) -> None:
    assert compute("disagreements", claims=claims) == []


def test_a_disagreement_has_its_extremes_and_what_was_adopted() -> None:
    claims = [
        claim(155.0, adopted=True, claimant_id="india"),
        claim(value_low=200.0, value_high=250.0),
        claim(130.0, stance="contradicts"),
        claim(900.0, stance="qualifies"),
    ]
    (row,) = compute("disagreements", claims=claims)
    assert row == {
        "table_name": "contracts",
        "record_id": "c",
        "field": "value",
        "unit": "USD",
        "claims": 3,
        "voices": 2,
        "contradicting": 1,
        "lowest": 130.0,
        "adopted": 155.0,
        "highest": 250.0,
        "texts": [],
    }


def test_a_denial_alone_is_a_disagreement() -> None:
    denial = claim(field="existence", unit=None, value_text="no", stance="contradicts", claimant_id="israel")
    (row,) = compute("disagreements", claims=[denial])
    assert (row["contradicting"], row["lowest"], row["texts"]) == (1, None, ["no"])


@pytest.mark.parametrize("name", BY_NAME)
def test_views_load_like_tables(name: str) -> None:
    spec = BY_NAME[name].spec
    frame = cd.load(name)
    assert list(frame.columns) == list(spec.column_names)
    assert not frame.duplicated(list(spec.primary_key)).any()
    assert frame.attrs["title"] == spec.title
    assert cd.schema(name).spec == spec
    assert len(cd.connect().sql(f"SELECT * FROM {name}").fetchall()) == len(frame)


def test_view_names_are_those_that_editors_complete() -> None:
    assert get_args(access.ViewName) == tuple(BY_NAME)
