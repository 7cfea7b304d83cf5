"""A verification as text."""

from __future__ import annotations

from caucasus_data.verification import Verification


def verification_text(found: Verification) -> str:
    """What was verified, or the first difference and how many more there are."""
    if not found.differences:
        files = f"{found.files:,} files are those of {found.version}, as SHA256SUMS has them"
        rebuilt = f"; {found.releases:,} released versions rebuild to their digests" if found.releases else ""
        return f"{found.folder}: {files}{rebuilt}"
    more = len(found.differences) - 1
    return f"{found.folder}: {found.differences[0]}" + (f" ({more:,} more differences)" if more else "")
