"""Views of who counts what: the deaths of an event, and where claims differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from caucasus_data.spec import TableSpec
from caucasus_data.views.view import RECORD_ID, Records, View, column

_RIVAL_STANCES = frozenset({"supports", "contradicts"})
_FIGURES = ("value_low", "value_best", "value_high")
_VALUES = (*_FIGURES, "value_text")


def _event_deaths(inputs: Mapping[str, Records]) -> Iterable[dict[str, Any]]:
    killed: dict[str, dict[tuple[str, str], dict[str, Any]]] = defaultdict(dict)
    for row in inputs["event_counts"]:
        if row["measure"] == "killed":
            killed[row["event_id"]][row["side"], row["status"]] = row
    for event, counts in killed.items():
        sides = {side for side, _status in counts}
        if "all" in sides:
            sides = {"all"}
        elif "armenia_or_karabakh" in sides:
            sides -= {"armenia", "karabakh"}
        parts = [
            count
            for side in sides
            for status in (("all",) if (side, "all") in counts else ("military", "civilian"))
            if (count := counts.get((side, status))) is not None
        ]
        yield {
            "event_id": event,
            "deaths_low": _sum(part["low"] if part["low"] is not None else part["best"] for part in parts),
            "deaths_best": _sum(part["best"] for part in parts),
            "deaths_high": _sum(part["high"] if part["high"] is not None else part["best"] for part in parts),
        }


def _sum(figures: Iterable[int | None]) -> int | None:
    """The sum; missing where a part is missing."""
    known = list(figures)
    return None if None in known else sum(figure for figure in known if figure is not None)


def _disagreements(inputs: Mapping[str, Records]) -> Iterable[dict[str, Any]]:
    groups: dict[tuple[str, str, str, str | None], list[dict[str, Any]]] = defaultdict(list)
    for claim in inputs["claims"]:
        if claim["stance"] in _RIVAL_STANCES:
            groups[claim["table_name"], claim["record_id"], claim["field"], claim["unit"]].append(claim)
    for (table, record, field, unit), claims in groups.items():
        contradicting = sum(claim["stance"] == "contradicts" for claim in claims)
        stated = {tuple(claim[name] for name in _VALUES) for claim in claims}
        # Those who say that a thing exists agree, in whatever words.
        if contradicting or (len(stated) > 1 and field != "existence"):
            figures = [claim[name] for claim in claims for name in _FIGURES if claim[name] is not None]
            yield {
                "table_name": table,
                "record_id": record,
                "field": field,
                "unit": unit,
                "claims": len(claims),
                "voices": len({claim["claimant_id"] or claim["source_id"] for claim in claims}),
                "contradicting": contradicting,
                "lowest": min(figures, default=None),
                "adopted": next((claim["value_best"] for claim in claims if claim["adopted"]), None),
                "highest": max(figures, default=None),
                "texts": sorted({claim["value_text"] for claim in claims if claim["value_text"] is not None}),
            }


EVENT_DEATHS = View(
    TableSpec(
        name="event_deaths",
        title="Deaths in events",
        description="View. The killed of each event as in UCDP GED: over the sides, or `all` where counted "
        "together, the status `all` or else military and civilian; low and high fall back on best; a missing part "
        "leaves the sum missing.",
        primary_key=("event_id",),
        columns=(
            column("event_id", "string", RECORD_ID, required=True),
            column("deaths_low", "integer", "The sum of the low figures.", unit="persons"),
            column("deaths_best", "integer", "The sum of the best figures.", unit="persons"),
            column("deaths_high", "integer", "The sum of the high figures.", unit="persons"),
        ),
    ),
    ("event_counts",),
    _event_deaths,
)
DISAGREEMENTS = View(
    TableSpec(
        name="disagreements",
        title="Where claims differ",
        description="View. Each figure, date or fact of a record, in one unit, for which claims that support or "
        "contradict it state different values, or one contradicts; claims that a thing exists differ only from one "
        "that contradicts. Superseded and qualifying claims are left out.",
        primary_key=("table_name", "record_id", "field", "unit"),
        columns=(
            column("table_name", "string", "The table of the record.", required=True),
            column("record_id", "string", RECORD_ID, required=True),
            column("field", "string", "What the claims are about, as in `claims`.", required=True),
            column("unit", "string", "The unit of the values."),
            column("claims", "integer", "How many claims.", required=True),
            column("voices", "integer", "How many claimants, or sources where none is named.", required=True),
            column("contradicting", "integer", "How many of the claims are not followed.", required=True),
            column("lowest", "number", "The lowest figure that is claimed.", unit="the claims' `unit`"),
            column("adopted", "number", "The figure that the record follows.", unit="the claims' `unit`"),
            column("highest", "number", "The highest figure that is claimed.", unit="the claims' `unit`"),
            column("texts", "list", "What is claimed where it is no number, each once."),
        ),
    ),
    ("claims",),
    _disagreements,
)
