"""A table's rows in a terminal, cut to its width."""

from __future__ import annotations

from collections.abc import Sequence

_GAP = "  "
_NARROWEST = 12


def table_text(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = 80) -> str:
    """Rows under a header, the widest columns cut with an ellipsis until a line fits.

    Columns that would not fit even when cut to twelve characters are left out at the right, and named in a last line.
    """
    shown = len(header)
    while shown > 1 and shown * _NARROWEST + (shown - 1) * len(_GAP) > width:
        shown -= 1
    lines = [header[:shown], *(row[:shown] for row in rows)]
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
