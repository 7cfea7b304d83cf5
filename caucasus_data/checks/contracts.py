"""CD43x and CD44x: arms contracts and their items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant, is_one_of, where
from caucasus_data.checks.base import Check, Database, Finding, RowCheck, Rows, RuleCheck, Words


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

    Why: `total`, `ceiling`, `instalment` and `aggregate` need a figure, its currency and its status; `undisclosed` and
        an empty basis have none.
    Example: `value_best` 155 with an empty `value_basis`.
    Mend: Fill `currency`, `value_basis` and `value_status`, or empty the value.
    """

    code = "CD431"
    places: ClassVar = {"contracts": "value_basis"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        filled = _is_filled(rows, "value")
        figure = is_one_of(rows["value_basis"], ("total", "ceiling", "instalment", "aggregate"))
        mismatch = pc.or_(pc.xor(filled, figure), pc.xor(filled, pc.is_valid(rows["currency"])))
        return pc.or_(mismatch, pc.xor(filled, pc.is_valid(rows["value_status"])))

    def words(self, rows: Rows, index: int) -> Words:
        names = ("currency", "value_basis", "value_status")
        shown = ", ".join(f"{name} is {rows.value(name, index) or 'empty'}" for name in names)
        filled = any(rows.value(f"value_{end}", index) is not None for end in ("low", "best", "high"))
        if filled:
            return f"there is a value, while {shown}", "a value needs all three"
        return f"there is no value, while {shown}", "leave the three empty, or write value_basis undisclosed"


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


class DeliveredIncomplete(RuleCheck):
    """A delivered contract has an item that is not delivered in full.

    Why: `delivered` says that everything has arrived.
    Example: `stage` delivered, and 6 of 15 pieces delivered.
    Mend: Write `part_delivered`, or correct the item.
    """

    code = "CD433"
    tables = ("contract_items",)
    needs = ("contracts",)
    reads: ClassVar = {"contracts": ("stage",)}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        short = pc.less(rows["quantity_delivered"], rows["quantity_best"])
        short = pc.and_(short, pc.equal(rows["quantity_status"], constant("exact")))
        complete = pc.equal(db.lookup(rows["contract_id"], "contracts", "stage"), constant("delivered"))
        names = ("contract_id", "quantity_best", "quantity_delivered")
        for index, contract, best, delivered in rows.take(where(pc.and_(short, complete)), *names):
            message = f"{contract} is delivered, but {delivered} of {best} pieces of this item are"
            yield self.finding(rows, index, "quantity_delivered", message, "write part_delivered, or correct the item")


class ValueInPackageAndPart(RuleCheck):
    """A package and its part both hold a value.

    Why: Whoever adds up the values counts it twice.
    Example: A package of 1,600 million and a part of 1,000 million.
    Mend: Keep the value with the package; the part's figure becomes a claim with a note.
    """

    code = "CD434"
    tables = ("contracts",)
    needs = ("contracts",)
    _bounds = ("value_low", "value_best", "value_high")
    reads: ClassVar = {"contracts": _bounds}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        values = db.index("contracts", *self._bounds)
        valued = {contract for contract, bounds in values.items() if any(bound is not None for bound in bounds)}
        for index, (contract, package, *bounds) in enumerate(rows.lists("contract_id", "part_of", *self._bounds)):
            # Of a large table, a part that no other row names is not at hand but as the row itself.
            own = contract in valued if contract in values else any(bound is not None for bound in bounds)
            if own and package in valued:
                message = f"{contract} and its package {package} both hold a value"
                yield self.finding(rows, index, "part_of", message, "keep it with the package")


class AdoptedDenial(RuleCheck):
    """The value of a deal is adopted although its existence is denied.

    Why: A denied deal is `reported`; its figures stay claims.
    Example: An `existence` claim with stance contradicts beside an adopted value.
    Mend: Set `adopted` to false and empty the value, or record why the denial does not hold.
    """

    code = "CD440"
    tables = ("contracts",)
    needs = ("claims",)
    scans = ("claims",)
    _claim = ("table_name", "record_id", "field", "stance", "adopted")
    reads: ClassVar = {"claims": _claim}

    @classmethod
    def sees(cls, rows: Rows, /) -> Mask | None:
        on_contracts = pc.equal(rows["table_name"], constant("contracts"))
        return pc.and_(on_contracts, is_one_of(rows["field"], ("existence", "value")))

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        denied, adopted = set(), set()
        for table, record, name, stance, follows in db["claims"].lists(*self._claim):
            if (table, name, stance) == ("contracts", "existence", "contradicts"):
                denied.add(record)
            elif (table, name, follows) == ("contracts", "value", True):
                adopted.add(record)
        reported = where(pc.equal(rows["stage"], constant("reported")))
        for index, contract in rows.take(reported, "contract_id"):
            if contract in denied & adopted:
                message = "the deal is denied, but a value of it is adopted"
                yield self.finding(
                    rows, index, "stage", message, "set adopted to false and leave the figures as claims"
                )


class QuantityStatusMismatch(RowCheck):
    """A quantity and its status do not go together.

    Why: `unknown` says that no source gives a number; every other status is about one.
    Example: `quantity_status` unknown with `quantity_best` 6.
    Mend: Write the status of the number, or `unknown` where there is none.
    """

    code = "CD441"
    places: ClassVar = {"contract_items": "quantity_status"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.equal(pc.equal(rows["quantity_status"], constant("unknown")), _is_filled(rows, "quantity"))

    def words(self, rows: Rows, index: int) -> Words:
        status = rows.value("quantity_status", index)
        if status == "unknown":
            return "quantity_status is unknown, but there is a quantity", "write the status of that number"
        return f"quantity_status is {status}, but there is no quantity", 'write "unknown"'


class DeliveredBeforeSigned(RuleCheck):
    """An item was delivered before its contract was signed, and no note says why.

    Why: One of the two years is usually wrong, or the delivery belongs to an earlier contract.
    Example: `delivered_from` 2019 for a contract signed in 2020.
    Mend: Check both years; say in the contract's `note` why they are right.
    """

    code = "CD442"
    tables = ("contract_items",)
    needs = ("contracts",)
    reads: ClassVar = {"contracts": ("signed_date", "note")}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        contracts = db.index("contracts", "signed_date", "note")
        for index, (contract, year) in enumerate(rows.lists("contract_id", "delivered_from")):
            signed, note = contracts.get(contract, (None, None))
            if None not in (year, signed) and note is None and year < signed.year:
                message = f"delivered from {year}, but {contract} was signed in {signed.year}"
                hint = "check both years, or say in the contract's note why they are right"
                yield self.finding(rows, index, "delivered_from", message, hint)


def _is_filled(rows: Rows, stem: str) -> Mask:
    """True where any of low, best and high is filled."""
    low, best, high = (pc.is_valid(rows[f"{stem}_{end}"]) for end in ("low", "best", "high"))
    return pc.or_(pc.or_(low, best), high)


CONTRACT_CHECKS: tuple[type[Check], ...] = (
    NotifiedWithoutCeiling,
    ValueBasisMismatch,
    DeliveredMoreThanOrdered,
    DeliveredIncomplete,
    ValueInPackageAndPart,
    AdoptedDenial,
    QuantityStatusMismatch,
    DeliveredBeforeSigned,
)
