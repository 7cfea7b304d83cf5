"""CD2: cells of one value that is no text: dates, numbers, yes or no."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation

from caucasus_data.cells import INTEGER, MOST_DIGITS, NUMBER
from caucasus_data.checks.base import CellCheck, Words
from caucasus_data.checks.text import shown
from caucasus_data.spec import ColumnSpec

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO_SHAPE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")

_YEAR_FIRST = re.compile(r"^(?P<year>[0-9]{4})[-/. ]?(?P<month>[0-9]{1,2})[-/. ]?(?P<day>[0-9]{1,2})\.?(?:[T ].*)?$")

_NUMBERS = re.compile(r"^(?P<first>[0-9]{1,2})[-/. ](?P<second>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})$")

_DAY_NAMED_MONTH = re.compile(r"^(?P<day>[0-9]{1,2})\.? (?P<month>[A-Za-z]{3})[a-z]*\.?,? (?P<year>[0-9]{4})$")

_NAMED_MONTH_DAY = re.compile(r"^(?P<month>[A-Za-z]{3})[a-z]*\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})$")


class InvalidDate(CellCheck):
    """A date is not an ISO day, or not in the calendar.

    Why: `12/10/2023` is October in Baku and December in Washington.
    Example: `2023-9-1`, `12/10/2023`, `2023-02-30`, `2023-10-12T09:00`
    Mend: Write year-month-day: `2023-10-12`. A coarser date is its earliest day, with its precision beside it.
    """

    code = "CD211"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type != "date":
            return None
        days = _iso_days(value)
        if value in days or _ISO_SHAPE.match(value):
            return f'{column.name} "{value}" is not a day of the calendar', _swapped_hint(days, value)
        hint = (
            f"write it as year-month-day: {' or '.join(days)}"
            if days
            else "write it as year-month-day, such as 2023-10-12"
        )
        return f'{column.name} "{shown(value)}" is not an ISO date', hint


class InvalidNumber(CellCheck):
    """A number is not in its shortest decimal form.

    Why: Separators, exponents, decimal commas and trailing zeros are read differently by different programs.
    Example: `1,200`, `1.5e3`, `1_000`, `0.50`
    Mend: Write digits, and a decimal point only where it is needed: `1200`, `0.5`.
    """

    code = "CD212"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type not in ("integer", "number"):
            return None
        whole = column.type == "integer"
        if re.match(INTEGER if whole else NUMBER, value) and value != "-0":
            digits = value.strip("-").replace(".", "").lstrip("0")
            if len(digits) <= MOST_DIGITS:
                return None
            message = f'{column.name} "{shown(value)}" has more than {MOST_DIGITS} digits'
            return message, "round it to what the source shows"
        mend = _plain_number(value, whole=whole)
        kind = "a whole number" if whole else "a number"
        return (
            f'{column.name} "{shown(value)}" is not {kind} in plain form',
            f'write "{mend}"' if mend else f"write {kind} such as {12 if whole else 12.5}",
        )


class OutOfRange(CellCheck):
    """A number lies outside the range of its column.

    Why: The range holds every value that can be true; beyond it stands a slip or a wrong unit.
    Example: A latitude of 394.
    Mend: Check the figure and its unit with the source.
    """

    code = "CD213"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type not in ("integer", "number"):
            return None
        low, high = column.minimum, column.maximum
        span = f"{low:g} to {high:.0f}" if high is not None and low is not None else f"{low:g} or more"
        unit = f", in {column.unit}" if column.unit and column.unit != "year" else ""
        return f"{column.name} {value} is out of range", f"it is {span}{unit}"


class InvalidBoolean(CellCheck):
    """A yes-or-no cell is neither `true` nor `false`.

    Why: `1`, `yes` and `TRUE` are read differently by different programs.
    Example: `Yes`
    Mend: Write `true` or `false`.
    """

    code = "CD214"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type != "boolean":
            return None
        meant = {"true": "true", "yes": "true", "1": "true", "t": "true", "y": "true"}.get(value.casefold(), "false")
        return f'{column.name} is "{shown(value)}", neither true nor false', f'did you mean "{meant}"?'


def _iso_days(value: str) -> list[str]:
    """The ISO days that a near-date may mean, the day-first reading before the month-first one."""
    if match := _YEAR_FIRST.match(value):
        readings = [(match["month"], match["day"]), (match["day"], match["month"])][
            : 2 if int(match["month"]) > 12 else 1
        ]
    elif match := _NUMBERS.match(value):
        readings = [(match["second"], match["first"]), (match["first"], match["second"])]
    elif (match := _DAY_NAMED_MONTH.match(value) or _NAMED_MONTH_DAY.match(value)) and match[
        "month"
    ].lower() in _MONTHS:
        readings = [(str(_MONTHS.index(match["month"].lower()) + 1), match["day"])]
    else:
        return []
    days = (_day(int(match["year"]), int(month), int(day)) for month, day in readings)
    return list(dict.fromkeys(day for day in days if day is not None))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _swapped_hint(days: list[str], value: str) -> str:
    """The mend of a day that has the form of one: its year, its day, or both of day and month."""
    if value in days:
        return "correct the year"
    return f"did you mean {days[0]}?" if days else "correct the day"


def _plain_number(value: str, *, whole: bool) -> str | None:
    """The plain form of a number, where its meaning is beyond doubt."""
    text = value.strip().lstrip("+").replace("_", "").replace("\u00a0", "").replace(" ", "")
    if re.match(r"^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$", text):
        text = text.replace(",", "")
    elif re.match(r"^-?[0-9]+,[0-9]{1,2}$", text):
        text = text.replace(",", ".")
    if re.match(r"^-?[0-9]{1,3}\.[0-9]00$", text):
        # A point between thousands, or decimals that say nothing: only the source knows.
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if (
        not number.is_finite()
        or abs(number) >= 10**MOST_DIGITS
        or len(number.normalize().as_tuple().digits) > MOST_DIGITS
    ):
        return None
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    plain = "0" if plain == "-0" else plain
    return None if whole and "." in plain else plain
