"""Text cells to typed arrays, a column at a time: which cells are acceptable, and what they mean.

A cell is accepted or not; why not is worked out afterwards, in words, for the few that were not (`checks.cell`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, booleans, constant, integers, is_one_of, strings
from caucasus_data.spec import ColumnSpec

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

# Outer, doubled and control white space, and what a spreadsheet would run as a formula.
_UNTIDY = r"^ | $|  |[\x00-\x1f\x7f]|^[=+@-]"
_ASCII = bytes(range(128))
_HANGUL_PARTS = range(0x1161, 0x1200)


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
    accepted = _ACCEPT[column.type](cells, column)
    bad: set[int] = set()
    if accepted.false_count:
        bad = set(pc.indices_nonzero(pc.invert(accepted)).to_pylist())
        cells = pc.if_else(accepted, cells, pa.nulls(len(cells), pa.string()))
    values, worse = _typed(cells, column)
    bad.update(worse)
    if column.required and cells.null_count:
        bad.update(pc.indices_nonzero(pc.is_null(cells)).to_pylist())
    return Converted(values, sorted(bad))


def _accept_text(cells: pa.StringArray, column: ColumnSpec) -> Mask:
    """Text that matches its codes, or its pattern and lengths, or, where it is prose, the rules of tidy text."""
    if column.codes:
        return _or_null(cells, is_one_of(cells, column.allowed))
    accepted = _lengths(cells, column)
    if column.pattern is not None:
        accepted = pc.and_(accepted, pc.match_substring_regex(cells, column.pattern))
    else:
        accepted = pc.and_not(accepted, pc.match_substring_regex(cells, _UNTIDY))
    if column.pattern is None or column.max_length is not None:
        # Not for the short codes of a standard: `na` is a language.
        accepted = pc.and_not(accepted, is_one_of(cells, MISSING_WORDS))
    if _needs_a_closer_look(cells):
        odd = np.array([value is not None and is_odd(value) for value in cells.to_pylist()])
        accepted = pc.and_not(accepted, booleans(odd))
    return accepted


def _lengths(cells: pa.StringArray, column: ColumnSpec) -> Mask:
    length = pc.utf8_length(cells)
    least = column.min_length or 0
    accepted = pc.greater_equal(length, constant(least))
    return (
        accepted if column.max_length is None else pc.and_(accepted, pc.less_equal(length, constant(column.max_length)))
    )


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


def _accept_list(cells: pa.StringArray, column: ColumnSpec) -> Mask:
    """Lists whose items are each acceptable, none empty and none repeated."""
    assert column.delimiter is not None
    lists = pc.split_pattern(cells, column.delimiter)
    items, parents = lists.flatten(), pc.list_parent_indices(lists)
    if column.codes:
        sound = is_one_of(items, column.allowed)
    else:
        assert column.pattern is not None
        sound = pc.and_(pc.match_substring_regex(items, column.pattern), _lengths(items, column))
    unsound = pc.filter(parents, pc.invert(sound)) if sound.false_count else integers([])
    encoded = items.dictionary_encode()
    kinds = len(encoded.dictionary) + 1
    pairs = _int64(parents) * kinds + _int64(encoded.indices)
    order = np.sort(pairs)
    repeated = order[1:][order[1:] == order[:-1]] // kinds
    accepted = np.ones(len(cells), dtype=np.bool_)
    accepted[_int64(unsound)] = False
    accepted[repeated] = False
    return booleans(accepted)


_ACCEPT = {
    "string": _accept_text,
    "integer": _accept_integer,
    "number": _accept_number,
    "boolean": _accept_boolean,
    "date": _accept_date,
    "list": _accept_list,
}


def _int64(values: pa.Array) -> npt.NDArray[np.int64]:
    """Integers without nulls as numpy, without waking pandas as `to_numpy` does."""
    return np.asarray(np.from_dlpack(values), dtype=np.int64)


def _typed(cells: pa.StringArray, column: ColumnSpec) -> tuple[pa.Array, list[int]]:
    """The typed values, and the indices whose value lies outside the column's range or the calendar."""
    if column.type == "string":
        return cells, []
    if column.type == "list":
        assert column.delimiter is not None
        return pc.split_pattern(cells, column.delimiter), []
    if column.type == "boolean":
        return pc.equal(cells, constant("true")), []
    if column.type == "date":
        return _dates(cells)
    values = cells.cast(pa.int64() if column.type == "integer" else pa.float64())
    kind = float if column.type == "number" else int
    outside: set[int] = set()
    if column.minimum is not None:
        outside.update(_where(pc.less(values, constant(kind(column.minimum)))))
    if column.maximum is not None:
        outside.update(_where(pc.greater(values, constant(kind(column.maximum)))))
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


def _where(mask: Mask) -> list[int]:
    return pc.indices_nonzero(mask).to_pylist() if mask.true_count else []


def _or_null(cells: pa.StringArray, accepted: Mask) -> Mask:
    """The mask with null, which neither accepts nor refuses, where the cell is empty."""
    return pc.if_else(pc.is_valid(cells), accepted, pa.nulls(len(cells), pa.bool_()))


def _needs_a_closer_look(cells: pa.StringArray) -> bool:
    """True where the column's distinct characters beyond ASCII could make a cell odd.

    A census of characters is far cheaper than normalising every cell.
    """
    data = cells.buffers()[2]
    if data is None:
        return False
    beyond_ascii = bytes(data).translate(None, _ASCII)
    return bool(beyond_ascii) and any(
        _is_suspect(character) for character in set(beyond_ascii.decode(errors="replace"))
    )


def _is_suspect(character: str) -> bool:
    """True for invisible characters and for those that take part in composition."""
    return (
        unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cs"}
        or character == "\ufffd"
        or unicodedata.combining(character) != 0
        or ord(character) in _HANGUL_PARTS
        or not unicodedata.is_normalized("NFC", character)
    )


def is_odd(value: str) -> bool:
    """True where a text holds an invisible character or is not NFC."""
    return any(map(is_invisible, set(value))) or not unicodedata.is_normalized("NFC", value)


def is_invisible(character: str) -> bool:
    """True for a character that cannot be seen: no-break and zero-width spaces, direction marks, controls."""
    return character == "\ufffd" or (
        ord(character) > 127 and unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cs"}
    )
