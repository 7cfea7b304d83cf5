"""A comparison of two releases: as text, as Markdown for a pull request, as JSON for programs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from caucasus_data.history import change as kinds
from caucasus_data.history.change import Change
from caucasus_data.history.comparison import Comparison
from caucasus_data.history.grounds import Ground
from caucasus_data.history.versions import Bump

_LISTED = 200
_SHOWN = 60
_OUTCOMES = {
    Bump.NONE: "Nothing changed: no release is due.",
    Bump.PATCH: "A patch release is due: no data changed.",
    Bump.MINOR: "A minor release is due: data changed, and nothing that code relies on.",
    Bump.MAJOR: "A major release is due: something that code relies on changed.",
}


def difference_text(comparison: Comparison, *, width: int = 80, listed: int = _LISTED) -> str:
    """The comparison for a terminal.

    Args:
        comparison: The comparison.
        width: The width to which cells are cut.
        listed: How many changes of a table are listed; the others are counted.
    """
    lines = [f"{comparison.before.label} -> {comparison.after.label}", outcome(comparison)]
    lines += [
        f"  {ground.bump}: {' '.join(filter(None, (_place(ground), ground.message, ground.code)))}"
        for ground in comparison.grounds
    ]
    for table, changes in _by_table(comparison.changes).items():
        told = [*_told(changes, max(20, (width - 30) // 2))]
        lines += ["", table, *(f"  {line}" for line in told[:listed])]
        if len(told) > listed:
            lines.append(f"  and {len(told) - listed:,} more")
    return "\n".join(lines)


def difference_markdown(comparison: Comparison, *, listed: int = _LISTED) -> str:
    """The comparison as a comment on a pull request: what is due and why, then the rows, folded."""
    lines = [f"### {comparison.before.label} → {comparison.after.label}", "", f"**{outcome(comparison)}**"]
    if comparison.grounds:
        lines += ["", "| bump | where | what | rule |", "|---|---|---|---|"]
        lines += [
            f"| {ground.bump} | `{_place(ground)}` | {_cell(ground.message)} | {ground.code} |"
            for ground in comparison.grounds
        ]
    for table, changes in _by_table(comparison.changes).items():
        told = [*_told(changes, _SHOWN)]
        lines += ["", f"<details><summary>{table}: {len(told):,}</summary>", "", "```diff"]
        lines += [line.replace("```", "` ` `") for line in told[:listed]]
        lines += [f"# and {len(told) - listed:,} more"] if len(told) > listed else []
        lines += ["```", "", "</details>"]
    return "\n".join(lines)


def difference_json(comparison: Comparison) -> str:
    """The comparison as one JSON document, nothing left out."""
    document: dict[str, Any] = {
        "before": comparison.before.label,
        "after": comparison.after.label,
        "due": str(comparison.due),
        "grounds": [{**asdict(ground), "bump": str(ground.bump)} for ground in comparison.grounds],
        "changes": [asdict(change) for change in comparison.changes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def outcome(comparison: Comparison) -> str:
    """The bump that is due, in a sentence."""
    return _OUTCOMES[comparison.due]


def _place(ground: Ground) -> str:
    return ".".join(filter(None, (ground.table, ground.field)))


def _by_table(changes: Sequence[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.table].append(change)
    return found


def _told(changes: Sequence[Change], room: int) -> Iterator[str]:
    """A line for each change; a removed row has one line, however many cells the log keeps of it."""
    removed: set[str] = set()
    for change in changes:
        if change.kind == kinds.REMOVED:
            if change.record_id in removed:
                continue
            removed.add(change.record_id)
        yield _line(change, room)


def _line(change: Change, room: int) -> str:
    """One change, with the sign that a diff would give it."""
    before, after = _around_difference(change.before, change.after, room)
    if change.kind == kinds.ADDED:
        return f"+ {change.record_id}"
    if change.kind == kinds.REMOVED:
        return f"- {change.record_id}" + (f" -> {after}" if change.after else "")
    if change.kind == kinds.RENAMED:
        return f"! {before} -> {after}"
    if change.kind == kinds.REVISED:
        return f"! {change.record_id}  {change.field}: {before} -> {after}"
    what = change.kind.replace("_", " ")
    subject = " ".join(filter(None, (change.record_id, change.field)))
    arrow = f": {before} -> {after}" if change.before and change.after else ""
    return f"# {what} {subject}{arrow}".rstrip()


def _around_difference(before: str, after: str, room: int) -> tuple[str, str]:
    """Two cells in one line each, cut so that the first difference is seen."""
    lines = [" ".join(text.split()) for text in (before, after)]
    pairs = enumerate(zip(*lines, strict=False))
    same = next((position for position, (one, other) in pairs if one != other), 0)
    start = max(0, same - room // 3) if max(map(len, lines)) > room else 0
    shown_before, shown_after = (_window(line, start, room) for line in lines)
    return shown_before, shown_after


def _window(line: str, start: int, room: int) -> str:
    shown = ("…" if start else "") + line[start:]
    return (shown if len(shown) <= room else shown[: room - 1] + "…") or "(empty)"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
