"""CD443 to CD445: a figure of defence spending against its neighbours, its twin in dollars and its share of GDP."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from caucasus_data.checks.base import Check, Database, Finding, Rows, RuleCheck, TableCheck
from caucasus_data.checks.spending import PERCENTS

_AMOUNTS = ("amount_low", "amount_best", "amount_high")
_LEAP = 5
"""How many times its neighbours a figure may be without a note."""
_TWIN_TOLERANCE = 1.25
"""How far a dollar figure may lie from its twin in national currency at the year's average rate, and the product that a
share and its amount imply from the product of the year."""


class LeapInSeries(TableCheck):
    """A figure is more than five times its neighbours in the series, or less than a fifth, and `note` does not say why.

    Why: It is usually a slip of a digit or of the unit: thousands, millions and billions look alike.
    Example: 1,382,000 million drams between 506,000 and 557,000.
    Mend: Check the figure and its unit; say in `note`, after the word `Leap:`, why it is right.
    """

    code = "CD443"
    tables = ("spending",)
    scans = ("spending",)
    _series = ("country", "measure", "scope", "line", "unit", "price_basis", "base_year")
    reads: ClassVar = {"spending": (*_series, *_AMOUNTS, "fiscal_year", "note")}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        series: dict[tuple[object, ...], list[_Point]] = defaultdict(list)
        bounds = rows.lists(*_AMOUNTS)
        for index, (*key, year, note) in enumerate(rows.lists(*self._series, "fiscal_year", "note")):
            amount = _middle(next(bounds))
            if amount and year is not None:
                series[tuple(key)].append(_Point(index, year, amount, is_noted=_says(note, "Leap:")))
        for points in series.values():
            for point, usual in _leaps(points):
                if not point.is_noted:
                    times = f"{point.amount / usual:.2g} times its neighbours in the series, {usual:,.15g}"
                    hint = 'check the figure and its unit, or say in note why it is right: "Leap: ..."'
                    message = f"{point.amount:,.15g} is {times}"
                    yield self.finding(rows, point.index, "amount_best", message, hint)


class DollarTwinFar(RuleCheck):
    """A figure in dollars is far from its twin at the year's average rate, and `note` does not say why.

    Why: One of the two is wrong, or the dollars are of another year or rate, which a reader must be told.
    Example: 720 million USD beside 345,000 million AMD, which are 837 at the rate of the year.
    Mend: Check both figures; say in `note`, after the word `Rate:`, which rate the source used.
    """

    code = "CD444"
    tables = ("spending",)
    needs = ("spending", "exchange_rates")
    scans = ("spending", "exchange_rates")
    _series = ("country", "fiscal_year", "measure", "vintage", "scope", "line", "price_basis")
    _rate = ("base", "quote", "year", "kind", "rate")
    reads: ClassVar = {"spending": (*_series, "unit", *_AMOUNTS), "exchange_rates": _rate}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        rates = {
            (base, quote, year): rate
            for base, quote, year, kind, rate in db["exchange_rates"].lists(*self._rate)
            if kind == "period_average" and rate
        }
        twins: dict[tuple[object, ...], list[tuple[str, float]]] = defaultdict(list)
        for *key, unit, low, best, high in db["spending"].lists(*self._series, "unit", *_AMOUNTS):
            if unit not in ("USD", *PERCENTS) and (amount := _middle((low, best, high))):
                twins[tuple(key)].append((unit, amount))
        for index, (*key, unit, note, low, best, high) in enumerate(
            rows.lists(*self._series, "unit", "note", *_AMOUNTS)
        ):
            dollars, year = _middle((low, best, high)), key[1]
            if unit != "USD" or not dollars or _says(note, "Rate:"):
                continue
            for currency, amount in twins[tuple(key)]:
                rate = rates.get(("USD", currency, year)) or 1 / rates.get((currency, "USD", year), float("inf"))
                expected = amount / rate if rate else dollars
                if not expected / _TWIN_TOLERANCE <= dollars <= expected * _TWIN_TOLERANCE:
                    message = (
                        f"{dollars:g} USD beside {amount:g} {currency}, which are {expected:.4g} at the {year} rate"
                    )
                    hint = 'check both figures, or say in note which rate the source used: "Rate: ..."'
                    yield self.finding(rows, index, "amount_best", message, hint)


class ShareFarFromAmount(TableCheck):
    """A percentage of GDP is far from its amount over the year's GDP, and `note` does not say why.

    Why: The share, the amount or the unit of one of them is wrong, or the source counted another product than the one
        that the year's other figures imply.
    Example: 8 percent of GDP beside 345,000 million AMD, where other pairs of the year put GDP at 8,500,000 million.
    Mend: Check both figures; say in `note`, after the word `Share:`, what the source took for GDP.
    """

    code = "CD445"
    tables = ("spending",)
    scans = ("spending",)
    _pair = ("country", "fiscal_year", "measure", "vintage", "scope")
    reads: ClassVar = {"spending": (*_pair, *_AMOUNTS, "unit", "price_basis", "note")}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        amounts: dict[tuple[object, ...], list[tuple[str, float]]] = defaultdict(list)
        shares: list[tuple[int, tuple[object, ...], float, bool]] = []
        for index, (*pair, unit, basis, note, low, best, high) in enumerate(
            rows.lists(*self._pair, "unit", "price_basis", "note", *_AMOUNTS)
        ):
            if not (figure := _middle((low, best, high))):
                continue
            if unit == "percent_of_gdp":
                shares.append((index, tuple(pair), figure, _says(note, "Share:")))
            elif basis == "current" and unit not in ("USD", *PERCENTS):
                amounts[tuple(pair)].append((unit, figure))
        # The products that pairs of a share and an amount imply, by country, year and currency. Of two that differ, the
        # lower one is taken for usual: which of them is wrong cannot be told, and one slip is one finding.
        products: dict[tuple[object, ...], list[float]] = defaultdict(list)
        for _index, key, share, _is_noted in shares:
            for currency, amount in amounts[key]:
                products[key[0], key[1], currency].append(amount / share * 100)
        for index, key, share, is_noted in shares:
            for currency, amount in amounts[key]:
                implied = sorted(products[key[0], key[1], currency])
                usual = implied[(len(implied) - 1) // 2]
                expected = amount / usual * 100
                if not is_noted and not expected / _TWIN_TOLERANCE <= share <= expected * _TWIN_TOLERANCE:
                    message = (
                        f"{share:g} percent of GDP beside {amount:,.15g} {currency}, which are {expected:.2g} percent "
                        f"of the product that the other figures of {key[1]} imply"
                    )
                    hint = 'check both figures, or say in note what the source took for GDP: "Share: ..."'
                    yield self.finding(rows, index, "amount_best", message, hint)


def _says(note: str | None, word: str) -> bool:
    """True where a note speaks of this matter: most rows have a note on something else."""
    return note is not None and word in note


def _middle(bounds: Sequence[float | None]) -> float | None:
    """The best figure, or the end that is there."""
    low, best, high = bounds
    return next((bound for bound in (best, low, high) if bound is not None), None)


@dataclass(frozen=True, slots=True)
class _Point:
    """One figure of a series."""

    index: int
    year: int
    amount: float
    is_noted: bool


def _leaps(points: Sequence[_Point]) -> Iterator[tuple[_Point, float]]:
    """The points that leap out of their series, with what is usual around them; first the one that stands most alone.

    A point that leaps is no neighbour to the others any more, so that one slip is one finding. Of two that differ from
    each other alone, one with a note is the leap.
    """
    if max(point.amount for point in points) <= _LEAP * min(point.amount for point in points):
        return  # nor can any be so far from what is usual, which lies between them
    left = list(points)
    while True:
        amounts: dict[int, list[float]] = defaultdict(list)
        for point in left:
            amounts[point.year].append(point.amount)
        leaps = []
        for point in left:
            sides = _sides(point, amounts)
            usual = _median([amount for side in sides for amount in side] or [point.amount])
            if not 1 / _LEAP <= point.amount / usual <= _LEAP:
                # A step in the series is near to one of its sides; a slip is far from both.
                lone = min(abs(math.log(point.amount / _median(side))) for side in sides)
                leaps.append((lone, point.is_noted, point.index, point, usual))
        if not leaps:
            return
        *_rank, point, usual = max(leaps, key=lambda leap: leap[:3])
        yield point, usual
        left.remove(point)


def _sides(point: _Point, amounts: Mapping[int, Sequence[float]]) -> list[list[float]]:
    """The figures of the nearest year on either side that has any, none farther than two years off."""
    years = (
        next((point.year + side * step for step in (1, 2) if point.year + side * step in amounts), None)
        for side in (-1, 1)
    )
    return [list(amounts[year]) for year in years if year is not None]


def _median(values: list[float]) -> float:
    # Not `statistics.median`, whose import takes longer than the rule.
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


SERIES_CHECKS: tuple[type[Check], ...] = (LeapInSeries, DollarTwinFar, ShareFarFromAmount)
