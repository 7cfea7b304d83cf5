"""Seeded faults of every family, injected one at a time into the real tables: each is caught at its place.

A mutant is the bytes of one changed file and the place at which the validator must point. Where the fault lies within
the table, it is validated alone, as only a fault between tables needs the others.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from caucasus_data.spec import ColumnSpec, TableSpec
from caucasus_data.store import store
from caucasus_data.validation import validate

DATASETS = Path(__file__).parents[1] / "datasets"
SPECS = {spec.name: spec for spec in store().specs()}
SEED = 20231015
CELLS_PER_FAULT = 12


@dataclass(frozen=True)
class Mutant:
    """One fault in one file.

    Attributes:
        family: What sort of fault it is.
        table: The table whose file is changed.
        data: The bytes of the changed file.
        line: The physical line at which it must be found.
        column: The character at which it must be found; None for a fault of a whole line or file.
    """

    family: str
    table: str
    data: bytes
    line: int | None
    column: int | None = None


@dataclass(frozen=True)
class Grid:
    """The cells of a real table, every record on one line."""

    spec: TableSpec
    rows: list[list[str]]

    @classmethod
    def read(cls, name: str) -> Grid:
        text = (DATASETS / f"{name}.csv").read_text("utf-8")
        return cls(SPECS[name], list(csv.reader(io.StringIO(text, newline=""))))

    def bytes(self, rows: list[list[str]] | None = None) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows or self.rows)
        return text.getvalue().encode()

    def with_cell(self, row: int, column: int, value: str) -> list[list[str]]:
        rows = list(self.rows)
        rows[row] = [*rows[row][:column], value, *rows[row][column + 1 :]]
        return rows

    def mutant(self, family: str, row: int, column: int, value: str) -> Mutant:
        before = self.bytes([self.rows[row][:column]]).decode() if column else ""
        data = self.bytes(self.with_cell(row, column, value))
        return Mutant(family, self.spec.name, data, row + 1, len(before) + 1)


GRIDS = {name: Grid.read(name) for name in SPECS}

Damage = Callable[[str, ColumnSpec], str | None]
"""From a filled cell to a faulty one, or None where the fault cannot occur there."""


def only(*types: str) -> Callable[[Damage], Damage]:
    return lambda damage: lambda value, column: damage(value, column) if column.type in types else None


def is_id(column: ColumnSpec) -> bool:
    return (column.pattern or "").startswith("^[a-z0-9]+(")


CELL_FAULTS: dict[str, Damage] = {
    "leading space": lambda value, _: f" {value}",
    "trailing space": lambda value, _: f"{value} ",
    "doubled space": lambda value, column: (
        value.replace(" ", "  ", 1) if column.is_free_text and " " in value else None
    ),
    "no-break space": lambda value, column: (
        value.replace(" ", "\u00a0", 1) if column.is_free_text and " " in value else None
    ),
    "zero-width space": lambda value, _: f"{value[:1]}\u200b{value[1:]}",
    "direction mark": lambda value, _: f"{value}\u200f",
    "control character": lambda value, _: f"{value[:2]}\x1b{value[2:]}",
    "tab": lambda value, _: f"{value}\t",
    "decomposed letter": lambda value, column: f"{value} e\u0301" if column.is_free_text else None,
    "look-alike letter": lambda value, column: (
        value.replace("a", "\u0430", 1) if is_id(column) and "a" in value else None
    ),
    "word for nothing": lambda _, column: "N/A" if not column.codes else None,
    "null": lambda _, __: "null",
    "dash": lambda _, __: "-",
    "formula": lambda _, column: "=1+1" if column.is_free_text else None,
    "near-date without zeros": only("date")(
        lambda value, _: "-".join(part.lstrip("0") for part in value.split("-")) if "-0" in value else None
    ),
    "near-date with slashes": only("date")(lambda value, _: "/".join(reversed(value.split("-")))),
    "impossible day": only("date")(lambda value, _: f"{value[:4]}-02-30"),
    "date with a time": only("date")(lambda value, _: f"{value}T09:00"),
    "future date": lambda value, column: (
        f"29{value[2:]}" if column.type == "date" and column.name not in ("held_to", "valid_to") else None
    ),
    "thousands separator": only("integer", "number")(lambda value, _: f"{value[:1]},{value[1:] or '0'}"),
    "underscore": only("integer", "number")(lambda value, _: f"{value[:1]}_{value[1:] or '0'}"),
    "exponent": only("integer", "number")(lambda value, _: f"{value}e0"),
    "not a number": only("integer", "number")(lambda _, __: "NaN"),
    "infinity": only("number")(lambda _, __: "inf"),
    "trailing zero": only("number")(lambda value, _: f"{value}0" if "." in value else f"{value}.0"),
    "other digits": only("integer", "number", "date")(
        lambda value, _: "".join(chr(0x660 + int(c)) if c.isdigit() else c for c in value)
    ),
    "out of range": lambda _, column: f"{column.maximum + 1:.0f}" if column.maximum is not None else None,
    "negative": lambda value, column: f"-{value}" if column.minimum == 0 and value != "0" else None,
    "capital boolean": only("boolean")(lambda value, _: value.upper()),
    "misspelt code": lambda value, column: (
        f"{value[:-1]}" if column.codes and value[:-1] not in column.allowed else None
    ),
    "code in capitals": lambda value, column: value.upper() if column.codes else None,
    "too long": lambda value, column: (
        value.ljust(column.max_length + 1, "x")
        if column.max_length and column.type == "string" and not column.pattern
        else None
    ),
    "too short": lambda value, column: value[:9] if (column.min_length or 0) > 9 else None,
    "address without scheme": lambda value, column: value.split("//")[-1] if column.format == "uri" else None,
    "address with a space": lambda value, column: f"{value} x" if column.format == "uri" else None,
    "id in capitals": lambda value, column: value.capitalize() if is_id(column) and value[0].isalpha() else None,
    "id with an underscore": lambda value, column: (
        value.replace("-", "_", 1) if is_id(column) and "-" in value else None
    ),
    "lower-case country": lambda value, column: value.lower() if column.pattern == "^[A-Z]{3}$" else None,
    "unknown country": lambda value, column: f"{value[:1]}QQ" if column.pattern == "^[A-Z]{3}$" else None,
    "two-letter country": lambda value, column: value[:2] if column.pattern == "^[A-Z]{3}$" else None,
    "empty list item": only("list")(lambda value, _: f"{value};"),
    "repeated list item": only("list")(lambda value, _: f"{value};{value.split(';')[0]}"),
    "comma in a list": only("list")(lambda value, _: f"{value},x"),
    "unknown reference": lambda value, column: (
        f"{value[:-1]}qq" if column.references and column.type == "string" else None
    ),
    "unknown reference in a list": lambda value, column: (
        f"{value};qq-qq" if column.references and column.type == "list" else None
    ),
    "required cell emptied": lambda _, column: "" if column.required else None,
}
# These stand in one cell and break a rule, whose finding points at the same row.
WORDS = ("liberated", "occupied", "separatists", "terrorists", "aggression", "cleansing", "the regime")


# The log keeps what stood in a cell, its faults too.
VERBATIM = SPECS["revisions"]["before"].pattern


def cell_mutants(chance: random.Random) -> Iterator[Mutant]:
    for family, damage in CELL_FAULTS.items():
        candidates = [
            (grid, row, position, faulty)
            for grid in GRIDS.values()
            for position, column in enumerate(grid.spec.columns)
            if column.pattern != VERBATIM
            for row in chance.sample(range(1, len(grid.rows)), min(4, len(grid.rows) - 1))
            if (value := grid.rows[row][position]) and (faulty := damage(value, column)) is not None and faulty != value
        ]
        for grid, row, position, faulty in chance.sample(candidates, min(CELLS_PER_FAULT, len(candidates))):
            yield grid.mutant(family, row, position, faulty)


def form_mutants(chance: random.Random) -> Iterator[Mutant]:
    for name, grid in GRIDS.items():
        if len(grid.rows) < 4:
            continue
        data = (DATASETS / f"{name}.csv").read_bytes()
        lines = data.splitlines(keepends=True)
        at = chance.randrange(1, len(lines) - 1)

        def changed(line: bytes, at: int = at, lines: list[bytes] = lines) -> bytes:
            return b"".join([*lines[:at], line, *lines[at + 1 :]])

        def mutant(family: str, data: bytes, line: int | None, name: str = name) -> Mutant:
            return Mutant(family, name, data, line)

        cells = grid.rows[at]
        yield mutant("byte order mark", b"\xef\xbb\xbf" + data, 1)
        yield mutant("UTF-16", data.decode().encode("utf-16"), None)
        yield mutant("Latin-1 byte", changed(lines[at][:-1] + b"\xe9\n"), at + 1)
        yield mutant("NUL", changed(lines[at][:5] + b"\0" + lines[at][5:]), at + 1)
        yield mutant("CRLF, whole file", data.replace(b"\n", b"\r\n"), 1)
        yield mutant("CRLF, one line", changed(lines[at].replace(b"\n", b"\r\n")), at + 1)
        yield mutant("lone CR", changed(lines[at][:5] + b"\r" + lines[at][5:]), at + 1)
        yield mutant("blank line", changed(lines[at] + b"\n"), at + 2)
        yield mutant("line of white space", changed(lines[at] + b" \t\n"), at + 2)
        yield mutant("merge marker", changed(b"<<<<<<< HEAD\n" + lines[at]), at + 1)
        yield mutant("tabs, one line", changed(lines[at].replace(b",", b"\t")), at + 1)
        yield mutant("no final newline", data[:-1], len(lines))
        yield mutant("cut short", data[: -len(lines[-1]) // 2], len(lines))
        yield mutant("empty file", b"", None)
        yield mutant("unclosed quote", changed(b'"' + lines[at]), at + 1)
        yield mutant(
            "text after quote", changed(b'"' + cells[0].encode() + b'"x,' + lines[at].split(b",", 1)[1]), at + 1
        )
        yield mutant("stray quote", changed(lines[at][:3] + b'"' + lines[at][3:]), at + 1)
        yield mutant(
            "needless quoting", changed(b'"' + cells[0].encode() + b'",' + lines[at].split(b",", 1)[1]), at + 1
        )
        yield mutant("surplus cell", changed(lines[at][:-1] + b",\n"), at + 1)
        yield mutant("missing cell", changed(lines[at].split(b",", 1)[1]), at + 1)
        yield mutant("missing column", grid.bytes([row[:-1] for row in grid.rows]), 1)
        yield mutant(
            "extra column",
            grid.bytes([[*row, "extra" if number == 0 else ""] for number, row in enumerate(grid.rows)]),
            1,
        )
        yield mutant("repeated column", grid.bytes([[*row, row[0]] for row in grid.rows]), 1)
        yield mutant("reordered columns", grid.bytes([row[::-1] for row in grid.rows]), 1)
        yield mutant("misspelt column", grid.bytes([[grid.rows[0][0] + "s", *grid.rows[0][1:]], *grid.rows[1:]]), 1)
        yield mutant(
            "column in capitals", grid.bytes([[grid.rows[0][0].upper(), *grid.rows[0][1:]], *grid.rows[1:]]), 1
        )
        yield mutant("sep= line", b"sep=,\n" + data, 1)
        yield mutant("semicolons", data.replace(b",", b";"), 1)
        yield mutant("duplicate row", changed(lines[at] * 2), at + 2)
        yield (
            mutant("unsorted rows", b"".join([lines[0], *lines[at:], *lines[1:at]]), len(lines) - at + 2)
            if at > 1
            else mutant("unsorted rows", b"".join([lines[0], *reversed(lines[1:])]), 3)
        )


def rule_mutants(chance: random.Random) -> Iterator[Mutant]:
    """Rules across columns and tables: values that are each acceptable alone."""

    def put(
        family: str, table: str, at: str, *, count: int = 6, **conditions: str | Callable[[dict[str, str]], str | None]
    ) -> Iterator[Mutant]:
        """Mutants that change `at` of rows; a condition of the same name makes its new value, others must be met."""
        grid = GRIDS[table]
        names = grid.rows[0]
        make = conditions.pop(at)
        rows = list(range(1, len(grid.rows)))
        chance.shuffle(rows)
        made = 0
        for row in rows:
            cells = dict(zip(names, grid.rows[row], strict=True))
            if made < count and all(cells[name] == wanted for name, wanted in conditions.items()):
                value = make(cells) if callable(make) else make
                if value is not None and value != cells[at]:
                    made += 1
                    exact = grid.mutant(family, row, names.index(at), value)
                    yield Mutant(family, table, exact.data, exact.line)

    published = GRIDS["sources"].rows[0].index("published")
    dated = {row[0] for row in GRIDS["sources"].rows[1:] if row[published]}
    for word in WORDS:
        for table, field in (
            ("events", "title"),
            ("events", "summary"),
            ("contracts", "title"),
            ("statements", "summary"),
        ):
            yield from put(
                f"loaded word: {word}",
                table,
                field,
                count=1,
                **{field: lambda cells, field=field, word=word: f"{cells[field][:50]} {word}"},
            )  # type: ignore[misc]
    yield from put(
        "end before start", "events", "date_end", date_end=lambda cells: "2001-01-01" if cells["date_end"] else None
    )
    yield from put(
        "statement after its source",
        "statements",
        "date",
        date_precision="1",
        date=lambda cells: "2026-11-01" if dated.issuperset(cells["sources"].split(";")) else None,
    )
    yield from put(
        "event after its sources",
        "events",
        "date_start",
        date_precision="1",
        date_start=lambda cells: "2026-11-01" if dated.issuperset(cells["sources"].split(";")) else None,
    )
    yield from put(
        "quote form", "statements", "quote_form", quote_form=lambda cells: "none" if cells["quote"] else "original"
    )
    yield from put(
        "quote language", "statements", "quote_language", quote_language=lambda cells: "" if cells["quote"] else None
    )
    yield from put(
        "unnamed sources quoted",
        "statements",
        "chain",
        chain=lambda cells: "unnamed_sources" if cells["quote"] else None,
    )
    yield from put(
        "quote in summary",
        "statements",
        "summary",
        summary=lambda cells: cells["quote"] if len(cells["quote"].split()) > 9 and len(cells["quote"]) > 40 else None,
    )
    yield from put(
        "office of another",
        "statements",
        "office_id",
        office_id=lambda cells: next(row[0] for row in GRIDS["offices"].rows[1:] if row[1] != cells["speaker_id"]),
    )
    yield from put("code of a non-state", "actors", "iso3", kind="person", iso3="ARM")
    yield from put("state without a code", "actors", "iso3", kind="state", iso3="")
    yield from put("validity of a person", "actors", "valid_from", kind="person", valid_from="1970-01-01")
    yield from put("own part", "actors", "part_of", part_of=lambda cells: cells["actor_id"])
    yield from put("own part", "places", "part_of", part_of=lambda cells: cells["place_id"])
    yield from put(
        "published after retrieved",
        "sources",
        "retrieved",
        retrieved=lambda cells: "2001-01-01" if cells["published"] else None,
    )
    yield from put(
        "date without precision",
        "sources",
        "published_precision",
        published_precision=lambda cells: "" if cells["published"] else None,
    )
    yield from put(
        "half a coordinate", "places", "latitude", latitude=lambda cells: "40" if not cells["longitude"] else ""
    )
    yield from put(
        "event without a place",
        "events",
        "place_id",
        place_id=lambda cells: (
            "" if not cells["note"] and cells["event_type"] not in ("agreement", "decision", "release") else None
        ),
    )
    yield from put(
        "figure against its claims",
        "event_counts",
        "best",
        best=lambda cells: f"{int(cells['best']) + 1}" if cells["best"] and not cells["high"] else None,
    )
    yield from put(
        "value without a basis",
        "contracts",
        "value_basis",
        value_basis=lambda cells: "" if cells["currency"] else "total",
    )
    yield from put(
        "tenfold slip in a series",
        "spending",
        "amount_best",
        measure="sipri_estimate",
        vintage="2025",  # the edition that holds whole series
        unit="USD",
        # In the first years of the new currencies a tenfold rise was no slip, and Iran's series steps with its rate.
        amount_best=lambda cells: (
            f"{float(cells['amount_best']) * 10:.15g}"
            if cells["fiscal_year"] >= "2000" and cells["country"] != "IRN"
            else None
        ),
    )
    yield from put("percent beyond 100", "spending", "amount_best", unit="percent_of_gdp", amount_best="487")
    yield from put("amount without a price basis", "spending", "price_basis", price_basis="")
    yield from put(
        "claim on no record", "claims", "record_id", record_id=lambda cells: f"{cells['record_id'].split('/')[0]}-qq"
    )
    yield from put("claim on no table", "claims", "table_name", table_name="event")
    yield from put("claim on no field", "claims", "field", field="nothing")
    yield from put(
        "claim withdrawn",
        "claims",
        "stance",
        stance=lambda cells: (
            "contradicts"
            if cells["table_name"] == "contracts" and cells["field"] == "value" and cells["adopted"] == "true"
            else None
        ),
    )
    yield from put(
        "quantity without a number",
        "contract_items",
        "quantity_status",
        quantity_status=lambda cells: "unknown" if cells["quantity_best"] else None,
    )
    yield from put(
        "delivered more than ordered",
        "contract_items",
        "quantity_delivered",
        quantity_status="exact",
        quantity_delivered=lambda cells: (
            f"{int(cells['quantity_best'] or 0) + 1}" if not cells["quantity_high"] else None
        ),
    )


CHANCE = random.Random(SEED)  # noqa: S311  (repeatable, not secret)
WITHIN_TABLES = [*form_mutants(CHANCE), *cell_mutants(CHANCE)]
BY_RULES = list(rule_mutants(CHANCE))
MUTANTS = [*WITHIN_TABLES, *BY_RULES]
BETWEEN_TABLES = {mutant.family for mutant in BY_RULES} | {"unknown reference", "unknown reference in a list"}


def caught(mutant: Mutant, folder: Path) -> bool:
    """True where a finding stands at the mutant's place; only a fault between tables needs the others."""
    path = (
        folder / f"{mutant.table}.csv" if mutant.family in BETWEEN_TABLES else folder / "alone" / f"{mutant.table}.csv"
    )
    specs = [spec for spec in SPECS.values() if path.parent == folder or spec.name == mutant.table]
    path.write_bytes(mutant.data)
    try:
        report = validate(path, specs, limit=1000)
    finally:
        shutil.copyfile(DATASETS / path.name, path)
    return any(
        found.line == mutant.line and (mutant.column is None or found.column == mutant.column)
        for found in report.diagnostics
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mutants")
    shutil.copytree(DATASETS, folder / "alone")
    shutil.copytree(DATASETS, folder, dirs_exist_ok=True)
    return folder


def test_there_are_several_hundred() -> None:
    assert len(MUTANTS) >= 400


def test_every_fault_is_caught_at_its_place(folder: Path) -> None:
    missed = [
        f"{mutant.family}: {mutant.table}.csv:{mutant.line}:{mutant.column}"
        for mutant in MUTANTS
        if not caught(mutant, folder)
    ]
    assert missed == []
