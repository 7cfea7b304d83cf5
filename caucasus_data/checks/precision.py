"""CD40x: how exactly a date is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import constant, integers, where
from caucasus_data.checks.base import Check, Database, Finding, Rows, RuleCheck

_WINDOW = np.array([0, 0, 5, 6, 30, 365], dtype=np.int64)
"""How many days a date of each UCDP precision may lie behind the earliest possible one."""

_PRECISIONS = {
    "events": (("date_start", "date_precision"),),
    "statements": (("date", "date_precision"),),
    "sources": (("published", "published_precision"),),
    "contracts": (("stage_date", "stage_precision"), ("signed_date", "signed_precision")),
}

_SCALE = "1 the day, 2 within six days, 3 the ISO week, 4 the month, 5 the year"

_PERIODS = {3: "week", 4: "month", 5: "year"}


class DateWithoutPrecision(RuleCheck):
    """A date lacks its precision, or a precision its date.

    Why: Without it nobody can tell the first of a month from the whole month.
    Example: `signed_date` 2022-10-01 with an empty `signed_precision`.
    Mend: Write 1 for the day, 2 within six days, 3 the ISO week, 4 the month, 5 the year.
    """

    code = "CD407"
    tables = ("sources", "contracts")

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        for date, precision in _PRECISIONS[rows.spec.name]:
            for index in where(pc.xor(pc.is_valid(rows[date]), pc.is_valid(rows[precision]))):
                filled, empty = (precision, date) if rows.value(date, index) is None else (date, precision)
                yield self.finding(rows, index, empty, f"{filled} is filled, but {empty} is empty", _SCALE)


class NotEarliestDay(RuleCheck):
    """A date of a whole week, month or year is not its first day.

    Why: A date is the earliest possible day, and its precision gives the window; `2023-05-17` with precision 4 would
        reach into June.
    Example: `date_start` 2023-05-17 with `date_precision` 4, the month.
    Mend: Write the Monday of the week, the first of the month or 1 January, or a finer precision; what is known beyond
        that stands in `note`.
    """

    code = "CD409"
    tables = tuple(_PRECISIONS)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        for name, precision in _PRECISIONS[rows.spec.name]:
            coarse = where(pc.greater_equal(rows[precision], constant(3)))
            for index, day, kind in rows.take(coarse, name, precision):
                if day is not None and (first := _first_day(day, kind)) != day:
                    message = f"{name} {day} is not the first day of its {_PERIODS[kind]}, as {precision} {kind} has it"
                    yield self.finding(rows, index, name, message, f"write {first}, or a finer {precision}")


def _first_day(day: datetime.date, precision: int) -> datetime.date:
    """The first day of the ISO week, month or year that a day lies in."""
    if precision == 3:
        return day - datetime.timedelta(day.weekday())
    return day.replace(day=1) if precision == 4 else day.replace(month=1, day=1)


def latest_day(
    date: datetime.date | None, precision: int | None, otherwise: datetime.date | None
) -> datetime.date | None:
    """The latest day that a date may stand for, or another date where it is empty."""
    return otherwise if date is None else date + datetime.timedelta(int(_WINDOW[precision or 1]))


def slack_of(precision: pa.Array) -> npt.NDArray[np.int64]:
    """How many days each date may lie behind the earliest possible one; none where its precision is empty."""
    known = pc.coalesce(precision, constant(1))
    slack: npt.NDArray[np.int64] = _WINDOW[np.maximum(np.from_dlpack(known), 1)]
    return slack


def as_days(dates: pa.Array, slack: npt.NDArray[np.int64] | None = None) -> pa.Array:
    """Dates as whole days since 1970, `slack` days later."""
    days = dates.cast("int32").cast("int64")
    return days if slack is None else pc.add(days, integers(slack))


def today() -> datetime.date:
    """The latest day anywhere on Earth: a statement made tonight in Vladivostok is not in the future.

    What lies beyond it has that finding (`future-date`) and no other.
    """
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=14)).date()


PRECISION_CHECKS: tuple[type[Check], ...] = (DateWithoutPrecision, NotEarliestDay)
