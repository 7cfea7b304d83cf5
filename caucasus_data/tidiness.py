"""Whether text is tidy: no stray white space, nothing that cannot be seen, letters in one normal form.

A column is judged by its bytes at once, some numpy passes that cost a tenth of a regular expression in each cell. Only
where they raise a doubt are the cells looked at one by one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, booleans, where

# Outer, doubled and control white space, and what a spreadsheet would run as a formula.
UNTIDY = r"^ | $|  |[\x00-\x1f\x7f]|^[=+@-]"
_SPACE, _DELETE, _FIRST_VISIBLE = 32, 127, 32
_DOUBTFUL_FIRST = np.zeros(256, dtype=np.bool_)
_DOUBTFUL_FIRST[list(b" =+@-")] = True
_LEADS = (0x80, 0xE0, 0xF0)
"""From these bytes on, a character of UTF-8 takes 2, 3 and 4 bytes."""
_HANGUL_PARTS = range(0x1161, 0x1200)
_FEW = 1000


@dataclass(frozen=True, slots=True)
class Bytes:
    """The text of a column as bytes.

    Attributes:
        text: The cells' bytes, one cell behind the other, uint8.
        starts: Where each filled cell begins, int32.
        ends: Where it ends.
    """

    text: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]

    @classmethod
    def of(cls, cells: pa.StringArray) -> Bytes:
        """The bytes of some cells."""
        _validity, offset_buffer, data = cells.buffers()
        if not len(cells) or data is None:
            empty = np.empty(0, dtype=np.int32)
            return cls(np.empty(0, dtype=np.uint8), empty, empty)
        offsets = np.frombuffer(offset_buffer, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
        first, last = int(offsets[0]), int(offsets[-1])
        starts, ends = offsets[:-1] - first, offsets[1:] - first
        filled = ends > starts
        return cls(np.frombuffer(data, dtype=np.uint8)[first:last], starts[filled], ends[filled])

    @property
    def shortest(self) -> int:
        """The length of the shortest filled cell; 0 where none is filled."""
        return int((self.ends - self.starts).min()) if len(self.starts) else 0

    @property
    def longest(self) -> int:
        """The length of the longest cell."""
        return int((self.ends - self.starts).max()) if len(self.starts) else 0

    @property
    def widest(self) -> int:
        """How many bytes a character takes at most, as the greatest byte tells; 1 where all is ASCII."""
        greatest = int(self.text.max()) if len(self.text) else 0
        return 1 + sum(greatest >= lead for lead in _LEADS)

    @property
    def is_ascii(self) -> bool:
        """True where no cell holds a character beyond ASCII."""
        return self.widest == 1

    @property
    def is_tidy(self) -> bool:
        """True where no cell matches `UNTIDY`; False is a doubt and no more."""
        text = self.text
        if not len(text):
            return True
        if int(text.min()) < _FIRST_VISIBLE or (text == _DELETE).any():
            return False
        if _DOUBTFUL_FIRST[text[self.starts]].any() or (text[self.ends - 1] == _SPACE).any():
            return False
        spaces = text == _SPACE
        return not (spaces[1:] & spaces[:-1]).any()

    def suspects(self) -> str:
        """The distinct characters that could make a cell odd."""
        if self.is_ascii:
            return ""
        # A census of characters is far cheaper than normalising every cell.
        beyond_ascii = self.text[self.text >= 128].tobytes().decode(errors="replace")
        return "".join(filter(_is_suspect, _characters(beyond_ascii)))


def odd_cells(cells: pa.StringArray, text: Bytes) -> Mask | None:
    """True for the cells with an invisible character or not in NFC; None where there is none."""
    suspects = text.suspects()
    if not suspects:
        return None
    doubtful = where(pc.match_substring_regex(cells, "[" + "".join(f"\\x{{{ord(one):x}}}" for one in suspects) + "]"))
    odd = np.zeros(len(cells), dtype=np.bool_)
    odd[[index for index in doubtful if is_odd(cells[index].as_py())]] = True
    return booleans(odd)


def is_odd(value: str) -> bool:
    """True where a text holds an invisible character or is not NFC."""
    return any(map(is_invisible, set(value))) or not unicodedata.is_normalized("NFC", value)


def is_invisible(character: str) -> bool:
    """True for a character that cannot be seen: no-break and zero-width spaces, direction marks, controls."""
    return character == "\ufffd" or (
        ord(character) > 127 and unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cs"}
    )


def _characters(text: str) -> set[str]:
    """The distinct characters of a text."""
    if len(text) < _FEW:
        return set(text)
    counts = np.bincount(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
    return set(map(chr, np.flatnonzero(counts).tolist()))


@cache
def _is_suspect(character: str) -> bool:
    """True for invisible characters and for those that take part in composition."""
    return (
        unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cs"}
        or character == "\ufffd"
        or unicodedata.combining(character) != 0
        or ord(character) in _HANGUL_PARTS
        or not unicodedata.is_normalized("NFC", character)
    )
