"""A table's columns for people: in a terminal and in a notebook."""

from __future__ import annotations

import html
import re
import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from caucasus_data.spec import ColumnSpec, TableSpec

_NARROWEST = 60
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class SchemaView:
    """The declaration of a table, which prints itself.

    Attributes:
        spec: The declaration; its columns can be iterated and looked up by name.
    """

    spec: TableSpec

    def __iter__(self) -> Iterator[ColumnSpec]:
        return iter(self.spec.columns)

    def __getitem__(self, name: str) -> ColumnSpec:
        return self.spec[name]

    def __str__(self) -> str:
        return schema_text(self.spec, width=shutil.get_terminal_size((80, 24)).columns)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return schema_html(self.spec)


def schema_text(spec: TableSpec, *, width: int = 80) -> str:
    """The columns of a table as text of at most `width` characters a line."""
    width = max(width, _NARROWEST)
    lines = [f"{spec.name}: {spec.title}", *textwrap.wrap(spec.description, width), ""]
    lines += textwrap.wrap(f"Primary key: {', '.join(spec.primary_key)}", width)
    for column in spec.columns:
        lines += ["", f"{column.name}  ({_kind(column)})"]
        lines += textwrap.wrap(column.description, width, initial_indent="  ", subsequent_indent="  ")
        for code in column.codes:
            text = f"{code.value}: {code.definition}"
            lines += textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="      ")
    return "\n".join(lines)


def schema_html(spec: TableSpec) -> str:
    """The columns of a table as an HTML table, codes with their definitions as a list."""
    rows = "".join(
        f"<tr><td><code>{column.name}</code></td><td>{html.escape(_kind(column))}</td>"
        f"<td>{_prose(column.description)}{_codes_html(column)}</td></tr>"
        for column in spec.columns
    )
    caption = f"<caption><b>{html.escape(spec.title)}</b>: {_prose(spec.description)}</caption>"
    head = "<thead><tr><th>column</th><th>type</th><th>meaning</th></tr></thead>"
    return f'<table style="text-align: left">{caption}{head}<tbody>{rows}</tbody></table>'


def _kind(column: ColumnSpec) -> str:
    """Type, unit, reference and whether a cell may be empty, in a few words."""
    kind = "code" if column.codes and column.type == "string" else column.type
    items = " of codes" if column.codes else " of ids" if column.references else ""
    parts = [f"list{items}" if column.type == "list" else kind]
    if column.unit:
        parts.append(column.unit)
    if column.references:
        parts.append(f"→ {column.references}")
    if column.required:
        parts.append("required")
    return ", ".join(parts)


def _codes_html(column: ColumnSpec) -> str:
    items = "".join(f"<li><code>{code.value}</code> {_prose(code.definition)}</li>" for code in column.codes)
    return f"<details><summary>{len(column.codes)} codes</summary><ul>{items}</ul></details>" if items else ""


def _prose(text: str) -> str:
    """A description as HTML: what stands in backticks is code."""
    return _CODE.sub(r"<code>\1</code>", html.escape(text))
