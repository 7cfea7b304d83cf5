"""CD40x: the order of dates, within a row and between rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import ClassVar

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant, strings, where
from caucasus_data.checks.base import Check, Database, Finding, RowCheck, Rows, RuleCheck, Words, none
from caucasus_data.checks.precision import as_days, latest_day, slack_of, today

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
        return (
            f"{end} {rows.value(end, index)} lies before {start} {rows.value(start, index)}",
            "check both with the sources",
        )


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


class FutureDate(RuleCheck):
    """A date lies in the future.

    Why: The tables record what has happened; a planned day belongs into a summary or a note.
    Example: A meeting announced for next month.
    Mend: Check the year; leave a planned event out until it has taken place.
    """

    code = "CD403"
    tables = (
        "events",
        "statements",
        "contracts",
        "contract_items",
        "sources",
        "claims",
        "offices",
        "actors",
        "exchange_rates",
        "releases",
    )

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        latest_date = today()
        for column in rows.spec.columns:
            if column.name in ("held_to", "valid_to") or not (column.type == "date" or column.unit == "year"):
                continue
            latest = constant(latest_date if column.type == "date" else latest_date.year)
            for index in where(pc.greater(rows[column.name], latest)):
                message = f"{column.name} {rows.value(column.name, index)} lies in the future"
                yield self.finding(
                    rows, index, column.name, message, "check the year; what is only planned is left out"
                )


class OutsideParent(RowCheck):
    """An event lies outside the dates of the event that it is part of.

    Why: A part lies within its whole; one of the dates, or the link, is wrong.
    Example: A ceasefire of 20 September as a part of an event of 19 September alone.
    Mend: Correct the dates, or `part_of`.
    """

    code = "CD404"
    places: ClassVar = {"events": "part_of"}
    needs: ClassVar = ("events",)
    reads: ClassVar = {"events": ("date_start", "date_end", "date_precision", "end_status")}
    hangs_on: ClassVar = {"events": "part_of"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        parent = rows["part_of"]
        if parent.null_count == len(parent):
            return none(rows)
        begins = db.lookup(parent, "events", "date_start")
        ends = db.lookup(parent, "events", "date_end")
        slack = slack_of(db.lookup(parent, "events", "date_precision"))
        open_ended = pc.is_valid(db.lookup(parent, "events", "end_status"))
        early = pc.less(as_days(rows["date_start"], slack_of(rows["date_precision"])), as_days(begins))
        last = pc.coalesce(rows["date_end"], rows["date_start"])
        late = pc.and_not(pc.greater(as_days(last), as_days(pc.coalesce(ends, begins), slack)), open_ended)
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
        return (
            f"published {rows.value('published', index)} lies after retrieved {rows.value('retrieved', index)}",
            "check the day on the page",
        )


class ActorOutOfValidity(RuleCheck):
    """An actor acts, speaks, is spoken to or buys before it existed or after it had ceased to.

    Why: Either the day, the actor, or its `valid_from` or `valid_to` is wrong.
    Example: The Karabakh de facto authorities as a participant in 2025.
    Mend: Name the actor of that day, or correct its dates.
    """

    code = "CD408"
    tables = ("event_actors", "statements", "contracts", "claims")
    reads: ClassVar = {
        "actors": ("valid_from", "valid_to"),
        "events": ("date_start", "date_end", "end_status", "date_precision"),
    }
    _roles: ClassVar = {
        "event_actors": ("actor_id",),
        "statements": ("speaker_id", "on_behalf_of", "cosigners", "addressees"),
        "contracts": ("recipient_id", "suppliers"),
        "claims": ("claimant_id",),
    }

    @classmethod
    def requires(cls, table: str, /) -> tuple[str, ...]:
        return ("actors", "events") if table == "event_actors" else ("actors",)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        lives = {key: life for key, life in db.index("actors", "valid_from", "valid_to").items() if any(life)}
        for name in self._roles[rows.spec.name]:
            for index in rows.naming(name, strings([*lives])):
                first, last = self._act(rows, index, db)
                actors = rows.value(name, index)
                for actor in [actors] if isinstance(actors, str) else actors:
                    born, ended = lives.get(actor, (None, None))
                    message = None
                    if None not in (ended, first) and first > ended:
                        message = f"{actor} ceased to exist on {ended}, before {first}"
                    elif None not in (born, last) and last < born:
                        message = f"{actor} began to exist on {born}, after {last}"
                    if message is not None:
                        yield self.finding(rows, index, name, message, "name the actor of that day, or correct a date")

    @staticmethod
    def _act(rows: Rows, index: int, db: Database) -> tuple[datetime.date | None, datetime.date | None]:
        """The earliest and the latest possible day of what a row records; None where it is open or unknown."""
        if rows.spec.name == "event_actors":
            dates = db.index("events", "date_start", "date_end", "end_status", "date_precision")
            first, last, status, precision = dates.get(rows.value("event_id", index), (None, None, None, None))
            return (first, None) if status is not None else (first, last or latest_day(first, precision, None))
        date, precision = {
            "statements": ("date", "date_precision"),
            "contracts": ("signed_date", "signed_precision"),
            "claims": ("claimed_on", None),
        }[rows.spec.name]
        first = rows.value(date, index)
        return first, latest_day(first, rows.value(precision, index) if precision else 1, None)


DATE_CHECKS: tuple[type[Check], ...] = (
    EndBeforeStart,
    EndStatusWithEnd,
    FutureDate,
    OutsideParent,
    PublishedAfterRetrieved,
    ActorOutOfValidity,
)
