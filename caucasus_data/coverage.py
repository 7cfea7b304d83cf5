"""How much the record holds: by month, type, side, language and reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from caucasus_data.independence import origin

_RECORDS = ("events", "statements", "contracts", "spending")


@dataclass(frozen=True, slots=True)
class Tally:
    """A count of records by one property.

    Attributes:
        title: What is counted, by what.
        counts: How many, by the property's value, in the order in which they are to be shown.
    """

    title: str
    counts: dict[str, int]


def coverage(tables: Mapping[str, pa.Table]) -> tuple[Tally, ...]:
    """The tallies of the record.

    Args:
        tables: The curated tables by name; at least those of records, actors and sources.
    """
    rows = {name: tables[name].to_pylist() for name in (*_RECORDS, "actors", "sources")}
    actors = {actor["actor_id"]: actor for actor in rows["actors"]}
    sides = [_side(actors.get(statement["speaker_id"], {})) for statement in rows["statements"]]
    return (
        _tally("events by month", [f"{event['date_start']:%Y-%m}" for event in rows["events"]], by_name=True),
        _tally("statements by month", [f"{statement['date']:%Y-%m}" for statement in rows["statements"]], by_name=True),
        _tally("events by type", [event["event_type"] for event in rows["events"]]),
        _tally("statements by speaker's side", sides),
        _tally("contracts by buyer", [contract["recipient_id"] for contract in rows["contracts"]]),
        _tally("contracts by supplier", [contract["supplier_country"] or "unknown" for contract in rows["contracts"]]),
        _tally("contracts by stage", [contract["stage"] for contract in rows["contracts"]]),
        _tally("spending by country", [figure["country"] for figure in rows["spending"]]),
        _tally("spending by measure", [figure["measure"] for figure in rows["spending"]]),
        _tally("sources by language", [source["language"] for source in rows["sources"]]),
        *(_tally(f"{name} by reading", [row["review"] for row in rows[name]]) for name in _RECORDS),
        *(_independence(name, rows[name], rows["sources"]) for name in _RECORDS),
    )


def _tally(title: str, values: Sequence[str], *, by_name: bool = False) -> Tally:
    counts = Counter(values)
    ordered = sorted(counts.items()) if by_name else counts.most_common()
    return Tally(title, dict(ordered))


def _side(actor: Mapping[str, Any]) -> str:
    """The party that a speaker belongs to, or the home state, or `international`."""
    return actor.get("party") or actor.get("country") or "international"


def _independence(name: str, records: Sequence[Mapping[str, Any]], sources: Sequence[Mapping[str, Any]]) -> Tally:
    """How many records stand on two or more independent sources, on one primary source, on one other source."""
    group = {source["source_id"]: origin(source["publisher"], source["independence_group"]) for source in sources}
    primary = {source["source_id"] for source in sources if source["issuer_id"] is not None}
    kinds = []
    for record in records:
        cited = [source for source in record["sources"] if source in group]
        several = len({group[source] for source in cited}) > 1
        kinds.append("two or more independent" if several else "primary" if primary & set(cited) else "one")
    return _tally(f"{name} by sources", kinds)
