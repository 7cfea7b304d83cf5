"""A small checkout in one process: a few tables, their schemas, and no package."""

from __future__ import annotations

import csv
import datetime
import shutil
from dataclasses import dataclass
from pathlib import Path

from caucasus_data.atomic import replace_files
from caucasus_data.csv_form import canonical_csv
from caucasus_data.history.archive import Archive
from caucasus_data.history.audit import audit
from caucasus_data.history.reasons import Reason, reasons_csv
from caucasus_data.history.release import Release, draft, release_files
from caucasus_data.tables import TABLES

NAMES = ("events", "statements", "contracts", "actors", "places", "claims", "sources", "releases", "revisions")
SPECS = {table.name: table.spec for table in TABLES if table.name in NAMES}
DAY = datetime.date(2026, 1, 3)


@dataclass(frozen=True)
class Workshop:
    """A checkout and what a maintainer does there."""

    root: Path

    @property
    def archive(self) -> Archive:
        return Archive(self.root / "datasets", self.root / "schemas", self.root)

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.root / "datasets" / f"{table}.csv").open(newline="") as stream:
            return list(csv.DictReader(stream))

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        names = SPECS[table].column_names
        data = canonical_csv(SPECS[table], [[row.get(name, "") for name in names] for row in rows])
        (self.root / "datasets" / f"{table}.csv").write_bytes(data)

    def revise(self, table: str, record_id: str, **cells: str) -> None:
        key = SPECS[table].primary_key[0]
        self.write(table, [row | cells if row[key] == record_id else row for row in self.rows(table)])

    def remove(self, table: str, record_id: str) -> None:
        key = SPECS[table].primary_key[0]
        self.write(table, [row for row in self.rows(table) if row[key] != record_id])

    def give(self, *reasons: Reason) -> None:
        (self.root / "reasons.csv").write_bytes(reasons_csv(reasons))

    def release(self, version: str, *reasons: Reason) -> None:
        """Release, and keep the tables as a publication does."""
        made = draft(self.archive, reasons)
        release = Release(version, f"Release {version}", DAY)
        replace_files(self.root, release_files(self.archive, made, release, reasons))
        shutil.copytree(self.root / "datasets", self.root / "dist" / f"caucasus-data-{version}")

    def found(self, *reasons: Reason, version: str = "9.0.0") -> list[str]:
        """The codes and subjects of what `release --check` finds."""
        report = audit(self.archive, reasons, version)
        return [" ".join(filter(None, (one.code, one.table, one.record_id, one.field))) for one in report.diagnostics]

    def contents(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.root)): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}
