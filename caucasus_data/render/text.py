"""Findings as text: the place, what is wrong, the line with a caret under the cell, and the mend."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from caucasus_data.diagnostics import Diagnostic, Report

_Paint = Callable[[str, str], str]
_BOLD, _RED, _CYAN, _RESET = "\x1b[1m", "\x1b[31m", "\x1b[36m", "\x1b[0m"


def report_text(report: Report, *, colour: bool = False, width: int = 80) -> str:
    """All findings and a closing line.

    Args:
        report: The findings.
        colour: True to mark places, codes and mends with terminal colours.
        width: The width to which the quoted lines are cut; messages are never cut.
    """
    paint = _painted if colour else _plain
    lines = [line for found in report.diagnostics for line in _finding(found, paint, width)]
    return "\n".join([*lines, closing_line(report)])


def closing_line(report: Report) -> str:
    """The last line: what was read, and how many findings there are."""
    read = f"{_many(report.tables, 'table')}, {_many(report.rows, 'row')}"
    if report.ok:
        return f"All is well: {read}."
    total = len(report.diagnostics) + report.omitted
    more = f" ({report.omitted:,} of them not listed)" if report.omitted else ""
    return f"{_many(total, 'finding')}{more} in {read}."


def _finding(found: Diagnostic, paint: _Paint, width: int) -> Iterator[str]:
    place = ":".join(str(part) for part in (found.path, found.line, found.column) if part is not None)
    yield f"{paint(place, _BOLD)}: {paint(found.code, _RED)} {found.message}"
    if found.line is not None and found.column is not None:
        yield from _quoted(found, paint, width)
    if found.hint:
        yield f"  {paint('help', _CYAN)}: {found.hint}"


def _quoted(found: Diagnostic, paint: _Paint, width: int) -> Iterator[str]:
    """The part of the line round the cell, and carets under the cell."""
    assert found.line is not None
    assert found.column is not None
    lines = _lines(found.path)
    if found.line > len(lines):
        return
    line = lines[found.line - 1]
    gutter = f"  {found.line} | "
    room = max(width - len(gutter), 20)
    start = max(0, min(found.column - 1 - room // 3, len(line) - room))
    excerpt = line[start : start + room]
    lead, tail = "…" if start else "", "…" if start + room < len(line) else ""
    excerpt = lead + excerpt[len(lead) : len(excerpt) - len(tail)] + tail
    length = max(1, len(found.value or ""))
    before = excerpt[: found.column - 1 - start]
    cell = excerpt[found.column - 1 - start : found.column - 1 - start + length]
    yield gutter + "".join(map(_visible, excerpt))
    carets = "^" * max(1, _width(cell))
    yield f"{' ' * (len(gutter) - 2)}| {' ' * _width(before)}{paint(carets, _RED)}"


@lru_cache(maxsize=4)
def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []


def _visible(character: str) -> str:
    """A character that takes the room that `_width` gives it: what a terminal would act on or hide becomes `�`."""
    return character if unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp") else "\ufffd"


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _painted(text: str, colour: str) -> str:
    return f"{colour}{text}{_RESET}"


def _plain(text: str, _colour: str) -> str:
    return text
