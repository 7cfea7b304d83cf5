"""The whole run: every table is read once, block by block, and judged with what it refers to.

A table of one block is kept. A larger one goes by: its cells, its keys and the rules within its rows are judged block
by block against the tables that are kept. A second pass keeps what rules look up in it: the rows that others name, and
of these the columns that are read. A third judges its rows by what they name in large tables, its own among them. Each
of the two makes only the columns that are asked for, and passes over what it need not see: the second the blocks whose
keys no one names, the third the rows that name nothing in a large table. The threads are in `ahead`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from caucasus_data.checks.base import Database, Finding, Rows, RuleCheck, TableCheck
from caucasus_data.checks.references import ReferenceCycle
from caucasus_data.checks.rules import RULES
from caucasus_data.diagnostics import Report
from caucasus_data.spec import TableSpec
from caucasus_data.validation.ahead import ahead
from caucasus_data.validation.excerpt import excerpt, rows_at
from caucasus_data.validation.folder import folder_findings, resolve, table_files
from caucasus_data.validation.linked import Linked
from caucasus_data.validation.placing import placed
from caucasus_data.validation.reading import Reading
from caucasus_data.validation.references import References

MOST_FINDINGS = 100
"""How many findings of a table are listed; the others are counted."""


def validate(path: Path, specs: Sequence[TableSpec], *, limit: int = MOST_FINDINGS) -> Report:
    """Validate a datasets folder, or one table file against the tables beside it.

    Args:
        path: The folder, or a `<table>.csv` in it; then only that table's findings are reported.
        specs: The tables that the folder holds.
        limit: How many findings of a table are listed.

    Raises:
        DatasetsError: The path is neither, or a file cannot be read.
    """
    folder, chosen = resolve(path, specs)
    diagnostics = list(folder_findings(folder, specs, chosen))
    readings = [Reading.open(file, spec, limit) for spec, file in table_files(folder, specs)]
    reported = [reading for reading in readings if chosen in (None, reading.spec.name)]
    _judge(readings, reported, tuple(spec.name for spec in specs))
    omitted = 0
    for reading in reported:
        listed, more = placed(reading)
        diagnostics += listed
        omitted += more
    return Report(
        diagnostics=tuple(sorted(diagnostics, key=lambda found: found.sort_key)),
        omitted=omitted,
        tables=sum(reading.has_rows for reading in reported),
        rows=sum(reading.row_count for reading in reported),
    )


def _judge(readings: Sequence[Reading], reported: Sequence[Reading], declared: tuple[str, ...]) -> None:
    """Read every table and leave the findings with the readings."""
    passing = [reading for reading in readings if reading.is_large]
    kept = {reading.spec.name: reading.load() for reading in readings if reading.has_rows and reading not in passing}
    # A table that lost rows has had its finding; what others miss in it is no cause of its own.
    whole = {
        reading.spec.name: kept[reading.spec.name]
        for reading in readings
        if reading.is_whole and reading.spec.name in kept
    }
    database = Database(whole, declared)
    at_hand = tuple(whole)
    references = References(passing=tuple(reading.spec.name for reading in passing))
    for rows in kept.values():
        references.note(rows)
    for reading in passing:
        name = reading.spec.name
        rules = _block_rules(name, at_hand) if reading in reported else []
        reading.linked = _linked(reading.spec, at_hand, references)
        for rows in reading.blocks(partial(_broken, rules, database=database)):
            references.note(rows)
            references.gather(rows, database, at_hand)
        reading.judge_order()
    for reading in passing:
        if reading.is_whole:
            database.tables[reading.spec.name] = excerpt(reading, references.wanted(reading.spec.name), RULES)
    for reading in reported:
        name = reading.spec.name
        if name in kept:
            references.gather(kept[name], database, tuple(database.tables))
            reading.findings += _broken(_rules(name, database), kept[name], database)
        elif name in database:
            left = [rule for rule in _rules(name, database) if rule not in _block_rules(name, at_hand)]
            _judge_again(reading, left, references, database)
    of_table = {reading.spec.name: reading for reading in reported}
    for found in references.findings(database, {reading.spec.name: reading for reading in passing}):
        of_table[found.table].findings.append(found)


def _judge_again(
    reading: Reading, rules: Sequence[type[RuleCheck]], references: References, database: Database
) -> None:
    """Judge the rows of a large table by what they name in large tables, and the rules between its rows."""
    within = [rule for rule in rules if not issubclass(rule, TableCheck)]
    between = [rule for rule in rules if issubclass(rule, TableCheck) and rule is not ReferenceCycle]

    def judged(rows: Rows) -> tuple[Rows, list[Finding]]:
        return rows, list(_broken(within, rows, database))

    for rows, found in ahead(judged, reading.linked_again()) if within or references.links(reading.spec) else ():
        references.gather(rows, database, references.passing)
        reading.findings += found
    # Each of these scans its own table: what it must see of it has been kept.
    reading.findings += _broken(between, database[reading.spec.name], database)
    if ReferenceCycle in rules:
        circling = rows_at(reading, references.circling(reading.spec.name), ("part_of",))
        reading.findings += _broken([ReferenceCycle], circling, database)


def _linked(spec: TableSpec, at_hand: Sequence[str], references: References) -> Linked | None:
    """Where to note the rows of a large table that name rows of large tables; None where a rule must see them all."""
    first = _block_rules(spec.name, at_hand)
    later = [rule for rule in RULES if spec.name in rule.subjects() and rule not in first]
    hanging = [rule.hangs_on.get(spec.name) for rule in later if not issubclass(rule, TableCheck)]
    columns = [column for column in hanging if column is not None]
    return Linked((*dict.fromkeys(columns + references.links(spec)),)) if len(columns) == len(hanging) else None


def _rules(table: str, database: Database) -> list[type[RuleCheck]]:
    """The rules of a table for which everything is at hand."""
    return [check for check in RULES if table in check.subjects() and database.has(*check.requires(table))]


def _block_rules(table: str, at_hand: Sequence[str]) -> list[type[RuleCheck]]:
    """The rules of a table that need no more than a block of it and the tables at hand."""
    return [
        check
        for check in RULES
        if table in check.subjects()
        and not (issubclass(check, TableCheck) or check.looks_anywhere)
        and set(check.requires(table)) <= {*at_hand}
    ]


def _broken(rules: Sequence[type[RuleCheck]], rows: Rows, database: Database) -> Iterator[Finding]:
    """What breaks the rules among some rows; a row with a bad cell has had its finding."""
    for rule in rules if len(rows) else ():
        yield from (found for found in rule().findings(rows, database) if found.row not in rows.bad)
