"""The whole run: rows by themselves, rows together, and a report of the first findings of each table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caucasus_data.checks.keys import first_unsorted, is_strictly_ascending
from caucasus_data.diagnostics import Report
from caucasus_data.errors import DatasetsError, MissingExtraError
from caucasus_data.spark.csv_files import FAILED
from caucasus_data.spark.errands import Errands
from caucasus_data.spark.records import Found, rows_batch, to_rows
from caucasus_data.spark.source import Source, to_source
from caucasus_data.spec import TableSpec
from caucasus_data.store import store
from caucasus_data.validation import MOST_FINDINGS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LINKS_AT_ONCE = 1 << 16
"""So many links between parts and wholes are followed in one task; more of them pass by pass."""


def validate(
    source: str | Path | Mapping[str, DataFrame], spark: SparkSession | None = None, *, limit: int = MOST_FINDINGS
) -> Report:
    """Validate tables against this version's schemas on a Spark cluster; what it finds is what `cd.validate` finds.

    Args:
        source: A folder of `<table>.csv`, each a file or a folder of part files with a header each; a folder of
            `<table>.parquet`; or the frames of some tables by their names. A folder lies where every executor reads it
            by the same path; what lies in an object store is given as frames. Of frames, a table that is not given is
            not missing: what others refer to in it is not judged.
        spark: The session; None takes the active one, or starts one.
        limit: How many findings of a table are listed; the others are counted.

    Returns:
        A report. Of CSV its places are those of the files; of Parquet a path without a line; of frames neither, and
        the findings stand in the order of the tables and their keys. `record_id` tells the row.

    Raises:
        DatasetsError: The folder holds no table, a file cannot be read, or a frame's column is of an unusable type.
        MissingExtraError: pyspark is not installed.
        UnknownTableError: A frame is given for a table that is not in the dataset.
    """
    try:
        from pyspark.sql import SparkSession

        from caucasus_data.spark import plan
    except ImportError as error:
        raise MissingExtraError("pyspark", "spark") from error
    specs = {spec.name: spec for spec in store().specs()}
    session = spark or SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()
    given = to_source(source, specs, session)
    rows = plan.judged(given, specs, session, limit).persist()
    try:
        return _Run(given, specs, session, limit, rows, plan).report()
    finally:
        rows.unpersist()


@dataclass
class _Run:
    """One validation, once the rows have been judged by themselves."""

    source: Source
    specs: Mapping[str, TableSpec]
    session: SparkSession
    limit: int
    rows: DataFrame
    plan: Any
    found: list[Found] = field(default_factory=list)
    totals: dict[tuple[str, bool], int] = field(default_factory=lambda: defaultdict(int))

    def report(self) -> Report:
        stats = self._stats()
        self._add(*self.plan.firsts(self.plan.found_alone(self.rows), self.limit))
        if failed := [found for found in self.found if found.code == FAILED]:
            raise DatasetsError(failed[0].message)
        errands = self._errands(stats)
        posted = self.plan.Posted.of(self.rows, errands)
        try:
            self._judge_together(self.plan.found_together(posted, errands, self.limit), errands)
        finally:
            posted.unpersist()
        from caucasus_data.spark.listing import Listing

        kept = self._kept()
        listing = Listing(self.source, self.specs, self.session, self.rows)
        diagnostics = [*self.source.diagnostics, *listing.diagnostics(kept)]
        if self.source.ordered:
            diagnostics.sort(key=lambda found: found.sort_key)
        headed = {stat["table"] for stat in stats if stat["headed"]}
        omitted = sum(self.totals.values()) - len(kept)
        return Report(tuple(diagnostics), omitted, len(headed), sum(stat["rows"] or 0 for stat in stats))

    def _judge_together(self, together: DataFrame, errands: Errands) -> None:
        if not (self.source.ordered and errands.unsorted):
            self._add(*self.plan.firsts(together, self.limit))
            return
        kept = together.persist()
        self._add(*self.plan.firsts(kept, self.limit))
        self._add_unsorted(self.plan.ends(self.rows, kept, errands))
        kept.unpersist()

    def _stats(self) -> list[dict[str, Any]]:
        rows = self.rows.where("stat is not null").select("stat.*").collect()
        stats = [row.asDict() for row in rows]
        return sorted(stats, key=lambda stat: (stat["table"], stat["number"] or 0))

    def _errands(self, stats: Iterable[Mapping[str, Any]]) -> Errands:
        """Who asks whom, as the summaries of the blocks have it."""
        of_table: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for stat in stats:
            of_table[stat["table"]].append(stat)
        links = {name: sum(stat["links"] or 0 for stat in of_table[name]) for name in of_table}
        return Errands(
            specs=self.specs,
            whole=frozenset(
                name
                for name, known in of_table.items()
                if any(stat["headed"] for stat in known) and all(stat["whole"] is not False for stat in known)
            ),
            heights={name: sum(stat["rows"] or 0 for stat in of_table[name]) for name in of_table},
            unsorted=frozenset(name for name in of_table if not _ascends(self.specs[name], of_table[name])),
            circled=frozenset(name for name, count in links.items() if 0 < count <= LINKS_AT_ONCE),
            long_chains=frozenset(name for name, count in links.items() if count > LINKS_AT_ONCE),
        )

    def _add(self, found: Iterable[Found], totals: Mapping[tuple[str, bool], int]) -> None:
        self.found += found
        for kind, total in totals.items():
            self.totals[kind] += total

    def _add_unsorted(self, ends: Iterable[Mapping[str, Any]]) -> None:
        """The first row of each table that stands too low, in its stretch or beside the one before."""
        last: dict[str, tuple[int, list[str | None]] | None] = {}
        done: set[str] = set()
        for end in ends:
            table, spec = end["table"], self.specs[end["table"]]
            before = last.get(table)
            if table in done:
                continue
            finding = None
            if before is not None:
                numbers, cells = [before[0], end["number"]], [before[1], end["cells"]]
                pair = to_rows(spec, rows_batch(numbers, cells))
                finding = next((Found.of(found, spec) for found in first_unsorted(pair, set())), None)
            if finding is None and end["found"] is not None:
                finding = Found(**end["found"])
            if finding is not None:
                done.add(table)
                self._add([finding], {(table, False): 1})
            last[table] = end["number"], end["last"]

    def _kept(self) -> list[Found]:
        """The findings that are listed: flaws of form first, as on one machine."""
        kept: list[Found] = []
        for name in self.specs:
            mine = sorted((found for found in self.found if found.table == name), key=lambda found: found.order)
            flaws = [found for found in mine if found.form][: self.limit]
            room = max(0, self.limit - self.totals.get((name, True), 0))
            kept += [*flaws, *[found for found in mine if not found.form][:room]]
        return kept


def _ascends(spec: TableSpec, stats: Iterable[Mapping[str, Any]]) -> bool:
    """True where the keys ascend within each block and from block to block, which proves that none is repeated."""
    ends: list[list[str | None]] = []
    for stat in stats:
        if stat["rows"]:
            if not stat["ascending"]:
                return False
            ends += [stat["first"], stat["last"]] if stat["rows"] > 1 else [stat["first"]]
    positions = [spec.column_names.index(name) for name in spec.primary_key]
    cells: list[list[str | None]] = [[None] * len(spec.columns) for _ in ends]
    for row, parts in zip(cells, ends, strict=True):
        for position, part in zip(positions, parts, strict=True):
            row[position] = part
    return not ends or is_strictly_ascending(to_rows(spec, rows_batch(range(len(ends)), cells)))
