from __future__ import annotations

from pathlib import Path

import pytest

from caucasus_data.checks.breaking import BREAKING_CHECKS
from caucasus_data.history.comparison import compare
from caucasus_data.history.reasons import declared_by, read_reasons
from caucasus_data.history.snapshot import folder_snapshot

FIXTURES = Path(__file__).parents[1] / "breaking"
CASES = sorted(path.name for path in FIXTURES.iterdir())
CODES = ("merged", "typo")


@pytest.mark.parametrize("case", CASES)
def test_a_pair_of_releases_makes_this_bump_due_for_this_reason(case: str) -> None:
    previous, current = FIXTURES / case / "previous", FIXTURES / case / "current"
    reasons = current / "reasons.csv"
    declared = declared_by(read_reasons(reasons, CODES)) if reasons.is_file() else None
    comparison = compare(
        folder_snapshot("previous", previous, previous / "schemas"),
        folder_snapshot("current", current, current / "schemas"),
        declared,
    )
    expected = case.partition("-")[0]
    if expected.startswith("CD9"):
        assert {ground.code for ground in comparison.grounds if ground.code} == {expected}
        assert str(comparison.due) == "major"
    else:
        assert str(comparison.due) == expected
        assert not any(ground.code for ground in comparison.grounds)


def test_every_breaking_rule_has_a_pair() -> None:
    assert {check.code for check in BREAKING_CHECKS} == {
        case.partition("-")[0] for case in CASES if case.startswith("CD9")
    }
