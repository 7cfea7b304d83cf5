"""CD6: what has been released stays true, and can be found again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, is_one_of, strings, where
from caucasus_data.checks.base import Check, Database, Finding, Rows, RuleCheck
from caucasus_data.checks.references import ENDED_COLUMNS, ENDING_CHANGES, ended_ids

_EXPLAINED_CHANGES = ("revised", "removed", "renamed")


class HistoryCheck(Check):
    """A rule that `caucasus-data release --check` judges; the class holds its code and explanation."""


class MissingReason(RuleCheck):
    """A released record was revised, removed or renamed without a reason.

    Why: A correction that nobody explains cannot be told from an accident, or from a change of mind.
    Example: A death toll falls from 35 to 12, and no line says why.
    Mend: Write a line into `reasons.csv`: the table, the record, the column, and the reason.
    """

    code = "CD601"
    tables = ("revisions",)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        explained = pc.is_in(rows["change"], value_set=strings(_EXPLAINED_CHANGES))
        for index in where(pc.and_(explained, pc.is_null(rows["reason"]))):
            record = rows.value("record_id", index)
            yield self.finding(rows, index, "reason", f'no reason is given for what happened to "{record}"')


class VanishedId(HistoryCheck):
    """A released id is gone without a word.

    Why: Others have kept the id: in their code, their papers, their own tables.
    Example: The row of an event is deleted because another row tells the same.
    Mend: Restore the row, or write into `reasons.csv` which record took its place, or why it had to go.
    """

    code = "CD602"


class VersionTooLow(HistoryCheck):
    """The version is lower than the bump that is due.

    Why: A version is a promise of what can have changed; `caucasus-data diff` says what has.
    Example: A column is removed, and the version goes from 0.3.0 to 0.3.1.
    Mend: Write the version that the finding names into `caucasus_data/__init__.py`.
    """

    code = "CD603"


class DamagedHistory(HistoryCheck):
    """A released table cannot be rebuilt to its recorded digest.

    Why: The log is the proof that an earlier version is what it was; it is only ever appended to.
    Example: A typing error is mended in an old row of `revisions.csv`.
    Mend: Restore `releases.csv` and `revisions.csv` from git.
    """

    code = "CD604"


class ReusedId(HistoryCheck):
    """An id that named another record once is used again.

    Why: Whoever has kept the id from an earlier release would take the new record for the old one.
    Example: A withdrawn contract's id is given to another contract of the same day; or the date, the title and the
        sources of a released event are overwritten with those of another one.
    Mend: Give the new record an id of its own; where the same record is told anew because two were one, or one was
        several, give `merged` or `split` as the reason.
    """

    code = "CD605"


class WithdrawnReference(RuleCheck):
    """A reference names a record that was withdrawn, or that another has taken the place of.

    Why: The reference leads nowhere, though the log knows where it should lead.
    Example: `part_of` names an event that was merged into another.
    Mend: Name the successor, or what the record is now said to belong to.
    """

    code = "CD606"
    tables = (
        "events",
        "event_actors",
        "event_counts",
        "statements",
        "contracts",
        "contract_items",
        "claims",
        "actors",
        "offices",
        "places",
        "sources",
        "exchange_rates",
    )
    needs = ("revisions",)
    scans: ClassVar[tuple[str, ...]] = ("revisions",)
    reads: ClassVar = {"revisions": ENDED_COLUMNS}

    @classmethod
    def sees(cls, rows: Rows, /) -> Mask | None:
        return is_one_of(rows["change"], ENDING_CHANGES)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        if not len(db["revisions"]):
            return
        for column in rows.spec.columns:
            if column.references is None or not (known := ended_ids(column.references, db)):
                continue
            for index in rows.naming(column.name, strings([*known])):
                cell = rows.value(column.name, index)
                for value in cell if isinstance(cell, list) else (cell,):
                    if value in known:
                        message = f'{column.name} "{value}" is a record of {column.references} that is no more'
                        hint = f'it leads to "{known[value]}" now' if known[value] else "it has no successor"
                        yield self.finding(rows, index, column.name, message, hint)


class PatchChangedData(HistoryCheck):
    """A patch release changed a table.

    Why: A patch promises that no digest changes; who pins the minor version relies on it.
    Example: 0.3.1 corrects a date.
    Mend: Release corrections as a minor version.
    """

    code = "CD607"


class UnknownSuccessor(HistoryCheck):
    """A removed record forwards to one that is not there.

    Why: A forward that leads nowhere is a vanished id with a detour.
    Example: An event was merged into `2023-10-15-visit`, which is misspelt.
    Mend: Name a record of the same table.
    """

    code = "CD608"


class ReasonWithoutObject(HistoryCheck):
    """A line of the reasons is for nothing that has changed.

    Why: An id or a column in it is misspelt, and the change that it was meant for goes without; or it would be recorded
        that a text kept its meaning which nobody has touched.
    Example: `2023-10-02-closng` is to be `removed`.
    Mend: Write the table, the record and the column as `caucasus-data diff` names them, or delete the line.
    """

    code = "CD609"


RELEASED_CHECKS: tuple[type[Check], ...] = (
    MissingReason,
    VanishedId,
    VersionTooLow,
    DamagedHistory,
    ReusedId,
    WithdrawnReference,
    PatchChangedData,
    UnknownSuccessor,
    ReasonWithoutObject,
)
