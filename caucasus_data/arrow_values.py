"""Constants as Arrow values, made without waking pandas.

`pa.scalar`, `pa.array` and a Python constant handed to a kernel make pyarrow import pandas to ask whether the value is
one of its own, a quarter of a second that `validate` need not spend. Arrays made from buffers do not.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_EPOCH = datetime.date(1970, 1, 1).toordinal()
Mask: TypeAlias = pa.BooleanArray
"""A boolean array; null counts as false."""


def strings(values: Sequence[str]) -> pa.StringArray:
    """A string array without nulls."""
    encoded = [value.encode() for value in values]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded)))


def integers(values: Sequence[int] | npt.NDArray[np.int64]) -> pa.Int64Array:
    """An int64 array without nulls."""
    data = np.asarray(values, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(data), [None, pa.py_buffer(data)])


def dates(values: Sequence[datetime.date]) -> pa.Date32Array:
    """A date32 array without nulls."""
    days = np.array([value.toordinal() - _EPOCH for value in values], dtype=np.int32)
    return pa.Array.from_buffers(pa.date32(), len(days), [None, pa.py_buffer(days)])


def booleans(values: npt.NDArray[np.bool_]) -> Mask:
    """A boolean array without nulls."""
    bits = np.packbits(values, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(bits)])


@cache
def constant(value: str | float | datetime.date) -> pa.Scalar:
    """One value as an Arrow scalar."""
    if isinstance(value, str):
        return strings([value])[0]
    if isinstance(value, datetime.date):
        return dates([value])[0]
    if isinstance(value, float):
        return pa.Array.from_buffers(pa.float64(), 1, [None, pa.py_buffer(np.array([value]))])[0]
    return integers([value])[0]


def where(mask: Mask) -> list[int]:
    """The indices at which a mask is true; null counts as false."""
    if not mask.true_count:
        return []
    found: list[int] = pc.indices_nonzero(mask).to_pylist()
    return found


def is_one_of(values: pa.Array, allowed: Sequence[str]) -> Mask:
    """True where a value is one of `allowed`; null is not."""
    return pc.is_in(values, value_set=_codes(allowed) if isinstance(allowed, tuple) else strings(allowed))


@cache
def _codes(values: tuple[str, ...]) -> pa.StringArray:
    """The same array for the same constants, which are asked for block by block."""
    return strings(values)
