"""CD43x: contracts, their items and spending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, ClassVar

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant, is_one_of
from caucasus_data.checks.base import Check, Database, Finding, RowCheck, Rows, TableCheck, Words

_PERCENTS = ("percent_of_gdp", "percent_of_budget")


class NotifiedWithoutCeiling(RowCheck):
    """A notified sale has a value that is not a ceiling.

    Why: A notification announces at most that much; the contract, if one follows, is usually smaller.
    Example: `stage` notified with `value_basis` total.
    Mend: Write `ceiling`.
    """

    code = "CD430"
    places: ClassVar = {"contracts": "value_basis"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        notified = pc.equal(rows["stage"], constant("notified"))
        return pc.and_kleene(notified, pc.invert(is_one_of(rows["value_basis"], ("ceiling",))))

    def words(self, rows: Rows, index: int) -> Words:
        return "stage is notified, so the value is a ceiling", 'write "ceiling"'


class ValueBasisMismatch(RowCheck):
    """A value and what it covers do not go together.

    Why: `total`, `ceiling`, `instalment` and `aggregate` need a figure and a currency; `undisclosed` and an empty basis
        have none.
    Example: `value_best` 155 with an empty `value_basis`.
    Mend: Fill `currency` and `value_basis`, or empty the value.
    """

    code = "CD431"
    places: ClassVar = {"contracts": "value_basis"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        filled = pc.or_(
            pc.or_(pc.is_valid(rows["value_low"]), pc.is_valid(rows["value_best"])), pc.is_valid(rows["value_high"])
        )
        figure = is_one_of(rows["value_basis"], ("total", "ceiling", "instalment", "aggregate"))
        return pc.or_(pc.xor(filled, figure), pc.xor(filled, pc.is_valid(rows["currency"])))

    def words(self, rows: Rows, index: int) -> Words:
        basis = rows.value("value_basis", index) or "empty"
        currency = rows.value("currency", index) or "empty"
        filled = any(rows.value(f"value_{end}", index) is not None for end in ("low", "best", "high"))
        value = "there is a value" if filled else "there is no value"
        return (
            f"{value}, while value_basis is {basis} and currency is {currency}",
            "a value needs both; no value has neither",
        )


class DeliveredMoreThanOrdered(RowCheck):
    """More was delivered than ordered.

    Why: One of the two figures is wrong, unless the order is only known approximately.
    Example: `quantity_best` 6, `quantity_delivered` 12.
    Mend: Check both; a follow-on order is a contract of its own.
    """

    code = "CD432"
    places: ClassVar = {"contract_items": "quantity_delivered"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        most = pc.coalesce(rows["quantity_high"], rows["quantity_best"])
        firm = is_one_of(rows["quantity_status"], ("exact", "at_most"))
        return pc.and_(pc.greater(rows["quantity_delivered"], most), firm)

    def words(self, rows: Rows, index: int) -> Words:
        most = rows.value("quantity_high", index) or rows.value("quantity_best", index)
        return (
            f"{rows.value('quantity_delivered', index)} delivered of {most} ordered",
            "a follow-on order is a contract of its own",
        )


class DeliveredIncomplete(TableCheck):
    """A delivered contract has an item that is not delivered in full.

    Why: `delivered` says that everything has arrived.
    Example: `stage` delivered, and 6 of 15 pieces delivered.
    Mend: Write `part_delivered`, or correct the item.
    """

    code = "CD433"
    tables = ("contract_items",)
    needs = ("contracts", "contract_items")

    def findings(self, db: Database) -> Iterator[Finding]:
        stages = dict(db["contracts"].lists("contract_id", "stage"))
        names = ("contract_id", "quantity_best", "quantity_status", "quantity_delivered")
        for row, (contract, best, status, delivered) in enumerate(db["contract_items"].lists(*names)):
            counted = stages.get(contract) == "delivered" and status == "exact" and None not in (delivered, best)
            if counted and delivered < best:
                message = f"{contract} is delivered, but {delivered} of {best} pieces of this item are"
                hint = "write part_delivered, or correct the item"
                yield self.finding("contract_items", row, "quantity_delivered", message, hint)


class ValueInPackageAndPart(TableCheck):
    """A package and its part both hold a value.

    Why: Whoever adds up the values counts it twice.
    Example: A package of 1,600 million and a part of 1,000 million.
    Mend: Keep the value with the package; the part's figure becomes a claim with a note.
    """

    code = "CD434"
    tables = ("contracts",)
    needs = ("contracts",)

    def findings(self, db: Database) -> Iterator[Finding]:
        valued = {
            contract
            for contract, *bounds in db["contracts"].lists("contract_id", "value_low", "value_best", "value_high")
            if any(bound is not None for bound in bounds)
        }
        for row, (contract, package) in enumerate(db["contracts"].lists("contract_id", "part_of")):
            if package in valued and contract in valued:
                yield self.finding(
                    "contracts",
                    row,
                    "part_of",
                    f"{contract} and its package {package} both hold a value",
                    "keep it with the package",
                )


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
        return "constant prices and a base year go together; here one is without the other", None


class PriceBasisMismatch(RowCheck):
    """An amount of money lacks its price basis, or a percentage has one.

    Why: Percents have no prices; amounts have either current or constant ones.
    Example: `unit` percent_of_gdp with `price_basis` current.
    Mend: Empty `price_basis` for percents; write `current` or `constant` for money.
    """

    code = "CD436"
    places: ClassVar = {"spending": "price_basis"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.equal(is_one_of(rows["unit"], _PERCENTS), pc.is_valid(rows["price_basis"]))

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
        return pc.and_(is_one_of(rows["unit"], _PERCENTS), pc.greater(most, constant(100.0)))

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


class AdoptedDenial(TableCheck):
    """The value of a deal is adopted although its existence is denied.

    Why: A denied deal is `reported`; its figures stay claims.
    Example: An `existence` claim with stance contradicts beside an adopted value.
    Mend: Set `adopted` to false and empty the value, or record why the denial does not hold.
    """

    code = "CD440"
    tables = ("contracts",)
    needs = ("contracts", "claims")

    def findings(self, db: Database) -> Iterator[Finding]:
        stances: dict[object, set[Any]] = defaultdict(set)
        names = ("table_name", "record_id", "field", "stance", "adopted")
        for table, record, name, stance, adopted in db["claims"].lists(*names):
            if table == "contracts" and (name, stance) == ("existence", "contradicts"):
                stances[record].add("denied")
            if table == "contracts" and name == "value" and adopted:
                stances[record].add("adopted")
        for row, (contract, stage) in enumerate(db["contracts"].lists("contract_id", "stage")):
            if stage == "reported" and stances[contract] >= {"denied", "adopted"}:
                yield self.finding(
                    "contracts",
                    row,
                    "stage",
                    "the deal is denied, but a value of it is adopted",
                    "leave its figures as claims",
                )


MONEY_CHECKS: tuple[type[Check], ...] = (
    NotifiedWithoutCeiling,
    ValueBasisMismatch,
    DeliveredMoreThanOrdered,
    DeliveredIncomplete,
    ValueInPackageAndPart,
    BaseYearMismatch,
    PriceBasisMismatch,
    PercentOutOfRange,
    DerivedWithoutArithmetic,
    EmptyFigure,
    AdoptedDenial,
)
