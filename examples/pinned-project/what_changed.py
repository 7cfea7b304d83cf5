"""What an upgrade changed: run it after moving the pin, with the version that was pinned before.

python what_changed.py 0.1.0
"""

from __future__ import annotations

import sys

import caucasus_data as cd


def report(since: str) -> str:
    """The changes after a release: counted by table and kind, then every revised cell with its reason."""
    changes = cd.revisions(since=since)
    lines = [f"caucasus-data {since} -> {cd.__version__}: {len(changes)} changes"]
    if changes.empty:
        return lines[0]
    counts = changes.astype({"table_name": str, "change": str}).groupby(["table_name", "change"]).size()
    lines += [f"  {table}: {number} {change}" for (table, change), number in counts.items()]
    revised = changes[changes["change"] == "revised"]
    lines += [
        f"  {row.table_name} {row.record_id}: {row.field} {row.before!r} -> {row.after!r} ({row.reason})"
        for row in revised.itertuples()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(sys.argv[1]))
