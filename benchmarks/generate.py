"""Writes N valid rows of events, statements or claims with matching reference tables: `generate.py N FOLDER [TABLE]`.

The same N gives the same bytes. The other tables stay small, so that what is measured is the one that grows.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from caucasus_data.spec import TableSpec
from caucasus_data.store import store

SEED = 44
ACTORS, PLACES, SOURCES, SMALL = 400, 600, 5000, 1000
FIRST_DAY = date(2020, 9, 27)
WORDS = (
    "delegations",
    "ministers",
    "commission",
    "border",
    "crossing",
    "village",
    "officials",
    "spoke",
    "agreed",
    "route",
    "convoy",
    "monitors",
    "exchange",
    "statement",
    "meeting",
    "road",
    "railway",
    "protocol",
    "session",
    "reported",
    "Khankendi",
    "Şuşa",
    "Գորիս",
    "Yerevan",
    "Baku",
    "Lachin",
    "Tbilisi",
)
TYPES = ("meeting", "visit", "delimitation", "opening", "infrastructure", "joint_exercise", "mission", "court_step")


def text(chance: random.Random, words: int) -> str:
    """Some words, as a sentence where there are more than eight."""
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + ("." if words > 8 else "")


def actors(_chance: random.Random, _rows: int) -> Iterator[dict[str, object]]:
    for number in range(ACTORS):
        yield {"actor_id": f"actor-{number:04d}", "kind": "public_body", "name": f"Ministry {number}", "country": "ARM"}


def places(chance: random.Random, _rows: int) -> Iterator[dict[str, object]]:
    for number in range(PLACES):
        where = {
            "latitude": 39 + chance.randrange(1, 30) / 10 + 0.01,
            "longitude": 44 + chance.randrange(1, 50) / 10 + 0.01,
        }
        point = {name: f"{value:.2f}" for name, value in where.items()}
        yield {
            "place_id": f"place-{number:04d}",
            "kind": "settlement",
            "name": f"Village {number}",
            "country": "AZE",
        } | point


def sources(chance: random.Random, _rows: int) -> Iterator[dict[str, object]]:
    for number in range(SOURCES):
        yield {
            "source_id": f"source-{number:05d}",
            "kind": "official_statement",
            "issuer_id": f"actor-{chance.randrange(ACTORS):04d}",
            "publisher": f"Ministry {number % ACTORS}",
            "title": text(chance, 6),
            "url": f"https://example.org/{number}",
            "published": "2026-01-01",
            "published_precision": 1,
            "retrieved": "2026-01-02",
            "language": "en",
        }


def events(chance: random.Random, rows: int) -> Iterator[dict[str, object]]:
    for number in range(rows):
        day = FIRST_DAY + timedelta(number * 1800 // max(rows, 1))
        # One in twenty is part of the year's long mission, which is the first row and has no known end.
        part = {"part_of": "2020-09-27-0000000-mission"} if number and chance.random() < 0.05 else {}
        yield {
            "event_id": f"{day}-{number:07d}-{'meeting' if number else 'mission'}",
            "event_type": chance.choice(TYPES) if number else "mission",
            "date_start": day,
            "date_precision": 1,
            "end_status": "" if number else "end_unknown",
            "place_id": f"place-{chance.randrange(PLACES):04d}",
            "sources": ";".join(sorted({f"source-{chance.randrange(SOURCES):05d}" for _ in range(2)})),
            "review": chance.choice(("candidate", "reviewed")),
            "title": text(chance, 5),
            "summary": text(chance, 18),
        } | part


def statements(chance: random.Random, rows: int) -> Iterator[dict[str, object]]:
    for number in range(rows):
        day = FIRST_DAY + timedelta(number * 1800 // max(rows, 1))
        yield {
            "statement_id": f"{day}-{number:07d}-words",
            "date": day,
            "date_precision": 1,
            "speaker_id": f"actor-{chance.randrange(ACTORS):04d}",
            "addressees": f"actor-{chance.randrange(ACTORS):04d}",
            "venue": "speech",
            "acts": "propose;request",
            "topics": "border",
            "quote_language": "en",
            "quote_form": "original",
            "chain": "direct",
            "sources": f"source-{chance.randrange(SOURCES):05d}",
            "review": "candidate",
            "summary": text(chance, 16),
            "quote": " ".join(chance.choices(WORDS, k=14)),
        }


def claims(chance: random.Random, rows: int) -> Iterator[dict[str, object]]:
    for number in range(rows):
        yield {
            "claim_id": f"claim-{number:07d}",
            "table_name": "places",
            "record_id": f"place-{chance.randrange(PLACES):04d}",
            "field": "existence",
            "value_text": text(chance, 4),
            "claimant_id": f"actor-{chance.randrange(ACTORS):04d}",
            "source_id": f"source-{chance.randrange(SOURCES):05d}",
            "locator": "paragraph 2",
            "stance": "supports",
            "adopted": "false",
        }


ROWS = {
    "actors": actors,
    "places": places,
    "sources": sources,
    "events": events,
    "statements": statements,
    "claims": claims,
}
GROWING = ("events", "statements", "claims")


def generate(rows: int, folder: Path, growing: str = "events") -> None:
    """Write a whole datasets folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for spec in store().specs():
        count = rows if spec.name == growing else min(rows, SMALL)
        write(spec, folder, ROWS[spec.name](random.Random(SEED), count) if spec.name in ROWS else iter(()))  # noqa: S311


def write(spec: TableSpec, folder: Path, rows: Iterator[dict[str, object]]) -> None:
    with (folder / f"{spec.name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, spec.column_names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("table", nargs="?", choices=GROWING, default="events")
    options = parser.parse_args()
    generate(options.rows, options.folder, options.table)


if __name__ == "__main__":
    main()
