"""CD3: keys and the order that they give the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import integers
from caucasus_data.checks.base import Check, Database, Finding, Rows, TableCheck
from caucasus_data.spec import TableSpec


class DuplicateKey(Check):
    """Two rows have the same primary key.

    Why: An id names one thing; which of the two would a reference mean?
    Example: Two events `2023-10-15-khankendi-visit`.
    Mend: Merge the rows, or give the second its own id.
    """

    code = "CD301"


class UnsortedRows(Check):
    """The rows are not sorted by their primary key.

    Why: In one order a row is found by eye, and a diff shows a moved row as nothing.
    Example: A new event appended at the end of the file.
    Mend: Run `caucasus-data format`.
    """

    code = "CD302"


class DuplicateFigure(TableCheck):
    """Two spending rows hold the same figure of the same series.

    Why: One country, year, measure, vintage, scope, line, unit and price basis is one figure; two rows would be summed.
    Example: The 2024 budget law of Armenia in AMD entered twice.
    Mend: Keep one row; a second source's different figure is a claim on it.
    """

    code = "CD306"
    tables = ("spending",)
    scans = ("spending",)
    _identity = ("country", "fiscal_year", "measure", "vintage", "scope", "line", "unit", "price_basis", "base_year")
    reads: ClassVar = {"spending": _identity}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        first: dict[tuple[object, ...], str] = {}
        for index, (key, *identity) in enumerate(rows.lists("spending_id", *self._identity)):
            other = first.setdefault(tuple(identity), key)
            if other != key:
                message = f"{key} is the same figure as {other}"
                hint = "keep one of them, or tell them apart by vintage, scope or line"
                yield self.finding(rows, index, "spending_id", message, hint)


def duplicate_keys(rows: Rows) -> Iterator[Finding]:
    """A finding for each row whose primary key an earlier row has."""
    seen: set[str] = set()
    for number, key in zip(rows.numbers, rows.keys(), strict=True):
        if key is not None and key in seen:
            hint = "merge the rows, or give the second its own id"
            message = f'"{key}" is also the key of an earlier row'
            yield Finding(DuplicateKey, rows.spec.name, number, rows.spec.primary_key[0], message, hint)
        elif key is not None:
            seen.add(key)


def first_unsorted(rows: Rows, skipped: set[int]) -> Iterator[Finding]:
    """One finding where the rows are not in the order of their keys.

    Args:
        rows: The rows.
        skipped: The numbers of rows that have another finding on their key.
    """
    spec = rows.spec
    last: tuple[object, ...] | None = None
    for number, parts in zip(rows.numbers, rows.lists(*spec.primary_key), strict=True):
        if None in parts or number in skipped or number in rows.bad:
            continue
        key = _sort_key(spec, parts)
        if last is not None and key < last:
            message = f'the rows are not sorted: "{"/".join(map(str, parts))}" should stand higher up'
            yield Finding(UnsortedRows, spec.name, number, spec.primary_key[0], message, "run: caucasus-data format")
            return
        last = key


def is_strictly_ascending(rows: Rows) -> bool:
    """True where each key is greater than the one before, which also proves that none is repeated."""
    spec = rows.spec
    if any(rows[name].null_count for name in spec.primary_key):
        return False
    if len(rows) < 2:
        return True
    ascending: pa.Array | None = None
    for name in reversed(spec.primary_key):
        values = _ranks(rows[name]) if spec[name].format == "version" else rows[name]
        before, after = values.slice(0, len(rows) - 1), values.slice(1)
        less = pc.less(before, after)
        ascending = less if ascending is None else pc.or_(less, pc.and_(pc.equal(before, after), ascending))
    assert ascending is not None
    return bool(ascending.true_count == len(ascending))


def _ranks(versions: pa.Array) -> pa.Array:
    """Versions as numbers that ascend as they do; there are few of them, each in many rows."""
    encoded = versions.dictionary_encode()
    keys = [_version_key(version) for version in encoded.dictionary.to_pylist()]
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return integers([ranks[key] for key in keys]).take(encoded.indices)


def _sort_key(spec: TableSpec, parts: Sequence[object]) -> tuple[object, ...]:
    """The value that a row is sorted by: its key, versions compared as versions."""
    return tuple(
        _version_key(part) if spec[name].format == "version" else part
        for name, part in zip(spec.primary_key, parts, strict=True)
    )


def _version_key(version: object) -> tuple[int, ...]:
    return tuple(int(digits) if digits.isdecimal() else -1 for digits in str(version).split("."))


KEY_CHECKS: tuple[type[Check], ...] = (DuplicateKey, UnsortedRows, DuplicateFigure)
