"""Text cells to typed arrays, a column at a time: which cells are acceptable, and what they mean.

A cell is accepted or not; why not is worked out afterwards, in words, for the few that were not (`checks.cell`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, booleans, constant, is_one_of, strings, where
from caucasus_data.spec import ColumnSpec
from caucasus_data.tidiness import UNTIDY, Bytes, odd_cells

INTEGER = r"^(?:0|-?[1-9][0-9]{0,14})$"
NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?$"
DATE = r"^[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
MOST_DIGITS = 15

_WORDS_FOR_NOTHING = ("na", "n/a", "n.a.", "nan", "null", "none", "nil", "unknown", "not available", "tbd", "#n/a")
MISSING_WORDS = (
    *(form for word in _WORDS_FOR_NOTHING for form in (word, word.upper(), word.capitalize())),
    *("NaN", "-", "--", "–", "—", "?", "...", "…", "."),
)
"""What people and programs write for "nothing"; only the empty cell means it here."""

_LONGEST_MISSING_WORD = max(len(word.encode()) for word in MISSING_WORDS)
_ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Converted:
    """A typed column.

    Attributes:
        values: The typed values; null where the cell is empty or not acceptable.
        bad: Indices of the cells that are not acceptable.
    """

    values: pa.Array
    bad: list[int]


def convert(cells: pa.StringArray, column: ColumnSpec) -> Converted:
    """Type the cells of a column.

    Args:
        cells: The text of each cell, null where it is empty.
        column: The column's declaration.

    Returns:
        A string, int64, float64, bool, date32 or list<string> array as long as `cells`, and which cells to explain.
    """
    if cells.null_count == len(cells):
        return Converted(
            pa.nulls(len(cells), _ARROW_TYPES[column.type]), [*range(len(cells))] if column.required else []
        )
    if column.type == "list":
        values, bad = _lists(cells, column)
    elif column.type == "date" or column.references is not None:
        values, bad = _by_kind(cells, column)
    else:
        values, bad = _one_by_one(cells, column)
    if column.required and cells.null_count:
        bad.update(pc.indices_nonzero(pc.is_null(cells)).to_pylist())
    return Converted(values, sorted(bad))


def _one_by_one(cells: pa.StringArray, column: ColumnSpec) -> tuple[pa.Array, set[int]]:
    """The typed values, and the indices of the cells that are not acceptable."""
    accepted = _ACCEPT[column.type](cells, column)
    bad: set[int] = set()
    if accepted.false_count:
        bad = set(where(pc.invert(accepted)))
        cells = pc.if_else(accepted, cells, pa.nulls(len(cells), pa.string()))
    values, worse = _typed(cells, column)
    bad.update(worse)
    return values, bad


def _by_kind(cells: pa.StringArray, column: ColumnSpec) -> tuple[pa.Array, set[int]]:
    """The same, for cells most of which are repeated: each different one is looked at once."""
    encoded = cells.dictionary_encode()
    values, bad = _one_by_one(encoded.dictionary, column)
    rejected = [encoded.dictionary[index].as_py() for index in sorted(bad)]
    return values.take(encoded.indices), set(where(is_one_of(cells, rejected)) if rejected else ())


def _accept_text(cells: pa.StringArray, column: ColumnSpec) -> Mask:
    """Text that matches its codes, or its pattern and lengths, or, where it is prose, the rules of tidy text."""
    if column.codes:
        return _or_null(cells, is_one_of(cells, column.allowed))
    text = Bytes.of(cells)
    accepted = _lengths(cells, column, text)
    if column.pattern is not None:
        accepted = pc.and_(accepted, pc.match_substring_regex(cells, column.pattern))
    elif not text.is_tidy:
        accepted = pc.and_not(accepted, pc.match_substring_regex(cells, UNTIDY))
    # Not for the short codes of a standard: `na` is a language.
    is_prose = column.pattern is None or column.max_length is not None
    if is_prose and text.shortest <= _LONGEST_MISSING_WORD:
        accepted = pc.and_not(accepted, is_one_of(cells, MISSING_WORDS))
    odd = odd_cells(cells, text)
    return accepted if odd is None else pc.and_not(accepted, odd)


def _lengths(cells: pa.StringArray, column: ColumnSpec, text: Bytes) -> Mask:
    """True for the cells whose number of characters is allowed."""
    least, most = column.min_length or 0, column.max_length
    if (least <= 1 or text.shortest >= least * text.widest) and (most is None or text.longest <= most):
        # A filled cell has a character or more, no more of them than bytes, and no fewer than its bytes can make.
        return booleans(np.ones(len(cells), dtype=np.bool_))
    length = pc.utf8_length(cells)
    accepted = pc.greater_equal(length, constant(least))
    return accepted if most is None else pc.and_(accepted, pc.less_equal(length, constant(most)))


def _accept_integer(cells: pa.StringArray, _column: ColumnSpec) -> Mask:
    return pc.match_substring_regex(cells, INTEGER)


def _accept_number(cells: pa.StringArray, _column: ColumnSpec) -> Mask:
    accepted = pc.match_substring_regex(cells, NUMBER)
    accepted = pc.and_not(accepted, pc.equal(cells, constant("-0")))
    if (pc.max(pc.utf8_length(cells)).as_py() or 0) <= MOST_DIGITS:
        return accepted
    digits = pc.replace_substring_regex(cells, r"^-?0?\.?0*|\.", "")
    return pc.and_(accepted, pc.less_equal(pc.utf8_length(digits), constant(MOST_DIGITS)))


def _accept_boolean(cells: pa.StringArray, _column: ColumnSpec) -> Mask:
    return _or_null(cells, is_one_of(cells, ("true", "false")))


def _accept_date(cells: pa.StringArray, _column: ColumnSpec) -> Mask:
    return pc.match_substring_regex(cells, DATE)


def _lists(cells: pa.StringArray, column: ColumnSpec) -> tuple[pa.ListArray, set[int]]:
    """The lists, and the indices of those with an item that is unsound, empty or repeated."""
    assert column.delimiter is not None
    lists = pc.split_pattern(cells, column.delimiter)
    items, parents = lists.flatten(), _int64(pc.list_parent_indices(lists))
    encoded = items.dictionary_encode()
    kinds, kind = encoded.dictionary, _int64(encoded.indices)
    if column.codes:
        sound = is_one_of(kinds, column.allowed)
    else:
        assert column.pattern is not None
        text = Bytes.of(kinds)
        sound = pc.and_(pc.match_substring_regex(kinds, column.pattern), _lengths(kinds, column, text))
    bad = set(_repeating(parents, kind, len(kinds)).tolist())
    if pc.any(is_one_of(kinds, MISSING_WORDS)).as_py():
        # A word for nothing has the form of an id; alone in its cell it is that word.
        bad.update(where(is_one_of(cells, MISSING_WORDS)))
    if sound.false_count:
        unsound = np.ones(len(kinds), dtype=np.bool_)
        unsound[where(sound)] = False
        bad.update(parents[unsound[kind]].tolist())
    if bad:
        lists = pc.split_pattern(_without(cells, bad), column.delimiter)
    return lists, bad


def _repeating(parents: npt.NDArray[np.int64], kind: npt.NDArray[np.int64], kinds: int) -> npt.NDArray[np.int64]:
    """The lists that hold an item twice, by the list and the kind of each item."""
    pairs = parents * kinds + kind
    if (parents[2:] == parents[:-2]).any():
        # Only in a list of three items or more can twins stand apart.
        pairs.sort(kind="stable")
    repeated: npt.NDArray[np.int64] = pairs[1:][pairs[1:] == pairs[:-1]] // max(kinds, 1)
    return repeated


_ACCEPT = {
    "string": _accept_text,
    "integer": _accept_integer,
    "number": _accept_number,
    "boolean": _accept_boolean,
    "date": _accept_date,
}


def _int64(values: pa.Array) -> npt.NDArray[np.int64]:
    """Integers without nulls as numpy, without waking pandas as `to_numpy` does."""
    return np.asarray(np.from_dlpack(values), dtype=np.int64)


def _typed(cells: pa.StringArray, column: ColumnSpec) -> tuple[pa.Array, list[int]]:
    """The typed values, and the indices whose value lies outside the column's range or the calendar."""
    if column.type == "string":
        return cells, []
    if column.type == "boolean":
        return pc.equal(cells, constant("true")), []
    if column.type == "date":
        return _dates(cells)
    values = cells.cast(pa.int64() if column.type == "integer" else pa.float64())
    kind = float if column.type == "number" else int
    outside: set[int] = set()
    if column.minimum is not None:
        outside.update(where(pc.less(values, constant(kind(column.minimum)))))
    if column.maximum is not None:
        outside.update(where(pc.greater(values, constant(kind(column.maximum)))))
    return _without(values, outside), sorted(outside)


def _dates(cells: pa.StringArray) -> tuple[pa.Date32Array, list[int]]:
    try:
        return cells.cast(pa.date32()), []
    except pa.ArrowInvalid:
        # Some day is not in the calendar, such as 30 February: find it cell by cell.
        bad = {index for index, value in enumerate(cells.to_pylist()) if value and not _is_day(value)}
        return _without(cells, bad).cast(pa.date32()), sorted(bad)


def _is_day(value: str) -> bool:
    try:
        strings([value]).cast(pa.date32())
    except pa.ArrowInvalid:
        return False
    return True


def _without(values: pa.Array, indices: set[int]) -> pa.Array:
    """The values with those at `indices` made null."""
    if not indices:
        return values
    kept = np.ones(len(values), dtype=np.bool_)
    kept[sorted(indices)] = False
    return pc.if_else(booleans(kept), values, pa.nulls(len(values), values.type))


def _or_null(cells: pa.StringArray, accepted: Mask) -> Mask:
    """The mask with null, which neither accepts nor refuses, where the cell is empty."""
    return pc.if_else(pc.is_valid(cells), accepted, pa.nulls(len(cells), pa.bool_()))
