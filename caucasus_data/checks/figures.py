"""CD41x: low, best and high, and the claims that they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant, where
from caucasus_data.checks.base import Check, Database, Finding, RowCheck, Rows, RuleCheck, Words

STEMS = {
    "event_counts": "",
    "contracts": "value_",
    "contract_items": "quantity_",
    "spending": "amount_",
    "claims": "value_",
}
"""What stands before low, best and high in the columns of each table that has them."""

ClaimKey = tuple[str, str, str, str | None]
"""Table, record id, field and unit of the claims on a figure."""


class BoundsOutOfOrder(RowCheck):
    """Of low, best and high, a lower one is greater than a higher one.

    Why: They are the ends of a span and a figure within it.
    Example: `low` 200, `best` 192.
    Mend: Check the three with the claims.
    """

    code = "CD410"
    places: ClassVar = {table: f"{stem}best" for table, stem in STEMS.items()}

    def failing(self, rows: Rows, db: Database) -> Mask:
        low, best, high = _bounds(rows)
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
        low, _best, high = _bounds(rows)
        least = pc.and_(pc.equal(status, constant("at_least")), pc.is_valid(high))
        return pc.or_kleene(least, pc.and_(pc.equal(status, constant("at_most")), pc.is_valid(low)))

    def words(self, rows: Rows, index: int) -> Words:
        status = rows.value(self.places[rows.spec.name], index)
        end = "high" if status == "at_least" else "low"
        return f"{status} goes with an empty {STEMS[rows.spec.name]}{end}", f"empty {STEMS[rows.spec.name]}{end}"


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
        for bound in _bounds(rows):
            filled = pc.or_(filled, pc.is_valid(bound))
        return pc.invert(filled)

    def words(self, rows: Rows, index: int) -> Words:
        return "the claim has neither a value nor a text", "fill value_low, value_best, value_high or value_text"


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

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        claims = Claims(db["claims"])
        for figure in _figures(rows):
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

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        claims = Claims(db["claims"])
        for figure in _figures(rows):
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


class UnlocatedClaim(RuleCheck):
    """A claim on a reviewed record does not say where in the source it stands.

    Why: The next reader must find it without reading the whole source.
    Example: A claim with an empty `locator` on a contract that is `reviewed`.
    Mend: Write the paragraph, page or heading.
    """

    code = "CD415"
    tables = ("claims",)

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
        low, _best, high = _bounds(rows)
        open_end = pc.or_(pc.is_null(low), pc.is_null(high))
        return pc.and_(pc.equal(rows["qualifier"], constant("range")), open_end)

    def words(self, rows: Rows, index: int) -> Words:
        return "qualifier is range, but value_low or value_high is empty", "fill both, or choose another qualifier"


@dataclass(frozen=True, slots=True)
class Figure:
    """One low-best-high triple of a row, not all of them empty, and the key of the claims on it."""

    index: int
    stem: str
    bounds: tuple[float | None, float | None, float | None]
    claim_key: ClaimKey

    @property
    def is_in_order(self) -> bool:
        """True where low ≤ best ≤ high."""
        filled = [bound for bound in self.bounds if bound is not None]
        return filled == sorted(filled)

    @property
    def place(self) -> str:
        """The column that a finding points at: the best one that is filled."""
        low, best, _high = self.bounds
        return self.stem + ("best" if best is not None else "low" if low is not None else "high")


class ClaimedValue(NamedTuple):
    """The figures of one supporting claim."""

    low: float | None
    best: float | None
    high: float | None
    qualifier: str | None
    adopted: bool

    @property
    def number(self) -> float:
        """The one number of a bound, whichever column it stands in."""
        return next(value for value in self[:3] if value is not None)


def due_bounds(claims: Sequence[ClaimedValue]) -> tuple[float | None, float | None, float | None]:
    """Low, best and high as the supporting claims make them; the claims hold at least one number.

    One exact value fills best alone. Several fill low and high with their extremes, and best with the adopted one. A
    lower bound bears on low only, an upper bound on high only; the ends of a range count as values.
    """
    lower = [claim.number for claim in claims if claim.qualifier == "at_least"]
    upper = [claim.number for claim in claims if claim.qualifier == "at_most"]
    others = [claim for claim in claims if claim.qualifier not in ("at_least", "at_most")]
    values = {value for claim in others for value in claim[:3] if value is not None}
    singles = {claim.best for claim in others if claim.best is not None}
    adopted = {claim.best for claim in others if claim.adopted and claim.best is not None}
    chosen = singles if len(values) == 1 else adopted
    several = len(values) > 1
    return (
        min(values.union(lower)) if several or lower else None,
        next(iter(chosen)) if len(chosen) == 1 else None,
        max(values.union(upper)) if several or upper else None,
    )


class Claims:
    """The supporting claims that hold a number, by table, record, field and unit."""

    def __init__(self, rows: Rows) -> None:
        self._values: dict[ClaimKey, list[ClaimedValue]] = defaultdict(list)
        self._damaged = (
            {
                record
                for number, record in zip(rows.numbers, rows["record_id"].to_pylist(), strict=True)
                if number in rows.bad
            }
            if rows.bad
            else set()
        )
        key = ("table_name", "record_id", "field", "unit")
        value = ("value_low", "value_best", "value_high", "qualifier", "adopted")
        supporting = where(pc.equal(rows["stance"], constant("supports")))
        for _index, table, record, name, unit, *claim in rows.take(supporting, *key, *value):
            if any(bound is not None for bound in claim[:3]):
                self._values[table, record, name, unit].append(ClaimedValue(*claim))

    def on(self, figure: Figure) -> Sequence[ClaimedValue]:
        """The claims on a figure, in its own unit."""
        return self._values.get(figure.claim_key, ())

    def may_be_on(self, figure: Figure) -> bool:
        """True where a claim that may be on this figure has a finding of its own."""
        return not self._damaged.isdisjoint((None, figure.claim_key[1]))


def _bounds(rows: Rows) -> tuple[Any, Any, Any]:
    stem = STEMS[rows.spec.name]
    return rows[f"{stem}low"], rows[f"{stem}best"], rows[f"{stem}high"]


def _figures(rows: Rows) -> Iterator[Figure]:
    """Every figure of some rows that the claims rule speaks about."""
    stem = STEMS[rows.spec.name]
    bounds = rows.lists(*(f"{stem}{end}" for end in ("low", "best", "high")))
    for index, (triple, claim_key) in enumerate(zip(bounds, _CLAIM_KEYS[rows.spec.name](rows), strict=True)):
        if claim_key is not None and any(bound is not None for bound in triple):
            low, best, high = triple
            yield Figure(index, stem, (low, best, high), claim_key)


def _count_keys(rows: Rows) -> Iterator[ClaimKey | None]:
    for event, *parts in rows.lists("event_id", "measure", "side", "status"):
        yield "events", str(event), "/".join(map(str, parts)), "persons"


def _contract_keys(rows: Rows) -> Iterator[ClaimKey | None]:
    for contract, currency in rows.lists("contract_id", "currency"):
        yield "contracts", str(contract), "value", _text(currency)


def _item_keys(rows: Rows) -> Iterator[ClaimKey | None]:
    for contract, item, unit in rows.lists("contract_id", "item", "unit"):
        yield "contract_items", f"{contract}/{item}", "quantity", _text(unit)


def _spending_keys(rows: Rows) -> Iterator[ClaimKey | None]:
    for figure, unit, measure in rows.lists("spending_id", "unit", "measure"):
        yield ("spending", str(figure), "amount", _text(unit)) if measure == "claim" else None


_CLAIM_KEYS = {
    "event_counts": _count_keys,
    "contracts": _contract_keys,
    "contract_items": _item_keys,
    "spending": _spending_keys,
}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _plain(value: object) -> str:
    return "empty" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


FIGURE_CHECKS: tuple[type[Check], ...] = (
    BoundsOutOfOrder,
    BoundWithOtherEnd,
    EmptyClaim,
    FigureWithoutClaim,
    FigureDiffersFromClaims,
    UnlocatedClaim,
    AdoptedWithoutSupport,
    RangeWithoutEnds,
)
