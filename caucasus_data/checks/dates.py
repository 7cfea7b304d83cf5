"""CD40x: the order of dates, within a row and between rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant, integers
from caucasus_data.checks.base import Check, Database, Finding, RowCheck, Rows, TableCheck, Words, none

_WINDOW = np.array([0, 0, 5, 6, 30, 365], dtype=np.int64)
"""How many days a date of each UCDP precision may lie behind the earliest possible one."""

_Span = tuple[datetime.date | None, datetime.date | None]
_SPANS = {
    "events": ("date_start", "date_end"),
    "offices": ("held_from", "held_to"),
    "actors": ("valid_from", "valid_to"),
    "contract_items": ("delivered_from", "delivered_to"),
}


class EndBeforeStart(RowCheck):
    """Something ends before it begins.

    Why: One of the two dates is wrong.
    Example: `date_start` 2023-09-20, `date_end` 2023-09-19.
    Mend: Check both with the sources.
    """

    code = "CD401"
    places: ClassVar = {table: end for table, (_start, end) in _SPANS.items()}

    def failing(self, rows: Rows, db: Database) -> Mask:
        start, end = _SPANS[rows.spec.name]
        return pc.less(rows[end], rows[start])

    def words(self, rows: Rows, index: int) -> Words:
        start, end = _SPANS[rows.spec.name]
        return f"{end} {rows.value(end, index)} lies before {start} {rows.value(start, index)}", None


class EndStatusWithEnd(RowCheck):
    """An event has both a last day and a reason why it has none.

    Why: `ongoing` and `end_unknown` say that `date_end` is empty.
    Example: `date_end` 2023-09-30 with `end_status` ongoing.
    Mend: Empty one of the two.
    """

    code = "CD402"
    places: ClassVar = {"events": "end_status"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.and_(pc.is_valid(rows["date_end"]), pc.is_valid(rows["end_status"]))

    def words(self, rows: Rows, index: int) -> Words:
        return f"end_status is {rows.value('end_status', index)}, but date_end is filled", "empty one of the two"


class FutureDate(TableCheck):
    """A date lies in the future.

    Why: The tables record what has happened; a planned day belongs into a summary or a note.
    Example: A meeting announced for next month.
    Mend: Check the year; leave a planned event out until it has taken place.
    """

    code = "CD403"
    tables = ("events", "statements", "contracts", "sources", "claims", "offices", "actors", "releases")

    def findings(self, db: Database) -> Iterator[Finding]:
        # The latest day anywhere on Earth, so that a statement made tonight in Vladivostok is not in the future.
        today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=14)).date()
        for table in self.tables:
            if not db.has(table):
                continue
            rows = db[table]
            for column in rows.spec.columns:
                if column.type != "date" or column.name in ("held_to", "valid_to"):
                    continue
                late = pc.greater(rows[column.name], constant(today))
                for row in pc.indices_nonzero(late).to_pylist() if late.true_count else ():
                    day = rows.value(column.name, row)
                    yield self.finding(table, row, column.name, f"{column.name} {day} lies in the future")


class OutsideParent(RowCheck):
    """An event lies outside the dates of the event that it is part of.

    Why: A part lies within its whole; one of the dates, or the link, is wrong.
    Example: A ceasefire of 20 September as a part of an event of 19 September alone.
    Mend: Correct the dates, or `part_of`.
    """

    code = "CD404"
    places: ClassVar = {"events": "part_of"}
    needs: ClassVar = ("events",)

    def failing(self, rows: Rows, db: Database) -> Mask:
        parent = rows["part_of"]
        if parent.null_count == len(parent):
            return none(rows)
        begins = db.lookup(parent, "events", "date_start")
        ends = db.lookup(parent, "events", "date_end")
        slack = _slack(db.lookup(parent, "events", "date_precision"))
        open_ended = pc.is_valid(db.lookup(parent, "events", "end_status"))
        last = pc.coalesce(ends, begins)
        early = pc.less(
            _days(pc.coalesce(rows["date_end"], rows["date_start"]), _slack(rows["date_precision"])), _days(begins)
        )
        late = pc.and_not(pc.greater(_days(rows["date_start"]), _days(last, slack)), open_ended)
        return pc.or_kleene(early, late)

    def words(self, rows: Rows, index: int) -> Words:
        return (
            f"this event lies outside the dates of {rows.value('part_of', index)}",
            "correct the dates of either, or part_of",
        )


class PublishedAfterRetrieved(RowCheck):
    """A source was published after its text was read.

    Why: One of the two days is wrong.
    Example: `published` 2024-03-01, `retrieved` 2024-02-01.
    Mend: Check the day on the page.
    """

    code = "CD405"
    places: ClassVar = {"sources": "published"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.greater(rows["published"], rows["retrieved"])

    def words(self, rows: Rows, index: int) -> Words:
        return f"published {rows.value('published', index)} lies after retrieved {rows.value('retrieved', index)}", None


class StatementAfterSource(TableCheck):
    """A statement is dated after the earliest of its sources was published.

    Why: A report cannot quote what has not been said; a day is allowed for time zones.
    Example: A statement of 26 October whose source is of 24 October.
    Mend: Check the day of the speech, and the day of the source.
    """

    code = "CD406"
    tables = ("statements",)
    needs = ("statements", "sources")

    def findings(self, db: Database) -> Iterator[Finding]:
        latest: dict[str, datetime.date] = {}
        names = ("source_id", "published", "published_precision", "retrieved")
        for key, published, precision, retrieved in db["sources"].lists(*names):
            if published is not None:
                latest[key] = published + datetime.timedelta(int(_WINDOW[precision or 1]))
            elif retrieved is not None:
                latest[key] = retrieved
        for row, (day, sources) in enumerate(db["statements"].lists("date", "sources")):
            days = [latest[key] for key in sources or () if key in latest]
            if day is not None and days and day > min(days) + datetime.timedelta(1):
                message = f"date {day} lies after the earliest of its sources, {min(days)}"
                hint = "check the day of the speech and that of the source"
                yield self.finding("statements", row, "date", message, hint)


class DateWithoutPrecision(RowCheck):
    """A date lacks its precision, or a precision its date.

    Why: Without it nobody can tell the first of a month from the whole month.
    Example: `signed_date` 2022-10-01 with an empty `signed_precision`.
    Mend: Write 1 for the day, 2 within six days, 3 the ISO week, 4 the month, 5 the year.
    """

    code = "CD407"
    places: ClassVar = {"sources": "published_precision", "contracts": "stage_precision"}
    _pairs: ClassVar = {
        "sources": (("published", "published_precision"),),
        "contracts": (("stage_date", "stage_precision"), ("signed_date", "signed_precision")),
    }

    def failing(self, rows: Rows, db: Database) -> Mask:
        mask = none(rows)
        for date, precision in self._pairs[rows.spec.name]:
            mask = pc.or_(mask, pc.xor(pc.is_valid(rows[date]), pc.is_valid(rows[precision])))
        return mask

    def words(self, rows: Rows, index: int) -> Words:
        for date, precision in self._pairs[rows.spec.name]:
            if (rows.value(date, index) is None) != (rows.value(precision, index) is None):
                break
        hint = "1 the day, 2 within six days, 3 the ISO week, 4 the month, 5 the year"
        return f"of {date} and {precision} one is filled and the other is empty", hint


class ActorOutOfValidity(TableCheck):
    """An actor acts or speaks before it existed or after it had ceased to.

    Why: Either the day, the actor, or its `valid_from` or `valid_to` is wrong.
    Example: The Karabakh de facto authorities as a participant in 2025.
    Mend: Name the actor of that day, or correct its dates.
    """

    code = "CD408"
    tables = ("event_actors", "statements")
    needs = ("actors",)

    def findings(self, db: Database) -> Iterator[Finding]:
        spans = {
            key: (start, end)
            for key, start, end in db["actors"].lists("actor_id", "valid_from", "valid_to")
            if start is not None or end is not None
        }
        if not spans:
            return
        if db.has("event_actors", "events"):
            names = ("event_id", "date_start", "date_end", "end_status", "date_precision")
            acts = {event: _act(*dates) for event, *dates in db["events"].lists(*names)}
            for row, (event, actor) in enumerate(db["event_actors"].lists("event_id", "actor_id")):
                if actor in spans and event in acts:
                    yield from self._outside(("event_actors", row, "actor_id"), actor, spans[actor], acts[event])
        if db.has("statements"):
            for row, (actor, day, precision) in enumerate(
                db["statements"].lists("speaker_id", "date", "date_precision")
            ):
                if actor in spans:
                    act = _act(day, None, None, precision)
                    yield from self._outside(("statements", row, "speaker_id"), actor, spans[actor], act)

    def _outside(self, place: tuple[str, int, str], actor: str, life: _Span, act: _Span) -> Iterator[Finding]:
        born, ended = life
        first, last = act
        if ended is not None and first is not None and first > ended:
            yield self.finding(*place, f"{actor} ceased to exist on {ended}, before {first}")
        elif born is not None and last is not None and last < born:
            yield self.finding(*place, f"{actor} began to exist on {born}, after {last}")


def _act(first: datetime.date | None, last: datetime.date | None, status: str | None, precision: int | None) -> _Span:
    """The earliest and the latest possible day of an act; open where it has no known end."""
    if first is None or status is not None:
        return first, None
    return first, (last or first) + datetime.timedelta(int(_WINDOW[precision or 1]))


def _slack(precision: pa.Array) -> npt.NDArray[np.int64]:
    values = precision.to_pylist()
    return _WINDOW[[value or 1 for value in values]]


def _days(dates: pa.Array, slack: npt.NDArray[np.int64] | None = None) -> pa.Array:
    """Dates as whole days since 1970, `slack` days later."""
    days = dates.cast("int32").cast("int64")
    return days if slack is None else pc.add(days, integers(slack))


DATE_CHECKS: tuple[type[Check], ...] = (
    EndBeforeStart,
    EndStatusWithEnd,
    FutureDate,
    OutsideParent,
    PublishedAfterRetrieved,
    StatementAfterSource,
    DateWithoutPrecision,
    ActorOutOfValidity,
)
