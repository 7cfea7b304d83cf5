"""CD435 to CD439: a row of defence spending in itself."""

from __future__ import annotations

from typing import ClassVar

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant, is_one_of
from caucasus_data.checks.base import Check, Database, RowCheck, Rows, Words

PERCENTS = ("percent_of_gdp", "percent_of_budget")


class BaseYearMismatch(RowCheck):
    """Constant prices lack their base year, or current prices have one.

    Why: An amount in constant prices means nothing without the year.
    Example: `price_basis` constant with an empty `base_year`.
    Mend: Fill `base_year`, or write `current`.
    """

    code = "CD435"
    places: ClassVar = {"spending": "price_basis"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.xor(is_one_of(rows["price_basis"], ("constant",)), pc.is_valid(rows["base_year"]))

    def words(self, rows: Rows, index: int) -> Words:
        basis, year = rows.value("price_basis", index), rows.value("base_year", index)
        if year is None:
            return "price_basis is constant, but base_year is empty", "fill base_year"
        return f"base_year is {year}, but price_basis is {basis or 'empty'}", 'write "constant", or empty base_year'


class PriceBasisMismatch(RowCheck):
    """An amount of money lacks its price basis, or a percentage has one.

    Why: Percents have no prices; amounts have either current or constant ones.
    Example: `unit` percent_of_gdp with `price_basis` current.
    Mend: Empty `price_basis` for percents; write `current` or `constant` for money.
    """

    code = "CD436"
    places: ClassVar = {"spending": "price_basis"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.equal(is_one_of(rows["unit"], PERCENTS), pc.is_valid(rows["price_basis"]))

    def words(self, rows: Rows, index: int) -> Words:
        if rows.value("price_basis", index) is None:
            return f"an amount in {rows.value('unit', index)} needs a price basis", 'write "current" or "constant"'
        return "a percentage has no price basis", "empty it"


class PercentOutOfRange(RowCheck):
    """A percentage lies outside 0 to 100.

    Why: It is a share of a whole.
    Example: `unit` percent_of_gdp with `amount_best` 487.
    Mend: Check the figure and its unit.
    """

    code = "CD437"
    places: ClassVar = {"spending": "unit"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        most = pc.coalesce(pc.coalesce(rows["amount_high"], rows["amount_best"]), rows["amount_low"])
        return pc.and_(is_one_of(rows["unit"], PERCENTS), pc.greater(most, constant(100.0)))

    def words(self, rows: Rows, index: int) -> Words:
        return f"{rows.value('unit', index)} above 100", "check the figure and its unit"


class DerivedWithoutArithmetic(RowCheck):
    """A derived figure does not show its arithmetic.

    Why: The one exception to "nothing computed is filled in" must be open to checking.
    Example: `status` derived with an empty `note`.
    Mend: Write the arithmetic into `note`.
    """

    code = "CD438"
    places: ClassVar = {"spending": "status"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.and_(pc.equal(rows["status"], constant("derived")), pc.is_null(rows["note"]))

    def words(self, rows: Rows, index: int) -> Words:
        return "status is derived, but note does not show the arithmetic", "write it into note"


class EmptyFigure(RowCheck):
    """A spending row holds no figure.

    Why: The row exists for its figure.
    Example: Empty `amount_low`, `amount_best` and `amount_high`.
    Mend: Fill what the source shows, or remove the row.
    """

    code = "CD439"
    places: ClassVar = {"spending": "amount_best"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.and_(
            pc.and_(pc.is_null(rows["amount_low"]), pc.is_null(rows["amount_best"])), pc.is_null(rows["amount_high"])
        )

    def words(self, rows: Rows, index: int) -> Words:
        return "the row holds no amount", "fill what the source shows, or remove the row"


SPENDING_CHECKS: tuple[type[Check], ...] = (
    BaseYearMismatch,
    PriceBasisMismatch,
    PercentOutOfRange,
    DerivedWithoutArithmetic,
    EmptyFigure,
)
