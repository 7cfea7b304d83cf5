"""Which rows of a large table may be part of themselves, by way of others: found on hashes, to be confirmed on text.

A row that is part of another takes 24 bytes: two hashes and its number.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.checks.base import Rows
from caucasus_data.tidiness import Bytes

_Hashes = npt.NDArray[np.uint64]
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_LONGEST = 4096
_POWERS = np.cumprod(np.full(_LONGEST, _FACTOR))


@dataclass
class Parts:
    """What is part of what in a table, gathered while its rows go by."""

    _rows: list[npt.NDArray[np.int64]] = field(default_factory=list)
    _keys: list[_Hashes] = field(default_factory=list)
    _wholes: list[_Hashes] = field(default_factory=list)

    def gather(self, rows: Rows) -> None:
        """Note the rows that are part of another."""
        key, whole = rows[rows.spec.primary_key[0]], rows["part_of"]
        linked = pc.indices_nonzero(pc.and_(pc.is_valid(key), pc.is_valid(whole)))
        if len(linked):
            self._rows.append(np.from_dlpack(linked).astype(np.int64) + rows.numbers[0])
            self._keys.append(_hashes(key.take(linked)))
            self._wholes.append(_hashes(whole.take(linked)))

    def in_circles(self) -> npt.NDArray[np.int64]:
        """The numbers of the rows that may lie on a circle, ascending."""
        if not self._rows:
            return np.empty(0, dtype=np.int64)
        rows, keys, wholes = np.concatenate(self._rows), np.concatenate(self._keys), np.concatenate(self._wholes)
        # Not `np.unique`, which imports a part of numpy that takes longer.
        order = np.argsort(keys, kind="stable")
        rows, keys, wholes = rows[order], keys[order], wholes[order]
        # Of rows with the same key the last one counts, as in a dictionary.
        last = np.append(keys[1:] != keys[:-1], True)
        rows, keys, wholes = rows[last], keys[last], wholes[last]
        above = np.searchsorted(keys, wholes)
        above[above == len(keys)] = 0
        # Whoever has nothing above steps onto a last place, which stays where it is.
        step = np.append(np.where(keys[above] == wholes, above, len(keys)), len(keys))
        reached = step
        for _ in range(len(keys).bit_length()):
            reached = reached[reached]
        # After as many steps as there are rows, whoever has not fallen off goes round; so do those it comes by.
        circling = np.zeros(len(keys), dtype=np.bool_)
        circling[reached[reached < len(keys)]] = True
        return np.sort(rows[circling])


def _hashes(values: pa.StringArray) -> _Hashes:
    """A 64-bit hash of each of some texts, none of them empty."""
    cells = Bytes.of(values)
    lengths = cells.ends - cells.starts
    place = (np.arange(len(cells.text)) - np.repeat(cells.starts, lengths)) % _LONGEST
    mixed = (cells.text.astype(np.uint64) + np.uint64(1)) * _POWERS[place]
    mixed ^= mixed >> np.uint64(29)
    sums: _Hashes = np.add.reduceat(mixed * _FACTOR, cells.starts)
    return sums ^ lengths.astype(np.uint64)
