"""The references between tables: who names what, gathered while the rows go by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import constant, strings
from caucasus_data.checks.base import Database, Finding, Rows
from caucasus_data.checks.references import MissingReferences, ReferenceCycle, known_keys
from caucasus_data.spec import ColumnSpec, TableSpec
from caucasus_data.validation.parts import Parts
from caucasus_data.validation.reading import Reading

_MOST_COMPARISONS = 1_000_000
"""With more pairs of a missing and a known id, only ids that others name are offered as what was meant."""
_MOST_MENTIONS = 32
"""After so many blocks, the ids that they name are made one list, each once."""


@dataclass
class References:
    """What the tables name of each other.

    Attributes:
        passing: The tables that are too large to be kept: of them, only what others name is.
    """

    passing: tuple[str, ...]
    _parts: dict[str, Parts] = field(default_factory=lambda: defaultdict(Parts))
    _mentions: dict[str, list[pa.Array]] = field(default_factory=lambda: defaultdict(list))
    _missing: dict[str, MissingReferences] = field(default_factory=dict)
    _known: dict[str, pa.Array] = field(default_factory=dict)

    def note(self, rows: Rows) -> None:
        """Note the ids of passing tables that some rows name."""
        for column in _columns(rows.spec, self.passing):
            values = rows[column.name]
            values = values.flatten() if column.type == "list" else values
            self._mention(str(column.references), values)
        if rows.spec.name == "claims":
            for table in self.passing:
                records = rows["record_id"].filter(pc.equal(rows["table_name"], constant(table)))
                # Of a composite key, the first part tells which rows to keep.
                self._mention(table, pc.replace_substring_regex(records, "/.*$", ""))

        if rows.spec.name in self.passing and rows.spec.name in ReferenceCycle.tables:
            self._parts[rows.spec.name].gather(rows)

    def circling(self, table: str) -> npt.NDArray[np.int64]:
        """The numbers of the rows of a passing table that may be part of themselves, ascending."""
        return self._parts[table].in_circles()

    def _mention(self, table: str, values: pa.Array) -> None:
        if len(values) > values.null_count:
            mentions = self._mentions[table]
            mentions.append(values.drop_null().unique())
            if len(mentions) > _MOST_MENTIONS:
                self._mentions[table] = [pa.concat_arrays(mentions).unique()]

    def wanted(self, table: str) -> pa.Array:
        """The ids of a passing table that any row names, each once."""
        mentions = self._mentions.pop(table, [])
        return pa.concat_arrays(mentions).unique() if mentions else strings([])

    def links(self, spec: TableSpec) -> list[str]:
        """The columns of a table that refer to a passing one."""
        return [column.name for column in _columns(spec, self.passing)]

    def gather(self, rows: Rows, database: Database, targets: Sequence[str]) -> None:
        """Note what some rows name that the target tables lack."""
        for column in _columns(rows.spec, targets):
            target = str(column.references)
            if target not in database:
                continue
            if target not in self._known:
                self._known[target] = known_keys(database[target])
            missing = self._missing.setdefault(target, MissingReferences(target))
            missing.gather(rows, column, self._known[target])

    def findings(self, database: Database, readings: Mapping[str, Reading]) -> Iterator[Finding]:
        """The references that lead nowhere.

        Args:
            database: The tables at hand.
            readings: The passing tables; of them not every id is at hand that might have been meant.
        """
        for target, missing in self._missing.items():
            known = self._known[target]
            if target in readings and missing.places:
                known = pa.concat_arrays([known, _near(readings[target], missing)])
            yield from missing.findings(known, database)


def _near(reading: Reading, missing: MissingReferences) -> pa.Array:
    """The ids of a large table nearest to those that it lacks; a pass over its keys, unless that would take minutes."""
    if reading.row_count * len(missing.places) > _MOST_COMPARISONS:
        return strings([])
    near = (missing.nearest(value, known_keys(rows)) for rows in reading.again() for value in missing.places)
    return strings(list(filter(None, dict.fromkeys(near))))


def _columns(spec: TableSpec, targets: Sequence[str]) -> list[ColumnSpec]:
    return [column for column in spec.columns if column.references in targets]
