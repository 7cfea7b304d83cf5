"""CD41x: low, best and high, and that claims bear them out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant
from caucasus_data.checks.base import Check, Database, Finding, RowCheck, Rows, RuleCheck, Words
from caucasus_data.checks.claimed import STEMS, Claims, bounds_of, due_bounds, figures_of


class BoundsOutOfOrder(RowCheck):
    """Of low, best and high, a lower one is greater than a higher one.

    Why: They are the ends of a span and a figure within it.
    Example: `low` 200, `best` 192.
    Mend: Check the three with the claims.
    """

    code = "CD410"
    places: ClassVar = {table: f"{stem}best" for table, stem in STEMS.items()}

    def failing(self, rows: Rows, db: Database) -> Mask:
        low, best, high = bounds_of(rows)
        return pc.or_kleene(pc.or_kleene(pc.greater(low, best), pc.greater(best, high)), pc.greater(low, high))

    def words(self, rows: Rows, index: int) -> Words:
        stem = STEMS[rows.spec.name]
        shown = ", ".join(f"{stem}{end} {_plain(rows.value(stem + end, index))}" for end in ("low", "best", "high"))
        return f"out of order: {shown}", "low ≤ best ≤ high"


class BoundWithOtherEnd(RowCheck):
    """A lower bound has an upper end, or an upper bound a lower end.

    Why: "At least" leaves the upper end open, "at most" the lower one.
    Example: `quantity_status` at_least with `quantity_high` 12.
    Mend: Empty that end, or use `range` or `approximate`.
    """

    code = "CD411"
    places: ClassVar = {"contract_items": "quantity_status", "claims": "qualifier"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        status = rows[self.places[rows.spec.name]]
        low, _best, high = bounds_of(rows)
        least = pc.and_(pc.equal(status, constant("at_least")), pc.is_valid(high))
        return pc.or_kleene(least, pc.and_(pc.equal(status, constant("at_most")), pc.is_valid(low)))

    def words(self, rows: Rows, index: int) -> Words:
        status = rows.value(self.places[rows.spec.name], index)
        end = "high" if status == "at_least" else "low"
        return f"{status} goes with an empty {STEMS[rows.spec.name]}{end}", f"empty {STEMS[rows.spec.name]}{end}"


class FigureWithoutClaim(RuleCheck):
    """A figure stands in a record, and no claim says who states it.

    Why: Who says which figure is what this dataset is for.
    Example: `killed` 192 without a claim `killed/azerbaijan/military` of the event.
    Mend: Add a claim with its claimant, source and locator; or empty the figure.
    """

    code = "CD413"
    tables = ("event_counts", "contracts", "spending")
    needs = ("claims",)
    scans = ("claims",)
    reads: ClassVar = {"claims": Claims.columns}

    @classmethod
    def sees(cls, rows: Rows, /) -> Mask | None:
        return Claims.on_figures(rows)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        claims = db.derived("claims", Claims)
        for figure in figures_of(rows):
            if not claims.on(figure) and not claims.may_be_on(figure):
                table, record, name, unit = figure.claim_key
                hint = f"add it to claims.csv: table {table}, record {record}, field {name}, unit {unit}"
                yield self.finding(rows, figure.index, figure.place, "no claim supports this figure", hint)


class FigureDiffersFromClaims(RuleCheck):
    """Low, best and high are not what the supporting claims make them.

    Why: One value fills `best` alone; several fill `low` and `high` with their extremes and `best` with the adopted
        one; a stated range or bound fills the ends.
    Example: Claims of 190 and 192, and a record with `best` 192 alone.
    Mend: Write the values that the message gives, or correct the claims.
    """

    code = "CD414"
    tables = ("event_counts", "contracts", "contract_items", "spending")
    needs = ("claims",)
    scans = ("claims",)
    reads: ClassVar = {"claims": Claims.columns}

    @classmethod
    def sees(cls, rows: Rows, /) -> Mask | None:
        return Claims.on_figures(rows)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        claims = db.derived("claims", Claims)
        for figure in figures_of(rows):
            supporting = claims.on(figure)
            if not supporting or claims.may_be_on(figure) or not figure.is_in_order:
                continue
            due = due_bounds(supporting)
            # Claims that make no figure at all, such as half a range, have a finding of their own.
            if due in (figure.bounds, (None, None, None)):
                continue
            shown, wanted = (", ".join(map(_plain, ends)) for ends in (figure.bounds, due))
            message = f"low, best, high are {shown}; the claims make them {wanted}"
            hint = "mend the figure, or the claims' stance, unit or adopted"
            yield self.finding(rows, figure.index, figure.place, message, hint)


def _plain(value: object) -> str:
    return "empty" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


FIGURE_CHECKS: tuple[type[Check], ...] = (
    BoundsOutOfOrder,
    BoundWithOtherEnd,
    FigureWithoutClaim,
    FigureDiffersFromClaims,
)
