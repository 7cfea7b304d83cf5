"""A publication as a summary for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from caucasus_data.publish import Publication

_HEADER = ("table", "rows", "CSV bytes", "Parquet bytes", "SHA-256 of CSV")
_DIGITS = 16


def summary(publication: Publication) -> str:
    """The tables of a release with their rows, bytes and digests, at most 80 columns wide.

    A digest is cut to its first digits; `SHA256SUMS` has all of them. The folder has a line of its own, however long.
    """
    rows = [
        (
            table.spec.name,
            f"{table.rows:,}",
            f"{table.csv.size:,}",
            f"{table.parquet.size:,}",
            table.digest[:_DIGITS],
        )
        for table in publication.tables
    ]
    total = (
        "total",
        f"{sum(table.rows for table in publication.tables):,}",
        f"{sum(table.csv.size for table in publication.tables):,}",
        f"{sum(table.parquet.size for table in publication.tables):,}",
        publication.digest[:_DIGITS],
    )
    lines = [_HEADER, *rows, total]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    body = "\n".join(_line(cells, widths) for cells in lines)
    return f"caucasus-data {publication.version}\n{publication.folder}\n\n{body}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Names and digests to the left, numbers to the right."""
    name, *numbers, digest = (
        cell.rjust(width) if 0 < position < len(widths) - 1 else cell.ljust(width)
        for position, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([name, *numbers, digest]).rstrip()
