"""The coverage of the record in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from caucasus_data.coverage import Tally


def coverage_text(tallies: Sequence[Tally], *, width: int = 80) -> str:
    """Each tally under its title, as many entries to a line as fit."""
    return "\n\n".join(_tally(tally, width) for tally in tallies)


def _tally(tally: Tally, width: int) -> str:
    total = sum(tally.counts.values())
    # A no-break space keeps a name and its number together while the line is broken; it is not printed.
    entries = ("\u00a0".join(f"{name} {count:,}".split(" ")) for name, count in tally.counts.items())
    body = textwrap.fill(
        ", ".join(entries),
        width,
        initial_indent="  ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"{tally.title} ({total:,})\n{body}".replace("\u00a0", " ")
