"""Every check of the validator, in the order of the codes."""

from __future__ import annotations

from caucasus_data.checks.base import Check
from caucasus_data.checks.breaking import BREAKING_CHECKS
from caucasus_data.checks.cell import CELL_CHECKS
from caucasus_data.checks.form import FORM_CHECKS
from caucasus_data.checks.rules import ROW_CHECKS

CHECKS: tuple[type[Check], ...] = tuple(
    sorted((*FORM_CHECKS, *CELL_CHECKS, *ROW_CHECKS, *BREAKING_CHECKS), key=lambda check: check.code)
)
