"""CD2: the cells. Each check explains one cause; the first that applies speaks, so that a cell has one finding."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata

from caucasus_data.cells import INTEGER, MISSING_WORDS, MOST_DIGITS, NUMBER, is_invisible
from caucasus_data.checks.base import CellCheck, Words
from caucasus_data.errors import nearest
from caucasus_data.spec import ColumnSpec

_FORMS = {
    r"^[A-Z]{3}$": "it is three capital letters, such as ARM or AMD",
    r"^[a-z]{2,3}$": "it is two or three small letters, such as hy",
    r"^[A-Z]{2}-[A-Z0-9]{1,3}$": "it is a country's two letters and a part's, such as AM-ER",
    r"^Q[1-9][0-9]*$": "it is a Q and digits, such as Q399",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class MissingValue(CellCheck):
    """A cell that must be filled is empty.

    Why: The row cannot be understood, found or trusted without it.
    Example: An event without `sources`.
    Mend: Fill it from a source; a row for which no source shows it does not belong in the table.
    """

    code = "CD201"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if value:
            return None
        return f"{column.name} is empty, and every row needs one", f"it is: {column.description}"


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


class UnknownCode(CellCheck):
    """A coded cell, or an item of a coded list, is not an allowed value.

    Why: Codes are a closed list with definitions; a misspelt one would be a category of its own.
    Example: `sumit`
    Mend: Use a code of the codebook; `caucasus-data schema TABLE` lists them.
    """

    code = "CD203"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if not column.codes:
            return None
        for item in _items(value, column):
            if item and item not in column.allowed:
                if (mend := _separated(item, column)) is not None:
                    return f'{column.name} is "{shown(item)}", which is not an allowed value', mend
                close = nearest(item, column.allowed)
                hint = f'did you mean "{close}"?' if close else "allowed: " + ", ".join(column.allowed)
                return f'{column.name} is "{shown(item)}", which is not an allowed value', hint
        return None


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


class InvalidDate(CellCheck):
    """A date is not an ISO day, or not in the calendar.

    Why: `12/10/2023` is October in Baku and December in Washington.
    Example: `2023-9-1`, `12/10/2023`, `2023-02-30`, `2023-10-12T09:00`
    Mend: Write year-month-day: `2023-10-12`. A coarser date is its earliest day, with its precision beside it.
    """

    code = "CD211"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type != "date":
            return None
        days = _iso_days(value)
        if value in days or _ISO_SHAPE.match(value):
            return f'{column.name} "{value}" is not a day of the calendar', _swapped_hint(days, value)
        hint = (
            f"write it as year-month-day: {' or '.join(days)}"
            if days
            else "write it as year-month-day, such as 2023-10-12"
        )
        return f'{column.name} "{shown(value)}" is not an ISO date', hint


class InvalidNumber(CellCheck):
    """A number is not in its shortest decimal form.

    Why: Separators, exponents, decimal commas and trailing zeros are read differently by different programs.
    Example: `1,200`, `1.5e3`, `1_000`, `0.50`
    Mend: Write digits, and a decimal point only where it is needed: `1200`, `0.5`.
    """

    code = "CD212"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type not in ("integer", "number"):
            return None
        whole = column.type == "integer"
        if re.match(INTEGER if whole else NUMBER, value) and value != "-0":
            digits = value.strip("-").replace(".", "").lstrip("0")
            if len(digits) <= MOST_DIGITS:
                return None
            message = f'{column.name} "{shown(value)}" has more than {MOST_DIGITS} digits'
            return message, "round it to what the source shows"
        mend = _plain_number(value, whole=whole)
        kind = "a whole number" if whole else "a number"
        return (
            f'{column.name} "{shown(value)}" is not {kind} in plain form',
            f'write "{mend}"' if mend else f"write {kind} such as {12 if whole else 12.5}",
        )


class OutOfRange(CellCheck):
    """A number lies outside the range of its column.

    Why: The range holds every value that can be true; beyond it stands a slip or a wrong unit.
    Example: A latitude of 394.
    Mend: Check the figure and its unit with the source.
    """

    code = "CD213"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type not in ("integer", "number"):
            return None
        low, high = column.minimum, column.maximum
        span = f"{low:g} to {high:.0f}" if high is not None and low is not None else f"{low:g} or more"
        unit = f", in {column.unit}" if column.unit and column.unit != "year" else ""
        return f"{column.name} {value} is out of range", f"it is {span}{unit}"


class InvalidBoolean(CellCheck):
    """A yes-or-no cell is neither `true` nor `false`.

    Why: `1`, `yes` and `TRUE` are read differently by different programs.
    Example: `Yes`
    Mend: Write `true` or `false`.
    """

    code = "CD214"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type != "boolean":
            return None
        meant = {"true": "true", "yes": "true", "1": "true", "t": "true", "y": "true"}.get(value.casefold(), "false")
        return f'{column.name} is "{shown(value)}", neither true nor false', f'did you mean "{meant}"?'


class EmptyListItem(CellCheck):
    """A list has an empty item.

    Why: A semicolon too many leaves an item that refers to nothing.
    Example: `reuters-2023-09-20-truce;`
    Mend: Remove the surplus semicolon.
    """

    code = "CD215"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type != "list" or all(_items(value, column)):
            return None
        mend = ";".join(item for item in _items(value, column) if item)
        return f"{column.name} has an empty item", f'write "{shown(mend)}"'


class RepeatedListItem(CellCheck):
    """A list names an item twice.

    Why: A source counted twice looks like two.
    Example: `armenia;armenia`
    Mend: Remove one of them.
    """

    code = "CD216"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type != "list":
            return None
        items = _items(value, column)
        again = next((item for index, item in enumerate(items) if item in items[:index]), None)
        return None if again is None else (f'{column.name} names "{shown(again)}" twice', "remove one of them")


class MalformedId(CellCheck):
    """An id is not a slug: lower-case ASCII letters and digits, joined by single hyphens.

    Why: Ids stand in code, addresses and file names; one spelling keeps them safe there.
    Example: `Ilham_Aliyev`
    Mend: `ilham-aliyev`
    """

    code = "CD217"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.pattern is None or not column.pattern.startswith("^[a-z0-9]+("):
            return None
        for item in _items(value, column):
            if not re.match(column.pattern, item):
                if (separated := _separated(item, column)) is not None:
                    return f'{column.name} "{shown(item)}" is not an id', separated
                mend = slug(item)
                return f'{column.name} "{shown(item)}" is not an id', f'did you mean "{shown(mend)}"?' if mend else None
        return None


class MalformedUrl(CellCheck):
    """An address is not one that can be opened as it stands.

    Why: An address is written exactly as found; a space or a missing scheme means that it was not.
    Example: `www.mfa.am/en/x`, `https://example.org/a b`
    Mend: Copy it again from the page.
    """

    code = "CD218"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.format != "uri":
            return None
        if not value.startswith(("http://", "https://")):
            return (
                f'{column.name} "{shown(value)}" does not begin with http:// or https://',
                "copy the whole address from the page",
            )
        if column.pattern is not None and re.match(column.pattern, value):
            return None
        flaw = (
            "holds a character that an address cannot have" if value.partition("://")[2] else "is not a whole address"
        )
        return f'{column.name} "{shown(value)}" {flaw}', "copy it again from the page"


class MalformedCode(CellCheck):
    """A country, currency, language or other standard code does not have the form of its standard.

    Why: Codes are the keys that join these tables with others.
    Example: `AM` or `arm` where ISO 3166-1 alpha-3 is `ARM`.
    Mend: Look it up in the standard that the column names.
    """

    code = "CD219"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.pattern is None:
            return None
        for item in _items(value, column):
            if not re.match(column.pattern, item):
                upper = item.upper() if re.match(column.pattern, item.upper()) else None
                lower = item.lower() if re.match(column.pattern, item.lower()) else None
                mend = upper or lower
                hint = f'did you mean "{mend}"?' if mend else _FORMS.get(column.pattern, f"it is: {column.description}")
                return f'{column.name} "{shown(item)}" does not have the form of its code', hint
        return None


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
        longest = max(_items(value, column), key=len)
        if column.max_length is None or len(longest) <= column.max_length:
            return None
        return (
            f"{column.name} has {len(longest)} characters, at most {column.max_length} are allowed",
            f"it is {len(longest) - column.max_length} too long",
        )


CELL_CHECKS: tuple[type[CellCheck], ...] = (
    MissingValue,
    OuterSpace,
    InvisibleCharacter,
    ControlCharacter,
    DoubledSpace,
    NotNfc,
    MissingWord,
    FormulaCell,
    ForeignLetter,
    EmptyListItem,
    RepeatedListItem,
    InvalidDate,
    InvalidNumber,
    OutOfRange,
    InvalidBoolean,
    UnknownCode,
    MalformedUrl,
    TextTooLong,
    TextTooShort,
    MalformedId,
    MalformedCode,
)
"""In the order in which causes are asked for: what hides another cause comes first."""

_EXPLAINERS = tuple(check() for check in CELL_CHECKS)


def explain_cell(value: str | None, column: ColumnSpec) -> tuple[type[CellCheck], str, str | None]:
    """The one cause for which a cell was not accepted, with its message and hint."""
    for check in _EXPLAINERS:
        if (words := check.explain(value or "", column)) is not None:
            return type(check), *words
    raise AssertionError(f"no check explains {column.name} = {value!r}")


def shown(text: str, limit: int = 60) -> str:
    """A value cut to a length that fits a message, invisible characters escaped."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in cut)


def _items(value: str, column: ColumnSpec) -> list[str]:
    return value.split(column.delimiter) if column.delimiter else [value]


def _separated(item: str, column: ColumnSpec) -> str | None:
    """The mend of a list whose items something else than its delimiter separates."""
    if column.delimiter is None or not re.search(r"[,|/] *[a-z]", item):
        return None
    return f'separate the items by semicolons: "{shown(re.sub("[,|/] *", column.delimiter, item))}"'


def slug(text: str) -> str:
    """The id that a malformed one was probably meant to be; empty where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")


_ISO_SHAPE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_YEAR_FIRST = re.compile(r"^(?P<year>[0-9]{4})[-/. ]?(?P<month>[0-9]{1,2})[-/. ]?(?P<day>[0-9]{1,2})\.?(?:[T ].*)?$")
_NUMBERS = re.compile(r"^(?P<first>[0-9]{1,2})[-/. ](?P<second>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})$")
_DAY_NAMED_MONTH = re.compile(r"^(?P<day>[0-9]{1,2})\.? (?P<month>[A-Za-z]{3})[a-z]*\.?,? (?P<year>[0-9]{4})$")
_NAMED_MONTH_DAY = re.compile(r"^(?P<month>[A-Za-z]{3})[a-z]*\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})$")


def _iso_days(value: str) -> list[str]:
    """The ISO days that a near-date may mean, the day-first reading before the month-first one."""
    if match := _YEAR_FIRST.match(value):
        readings = [(match["month"], match["day"]), (match["day"], match["month"])][
            : 2 if int(match["month"]) > 12 else 1
        ]
    elif match := _NUMBERS.match(value):
        readings = [(match["second"], match["first"]), (match["first"], match["second"])]
    elif (match := _DAY_NAMED_MONTH.match(value) or _NAMED_MONTH_DAY.match(value)) and match[
        "month"
    ].lower() in _MONTHS:
        readings = [(str(_MONTHS.index(match["month"].lower()) + 1), match["day"])]
    else:
        return []
    days = (_day(int(match["year"]), int(month), int(day)) for month, day in readings)
    return list(dict.fromkeys(day for day in days if day is not None))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _swapped_hint(days: list[str], value: str) -> str:
    """The mend of a day that has the form of one: its year, its day, or both of day and month."""
    if value in days:
        return "correct the year"
    return f"did you mean {days[0]}?" if days else "correct the day"


def _plain_number(value: str, *, whole: bool) -> str | None:
    """The plain form of a number, where its meaning is beyond doubt."""
    text = value.strip().lstrip("+").replace("_", "").replace("\u00a0", "").replace(" ", "")
    if re.match(r"^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$", text):
        text = text.replace(",", "")
    elif re.match(r"^-?[0-9]+,[0-9]{1,2}$", text):
        text = text.replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return None
    if math.isnan(number) or abs(number) >= 10**MOST_DIGITS:
        return None
    plain = f"{number:.15f}".rstrip("0").rstrip(".")
    plain = "0" if plain == "-0" else plain
    return None if whole and "." in plain else plain
