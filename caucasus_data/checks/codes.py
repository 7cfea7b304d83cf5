"""CD2: codes, ids and addresses, alone or as the items of a list."""

from __future__ import annotations

import re
import unicodedata

from caucasus_data.checks.base import CellCheck, Words
from caucasus_data.checks.text import list_items, shown
from caucasus_data.errors import nearest
from caucasus_data.spec import ColumnSpec

_FORMS = {
    r"^[A-Z]{3}$": "it is three capital letters, such as ARM or AMD",
    r"^[a-z]{2,3}$": "it is two or three small letters, such as hy",
    r"^[A-Z]{2}-[A-Z0-9]{1,3}$": "it is a country's two letters and a part's, such as AM-ER",
    r"^Q[1-9][0-9]*$": "it is a Q and digits, such as Q399",
}


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
        for item in list_items(value, column):
            if item and item not in column.allowed:
                if (mend := _separated(item, column)) is not None:
                    return f'{column.name} is "{shown(item)}", which is not an allowed value', mend
                close = nearest(item, column.allowed)
                hint = f'did you mean "{close}"?' if close else "allowed: " + ", ".join(column.allowed)
                return f'{column.name} is "{shown(item)}", which is not an allowed value', hint
        return None


class EmptyListItem(CellCheck):
    """A list has an empty item.

    Why: A semicolon too many leaves an item that refers to nothing.
    Example: `reuters-2023-09-20-truce;`
    Mend: Remove the surplus semicolon.
    """

    code = "CD215"

    def explain(self, value: str, column: ColumnSpec) -> Words | None:
        if column.type != "list" or all(list_items(value, column)):
            return None
        mend = ";".join(item for item in list_items(value, column) if item)
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
        items = list_items(value, column)
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
        for item in list_items(value, column):
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
        for item in list_items(value, column):
            if not re.match(column.pattern, item):
                upper = item.upper() if re.match(column.pattern, item.upper()) else None
                lower = item.lower() if re.match(column.pattern, item.lower()) else None
                mend = upper or lower
                hint = f'did you mean "{mend}"?' if mend else _FORMS.get(column.pattern, f"it is: {column.description}")
                return f'{column.name} "{shown(item)}" does not have the form of its code', hint
        return None


def _separated(item: str, column: ColumnSpec) -> str | None:
    """The mend of a list whose items something else than its delimiter separates."""
    if column.delimiter is None or not re.search(r"[,|/] *[a-z]", item):
        return None
    return f'separate the items by semicolons: "{shown(re.sub("[,|/] *", column.delimiter, item))}"'


def slug(text: str) -> str:
    """The id that a malformed one was probably meant to be; empty where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")
