"""A table's rows: in a terminal, cut to its width, and whole in the formats of other programs."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Sequence
from typing import TypeAlias

Value: TypeAlias = str | float | bool | datetime.date | list[str] | None

_GAP = "  "
_NARROWEST = 12


def cell_text(value: Value) -> str:
    """A value as it stands in the CSV."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def table_text(header: Sequence[str], rows: Sequence[Sequence[Value]], *, width: int = 80) -> str:
    """Rows under a header, the widest columns cut with an ellipsis until a line fits.

    Columns that would not fit even when cut to twelve characters are left out at the right, and named in a last line.
    """
    shown = len(header)
    while shown > 1 and shown * _NARROWEST + (shown - 1) * len(_GAP) > width:
        shown -= 1
    lines = [header[:shown], *(list(map(cell_text, row[:shown])) for row in rows)]
    widths = _fitted([max(map(len, column)) for column in zip(*lines, strict=True)], width)
    text = [
        _GAP.join(_cut(cell, room).ljust(room) for cell, room in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    text.insert(1, _GAP.join("-" * room for room in widths))
    if shown < len(header):
        text.append(f"not shown, for want of room: {', '.join(header[shown:])}")
    return "\n".join(text)


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widths, the widest made narrower until their sum and the gaps fit."""
    widths = list(widths)
    while sum(widths) + len(_GAP) * (len(widths) - 1) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"


def table_csv(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """Rows under a header as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *(map(cell_text, row) for row in rows)])
    return text.getvalue().removesuffix("\n")


def table_json(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """Rows as a JSON array of objects: numbers, booleans and lists as such, dates as text, a missing value as null."""
    records = [dict(zip(header, row, strict=True)) for row in rows]
    return json.dumps(records, ensure_ascii=False, allow_nan=False, indent=2, default=datetime.date.isoformat)


def table_markdown(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """Rows under a header as a Markdown table; a line end within a cell becomes `<br>`."""
    lines = [header, ["---"] * len(header), *(list(map(cell_text, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(map(_markdown_cell, line))} |" for line in lines)


def _markdown_cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


TABLE_FORMATS: dict[str, Callable[[Sequence[str], Sequence[Sequence[Value]]], str]] = {
    "csv": table_csv,
    "json": table_json,
    "markdown": table_markdown,
}
"""The formats for other programs, by name; `table_text` is the one for people."""
