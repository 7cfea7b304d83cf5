"""Which rows meet: who judges a row, whom it asks for, and under which addresses it answers.

A row goes to its askers: the group in which its rules are judged. For each id that it names, a group sends an errand to
an address; the rows that answer there are delivered to it. The group then judges its rows by the same rules as one
machine does, beside the delivered rows as the database. Nothing here knows Spark.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from caucasus_data.checks import CHECKS
from caucasus_data.checks.base import Rows, RuleCheck, TableCheck
from caucasus_data.checks.codes import slug
from caucasus_data.checks.keys import DuplicateFigure
from caucasus_data.checks.people import ContradictoryRoles, OutsideRegion
from caucasus_data.checks.references import ReferenceCycle
from caucasus_data.checks.series import DollarTwinFar, LeapInSeries, ShareFarFromAmount
from caucasus_data.spark.judging import LINK
from caucasus_data.spark.records import ROWS_AT_ONCE_BITS
from caucasus_data.spec import TableSpec

ROWS, KEYS, CIRCLES = "rows", "keys", "circles"
_SERIES = ("country", "measure", "scope", "line")
GROUPED: Mapping[type[RuleCheck], tuple[str, ...]] = {
    ContradictoryRoles: ("event_id",),
    OutsideRegion: ("place_id",),
    DuplicateFigure: _SERIES,
    LeapInSeries: _SERIES,
    DollarTwinFar: _SERIES,
    ShareFarFromAmount: ("country", "fiscal_year"),
}
"""The rules between the rows of a table, and the columns that all rows of one comparison have in common."""

ANSWERED = frozenset({"claims", "exchange_rates", "revisions"})
"""The tables whose rows answer to more than their key, so that a rule that must see all of them sees what it needs."""

_RULES: tuple[type[RuleCheck], ...] = tuple(check for check in CHECKS if issubclass(check, RuleCheck))
# An analyst is known by the kind of the body of the office: one table farther than a row's own references.
_ONWARD = {"offices": ("body_id",)}
_CLAIMED = {
    "event_counts": ("event_id",),
    "contracts": ("contract_id",),
    "contract_items": ("contract_id", "item"),
    "spending": ("spending_id",),
}
"""The columns that make the record id of the claims on a row's figures."""
_CLAIMS_ON_UNKNOWN = "claims of"

Errand = tuple[str, str, int | None, int, int]
"""Asker and address; of a reference to be checked the column's position, the first row's number and how many rows."""


@dataclass(frozen=True)
class Errands:
    """Who asks whom.

    Attributes:
        specs: The tables, by name.
        whole: The names of those that lost no row: what others miss in them is truly missing.
        heights: How many rows each has.
        unsorted: The tables whose keys do not simply ascend.
        circled: The tables whose links are few enough to be followed in one task.
        long_chains: Those that have more.
    """

    specs: Mapping[str, TableSpec]
    whole: frozenset[str]
    heights: Mapping[str, int]
    unsorted: frozenset[str]
    circled: frozenset[str]
    long_chains: frozenset[str] = frozenset()

    def rules(self, table: str, kind: str) -> list[type[RuleCheck]]:
        """The rules of a table that a kind of group judges, those without all they need left out."""
        if kind == CIRCLES:
            return [ReferenceCycle]
        return [
            check
            for check in _RULES
            if table in check.subjects()
            and self.whole.issuperset(check.requires(table))
            and ",".join(GROUPED.get(check, ())) == ("" if kind == ROWS else kind)
            and (kind != ROWS or not issubclass(check, TableCheck))
        ]

    def kinds(self, table: str) -> list[str]:
        """The kinds of groups that rows of a table go to for their rules."""
        grouped = dict.fromkeys(",".join(columns) for check, columns in GROUPED.items() if table in check.subjects())
        return [ROWS, *(kind for kind in grouped if self.rules(table, kind))]

    def askers(self, rows: Rows, kind: str) -> list[str]:
        """The group of each row."""
        table = rows.spec.name
        if kind == ROWS:
            return [f"{table}|{kind}|{number >> ROWS_AT_ONCE_BITS}" for number in rows.numbers]
        names = rows.spec.primary_key if kind == KEYS else kind.split(",")
        groups = (self.heights.get(table, 0) >> ROWS_AT_ONCE_BITS) + 1
        return [f"{table}|{kind}|{zlib.crc32(repr(parts).encode()) % groups}" for parts in rows.lists(*names)]

    def sent(self, rows: Rows) -> list[Errand]:
        """What some rows ask for: the rows that their rules look into, and whether what they refer to is there."""
        table, sent = rows.spec.name, dict[tuple[str, str, int | None], list[int]]()
        for position, column in enumerate(rows.spec.columns):
            if column.references in self.whole:
                for index, value in _items(rows, column.name):
                    reference = (table, f"id|{column.references}|{value}", position)
                    sent.setdefault(reference, [rows.numbers[index], 0])[1] += 1
        for kind in self.kinds(table):
            askers = self.askers(rows, kind)
            needs = set(chain.from_iterable(check.requires(table) for check in self.rules(table, kind)))
            for index, address in chain(self._references(rows, needs), self._others(rows, needs, kind)):
                sent.setdefault((askers[index], address, None), [0, 0])
        return [(*key, number, count) for key, (number, count) in sent.items()]

    def onward(self, rows: Rows, asker: str) -> Iterator[tuple[str, str]]:
        """What delivered rows make their asker ask for."""
        for name in _ONWARD.get(rows.spec.name, ()):
            target = rows.spec[name].references
            yield from ((asker, f"id|{target}|{value}") for _index, value in _items(rows, name))

    def goes_onward(self) -> Sequence[str]:
        """The tables whose delivered rows make their asker ask for more."""
        return tuple(_ONWARD)

    def answered(self, rows: Rows) -> Iterator[tuple[str, int]]:
        """The addresses at which rows of a whole table answer."""
        spec = rows.spec
        for index, (key, first) in enumerate(zip(rows.keys(), rows[spec.primary_key[0]].to_pylist(), strict=True)):
            if len(spec.primary_key) > 1 and key is not None:
                yield f"record|{spec.name}|{key}", index
            elif first is not None:
                yield f"id|{spec.name}|{first}", index
        if spec.name == "claims":
            yield from _claims(rows)
        elif spec.name == "exchange_rates":
            yield from ((f"year|{year}", index) for index, year in _items(rows, "year"))
        elif spec.name == "revisions":
            for index, (table, change, record, before) in enumerate(
                rows.lists("table_name", "change", "record_id", "before")
            ):
                if change in ("renamed", "removed"):
                    yield f"ended|{table}|{before if change == 'renamed' else record}", index

    def meant(self, rows: Rows) -> Iterator[str]:
        """The addresses of what malformed ids were meant to be: a reference to them is not one finding more."""
        key = rows.spec.primary_key[0]
        for index, number in enumerate(rows.numbers if rows.bad else ()):
            if number in rows.bad:
                yield f"id|{rows.spec.name}|{slug(str(rows.value(key, index)))}"

    def _references(self, rows: Rows, needs: set[str]) -> Iterator[tuple[int, str]]:
        for column in rows.spec.columns:
            wanted = column.references in needs
            withdrawn = "revisions" in needs and column.references is not None
            for index, value in _items(rows, column.name) if wanted or withdrawn else ():
                if wanted:
                    yield index, f"id|{column.references}|{value}"
                if withdrawn:
                    yield index, f"ended|{column.references}|{value}"

    def _others(self, rows: Rows, needs: set[str], kind: str) -> Iterator[tuple[int, str]]:
        table = rows.spec.name
        if "claims" in needs and table in _CLAIMED:
            for index, parts in enumerate(rows.lists(*_CLAIMED[table])):
                yield index, f"claims|{'/'.join(map(str, parts))}"
                yield index, _CLAIMS_ON_UNKNOWN
        if "exchange_rates" in needs:
            yield from ((index, f"year|{year}") for index, year in _items(rows, "fiscal_year"))
        if table == "claims" and kind == ROWS:
            for index, (named, record) in enumerate(rows.lists("table_name", "record_id")):
                if named in self.whole:
                    composite = len(self.specs[named].primary_key) > 1
                    yield index, f"{'record' if composite else 'id'}|{named}|{record}"
                # An item of a contract is reviewed with its contract.
                if named == "contract_items" and "contracts" in self.whole:
                    yield index, f"id|contracts|{str(record).split('/')[0]}"


def _claims(rows: Rows) -> Iterator[tuple[str, int]]:
    """By the record that they are about; of the damaged ones that may be about any record, the first will do."""
    unknown = False
    for index, record in enumerate(rows["record_id"].to_pylist()):
        if record is not None:
            yield f"claims|{record}", index
        elif rows.numbers[index] in rows.bad and not unknown:
            unknown = True
            yield _CLAIMS_ON_UNKNOWN, index


def _items(rows: Rows, name: str) -> Iterator[tuple[int, object]]:
    """The values of a column, or the items of its lists, each with the index of its row."""
    for index, cell in enumerate(rows[name].to_pylist()):
        if isinstance(cell, list):
            yield from ((index, item) for item in cell)
        elif cell is not None:
            yield index, cell


def links_of(rows: Rows) -> list[int]:
    """The indices of the rows that are part of another."""
    return [index for index, _whole in _items(rows, LINK)] if LINK in rows.columns else []


def by_table(numbers: Sequence[str]) -> dict[str, list[int]]:
    """The indices at which each name stands."""
    found: dict[str, list[int]] = defaultdict(list)
    for index, name in enumerate(numbers):
        found[name].append(index)
    return found
