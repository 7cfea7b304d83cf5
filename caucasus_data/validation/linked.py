"""Which rows of a large table name rows of large tables: once those are known they are judged, and no others."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import pyarrow.compute as pc

from caucasus_data.checks.base import Rows
from caucasus_data.csv_block import Block
from caucasus_data.csv_columns import Records

_FEW = 8
"""Where less than one row in so many is linked, it pays to read these rows alone: 16 bytes are kept of each."""


@dataclass
class Linked:
    """The linked rows of a table, gathered while they go by.

    Attributes:
        columns: The columns in which they name others.
        few: By the number of a block's first row, where its linked rows lie, if they are few.
    """

    columns: tuple[str, ...]
    few: dict[int, Records] = field(default_factory=dict)
    _many: set[int] = field(default_factory=set)

    def gather(self, rows: Rows, block: Block) -> None:
        """Note the linked rows of a block."""
        filled = [pc.is_valid(rows[name]) for name in self.columns if rows[name].null_count < len(rows)]
        if not filled:
            return
        linked = reduce(pc.or_, filled)
        if linked.true_count * _FEW > len(rows):
            self._many.add(block.first_row)
        else:
            self.few[block.first_row] = block.records(np.from_dlpack(pc.indices_nonzero(linked)).astype(np.int64))

    def __contains__(self, numbers: object) -> bool:
        """True for the numbers of the rows of a block some of which are linked."""
        return isinstance(numbers, range) and (numbers.start in self.few or numbers.start in self._many)
