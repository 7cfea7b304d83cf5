"""Source, specs and checks in; a report out."""

from __future__ import annotations

from caucasus_data.validation.run import MOST_FINDINGS, validate

__all__ = ["MOST_FINDINGS", "validate"]
