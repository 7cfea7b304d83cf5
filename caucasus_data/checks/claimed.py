"""The figures of the records, and what the claims on them say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant, where
from caucasus_data.checks.base import Rows

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

    _key = ("table_name", "record_id", "field", "unit")
    _value = ("value_low", "value_best", "value_high", "qualifier", "adopted")
    columns = (*_key, *_value, "stance")

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
        supporting = where(pc.equal(rows["stance"], constant("supports")))
        for _index, table, record, name, unit, *claim in rows.take(supporting, *self._key, *self._value):
            if any(bound is not None for bound in claim[:3]):
                self._values[table, record, name, unit].append(ClaimedValue(*claim))

    @classmethod
    def on_figures(cls, rows: Rows) -> Mask:
        """True for the claims that are kept here."""
        numbers = pc.is_valid(pc.coalesce(*(rows[name] for name in cls._value[:3])))
        return pc.and_(pc.equal(rows["stance"], constant("supports")), numbers)

    def on(self, figure: Figure) -> Sequence[ClaimedValue]:
        """The claims on a figure, in its own unit."""
        return self._values.get(figure.claim_key, ())

    def may_be_on(self, figure: Figure) -> bool:
        """True where a claim that may be on this figure has a finding of its own."""
        return not self._damaged.isdisjoint((None, figure.claim_key[1]))


def bounds_of(rows: Rows) -> tuple[Any, Any, Any]:
    """The columns low, best and high of a table that has them."""
    stem = STEMS[rows.spec.name]
    return rows[f"{stem}low"], rows[f"{stem}best"], rows[f"{stem}high"]


def figures_of(rows: Rows) -> Iterator[Figure]:
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
