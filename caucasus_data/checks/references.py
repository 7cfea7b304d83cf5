"""CD3: what names a record of another table, or of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import integers, is_one_of, strings, where
from caucasus_data.checks.base import Check, Database, Finding, Rows, RuleCheck, TableCheck
from caucasus_data.errors import nearest
from caucasus_data.spec import ColumnSpec, TableSpec

_MOST_SUGGESTIONS = 100
"""For so many unknown ids of a table the nearest known one is sought."""
COUNT_FIELD_PARTS = ("measure", "side", "status")
ENDING_CHANGES = ("renamed", "removed")
ENDED_COLUMNS = ("table_name", "change", "record_id", "before", "after")
"""The columns of the log that say which ids are no more."""


class UnknownReference(Check):
    """A cell, or an item of a list, names a record that does not exist.

    Why: Joins lose the row in silence.
    Example: `nikol-pashinian` where the actor is `nikol-pashinyan`.
    Mend: Correct the id, or add the record that it names.
    """

    code = "CD303"


class ReferenceCycle(TableCheck):
    """A record is part of itself, by way of others.

    Why: Whoever walks up from part to whole never arrives.
    Example: A is part of B, B is part of A.
    Mend: Take out the one that is wrong.
    """

    code = "CD304"
    tables = ("events", "actors", "places", "contracts")

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        links = enumerate(rows.lists(rows.spec.primary_key[0], "part_of"))
        parent = {key: (index, whole) for index, (key, whole) in links if whole is not None}
        done: set[str] = set()
        for start in parent:
            path: dict[str, None] = {}
            node = start
            while node in parent and node not in done and node not in path:
                path[node] = None
                node = parent[node][1]
            if node in path:
                walk = list(path)
                ring = walk[walk.index(node) :]
                first = min(ring)
                ring = [*ring[ring.index(first) :], *ring[: ring.index(first)]]
                message = f"part_of runs in a circle: {_chain([*ring, first])}"
                yield self.finding(rows, parent[first][0], "part_of", message, "empty the one that is wrong")
            done.update(path)


class UnknownRecord(RuleCheck):
    """A claim is about a record, or a field of it, that does not exist.

    Why: The evidence would be lost to whoever asks for it.
    Example: `table_name` `events` with the id of a contract.
    Mend: Correct `table_name`, `record_id` or `field`; composite keys are joined by `/`.
    """

    code = "CD305"
    tables = ("claims",)
    looks_anywhere = True

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        fields: dict[tuple[str, str], bool] = {}
        # Whichever tables are at hand are looked into; a claim on another cannot be judged.
        for index, (table, record, name) in enumerate(rows.lists("table_name", "record_id", "field")):
            if None in (table, record, name):
                continue
            if table not in db.declared:
                close = nearest(table, db.declared)
                yield self.finding(rows, index, "table_name", f'there is no table "{table}"', _did_you_mean(close))
            if table not in db:
                continue
            spec, known = db[table].spec, db.index(table, db[table].spec.primary_key[0])
            if record not in known:
                hint = _did_you_mean(nearest(record, known)) or _key_hint(spec)
                yield self.finding(rows, index, "record_id", f'"{record}" is no record of {table}', hint)
                continue
            if (table, name) not in fields:
                fields[table, name] = _has_field(spec, name, db)
            if not fields[table, name]:
                yield self.finding(rows, index, "field", f'"{name}" is no field of {table}', _field_hint(spec, name))


@dataclass(frozen=True)
class MissingReferences:
    """The ids that are named and that a table lacks, gathered while the rows of all tables go by.

    However many tables name one of them, it is one record that is missing, and one finding.

    Attributes:
        target: The table that lacks them.
        places: For each id, by the table that names it, the first row that does, its column, and how many cells do.
    """

    target: str
    places: dict[str, dict[str, tuple[int, str, int]]] = field(default_factory=dict)

    def gather(self, rows: Rows, column: ColumnSpec, known: pa.Array) -> None:
        """Note what some rows name in a column beyond the known ids."""
        values = rows[column.name]
        if values.null_count == len(values):
            return
        parents: pa.Array | None = None
        if column.type == "list":
            parents, values = pc.list_parent_indices(values), values.flatten()
        for index in where(pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=known)))):
            row = int(rows.numbers[index if parents is None else parents[index].as_py()])
            self.note(values[index].as_py(), rows.spec.name, row, column.name)

    def note(self, value: str, table: str, row: int, column: str, count: int = 1) -> None:
        """Note that some cells of a table name an id, the first of them at a place."""
        places = self.places.setdefault(value, {})
        first, name, before = places.get(table, (row, column, 0))
        places[table] = (row, column, before + count) if row < first else (first, name, before + count)

    @staticmethod
    def nearest(value: str, known: pa.Array) -> str | None:
        """The known id that a missing one was probably meant to be."""
        return nearest(value, known.to_pylist(), cutoff=0.75)

    def findings(self, known: pa.Array, db: Database) -> Iterator[Finding]:
        """A finding for each of the ids, where the first of the tables that name it does so first."""
        ended = ended_ids(self.target, db) if self.places else {}
        worded: dict[str, int] = defaultdict(int)
        for row, table, name, value in sorted(self._firsts(db)):
            if value in ended:
                continue
            worded[table] += 1
            # Beyond the findings that are listed, a search among all ids would be in vain.
            close = self.nearest(value, known) if worded[table] <= _MOST_SUGGESTIONS else None
            others = sum(count for _row, _name, count in self.places[value].values()) - 1
            if close is None:
                hint = f"add it to {self.target}.csv"
            elif others:
                hint = f'did you mean "{close}"? Or is that id misspelt in {self.target}.csv?'
            else:
                hint = f'did you mean "{close}"?'
            more = "another cell names" if others == 1 else f"{others} more cells name"
            message = f'{name} "{value}" is not in {self.target}' + (f" ({more} it too)" if others else "")
            yield Finding(UnknownReference, table, row, name, message, hint)

    def _firsts(self, db: Database) -> Iterator[tuple[int, str, str, str]]:
        """For each id the row, table and column that name it first, tables in the order of their declaration."""
        for value, places in self.places.items():
            table = min(places, key=db.declared.index)
            row, name, _count = places[table]
            yield row, table, name, value


def ended_ids(table: str, db: Database) -> dict[str, str]:
    """Where each id leads that a release has renamed or removed, "" where to none.

    Who names one of them has that finding (`withdrawn-reference`) and no other.
    """
    return db.derived("revisions", _ended).get(table, {}) if "revisions" in db else {}


def _ended(log: Rows) -> dict[str, dict[str, str]]:
    """The ids that releases have renamed or removed, by table."""
    ended: dict[str, dict[str, str]] = defaultdict(dict)
    ends = where(is_one_of(log["change"], ENDING_CHANGES))
    for _index, table, change, record, before, after in log.take(ends, *ENDED_COLUMNS):
        ended[table][before if change == "renamed" else record] = after or ""
    return ended


def known_keys(rows: Rows) -> pa.Array:
    """The ids that a table can be referred to by; a malformed one counts also as what it was meant to be."""
    keys = rows[rows.spec.primary_key[0]]
    if not rows.bad:
        return keys.drop_null()
    from caucasus_data.checks.codes import slug  # only a malformed id needs mending

    malformed = [index for index, number in enumerate(rows.numbers) if number in rows.bad]
    meant = [slug(str(key)) for key in keys.take(integers(malformed)).to_pylist()]
    return pa.concat_arrays([keys, strings(meant)]).drop_null()


def _chain(ring: Sequence[str], limit: int = 6) -> str:
    shown = [*ring[: limit - 1], f"... ({len(ring) - limit} more)", ring[-1]] if len(ring) > limit else ring
    return " → ".join(shown)


def _did_you_mean(close: str | None) -> str | None:
    return f'did you mean "{close}"?' if close else None


def _key_hint(spec: TableSpec) -> str:
    return f"its records are named by {'/'.join(spec.primary_key)}"


def _stems(spec: TableSpec) -> set[str]:
    return {name.removesuffix("_best") for name in spec.column_names if name.endswith("_best")}


def _has_field(spec: TableSpec, name: str, db: Database) -> bool:
    if name in ("existence", "attribution") or name in spec or name in _stems(spec):
        return True
    if spec.name != "events" or name.count("/") != 2:
        return False
    if "event_counts" not in db:
        # That the table is missing has been said; what it would hold cannot be judged.
        return True
    counts = db["event_counts"].spec
    return all(part in counts[column].allowed for part, column in zip(name.split("/"), COUNT_FIELD_PARTS, strict=True))


def _field_hint(spec: TableSpec, name: str) -> str | None:
    if spec.name == "events" and "/" in name:
        return "a count is named measure/side/status, such as killed/azerbaijan/military"
    fields = {*spec.column_names, *_stems(spec), "existence", "attribution"}
    return _did_you_mean(nearest(name, sorted(fields))) or "a field is a column, a stem such as value, or existence"


REFERENCE_CHECKS: tuple[type[Check], ...] = (UnknownReference, ReferenceCycle, UnknownRecord)
