"""The changelog's section of a release."""

from __future__ import annotations

import re

from caucasus_data.history.comparison import Comparison
from caucasus_data.history.versions import Bump

_UNRELEASED = re.compile(r"^## \[?Unreleased\]?[^\n]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_FIRST_SECTION = re.compile(r"^## ", re.MULTILINE)
_HEADINGS = {Bump.MAJOR: "Breaking", Bump.MINOR: "Data", Bump.PATCH: "Wording"}


def with_section(changelog: str, version: str, date: str, title: str, comparison: Comparison | None) -> str:
    """A changelog with the section of a release above those of the earlier ones.

    What stood under `## Unreleased` moves into it, above what the comparison says.

    Args:
        changelog: The text so far.
        version: The release.
        date: Its day, in ISO form.
        title: What it brought.
        comparison: How it differs from the release before; None for the first.
    """
    found = _UNRELEASED.search(changelog)
    written = found.group(1).strip() if found else ""
    rest = changelog[: found.start()] + changelog[found.end() :] if found else changelog
    parts = [f"## {version} ({date})", title, written, *(_grounds(comparison) if comparison else ())]
    section = "\n\n".join(part for part in parts if part) + "\n"
    first = _FIRST_SECTION.search(rest)
    head, tail = (rest[: first.start()], rest[first.start() :]) if first else (rest, "")
    return head.rstrip("\n") + "\n\n" + section + ("\n" + tail if tail else "")


def _grounds(comparison: Comparison) -> list[str]:
    """A list under a heading for each kind of change."""
    parts = []
    for bump, heading in _HEADINGS.items():
        lines = [
            f"- `{'.'.join(filter(None, (ground.table, ground.field)))}`: {ground.message}"
            for ground in comparison.grounds
            if ground.bump is bump
        ]
        if lines:
            parts += [f"### {heading}", "\n".join(lines)]
    return parts
