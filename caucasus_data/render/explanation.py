"""What a diagnostic code means, from the docstring of its check."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from caucasus_data.checks.base import Check

_FAMILIES = {
    "CD1": "The file and its form",
    "CD2": "Cells",
    "CD3": "Keys and references",
    "CD4": "Across columns and tables",
    "CD5": "Provenance and wording",
    "CD6": "History",
    "CD9": "Breaking changes",
}


def explanation_text(check: type[Check], *, width: int = 80) -> str:
    """What `caucasus-data explain CODE` prints."""
    title, _, body = check.explanation().partition("\n\n")
    lines = [f"{check.code} {check.name()}", "", *textwrap.wrap(" ".join(title.split()), width)]
    for section, text in _sections(body):
        lines += ["", section, *textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ")]
    return "\n".join(lines)


def codes_markdown(checks: Sequence[type[Check]]) -> str:
    """`CODES.md`: every code with the same text."""
    lines = ["# Diagnostic codes", "", "Generated from the checks; `caucasus-data explain CODE` prints the same text."]
    family = ""
    for check in checks:
        if check.code[:3] != family:
            family = check.code[:3]
            lines += ["", f"## {family}: {_FAMILIES[family]}"]
        title, _, body = check.explanation().partition("\n\n")
        lines += ["", f"### {check.code} `{check.name()}`", "", " ".join(title.split()), ""]
        lines += [f"- **{section}**: {text}" for section, text in _sections(body)]
    return "\n".join(lines) + "\n"


def _sections(body: str) -> list[tuple[str, str]]:
    """The sections of a docstring: lines that begin with a word and a colon, with what follows indented."""
    found: list[tuple[str, str]] = []
    for line in body.splitlines():
        if line and not line.startswith(" ") and ":" in line:
            section, text = line.split(":", 1)
            found.append((section, text.strip()))
        elif line.strip() and found:
            section, text = found[-1]
            found[-1] = (section, f"{text} {line.strip()}")
    return found
