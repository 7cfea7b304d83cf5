"""Tables too large to be kept: what of them is kept is declared, and circles in them are found on hashes."""

from __future__ import annotations

import numpy as np
import pytest

from caucasus_data.arrow_values import strings
from caucasus_data.checks import CHECKS
from caucasus_data.checks.base import Rows, RuleCheck
from caucasus_data.checks.references import ReferenceCycle
from caucasus_data.store import store
from caucasus_data.validation.parts import Parts

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


def walk(key: str, whole: dict[str, str]) -> set[str]:
    """Everything that a record is part of, directly or by way of others."""
    passed: set[str] = set()
    while (key := whole.get(key, "")) and key not in passed:
        passed.add(key)
    return passed
