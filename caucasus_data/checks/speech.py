"""CD42x: statements, their speakers, offices and quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant, is_one_of, where
from caucasus_data.checks.base import (
    Check,
    Database,
    Finding,
    RowCheck,
    Rows,
    RuleCheck,
    Words,
    none,
    one_without_other,
)

_RUN = 8
_ANALYST_BODIES = ("think_tank", "ngo", "media")
_BINDING_ACTS = frozenset({"commit", "concede", "threaten"})


class QuoteFormMismatch(RowCheck):
    """`quote_form` says that there is no quote where there is one, or the reverse.

    Why: Whoever filters on `quote_form` must get every quote and nothing else.
    Example: `quote_form` none beside a quote.
    Mend: Name the form of the quote, or write `none` for an empty one.
    """

    code = "CD420"
    places: ClassVar = {"statements": "quote_form"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.equal(pc.equal(rows["quote_form"], constant("none")), pc.is_valid(rows["quote"]))

    def words(self, rows: Rows, index: int) -> Words:
        if rows.value("quote", index) is None:
            return f"quote_form is {rows.value('quote_form', index)}, but there is no quote", 'write "none"'
        return (
            "quote_form is none, but there is a quote",
            "write original, official_translation, media_translation or unstated",
        )


class QuoteLanguageMismatch(RowCheck):
    """A quote lacks its language, or a language its quote.

    Why: A quotation is only of use to those who know which language they are reading.
    Example: A quote with an empty `quote_language`.
    Mend: Write the language in which the quote is printed, such as `en`.
    """

    code = "CD421"
    places: ClassVar = {"statements": "quote_language"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.xor(pc.is_valid(rows["quote"]), pc.is_valid(rows["quote_language"]))

    def words(self, rows: Rows, index: int) -> Words:
        return (
            one_without_other(rows, index, "quote", "quote_language"),
            "the language is that of the printed quote, such as en",
        )


class UnnamedSourceQuote(RowCheck):
    """Words known only through unnamed people are quoted.

    Why: Nobody vouches for their wording.
    Example: `chain` unnamed_sources beside a quote.
    Mend: Keep the summary and drop the quote.
    """

    code = "CD422"
    places: ClassVar = {"statements": "chain"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.and_(pc.equal(rows["chain"], constant("unnamed_sources")), pc.is_valid(rows["quote"]))

    def words(self, rows: Rows, index: int) -> Words:
        return "chain is unnamed_sources, but there is a quote", "drop the quote, or name who passed it on"


class OfficeOfAnother(RowCheck):
    """The office is not one of the speaker's.

    Why: The words would be given to another person's post.
    Example: `speaker_id` hikmet-hajiyev with `office_id` jeyhun-bayramov-foreign-minister.
    Mend: Name the office that the speaker held.
    """

    code = "CD423"
    places: ClassVar = {"statements": "office_id"}
    needs: ClassVar = ("offices", "actors")
    reads: ClassVar = {"offices": ("person_id",), "actors": ("kind",)}

    def failing(self, rows: Rows, db: Database) -> Mask:
        # A speaker who is in no table has had that finding.
        known = pc.is_valid(db.lookup(rows["speaker_id"], "actors", "kind"))
        return pc.and_(known, pc.not_equal(db.lookup(rows["office_id"], "offices", "person_id"), rows["speaker_id"]))

    def words(self, rows: Rows, index: int) -> Words:
        return (
            f"{rows.value('office_id', index)} is not an office of {rows.value('speaker_id', index)}",
            "name the office that the speaker held",
        )


class OfficeNotHeld(RowCheck):
    """The speaker did not hold the office on that day.

    Why: A former minister's words are not a government's.
    Example: A statement of 2024 with an office that ended in 2021.
    Mend: Name the office held that day, or correct the day or the office's dates.
    """

    code = "CD424"
    places: ClassVar = {"statements": "office_id"}
    needs: ClassVar = ("offices",)
    reads: ClassVar = {"offices": ("held_from", "held_to")}

    def failing(self, rows: Rows, db: Database) -> Mask:
        begins = db.lookup(rows["office_id"], "offices", "held_from")
        ends = db.lookup(rows["office_id"], "offices", "held_to")
        # A day that is known only to its month or year cannot show that the office was not held.
        exact = pc.equal(rows["date_precision"], constant(1))
        outside = pc.or_kleene(pc.less(rows["date"], begins), pc.greater(rows["date"], ends))
        return pc.and_(outside, exact)

    def words(self, rows: Rows, index: int) -> Words:
        return (
            f"{rows.value('office_id', index)} was not held on {rows.value('date', index)}",
            "see held_from and held_to in offices.csv",
        )


class BindingAnalyst(RuleCheck):
    """An analyst commits, concedes or threatens.

    Why: Those acts bind a party; an analyst can only assert, predict or propose.
    Example: `acts` commit for a researcher of a think tank.
    Mend: Choose the act that the analyst performs.
    """

    code = "CD425"
    tables = ("statements",)
    needs = ("offices", "actors")
    reads: ClassVar = {"offices": ("body_id",), "actors": ("kind",)}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        body = db.lookup(rows["office_id"], "offices", "body_id")
        analysts = where(is_one_of(db.lookup(body, "actors", "kind"), _ANALYST_BODIES))
        for index, acts in rows.take(analysts, "acts"):
            if binding := [act for act in acts or () if act in _BINDING_ACTS]:
                message = f"an analyst cannot {binding[0]}"
                yield self.finding(rows, index, "acts", message, "choose assert, predict, propose or endorse")


class QuoteInSummary(RuleCheck):
    """Eight words in a row of a quote stand in a summary.

    Why: A summary is ours; only `quote` holds others' words.
    Example: A summary that repeats the quote without its quotation marks.
    Mend: Say it in other words.
    """

    code = "CD426"
    tables = ("statements",)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        for index, quote, summary in rows.take(where(pc.is_valid(rows["quote"])), "quote", "summary"):
            if (run := shared_run(quote, summary)) is not None:
                message = f'the summary repeats {_RUN} words of the quote in a row: "{run}"'
                yield self.finding(rows, index, "summary", message, "say it in other words")


class SpeakerNotPerson(RowCheck):
    """A population or a group, which cannot speak, is the speaker.

    Why: Collectives without an organ do not speak; somebody spoke for them.
    Example: `karabakh-armenians` as `speaker_id`.
    Mend: Name the person, the ministry or the standing collective.
    """

    code = "CD427"
    places: ClassVar = {"statements": "speaker_id"}
    needs: ClassVar = ("actors",)
    reads: ClassVar = {"actors": ("kind",)}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return is_one_of(db.lookup(rows["speaker_id"], "actors", "kind"), ("population", "group"))

    def words(self, rows: Rows, index: int) -> Words:
        return f"{rows.value('speaker_id', index)} is a population or group, which cannot speak", "name who spoke"


class OfficeHolderNotPerson(RowCheck):
    """The holder of an office is not a person.

    Why: Offices say as whom a person speaks; a body speaks as itself.
    Example: `person_id` armenia-mfa.
    Mend: Name the person.
    """

    code = "CD428"
    places: ClassVar = {"offices": "person_id"}
    needs: ClassVar = ("actors",)
    reads: ClassVar = {"actors": ("kind",)}

    def failing(self, rows: Rows, db: Database) -> Mask:
        kind = db.lookup(rows["person_id"], "actors", "kind")
        return pc.not_equal(kind, constant("person")) if len(rows) else none(rows)

    def words(self, rows: Rows, index: int) -> Words:
        return f"{rows.value('person_id', index)} is not a person", "name the person; a body speaks as itself"


class QuoteInEvent(RuleCheck):
    """Eight words in a row of a quote stand in the summary of the event that it was said at or about.

    Why: A summary is ours; only `quote` holds others' words.
    Example: An event's summary that tells what was announced in the announcer's own words.
    Mend: Say it in other words in `events.csv`.
    """

    code = "CD429"
    tables = ("statements",)
    needs = ("events",)
    reads: ClassVar = {"events": ("summary",)}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        summaries = db.index("events", "summary")
        quoted = where(pc.is_valid(rows["quote"]))
        for index, quote, *events in rows.take(quoted, "quote", "occasion_id", "about_id"):
            for event in dict.fromkeys(events):
                if (run := shared_run(quote, summaries.get(event))) is not None:
                    message = f'the summary of {event} repeats {_RUN} words of this quote in a row: "{run}"'
                    yield self.finding(rows, index, "quote", message, "say it in other words in events.csv")


def shared_run(quote: str | None, summary: str | None) -> str | None:
    """The first eight words in a row of a summary that stand in a quote as well."""
    if not quote or not summary:
        return None
    written = _words(summary)
    if not _may_share_a_run(quote.casefold(), written):
        return None
    heard = _words(quote)
    runs = {tuple(heard[start : start + _RUN]) for start in range(len(heard) - _RUN + 1)}
    for start in range(len(written) - _RUN + 1 if runs else 0):
        if tuple(written[start : start + _RUN]) in runs:
            return " ".join(written[start : start + _RUN])
    return None


def _may_share_a_run(said: str, written: Sequence[str]) -> bool:
    """True where eight words in a row of what is written stand somewhere in what was said, even as parts of words."""
    length = 0
    for word in written:
        length = length + 1 if word in said else 0
        if length == _RUN:
            return True
    return False


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


SPEECH_CHECKS: tuple[type[Check], ...] = (
    QuoteFormMismatch,
    QuoteLanguageMismatch,
    UnnamedSourceQuote,
    OfficeOfAnother,
    OfficeNotHeld,
    BindingAnalyst,
    QuoteInSummary,
    SpeakerNotPerson,
    OfficeHolderNotPerson,
    QuoteInEvent,
)
