"""Source, specs and checks in; a report out.

Each file is read once, block by block: form, cells and the rules within a row. What looks from one table into another
comes afterwards, on the tables that could be read. Physical places are worked out last, for the findings alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.cells import convert
from caucasus_data.checks import CHECKS
from caucasus_data.checks.base import Check, Database, Finding, RowCheck, Rows, TableCheck
from caucasus_data.checks.cell import explain_cell
from caucasus_data.checks.form import (
    MissingColumn,
    NameCase,
    ReorderedColumns,
    RepeatedColumn,
    UnknownColumn,
    WrongDelimiter,
)
from caucasus_data.checks.keys import UnsortedRows, duplicate_keys, known_keys, sort_key, unknown_references
from caucasus_data.csv_scan import Flaw
from caucasus_data.csv_source import CsvSource, Place
from caucasus_data.diagnostics import Diagnostic, Report
from caucasus_data.errors import DatasetsError, nearest
from caucasus_data.spec import ColumnSpec, TableSpec

MOST_FINDINGS = 100
"""How many findings of a table are listed; the others are counted."""

_LOSE_ROWS = frozenset(
    {"ragged-row", "unclosed-quote", "text-after-quote", "stray-quote", "nul-byte", "carriage-return", "not-utf8"}
)
_BY_NAME: dict[str, type[Check]] = {check.name(): check for check in CHECKS}


def validate(path: Path, specs: Sequence[TableSpec], *, limit: int = MOST_FINDINGS) -> Report:
    """Validate a datasets folder, or one table file against the tables beside it.

    Args:
        path: The folder, or a `<table>.csv` in it; then only that table's findings are reported.
        specs: The tables that the folder holds.
        limit: How many findings of a table are listed.

    Raises:
        DatasetsError: The path is neither, or a file cannot be read.
    """
    folder, chosen = _folder(path, specs)
    reported = [spec for spec in specs if chosen in (None, spec.name)]
    readings: dict[str, _Reading] = {}
    diagnostics: list[Diagnostic] = []
    if chosen is None:
        diagnostics += _folder_findings(folder, specs)
    for spec in specs:
        file = folder / f"{spec.name}.csv"
        if file.is_file() and _lies_within(file, folder):
            readings[spec.name] = _read(file, spec)
    # A table that lost rows or columns has had its finding; what others miss in it is no cause of its own.
    database = Database(
        {name: reading.rows for name, reading in readings.items() if reading.rows is not None and reading.is_whole},
        declared=tuple(spec.name for spec in specs),
    )
    for reading in readings.values():
        if reading.spec in reported and reading.rows is not None:
            reading.findings += _within_rows(reading.rows, database)
            reading.findings += _references(reading.rows, database)
    _across_tables(readings, database)
    omitted = 0
    for spec in reported:
        if (found := readings.get(spec.name)) is not None:
            placed, more = found.placed(limit)
            diagnostics += placed
            omitted += more
    read = [reading.rows for reading in readings.values() if reading.rows is not None and reading.spec in reported]
    return Report(
        diagnostics=tuple(sorted(diagnostics, key=lambda found: found.sort_key)),
        omitted=omitted,
        tables=len(read),
        rows=sum(map(len, read)),
    )


@dataclass
class _Reading:
    """One file while it is being validated."""

    spec: TableSpec
    source: CsvSource
    positions: dict[str, int]
    rows: Rows | None = None
    flaws: list[tuple[Flaw, Place | None]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """True where no row and no column was lost."""
        names = {flaw.name for flaw, _place in (*self.source.flaws, *self.flaws)}
        return not names & _LOSE_ROWS

    def placed(self, limit: int) -> tuple[list[Diagnostic], int]:
        """The findings with their physical places, and how many more there are."""
        path = str(self.source.path)
        flaws = [
            Diagnostic(
                code=_BY_NAME[flaw.name].code,
                message=flaw.message
                if flaw.count == 1 or flaw.name != "not-utf8"
                else f"{flaw.message}; {flaw.count} lines like this",
                hint=flaw.hint,
                path=path,
                line=place.line if place else None,
                column=place.column if place else None,
                table=self.spec.name,
                value=flaw.value,
            )
            for flaw, place in (*self.source.flaws, *self.flaws)
        ]
        flaws.sort(key=lambda found: found.sort_key)
        order = {name: index for index, name in enumerate(self.spec.column_names)}
        findings = sorted(
            dict.fromkeys(self.findings),
            key=lambda found: (
                found.row if found.row is not None else -1,
                order.get(found.field or "", -1),
                found.check.code,
                found.message,
            ),
        )
        kept_flaws, kept = flaws[:limit], findings[: max(0, limit - len(flaws))]
        omitted = len(flaws) + len(findings) - len(kept_flaws) - len(kept)
        return kept_flaws + list(self._locate(kept, path)), omitted

    def _locate(self, findings: list[Finding], path: str) -> Iterator[Diagnostic]:
        rows = self.rows
        pending = iter(findings)
        found = next(pending, None)
        while found is not None and found.row is None:
            yield Diagnostic(found.check.code, found.message, found.hint, path, table=self.spec.name, field=found.field)
            found = next(pending, None)
        if found is None:
            return
        for block in CsvSource(self.source.path).blocks():
            while found is not None and found.row is not None and found.row < block.first_row + block.cells.num_rows:
                position = self.positions.get(found.field or "", 0)
                place = block.locate(found.row, position)
                yield Diagnostic(
                    code=found.check.code,
                    message=found.message,
                    hint=found.hint,
                    path=path,
                    line=place.line,
                    column=place.column,
                    table=self.spec.name,
                    field=found.field,
                    record_id=self._record_id(block.cells, found.row - block.first_row) if rows is not None else None,
                    value=block.cells.column(position)[found.row - block.first_row].as_py() if found.field else None,
                )
                found = next(pending, None)
            if found is None:
                return

    def _record_id(self, cells: pa.RecordBatch, index: int) -> str | None:
        parts = [
            cells.column(self.positions[part])[index].as_py()
            for part in self.spec.primary_key
            if part in self.positions
        ]
        return "/".join(part or "" for part in parts) or None


def _read(path: Path, spec: TableSpec) -> _Reading:
    """Form, header and cells of one file."""
    source = CsvSource(path)
    reading = _Reading(spec, source, {})
    if not source.header:
        return reading
    reading.positions = _match_header(reading)
    if reading.flaws:
        # Under a broken header every cell could be a finding; the header's own is the cause.
        return reading
    typed: dict[str, list[pa.Array]] = defaultdict(list)
    bad: set[int] = set()
    for block in source.blocks():
        reading.flaws += block.flaws
        for name, position in reading.positions.items():
            cells = block.cells.column(position)
            converted = convert(cells, spec[name])
            # A malformed id is still the id that others refer to, lest each reference be a finding too.
            typed[name].append(cells if name in spec.primary_key and spec[name].type == "string" else converted.values)
            bad.update(block.first_row + index for index in converted.bad)
            for index in converted.bad:
                check, message, hint = explain_cell(cells[index].as_py(), spec[name])
                reading.findings.append(Finding(check, spec.name, block.first_row + index, name, message, hint))
    columns = {column.name: _joined(typed[column.name], column) for column in spec.columns}
    reading.rows = Rows(spec, 0, columns, frozenset(bad))
    reading.findings += _key_findings(reading.rows)
    return reading


def _joined(parts: list[pa.Array], column: ColumnSpec) -> pa.Array:
    if len(parts) == 1:
        return parts[0]
    kinds = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "list": pa.list_(pa.string()),
    }
    return pa.concat_arrays(parts) if parts else pa.nulls(0, kinds.get(column.type, pa.string()))


def _match_header(reading: _Reading) -> dict[str, int]:
    """The position of each of the table's columns, with a finding for each cause why the header is not as declared."""
    spec, source = reading.spec, reading.source
    names, expected = source.header, spec.column_names
    if names == list(expected):
        return {name: position for position, name in enumerate(names)}

    def say(check: type[Check], message: str, hint: str | None, position: int = 0) -> None:
        flaw = Flaw(check.name(), 0, message, hint, names[position])
        reading.flaws.append((flaw, source.header_places[position]))

    if names[0].lower().startswith("sep=") or (len(names) == 1 and re.search(r"[;\t|]", names[0])):
        message = f'the first line is "{names[0][:40]}"'
        say(WrongDelimiter, message, "write the file with commas, and the header as its first line")
        return {}
    positions: dict[str, int] = {}
    for position, name in enumerate(names):
        if name in positions:
            say(RepeatedColumn, f'the column "{name}" stands here a second time', "remove it with its cells", position)
        elif name in spec:
            positions[name] = position
        else:
            meant = _meant(position, names, expected)
            hint = (
                f'did you mean "{meant}"?'
                if meant
                else f"remove it, or declare it; the columns are: {', '.join(expected)}"
            )
            check = NameCase if meant and meant.casefold() == name.casefold() else UnknownColumn
            say(check, f'{spec.name} has no column "{name}"', hint, position)
            positions.setdefault(meant or name, position)
    if absent := [name for name in expected if name not in positions]:
        say(MissingColumn, f"missing from the header: {', '.join(absent)}", "add each in its place, with its cells")
    present = [name for name in expected if name in positions]
    for name, there in zip(present, sorted(present, key=positions.__getitem__), strict=True):
        if name != there:
            message = f'the columns stand in another order than the schema\'s: "{there}" where "{name}" belongs'
            say(ReorderedColumns, message, "run: caucasus-data format", positions[there])
            break
    return positions


def _meant(position: int, names: Sequence[str], expected: Sequence[str]) -> str | None:
    """The column that an unknown name was probably meant to be."""
    absent = [name for name in expected if name not in names]
    if close := nearest(names[position].strip(), absent, cutoff=0.5):
        return close
    same_place = expected[position] if len(names) == len(expected) else None
    return same_place if same_place in absent else None


def _key_findings(rows: Rows) -> Iterator[Finding]:
    """Duplicate keys, and one finding where the rows are not in order."""
    spec = rows.spec
    if _strictly_ascending(rows):
        return
    duplicates = list(duplicate_keys(rows))
    yield from duplicates
    duplicate_rows = {found.row for found in duplicates}
    last: tuple[object, ...] | None = None
    for row, parts in enumerate(rows.lists(*spec.primary_key)):
        if None in parts or row in duplicate_rows or row in rows.bad:
            continue
        key = sort_key(spec, parts)
        if last is not None and key < last:
            shown = "/".join(map(str, parts))
            yield Finding(
                UnsortedRows,
                spec.name,
                row,
                spec.primary_key[0],
                f'the rows are not sorted: "{shown}" should stand higher up',
                "run: caucasus-data format",
            )
            return
        last = key


def _strictly_ascending(rows: Rows) -> bool:
    """True where each key is greater than the one before, which also proves that none is repeated."""
    spec = rows.spec
    if any(rows[name].null_count or spec[name].format == "version" for name in spec.primary_key):
        return False
    if len(rows) < 2:
        return True
    ascending: pa.Array | None = None
    for name in reversed(spec.primary_key):
        before, after = rows[name].slice(0, len(rows) - 1), rows[name].slice(1)
        less = pc.less(before, after)
        ascending = less if ascending is None else pc.or_(less, pc.and_(pc.equal(before, after), ascending))
    assert ascending is not None
    return bool(ascending.true_count == len(ascending))


def _within_rows(rows: Rows, database: Database) -> Iterator[Finding]:
    if not len(rows):
        return
    for check in CHECKS:
        if (
            issubclass(check, RowCheck)
            and rows.spec.name in check.places
            and database.has(rows.spec.name, *check.needs)
        ):
            yield from (found for found in check().findings(rows, database) if found.row not in rows.bad)


def _references(rows: Rows, database: Database) -> Iterator[Finding]:
    for column in rows.spec.columns:
        if column.references is not None and column.references in database:
            yield from unknown_references(rows, column, known_keys(database[column.references]))


def _across_tables(readings: dict[str, _Reading], database: Database) -> None:
    for check in CHECKS:
        if issubclass(check, TableCheck) and database.has(*check.needs):
            for found in check().findings(database):
                if found.row not in database[found.table].bad:
                    readings[found.table].findings.append(found)


def _folder(path: Path, specs: Sequence[TableSpec]) -> tuple[Path, str | None]:
    """The datasets folder, and the table that was asked for where it was one file."""
    names = [spec.name for spec in specs]
    if path.is_dir():
        return path, None
    if not path.exists():
        raise DatasetsError(f"{path} does not exist; expected a datasets folder or a table file")
    if path.suffix != ".csv" or path.stem not in names:
        close = nearest(path.stem, names)
        hint = f'did you mean "{close}.csv"?' if close else f"the tables are: {', '.join(names)}"
        raise DatasetsError(f"{path} is not a table file; {hint}")
    return path.parent, path.stem


def _folder_findings(folder: Path, specs: Sequence[TableSpec]) -> Iterator[Diagnostic]:
    """Missing tables and stray files."""
    expected = {f"{spec.name}.csv": spec.name for spec in specs}
    present = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    if not any(name in expected for name in present):
        raise DatasetsError(f"{folder} holds no table of the dataset; expected {', '.join(list(expected)[:4])}, ...")
    absent = [name for name in expected if name not in present]
    explained = set()
    for name in present:
        if name in expected:
            if not _lies_within(folder / name, folder):
                yield Diagnostic(
                    _BY_NAME["outside-folder"].code,
                    "the file is a link to a place outside the folder",
                    "put the file itself here",
                    str(folder / name),
                    table=expected[name],
                )
            continue
        close = nearest(name, absent, cutoff=0.7)
        if close is not None:
            explained.add(close)
        hint = f'did you mean "{close}"?' if close else "remove it, or move it out of the folder"
        check = _BY_NAME["name-case" if close and close.casefold() == name.casefold() else "stray-file"]
        yield Diagnostic(check.code, f'"{name}" is not a table of the dataset', hint, str(folder / name))
    for name in absent:
        if name not in explained:
            message = f"the table {expected[name]} is missing"
            yield Diagnostic(
                _BY_NAME["missing-table"].code,
                message,
                f"restore {name}; a table without rows is its header line",
                str(folder / name),
                table=expected[name],
            )


def _lies_within(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())
