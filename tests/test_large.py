"""Tables too large to be kept: what of them is kept is declared, what is read again is what can matter."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from caucasus_data import csv_source
from caucasus_data.arrow_values import strings
from caucasus_data.checks import CHECKS
from caucasus_data.checks.base import Rows, RuleCheck
from caucasus_data.checks.references import ReferenceCycle
from caucasus_data.csv_form import canonical_csv
from caucasus_data.csv_source import CsvSource
from caucasus_data.store import store
from caucasus_data.validation import validate
from caucasus_data.validation.linked import Linked
from caucasus_data.validation.parts import Parts
from caucasus_data.validation.reading import Reading

SPECS = {spec.name: spec for spec in store().specs()}
RULES = [check for check in CHECKS if issubclass(check, RuleCheck)]


def test_what_a_rule_reads_is_a_column() -> None:
    unknown = [
        (rule.name(), table, column)
        for rule in RULES
        for table, columns in rule.reads.items()
        for column in columns
        if column not in SPECS[table]
    ]
    assert unknown == []


def test_what_a_rule_hangs_on_is_a_column() -> None:
    assert all(column in SPECS[table] for rule in RULES for table, column in rule.hangs_on.items())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name())
def test_what_a_rule_scans_it_says_how_to_read(rule: type[RuleCheck]) -> None:
    assert set(rule.scans) <= set(rule.reads)


def test_every_table_of_parts_is_searched_for_circles() -> None:
    assert set(ReferenceCycle.tables) == {name for name, spec in SPECS.items() if "part_of" in spec}


@pytest.mark.parametrize("seed", range(40))
def test_circles(seed: int) -> None:
    chance = np.random.default_rng(seed)
    ids = [f"e{number}" for number in range(chance.integers(1, 30))]
    links = [(str(chance.choice(ids)), str(chance.choice(ids))) for _ in range(chance.integers(1, 40))]
    keys, wholes = zip(*links, strict=True)
    parts = Parts()
    parts.gather(Rows(SPECS["events"], {"event_id": strings(keys), "part_of": strings(wholes)}, range(len(links))))
    whole = dict(links)
    assert {links[row][0] for row in parts.in_circles()} == {key for key in whole if key in walk(key, whole)}


LINKS = {40: "e-0007", 90: "e-0091", 91: "e-0090", 200: "e-0001", 201: "nowhere", 250: "e-0001", 390: "e-0399"}
"""Of 400 events: two within their wholes, two in a circle, two outside their whole, one part of none."""


@pytest.fixture
def linked_events(small_datasets: Path) -> Path:
    """Events few of which are part of others; some titles are quoted, one cell has a line end."""
    rows = [
        {
            "event_id": f"e-{number:04d}",
            "event_type": "meeting",
            "date_start": f"2022-0{1 + number // 100}-10",
            "date_precision": "1",
            "place_id": "border",
            "part_of": LINKS.get(number, ""),
            "sources": "example-2023",
            "review": "candidate",
            "title": "A meeting, as before"
            if number % 7 == 0
            else "A meeting\nin two lines"
            if number == 200
            else "Talks",
            "summary": "Delegations of both sides met at the border and spoke about its course.",
        }
        for number in range(400)
    ]
    spec = SPECS["events"]
    file = small_datasets / "events.csv"
    file.write_bytes(canonical_csv(spec, ([row.get(name, "") for name in spec.column_names] for row in rows)))
    return small_datasets


def ids(rows: Iterable[Rows]) -> list[list[str]]:
    return [part["event_id"].to_pylist() for part in rows]


@pytest.mark.parametrize("block_size", [5000, 20_000])
def test_few_linked_rows_are_read_again_alone(linked_events: Path, block_size: int) -> None:
    reading = Reading(SPECS["events"], CsvSource(linked_events / "events.csv", block_size=block_size), limit=100)
    reading.linked = Linked(("part_of", "implements"))
    first = list(reading.blocks())
    again = list(reading.linked_again())
    assert len(again) < len(first)
    assert [number for rows in again for number in rows.numbers] == list(LINKS)
    assert ids(again) == [[f"e-{number:04d}" for number in rows.numbers] for rows in again]
    assert [link for rows in again for link in rows["part_of"].to_pylist()] == list(LINKS.values())


def test_blocks_that_cannot_hold_an_id_are_passed_over(linked_events: Path) -> None:
    reading = Reading(SPECS["events"], CsvSource(linked_events / "events.csv", block_size=2000), limit=100)
    blocks = ids(reading.blocks())
    sought = ["e-0003", "e-0250", "e-0250-none", "z"]
    assert ids(reading.again(reading.holders(sought))) == [block for block in blocks if {*block} & {*sought}]
    assert ids(reading.again()) == blocks


@pytest.mark.parametrize("block_size", [1500, 5000, 20_000])
def test_few_links_are_judged_as_in_a_small_table(
    linked_events: Path, block_size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = validate(linked_events, store().specs())
    assert {found.code for found in whole.diagnostics} >= {"CD303", "CD304", "CD404"}
    monkeypatch.setattr(csv_source, "BLOCK_SIZE", block_size)
    assert validate(linked_events, store().specs()) == whole


def walk(key: str, whole: dict[str, str]) -> set[str]:
    """Everything that a record is part of, directly or by way of others."""
    passed: set[str] = set()
    while (key := whole.get(key, "")) and key not in passed:
        passed.add(key)
    return passed
