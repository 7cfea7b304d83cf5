"""CD406 and CD458: the day of what is recorded, against the days on which its sources were published."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import integers
from caucasus_data.checks.base import Check, Database, Finding, Rows, RuleCheck
from caucasus_data.checks.precision import as_days, slack_of, today

_SOURCE_DAYS = {"sources": ("published", "published_precision", "retrieved")}
_NEVER = 1 << 40
"""Stands for a day that is not known: later than any."""
_EPOCH = datetime.date(1970, 1, 1)


class StatementAfterSource(RuleCheck):
    """A statement is dated after the earliest of its sources was published.

    Why: A report cannot quote what has not been said; a day is allowed for time zones.
    Example: A statement of 26 October whose source is of 24 October.
    Mend: Check the day of the speech, and the day of the source.
    """

    code = "CD406"
    tables = ("statements",)
    needs = ("sources",)
    reads: ClassVar = _SOURCE_DAYS

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        for index, day, first in _later(rows, "date", np.minimum, db):
            message = f"date {day} lies after the earliest of its sources, {first}"
            yield self.finding(rows, index, "date", message, "check the day of the speech and that of the source")


class EventAfterSources(RuleCheck):
    """An event begins after the latest of its sources was published.

    Why: A report can announce what is to come, but only a later one shows that it happened; a day is allowed for time
        zones.
    Example: An exercise of 5 April whose only source is of 1 April.
    Mend: Check the day of the event and of the sources, or add a source that reports it.
    """

    code = "CD458"
    tables = ("events",)
    needs = ("sources",)
    reads: ClassVar = _SOURCE_DAYS

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        for index, day, last in _later(rows, "date_start", np.maximum, db):
            message = f"date_start {day} lies after the latest of its sources, {last}"
            hint = "check the day of the event and of its sources, or add a source that reports it"
            yield self.finding(rows, index, "date_start", message, hint)


def _later(
    rows: Rows, name: str, extreme: np.ufunc, db: Database
) -> Iterator[tuple[int, datetime.date, datetime.date]]:
    """The rows dated more than a day after the earliest or latest of their sources, with both days.

    What lies in the future has that finding (`future-date`) and no other.

    Args:
        rows: The rows.
        name: The column of their date.
        extreme: `np.minimum` for the earliest of the sources' days, `np.maximum` for the latest.
        db: The tables at hand.
    """
    of_source = db.derived("sources", _days_of_sources)
    counts = _numbers(pc.list_value_length(rows["sources"]), 0)
    named = pc.index_in(rows["sources"].flatten(), value_set=db["sources"]["source_id"])
    # The last of the days stands for a source that is not there.
    days = np.append(of_source, _NEVER)[_numbers(named, len(of_source))]
    sourced = np.flatnonzero(counts)
    if not len(sourced):
        return
    bounds = np.full(len(rows), _NEVER)
    bounds[sourced] = extreme.reduceat(days, (np.cumsum(counts) - counts)[sourced])
    dates = _numbers(as_days(rows[name]), -_NEVER)
    for index in np.flatnonzero((dates > bounds + 1) & (dates <= (today() - _EPOCH).days)).tolist():
        yield index, _date(dates[index]), _date(bounds[index])


def _days_of_sources(sources: Rows) -> npt.NDArray[np.int64]:
    """The latest day on which each source may have been published; without one, the day on which it was read."""
    published = as_days(sources["published"], slack_of(sources["published_precision"]))
    return _numbers(pc.coalesce(published, as_days(sources["retrieved"])), _NEVER)


def _numbers(values: pa.Array, otherwise: int) -> npt.NDArray[np.int64]:
    """Whole numbers, with another one where there is none."""
    return np.from_dlpack(pc.coalesce(values.cast("int64"), integers([otherwise])[0])).astype(np.int64, copy=False)


def _date(days: np.int64) -> datetime.date:
    return _EPOCH + datetime.timedelta(int(days))


SOURCED_CHECKS: tuple[type[Check], ...] = (StatementAfterSource, EventAfterSources)
