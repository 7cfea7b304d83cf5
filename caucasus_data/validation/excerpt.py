"""What is kept of a table that is too large to be kept: the rows, and the columns of them, that rules look up there."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, booleans, integers
from caucasus_data.checks.base import Rows, RuleCheck
from caucasus_data.spec import TableSpec
from caucasus_data.validation.ahead import ahead
from caucasus_data.validation.reading import Reading
from caucasus_data.validation.remade import joined, no_rows

_MOST_BAD_KEPT = 1000
"""How many rows with bad cells are kept for the sake of their ids, where no rule must see them all."""
_MOST_SOUGHT = 10_000
"""Of more ids than these, some will stand in every block."""
_Part = tuple[npt.NDArray[np.int64], list[pa.Array]]
"""The numbers of some rows, and the columns of these."""


def excerpt(reading: Reading, wanted: pa.Array, rules: Iterable[type[RuleCheck]]) -> Rows:
    """The rows that others name, and those that a rule must see; a second pass over the file.

    Args:
        reading: The table, read once.
        wanted: The ids that others name, by (the first part of) the key.
        rules: All rules of the validator.
    """
    spec = reading.spec
    looking = [rule for rule in rules if spec.name in rule.reads or spec.name in rule.scans]
    scanning = [rule for rule in looking if spec.name in rule.scans]
    columns = _columns(spec, looking)
    odd = reading.bad if scanning else set(sorted(reading.bad)[:_MOST_BAD_KEPT])

    def kept(rows: Rows) -> _Part | None:
        """The numbers of the rows of a block that are kept, and their columns."""
        keep = pc.is_in(rows[spec.primary_key[0]], value_set=wanted)
        if inside := [number - rows.numbers[0] for number in odd.intersection(rows.numbers)] if odd else []:
            keep = pc.or_(keep, _at(inside, len(rows)))
        for rule in scanning:
            # Rows out of order lie where no rule expects them.
            seen = rule.sees(rows) if reading.in_order else None
            keep = pc.or_kleene(keep, _at(range(len(rows)), len(rows)) if seen is None else seen)
        if not keep.true_count:
            return None
        indices = pc.indices_nonzero(keep)
        numbers = np.from_dlpack(indices).astype(np.int64) + rows.numbers[0]
        return numbers, [rows[name].take(indices) for name in columns]

    if not (len(wanted) or scanning or odd):
        return no_rows(spec)
    again = reading.again(bool if scanning else _holders(reading, wanted, odd))
    return _rows(reading, columns, [part for part in ahead(kept, again) if part is not None])


def rows_at(reading: Reading, numbers: npt.NDArray[np.int64], names: Iterable[str]) -> Rows:
    """Some rows of a large table, with their key and the named columns.

    Args:
        reading: The table, read once.
        numbers: Which rows, ascending.
        names: The columns.
    """
    columns = (*reading.spec.primary_key, *names)
    parts: list[_Part] = []
    for rows in reading.again(lambda block: bool(_inside(numbers, block).size)) if len(numbers) else ():
        inside = _inside(numbers, rows.numbers)
        if len(inside):
            indices = integers(inside - rows.numbers[0])
            parts.append((inside, [rows[name].take(indices) for name in columns]))
    return _rows(reading, columns, parts)


def _holders(reading: Reading, wanted: pa.Array, odd: Iterable[int]) -> Callable[[range], bool]:
    """Tells which blocks are to be read for some ids and some numbers of rows."""
    if len(wanted) > _MOST_SOUGHT:
        return bool
    by_key = reading.holders(sorted(wanted.to_pylist()))
    return lambda block: by_key(block) or any(number in block for number in odd)


def _inside(numbers: npt.NDArray[np.int64], block: Sequence[int]) -> npt.NDArray[np.int64]:
    """Those of some ascending numbers that lie between the first and the last of a block's rows."""
    if not len(block):
        return numbers[:0]
    first, behind = np.searchsorted(numbers, (block[0], block[-1] + 1))
    return numbers[first:behind]


def _rows(reading: Reading, columns: Sequence[str], parts: Sequence[_Part]) -> Rows:
    if not parts:
        return no_rows(reading.spec)
    numbers = np.concatenate([chosen for chosen, _columns in parts])
    kept = {name: joined([taken[position] for _chosen, taken in parts]) for position, name in enumerate(columns)}
    bad = frozenset(reading.bad.intersection(numbers.tolist())) if reading.bad else frozenset()
    return Rows(reading.spec, kept, array("q", numbers.tobytes()), bad)


def _columns(spec: TableSpec, rules: Iterable[type[RuleCheck]]) -> tuple[str, ...]:
    """The key, and the columns that rules look up."""
    read = {name for rule in rules for name in rule.reads.get(spec.name, ())}
    return tuple(name for name in spec.column_names if name in read or name in spec.primary_key)


def _at(indices: Sequence[int], size: int) -> Mask:
    """True at some indices."""
    mask = np.zeros(size, dtype=np.bool_)
    mask[list(indices)] = True
    return booleans(mask)
