"""CD2: the text of a cell: white space, characters that cannot be seen, length."""

from __future__ import annotations

import re
import unicodedata

from caucasus_data.cells import MISSING_WORDS
from caucasus_data.checks.base import CellCheck, Words
from caucasus_data.spec import ColumnSpec
from caucasus_data.tidiness import is_invisible


class OuterSpace(CellCheck):
    """A cell begins or ends with white space.

    Why: `" meeting"` and `"meeting"` look the same and do not join.
    Example: `meeting `
    Mend: Remove it, or run `caucasus-data format`.
    """

    code = "CD202"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if value == value.strip(" ") or not value.strip(" "):
            if value.strip(" "):
                return None
            return f"{column.name} holds spaces only", "leave the cell empty"
        side = "begins" if value.startswith(" ") else "ends"
        return f"{column.name} {side} with a space", "remove it, or run: caucasus-data format"


class DoubledSpace(CellCheck):
    """Two spaces stand in a row inside a cell.

    Why: Search and joins on the text fail; it is always a slip.
    Example: `Ilham  Aliyev`
    Mend: Make them one.
    """

    code = "CD204"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if "  " not in value:
            return None
        return f"{column.name} has two spaces in a row", f'make them one: "{shown(re.sub("  +", " ", value))}"'


class InvisibleCharacter(CellCheck):
    r"""A cell holds a character that cannot be seen: a no-break or zero-width space, a direction mark.

    Why: Two texts that look alike do not match; such characters come with text pasted from web pages.
    Example: `Nikol\u00a0Pashinyan`
    Mend: Replace it by a plain space, or remove it.
    """

    code = "CD205"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        for position, character in enumerate(value, 1):
            if is_invisible(character):
                what = unicodedata.name(character, "unnamed character").lower()
                mend = "replace it by a plain space" if unicodedata.category(character) == "Zs" else "remove it"
                message = f"{column.name} holds an invisible character, {what} (U+{ord(character):04X})"
                return f"{message}, at its character {position}", mend
        return None


class ControlCharacter(CellCheck):
    """A cell holds a line end, a tab or another control character.

    Why: A cell is one line of text; a line end hides half of the row in most editors.
    Example: A title pasted with its line break.
    Mend: Replace it by a space.
    """

    code = "CD206"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        for position, character in enumerate(value, 1):
            if ord(character) < 32 or ord(character) == 127:
                what = {"\n": "a line end", "\t": "a tab"}.get(
                    character, f"a control character (U+{ord(character):04X})"
                )
                return f"{column.name} holds {what} at its character {position}", "replace it by a space"
        return None


class NotNfc(CellCheck):
    r"""A cell's text is not in Unicode normal form C.

    Why: The same letter, written as one character or as a letter and an accent, does not match itself.
    Example: `Erdog\u0306an` instead of `Erdo\u011fan`
    Mend: Run `caucasus-data format`.
    """

    code = "CD207"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if unicodedata.is_normalized("NFC", value):
            return None
        return f"{column.name} is not in Unicode normal form C (NFC)", "run: caucasus-data format"


class ForeignLetter(CellCheck):
    """An id, code or number holds a look-alike letter or digit of another script.

    Why: A Cyrillic `а` in an id looks like a Latin `a` and matches nothing.
    Example: `аrmenia` with a Cyrillic first letter.
    Mend: Type it again in ASCII.
    """

    code = "CD208"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.is_free_text or column.format == "uri" or value.isascii():
            return None
        for position, character in enumerate(value, 1):
            if ord(character) > 127 and character.isalnum():
                what = unicodedata.name(character, "unnamed character").lower()
                message = (
                    f'{column.name} "{shown(value)}" holds {what} (U+{ord(character):04X}) at its character {position}'
                )
                return message, "type it again with plain letters, digits and hyphens"
        return None


class MissingWord(CellCheck):
    """A cell holds a word for "nothing".

    Why: Only the empty cell means unknown or not applicable; `NA` is also Namibia, and `-` is text to most readers.
    Example: `N/A`
    Mend: Leave the cell empty.
    """

    code = "CD209"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if value not in MISSING_WORDS:
            return None
        return f'{column.name} is "{value}"', "leave the cell empty: only that means unknown or not applicable"


class FormulaCell(CellCheck):
    """A spreadsheet would run this cell as a formula.

    Why: A cell that begins with `=`, `+`, `-` or `@` changes when opened there, or does harm.
    Example: `=1+1`
    Mend: Begin the text with a word.
    """

    code = "CD210"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if not value.startswith(("=", "+", "-", "@")) or column.type in ("integer", "number"):
            return None
        mend = "begin it with a word" if column.is_free_text else f'remove the "{value[0]}"'
        return f'{column.name} begins with "{value[0]}", which a spreadsheet runs as a formula', mend


class TextTooShort(CellCheck):
    """A text is shorter than its column allows.

    Why: A summary of a few words does not tell a reader what happened.
    Example: `They met.` as a summary.
    Mend: Say who did what, where and with what result.
    """

    code = "CD220"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.min_length is None or len(value) >= column.min_length:
            return None
        return f"{column.name} has {len(value)} characters, at least {column.min_length} are needed", (
            "say who did what, where and with what result"
        )


class TextTooLong(CellCheck):
    """A text is longer than its column allows.

    Why: A summary is short, a quotation stays within fair use, an id within what a line can hold.
    Example: A `quote` of 400 characters.
    Mend: Shorten it.
    """

    code = "CD221"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        longest = max(list_items(value, column), key=len)
        if column.max_length is None or len(longest) <= column.max_length:
            return None
        return (
            f"{column.name} has {len(longest)} characters, at most {column.max_length} are allowed",
            f"it is {len(longest) - column.max_length} too long",
        )


def shown(text: str, limit: int = 60) -> str:
    """A value cut to a length that fits a message, invisible characters escaped."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in cut)


def list_items(value: str, column: ColumnSpec) -> list[str]:
    """The items of a list's cell; of any other cell, the cell."""
    return value.split(column.delimiter) if column.delimiter else [value]
