"""The evidence behind a record, as it would stand in a footnote."""

from __future__ import annotations

import html
import re
import shutil
import textwrap
from dataclasses import dataclass, field
from typing import Any

from caucasus_data.render.citation import source_citations

_CURRENCY = re.compile("^[A-Z]{3}$")


@dataclass(frozen=True)
class Evidence:
    """What stands behind one record; it prints itself.

    Attributes:
        table: The record's table.
        record_id: Its id.
        record: Its cells, the empty ones left out.
        sources: Its sources, as rows of `sources`.
        claims: The claims about it, as rows of `claims`.
        note: What became of the id that was asked for, where this is its successor; otherwise empty.
        claimants: The names of those who say the claims, by their ids.
    """

    table: str
    record_id: str
    record: dict[str, Any]
    sources: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    note: str = ""
    claimants: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return evidence_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return evidence_html(self)


def evidence_text(found: Evidence) -> str:
    """A headline, the numbered sources, and each claim with the number of its source."""
    width = max(60, shutil.get_terminal_size((80, 24)).columns)
    numbers = {source["source_id"]: number for number, source in enumerate(found.sources, 1)}
    lines = [f"{found.table} {found.record_id}", *textwrap.wrap(_headline(found), width)]
    lines += [*textwrap.wrap(f"({found.note})", width, break_on_hyphens=False)] if found.note else []
    lines += ["", "Sources"]
    for source in found.sources:
        # An address is never broken: it must stay one that can be copied.
        lines += textwrap.wrap(
            source_citations([source], "text"),
            width,
            initial_indent=f"  [{numbers[source['source_id']]}] ",
            subsequent_indent="      ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    if found.claims:
        lines += ["", "Claims"]
    for claim in found.claims:
        text = f"{_claim(found, claim)} [{numbers.get(claim['source_id'], '?')}]"
        lines += textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    return "\n".join(lines)


def evidence_html(found: Evidence) -> str:
    """The same as HTML, with links."""
    numbers = {source["source_id"]: number for number, source in enumerate(found.sources, 1)}
    sources = "".join(f"<li>{_linked(source)}</li>" for source in found.sources)
    claims = "".join(
        f"<li>{html.escape(_claim(found, claim))} [{numbers.get(claim['source_id'], '?')}]</li>"
        for claim in found.claims
    )
    title = f"<b>{html.escape(_headline(found))}</b> <code>{found.table} {html.escape(found.record_id)}</code>"
    note = f"<p>{html.escape(found.note)}</p>" if found.note else ""
    return f"<div>{title}{note}<ol>{sources}</ol>{f'<ul>{claims}</ul>' if claims else ''}</div>"


def _headline(found: Evidence) -> str:
    record = found.record
    return str(record.get("title") or record.get("summary") or record.get("name") or found.record_id)


def _linked(source: dict[str, Any]) -> str:
    text = html.escape(source_citations([{**source, "url": ""} if "url" in source else source], "text").strip())
    return f'<a href="{html.escape(source["url"], quote=True)}">{text}</a>' if "url" in source else text


def _claim(found: Evidence, claim: dict[str, Any]) -> str:
    """One claim in a line: field, figure, who says so, and how the record takes it."""
    claimant = claim.get("claimant_id", "the outlet")
    who = found.claimants.get(claimant, claimant)
    adopted = ", adopted" if claim.get("adopted") else ""
    when = f" on {claim['claimed_on']}" if "claimed_on" in claim else ""
    return f"{claim['field']}: {_value(claim)}, says {who}{when} ({claim['stance']}{adopted})"


def _value(claim: dict[str, Any]) -> str:
    low, best, high = (claim.get(f"value_{end}") for end in ("low", "best", "high"))
    unit = f" {_unit(claim['unit'], low, best, high)}" if "unit" in claim else ""
    hedge = {"at_least": "at least ", "at_most": "at most ", "approximate": "about "}.get(
        claim.get("qualifier", ""), ""
    )
    numbers = [f"{number:,.10g}" for number in (low, best, high) if number is not None]
    if not numbers:
        return str(claim.get("value_text", ""))
    return f"{hedge}{'-'.join(dict.fromkeys(numbers))}{unit}"


def _unit(unit: str, *bounds: float | None) -> str:
    """A claim's unit in words: money stands in millions, and one person is no persons."""
    if _CURRENCY.match(unit):
        return f"million {unit}"
    return "person" if unit == "persons" and {*bounds} - {None} == {1} else unit
