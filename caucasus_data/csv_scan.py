"""Where the records of a block of CSV begin and end, and what is wrong with their form.

A tokenizer such as pyarrow.csv accepts much in silence: stray quotes, a quote never closed, blank lines, NUL. This scan
goes first. On a sound block it is a handful of numpy passes; only a block with an unsound record is walked record by
record, so that the record is left out and the rest of its block is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Offsets = npt.NDArray[np.int64]

_QUOTE, _COMMA, _NEWLINE = 34, 44, 10
_FIRST_BEYOND_ASCII, _FIRST_LEAD = 0x80, 0xC0
_PIECE = 1 << 18
_CLOSING_QUOTE = re.compile(rb'"(?!")')


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with the form of the file.

    Attributes:
        name: The name of the check that explains it, such as `blank-line`.
        offset: Where, in bytes from the beginning of the block; None for the file as a whole.
        message: What is wrong.
        hint: The likely mend.
        value: The offending text.
        count: How many places like this one it stands for.
    """

    name: str
    offset: int | None
    message: str
    hint: str | None = None
    value: str | None = None
    count: int = 1


@dataclass(slots=True)
class Scan:
    """The structure of one block.

    Attributes:
        starts: The offset of each sound record, blank lines left out, int64.
        ends: The offset just behind each sound record's last character, its line end excluded, int64.
        consumed: How many bytes of the block are whole records.
        lines: How many line ends these bytes hold.
        multiline: True where a quoted cell holds a line end.
        repaired: True where unsound records were left out, so that `starts` and `ends` do not cover the block.
        flaws: What is wrong, in order of place.
    """

    starts: Offsets
    ends: Offsets
    consumed: int
    lines: int = 0
    multiline: bool = False
    repaired: bool = False
    flaws: list[Flaw] = field(default_factory=list)


def scan(block: bytes, *, final: bool) -> Scan:
    """Find the records of a block that begins at the beginning of a record.

    Args:
        block: The bytes; CRLF has been folded to LF.
        final: True where the file ends with this block.

    Returns:
        The structure; `consumed` is 0 where the block holds no whole record.
    """
    data = np.frombuffer(block, dtype=np.uint8)
    quotes = _places(data, _QUOTE)
    newlines = _places(data, _NEWLINE)
    quoted_newlines = np.searchsorted(quotes, newlines) & 1 == 1
    sound = _quotes_are_sound(data, quotes) and not (final and len(quotes) % 2)
    if not sound or b"\0" in block or b"\r" in block or not _is_utf8(block, final=final):
        return _walk(block, final=final)
    ends = newlines[~quoted_newlines]
    if final and (len(ends) == 0 or ends[-1] != len(block) - 1) and block:
        ends = np.append(ends, len(block))
    if len(ends) == 0:
        return Scan(starts=ends, ends=ends, consumed=0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    consumed = min(int(ends[-1]) + 1, len(block))
    blank = starts == ends
    lines = int(np.searchsorted(newlines, consumed))
    multiline = bool(quoted_newlines.any())
    found = Scan(starts[~blank], ends[~blank], consumed=consumed, lines=lines, multiline=multiline)
    found.flaws += _blank_lines(starts[blank])
    found.flaws += _needless_quotes(block, data, quotes[quotes < consumed], newlines)
    return found


def _places(data: npt.NDArray[np.uint8], value: int) -> Offsets:
    """Where a byte stands; it is looked for in pieces, so that what is made on the way stays in the cache."""
    pieces = range(0, max(len(data), 1), _PIECE)
    return np.concatenate([np.flatnonzero(data[start : start + _PIECE] == value) + start for start in pieces])


def _is_utf8(block: bytes, *, final: bool) -> bool:
    """True for UTF-8, also where the block, but not the file, is cut inside its last character."""
    end = len(block)
    for back in range(1, min(4, end) + 1) if not final else ():
        if block[-back] >= _FIRST_LEAD:
            end -= back
        if block[-back] >= _FIRST_LEAD or block[-back] < _FIRST_BEYOND_ASCII:
            break
    offsets = pa.py_buffer(np.array([0, end], dtype=np.int32))
    try:
        # Arrow looks at the bytes where they are; `bytes.decode` would make a text of them, ten times the time.
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(block)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _quotes_are_sound(data: npt.NDArray[np.uint8], quotes: Offsets) -> bool:
    """True where every opening quote begins a cell and every closing quote ends one."""
    if len(quotes) == 0:
        return True
    opening, closing = quotes[0::2], quotes[1::2]
    before = data[opening[opening > 0] - 1]
    after = data[closing[closing < len(data) - 1] + 1]
    begins = (before == _COMMA) | (before == _NEWLINE) | (before == _QUOTE)
    closes = (after == _COMMA) | (after == _NEWLINE) | (after == _QUOTE)
    return bool(begins.all() and closes.all())


def _blank_lines(offsets: Offsets) -> Iterator[Flaw]:
    """One flaw for each run of blank lines."""
    if len(offsets) == 0:
        return
    runs = np.split(offsets, np.flatnonzero(np.diff(offsets) != 1) + 1)
    for run in runs:
        many = f"{len(run)} blank lines" if len(run) > 1 else "a blank line"
        yield Flaw("blank-line", int(run[0]), many, hint="remove it" if len(run) == 1 else "remove them")


def _needless_quotes(block: bytes, data: npt.NDArray[np.uint8], quotes: Offsets, newlines: Offsets) -> Iterator[Flaw]:
    """One flaw for the quoted cells that hold no comma, quote or line end."""
    if len(quotes) == 0:
        return
    opening, closing = quotes[0::2], quotes[1::2]
    escaped = closing[:-1] + 1 == opening[1:]
    firsts = opening[np.concatenate(([True], ~escaped))]
    lasts = closing[np.concatenate((~escaped, [True]))]
    commas = _places(data, _COMMA)
    needed = (
        (np.searchsorted(commas, lasts) > np.searchsorted(commas, firsts))
        | (np.searchsorted(newlines, lasts) > np.searchsorted(newlines, firsts))
        | (np.searchsorted(quotes, lasts) > np.searchsorted(quotes, firsts) + 1)
    )
    if needed.all():
        return
    first, last = int(firsts[~needed][0]), int(lasts[~needed][0])
    value = block[first : last + 1].decode()
    message = f"the cell {_shown(value)} is quoted without need"
    hint = "write it without quotes, or run: caucasus-data format"
    yield Flaw("needless-quoting", first, message, hint, value, count=int((~needed).sum()))


def _walk(block: bytes, *, final: bool) -> Scan:
    """The same as `scan`, record by record, leaving out each unsound one."""
    starts: list[int] = []
    ends: list[int] = []
    found = Scan(np.empty(0, np.int64), np.empty(0, np.int64), consumed=0, repaired=True)
    bad_utf8: list[Flaw] = []
    position, size = 0, len(block)
    while position < size:
        end, flaw = _record_end(block, position, final=final)
        if end is None:
            break
        record = block[position:end]
        if flaw is not None:
            found.flaws.append(flaw)
        elif (damage := _damage(record, position)) is not None:
            (bad_utf8 if damage.name == "not-utf8" else found.flaws).append(damage)
        elif not record:
            found.flaws += _blank_lines(np.array([position]))
        else:
            starts.append(position)
            ends.append(end)
            found.multiline |= b"\n" in record
        position = min(end + 1, size)
    if bad_utf8:
        first = bad_utf8[0]
        found.flaws.append(Flaw(first.name, first.offset, first.message, first.hint, first.value, count=len(bad_utf8)))
    found.starts, found.ends = np.array(starts, np.int64), np.array(ends, np.int64)
    found.consumed, found.lines = position, block.count(b"\n", 0, position)
    return found


def _record_end(block: bytes, start: int, *, final: bool) -> tuple[int | None, Flaw | None]:
    """Where the record that begins at `start` ends, its line end excluded, and the flaw of its quotes.

    Returns:
        (None, None) where the block is cut before the record's end.
    """
    line_end = _line_end(block, start, final=final)
    position = start
    while line_end is not None:
        quote = block.find(b'"', position, line_end)
        if quote < 0:
            return line_end, None
        if quote > start and block[quote - 1] != _COMMA:
            message = "a quote stands inside a cell that is not quoted"
            hint = 'quote the whole cell and double the quotes in it: "... ""word"" ..."'
            return line_end, Flaw("stray-quote", quote, message, hint)
        closing = _closing(block, quote + 1)
        if closing is None and not final:
            break
        if closing is None or block[closing + 1 : closing + 2] not in (b",", b"\n", b""):
            return line_end, _open_quote(block, quote, closing, line_end)
        position = closing + 1
        if closing > line_end:
            line_end = _line_end(block, position, final=final)
    return None, None


def _line_end(block: bytes, position: int, *, final: bool) -> int | None:
    """The offset of the next line end; of the block's end where it is the last; None where the block is cut."""
    found = block.find(b"\n", position)
    return found if found >= 0 else len(block) if final else None


def _open_quote(block: bytes, quote: int, closing: int | None, line_end: int) -> Flaw:
    """The flaw of a quote that is closed nowhere, or in the middle of a cell."""
    # A quote behind a comma opens the next cell: the one before it was never closed.
    if closing is not None and closing < line_end and block[closing - 1] != _COMMA:
        text = block[closing:line_end].decode(errors="replace")
        hint = 'double a quote that belongs to the text: ""'
        return Flaw("text-after-quote", closing, f"text follows the closing quote: {_shown(text)}", hint)
    hint = "close the quote at the end of the cell"
    return Flaw("unclosed-quote", quote, "a quote is opened here and never closed", hint)


def _closing(block: bytes, position: int) -> int | None:
    """The offset of the quote that closes a cell whose text begins at `position`; doubled quotes are text."""
    while (found := block.find(b'"', position)) >= 0:
        if block[found + 1 : found + 2] != b'"':
            return found
        position = found + 2
    return None


def _damage(record: bytes, start: int) -> Flaw | None:
    """The flaw of a record's bytes, if any: NUL, a lone carriage return, another encoding."""
    if (at := record.find(b"\0")) >= 0:
        return Flaw("nul-byte", start + at, "a NUL byte stands in this line", "remove it")
    if (at := record.find(b"\r")) >= 0:
        return Flaw("carriage-return", start + at, "a lone carriage return (CR) stands in this line", "remove it")
    try:
        record.decode()
    except UnicodeDecodeError as error:
        value = record[error.start : error.start + 1]
        message = f"byte 0x{value.hex()} is not UTF-8{_likely_encoding(record)}"
        return Flaw(
            "not-utf8",
            start + error.start,
            message,
            "save the file as UTF-8, or type the character again",
            value=f"0x{value.hex()}",
        )
    return None


def _likely_encoding(record: bytes) -> str:
    """A guess at what a record was encoded in, as the end of a message."""
    if not record.decode(errors="ignore").isascii():
        return "; other characters of the line are, so this one was damaged"
    high = [byte for byte in record if byte >= 0x80]
    cyrillic = sum(byte >= 0xC0 for byte in high)
    if len(high) >= 3 and cyrillic > 0.8 * len(high):
        return "; the file looks like Windows-1251"
    return "; the file looks like Latin-1 or Windows-1252"


def _shown(text: str, limit: int = 40) -> str:
    """A text cut to a length that fits a message."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")
