"""CD41x: the claims that figures rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant, where
from caucasus_data.checks.base import Check, Database, Finding, RowCheck, Rows, RuleCheck, Words
from caucasus_data.checks.claimed import bounds_of


class EmptyClaim(RowCheck):
    """A claim claims nothing.

    Why: It needs a figure or a text to be one.
    Example: A claim with empty `value_low`, `value_best`, `value_high` and `value_text`.
    Mend: Fill the one that the source shows.
    """

    code = "CD412"
    places: ClassVar = {"claims": "value_best"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        filled = pc.is_valid(rows["value_text"])
        for bound in bounds_of(rows):
            filled = pc.or_(filled, pc.is_valid(bound))
        return pc.invert(filled)

    def words(self, rows: Rows, index: int) -> Words:
        return "the claim has neither a value nor a text", "fill value_low, value_best, value_high or value_text"


class UnlocatedClaim(RuleCheck):
    """A claim on a reviewed record does not say where in the source it stands.

    Why: The next reader must find it without reading the whole source.
    Example: A claim with an empty `locator` on a contract that is `reviewed`.
    Mend: Write the paragraph, page or heading.
    """

    code = "CD415"
    tables = ("claims",)
    reads: ClassVar = dict.fromkeys(("events", "statements", "contracts", "spending"), ("review",))
    looks_anywhere = True

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        unlocated = where(pc.is_null(rows["locator"]))
        for index, table, record in rows.take(unlocated, "table_name", "record_id"):
            # An item is reviewed with its contract.
            holder, key = ("contracts", str(record).split("/")[0]) if table == "contract_items" else (table, record)
            if holder in db and "review" in db[holder].spec and db.index(holder, "review").get(key) == "reviewed":
                message = f"{record} is reviewed, so this claim needs a locator"
                yield self.finding(rows, index, "locator", message, "write the paragraph, page or heading")


class AdoptedWithoutSupport(RowCheck):
    """A claim is adopted that does not support its record.

    Why: `adopted` says that the record's `best` is this claim's value; what is contradicted or superseded is not
        followed.
    Example: `stance` contradicts with `adopted` true.
    Mend: Set `adopted` to false, or `stance` to supports.
    """

    code = "CD416"
    places: ClassVar = {"claims": "adopted"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.and_(rows["adopted"], pc.not_equal(rows["stance"], constant("supports")))

    def words(self, rows: Rows, index: int) -> Words:
        return (
            f"adopted is true, but the stance is {rows.value('stance', index)}",
            "set adopted to false, or stance to supports",
        )


class RangeWithoutEnds(RowCheck):
    """A claim of a range lacks one of its ends.

    Why: A range goes from one number to another; with one number alone it is a figure or a bound.
    Example: `qualifier` range with `value_best` 700 alone.
    Mend: Fill `value_low` and `value_high`, or choose another qualifier.
    """

    code = "CD417"
    places: ClassVar = {"claims": "qualifier"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        low, _best, high = bounds_of(rows)
        open_end = pc.or_(pc.is_null(low), pc.is_null(high))
        return pc.and_(pc.equal(rows["qualifier"], constant("range")), open_end)

    def words(self, rows: Rows, index: int) -> Words:
        return "qualifier is range, but value_low or value_high is empty", "fill both, or choose another qualifier"


CLAIM_CHECKS: tuple[type[Check], ...] = (EmptyClaim, UnlocatedClaim, AdoptedWithoutSupport, RangeWithoutEnds)
