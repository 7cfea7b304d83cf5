"""CD3: keys and references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import strings, where
from caucasus_data.checks.base import Check, Database, Finding, Rows, TableCheck
from caucasus_data.checks.cell import slug
from caucasus_data.errors import nearest
from caucasus_data.spec import ColumnSpec, TableSpec

COUNT_FIELD_PARTS = ("measure", "side", "status")


class DuplicateKey(Check):
    """Two rows have the same primary key.

    Why: An id names one thing; which of the two would a reference mean?
    Example: Two events `2023-10-15-khankendi-visit`.
    Mend: Merge the rows, or give the second its own id.
    """

    code = "CD301"


class UnsortedRows(Check):
    """The rows are not sorted by their primary key.

    Why: In one order a row is found by eye, and a diff shows a moved row as nothing.
    Example: A new event appended at the end of the file.
    Mend: Run `caucasus-data format`.
    """

    code = "CD302"


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

    def findings(self, db: Database) -> Iterator[Finding]:
        for table in self.tables:
            if not db.has(table):
                continue
            rows = db[table]
            parent = {
                key: (row, whole)
                for row, (key, whole) in enumerate(rows.lists(rows.spec.primary_key[0], "part_of"))
                if whole is not None
            }
            done: set[object] = set()
            for start in parent:
                path: list[object] = []
                node: object = start
                while node in parent and node not in done and node not in path:
                    path.append(node)
                    node = parent[node][1]
                if node in path:
                    ring = path[path.index(node) :]
                    first = min(ring, key=str)
                    chain = " → ".join(map(str, [*ring[ring.index(first) :], *ring[: ring.index(first)], first]))
                    yield self.finding(
                        table, parent[first][0], "part_of", f"part_of runs in a circle: {chain}", "empty one of them"
                    )
                done.update(path)


class UnknownRecord(TableCheck):
    """A claim is about a record, or a field of it, that does not exist.

    Why: The evidence would be lost to whoever asks for it.
    Example: `table_name` `events` with the id of a contract.
    Mend: Correct `table_name`, `record_id` or `field`; composite keys are joined by `/`.
    """

    code = "CD305"
    tables = ("claims",)
    needs = ("claims",)

    def findings(self, db: Database) -> Iterator[Finding]:
        known: dict[str, set[str]] = {}
        for row, (table, record, name) in enumerate(db["claims"].lists("table_name", "record_id", "field")):
            if table is None or record is None or name is None:
                continue
            if table not in db.declared:
                close = nearest(str(table), db.declared)
                yield self.finding("claims", row, "table_name", f'there is no table "{table}"', _did_you_mean(close))
            if table not in db:
                continue
            rows = db[str(table)]
            if str(table) not in known:
                known[str(table)] = {"/".join(map(str, key)) for key in rows.lists(*rows.spec.primary_key)}
            if record not in known[str(table)]:
                close = nearest(str(record), known[str(table)])
                yield self.finding(
                    "claims", row, "record_id", f'"{record}" is no record of {table}', _did_you_mean(close)
                )
            elif not _has_field(rows.spec, str(name), db):
                yield self.finding(
                    "claims", row, "field", f'"{name}" is no field of {table}', _field_hint(rows.spec, str(name))
                )


class DuplicateFigure(TableCheck):
    """Two spending rows hold the same figure of the same series.

    Why: One country, year, measure, vintage, scope, line, unit and price basis is one figure; two rows would be summed.
    Example: The 2024 budget law of Armenia in AMD entered twice.
    Mend: Keep one row; a second source's different figure is a claim on it.
    """

    code = "CD306"
    tables = ("spending",)
    needs = ("spending",)

    def findings(self, db: Database) -> Iterator[Finding]:
        rows = db["spending"]
        names = ("country", "fiscal_year", "measure", "vintage", "scope", "line", "unit", "price_basis", "base_year")
        first: dict[object, object] = {}
        for row, (key, *identity) in enumerate(rows.lists("spending_id", *names)):
            other = first.setdefault(tuple(identity), key)
            if other != key:
                yield self.finding(
                    "spending",
                    row,
                    "spending_id",
                    f"{key} is the same figure as {other}",
                    "keep one of them, or tell them apart by vintage, scope or line",
                )


def unknown_references(rows: Rows, column: ColumnSpec, known: pa.Array) -> Iterator[Finding]:
    """A finding for each record that a column names and that is not among `known`, at the first row that names it."""
    values = rows[column.name]
    parents: pa.Array | None = None
    if column.type == "list":
        parents, values = pc.list_parent_indices(values), values.flatten()
    missing = where(pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=known))))
    places: dict[str, list[int]] = defaultdict(list)
    for index in missing:
        places[values[index].as_py()].append(parents[index].as_py() if parents is not None else index)
    for value, at in places.items():
        close = nearest(value, known.to_pylist(), cutoff=0.75)
        more = f" ({len(at) - 1} more rows name it too)" if len(at) > 1 else ""
        message = f'{column.name} "{value}" is not in {column.references}{more}'
        hint = _did_you_mean(close) or f"add it to {column.references}.csv"
        yield Finding(UnknownReference, rows.spec.name, rows.first_row + at[0], column.name, message, hint)


def known_keys(rows: Rows) -> pa.Array:
    """The ids that a table can be referred to by; a malformed one counts also as what it was meant to be."""
    name = rows.spec.primary_key[0]
    keys = rows[name]
    meant = [slug(str(rows.value(name, row))) for row in rows.bad]
    return pa.concat_arrays([keys, strings(meant)]) if meant else keys


def sort_key(spec: TableSpec, parts: Sequence[object]) -> tuple[object, ...]:
    """The value that a row is sorted by: its key, versions compared as versions."""
    return tuple(
        tuple(map(int, str(part).split("."))) if spec[name].format == "version" else part
        for name, part in zip(spec.primary_key, parts, strict=True)
    )


def _did_you_mean(close: str | None) -> str | None:
    return f'did you mean "{close}"?' if close else None


def _stems(spec: TableSpec) -> set[str]:
    return {name.removesuffix("_best") for name in spec.column_names if name.endswith("_best")}


def _has_field(spec: TableSpec, name: str, db: Database) -> bool:
    if name in ("existence", "attribution") or name in spec or name in _stems(spec):
        return True
    if spec.name != "events" or name.count("/") != 2 or "event_counts" not in db:
        return False
    counts = db["event_counts"].spec
    return all(part in counts[column].allowed for part, column in zip(name.split("/"), COUNT_FIELD_PARTS, strict=True))


def _field_hint(spec: TableSpec, name: str) -> str | None:
    if spec.name == "events" and "/" in name:
        return "a count is named measure/side/status, such as killed/azerbaijan/military"
    return _did_you_mean(nearest(name, {*spec.column_names, *_stems(spec), "existence", "attribution"}))


def duplicate_keys(rows: Rows) -> Iterator[Finding]:
    """A finding for each row whose primary key an earlier row has."""
    seen: dict[tuple[object, ...], int] = defaultdict(int)
    names = rows.spec.primary_key
    for row, key in enumerate(rows.lists(*names)):
        if None in key:
            continue
        if seen[key]:
            shown = "/".join(map(str, key))
            hint = "merge the rows, or give the second its own id"
            yield Finding(
                DuplicateKey, rows.spec.name, row, names[0], f'"{shown}" is also the key of an earlier row', hint
            )
        seen[key] += 1


KEY_CHECKS: tuple[type[Check], ...] = (
    DuplicateKey,
    UnsortedRows,
    UnknownReference,
    ReferenceCycle,
    UnknownRecord,
    DuplicateFigure,
)
