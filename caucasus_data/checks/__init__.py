"""The checks: one small class for each diagnostic code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caucasus_data.checks.catalogue import CHECKS as CHECKS


def __getattr__(name: str) -> Any:
    """`CHECKS`, when it is asked for: to judge sound rows takes but the rules, and not the words of every check."""
    if name == "CHECKS":
        from caucasus_data.checks.catalogue import CHECKS

        return CHECKS
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
