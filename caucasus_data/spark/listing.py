"""The findings that are listed: their words, where those need all ids, and their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from caucasus_data.arrow_values import strings
from caucasus_data.checks.base import Database, Rows
from caucasus_data.checks.references import MissingReferences, UnknownRecord, UnknownReference
from caucasus_data.diagnostics import Diagnostic
from caucasus_data.spark import plan
from caucasus_data.spark.judging import record_id
from caucasus_data.spark.records import Found, rows_batch, to_rows
from caucasus_data.spark.source import Source
from caucasus_data.spark.suggestions import Suggestions, pooled
from caucasus_data.spec import TableSpec

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# What many lines or cells of a file show is one finding that counts them.
_UNITS = {"CD102": "lines", "CD112": "cells"}

Row = tuple[str, int]
"""A table and the number of one of its rows."""


@dataclass
class Listing:
    """Puts the listed findings into their last form.

    Attributes:
        source: What is validated.
        specs: The tables.
        session: The session.
        rows: What was judged.
    """

    source: Source
    specs: Mapping[str, TableSpec]
    session: SparkSession
    rows: DataFrame
    _cells: Mapping[Row, Sequence[str | None]] = field(default_factory=dict)
    _places: Mapping[tuple[int, int], Mapping[str, Any]] = field(default_factory=dict)
    _pools: Mapping[tuple[str, bool], list[str]] = field(default_factory=dict)

    def diagnostics(self, found: Sequence[Found]) -> Iterator[Diagnostic]:
        """The findings as diagnostics, in the order given; a few jobs, and none where nothing asks for it."""
        references = [one for one in found if _is_reference(one)]
        records = [one for one in found if _is_record(one)]
        late = [one for one in found if _is_late(one)]
        if self.source.files and late:
            wanted = [(one.number or 0, one.position) for one in late]
            self._places = plan.places(self.source, self.specs, self.session, wanted)
        if asked := records if self.source.files else late:
            self._cells = plan.cells(self.rows, [(one.table, one.number or 0) for one in asked])
        if references or records:
            self._pools = self._candidates(references, records)
        for one in found:
            yield self._diagnostic(self._placed(self._reworded(one), one))

    def _candidates(
        self, references: Iterable[Found], records: Iterable[Found]
    ) -> Mapping[tuple[str, bool], list[str]]:
        ids: dict[str, list[str]] = defaultdict(list)
        keys: dict[str, list[str]] = defaultdict(list)
        for one in references:
            ids[str(self.specs[one.table].columns[one.position].references)].append(str(one.value))
        for one in records:
            keys[self._claimed(one)].append(str(self._cell(one, "record_id")))
        return pooled(plan.candidates(self.rows, Suggestions(self.specs, dict(ids), dict(keys))))

    def _reworded(self, one: Found) -> Found:
        """The finding with the hint that all ids give, as the check itself words it."""
        if _is_reference(one):
            column = self.specs[one.table].columns[one.position]
            missing = MissingReferences(str(column.references))
            missing.note(str(one.value), one.table, one.number or 0, column.name, one.count)
            known = strings(self._pools.get((missing.target, False), []))
            (finding,) = missing.findings(known, Database(declared=(one.table,)))
            return replace(one, message=finding.message, hint=finding.hint, field=column.name)
        if _is_record(one):
            spec, table = self.specs[one.table], self._claimed(one)
            claim = to_rows(spec, rows_batch([one.number or 0], [self._cells[one.table, one.number or 0]]))
            known_keys = _keys(self.specs[table], self._pools.get((table, True), []))
            findings = UnknownRecord().findings(claim, Database({table: known_keys}, tuple(self.specs)))
            finding = next(finding for finding in findings if finding.field == one.field)
            return replace(one, message=finding.message, hint=finding.hint)
        return one

    def _placed(self, worded: Found, found: Found) -> Found:
        """The finding with the place, the key and the cell of its row."""
        if not _is_late(found):
            return worded
        if self.source.files:
            place = self._places[found.number or 0, found.position]
            return replace(
                worded, line=place["line"], column=place["column"], record_id=place["record_id"], value=place["value"]
            )
        cells = self._cells[found.table, found.number or 0]
        value = cells[found.position] if found.position >= 0 else None
        return replace(worded, record_id=record_id(self.specs[found.table], cells), value=value)

    def _diagnostic(self, one: Found) -> Diagnostic:
        unit = _UNITS.get(str(one.code))
        return Diagnostic(
            code=str(one.code),
            message=one.message + (f"; {one.count} {unit} like this" if unit and one.count > 1 else ""),
            hint=one.hint,
            path=self.source.paths[one.file] if self.source.ordered else "",
            line=one.line,
            column=one.column,
            table=one.table,
            field=one.field,
            record_id=one.record_id,
            value=one.value,
        )

    def _cell(self, one: Found, name: str) -> str | None:
        return self._cells[one.table, one.number or 0][self.specs[one.table].column_names.index(name)]

    def _claimed(self, one: Found) -> str:
        """The table that a claim is about."""
        return str(self._cell(one, "table_name"))


def _is_reference(one: Found) -> bool:
    """True for an id that leads nowhere, which has no words yet."""
    return one.code == UnknownReference.code and not one.message


def _is_record(one: Found) -> bool:
    """True for a claim on an unknown record, whose hint knows only the records that were delivered."""
    return one.code == UnknownRecord.code and one.field == "record_id"


def _is_late(one: Found) -> bool:
    """True for what was found when its file was no longer at hand."""
    return one.number is not None and one.record_id is None


def _keys(spec: TableSpec, keys: Sequence[str]) -> Rows:
    """Rows of nothing but these keys, whose parts are joined by `/`."""
    parts = [key.split("/", len(spec.primary_key) - 1) for key in keys]
    columns = {name: strings([part[index] for part in parts]) for index, name in enumerate(spec.primary_key)}
    return Rows(spec, columns, range(len(keys)))
