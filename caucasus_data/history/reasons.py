"""Why released records change: the lines that people write for the next release, and what they apply to.

A line of `reasons.csv` names what changed as narrowly or as widely as it likes: a cell, a row, a column, a table.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from pathlib import Path

from caucasus_data.errors import ReleaseError
from caucasus_data.history import change as kinds
from caucasus_data.history.change import LIST_SEPARATOR, NEED_A_REASON, Change
from caucasus_data.history.declared import Declared, DeclaredTable

REASONS = Path("reasons.csv")
COLUMNS = ("table_name", "record_id", "field", "change", "after", "reason", "note")
_CHANGES = ("", kinds.REVISED, kinds.REMOVED, kinds.RENAMED, kinds.COLUMN_RENAMED, kinds.TABLE_RENAMED, kinds.REWORDED)


@dataclass(frozen=True, slots=True)
class Reason:
    """One line: why something changed, or that a new name stands for an old thing.

    Attributes:
        table_name: The table; for `table_renamed` its old name.
        record_id: The row; "" for every row. For `renamed` and `removed` its old id.
        field: The column; "" for every column. For `column_renamed` its old name.
        change: "" for whatever needs a reason; otherwise `revised`, `removed`, `renamed`, `column_renamed`,
            `table_renamed`, or `reworded` for a text of the schema that has kept its meaning.
        after: The new name; for `removed` the ids that took the row's place, separated by `;`.
        reason: A code of the column `reason` of `revisions`.
        note: The reason in words.
        path: The file that it was read from.
        line: Its first line there, from 1; None where it is not from a file of lines.
    """

    table_name: str
    record_id: str = ""
    field: str = ""
    change: str = ""
    after: str = ""
    reason: str = ""
    note: str = ""
    path: Path = dataclass_field(default=REASONS, compare=False)
    line: int | None = dataclass_field(default=None, compare=False)

    def applies_to(self, change: Change) -> bool:
        """True where this is a reason for a change."""
        own_id = change.before if change.kind == kinds.RENAMED else change.record_id
        return (
            self.table_name == change.table
            and self.change in ("", change.kind)
            and self.record_id in ("", own_id)
            and self.field in ("", change.field)
        )

    def is_for(self, change: Change) -> bool:
        """True where this explains or declares a change."""
        if self.change == kinds.TABLE_RENAMED:
            return change.kind == self.change and (change.before, change.after) == (self.table_name, self.after)
        if self.table_name != change.table:
            return False
        if self.change == kinds.COLUMN_RENAMED:
            return change.kind == self.change and (change.before, change.after) == (self.field, self.after)
        if self.change == kinds.REWORDED:
            return (change.kind, change.field) == (self.change, self.field)
        return change.kind in NEED_A_REASON and self.applies_to(change)

    @property
    def subject(self) -> str:
        """What it is about, its parts joined by `/`."""
        return "/".join(filter(None, (self.table_name, self.record_id, self.field)))

    @property
    def width(self) -> int:
        """How widely it applies; of two reasons the narrower one holds."""
        return (not self.record_id) * 2 + (not self.field) + (not self.change)


def read_reasons(path: Path, codes: Sequence[str]) -> tuple[Reason, ...]:
    """The lines of a CSV file, or the objects of a JSON list, with the properties of `Reason`.

    Args:
        path: The file.
        codes: The reasons that there are.

    Raises:
        ReleaseError: The file cannot be read, or a line of it makes no sense.
    """
    try:
        text = path.read_bytes().decode()
        if path.suffix == ".json":
            rows = json.loads(text)
            return tuple(_reason(row, codes, path, None, f"entry {number}") for number, row in enumerate(rows, 1))
        return tuple(_reason(row, codes, path, line, f"line {line}") for line, row in _lines(text))
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path} cannot be read: {error}") from error


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file, each with the line in which it begins."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for row in reader:
        yield reader.line_num - str.join("", map(str, row.values())).count("\n"), row


def _reason(row: Mapping[str, str], codes: Sequence[str], path: Path, line: int | None, entry: str) -> Reason:
    where = f"{path}: {entry}"
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise ReleaseError(f"{where}: the cells are not those of {', '.join(COLUMNS)}")
    if unknown := set(row) - set(COLUMNS):
        raise ReleaseError(f'{where}: there is no "{min(unknown)}"; the columns are {", ".join(COLUMNS)}')
    found = Reason(**{"table_name": "", **row}, path=path, line=line)
    if found.change not in _CHANGES:
        raise ReleaseError(f'{where}: the change "{found.change}" is none of {", ".join(filter(None, _CHANGES))}')
    if found.reason and found.reason not in codes:
        raise ReleaseError(f'{where}: the reason "{found.reason}" is none of {", ".join(codes)}')
    if found.change in (kinds.RENAMED, kinds.COLUMN_RENAMED, kinds.TABLE_RENAMED) and not found.after:
        raise ReleaseError(f"{where}: `after` must hold the new name")
    return found


def reasons_csv(reasons: Iterable[Reason]) -> bytes:
    """The file that `read_reasons` reads."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(reason, name) for name in COLUMNS] for reason in reasons)
    return text.getvalue().encode()


def declared_by(reasons: Sequence[Reason]) -> Declared:
    """The renames, successors and rewordings among reasons."""
    tables = {reason.table_name: reason.after for reason in reasons if reason.change == kinds.TABLE_RENAMED}
    return Declared(
        tables,
        {
            table: DeclaredTable(
                {reason.field: reason.after for reason in own if reason.change == kinds.COLUMN_RENAMED},
                {reason.record_id: reason.after for reason in own if reason.change == kinds.RENAMED},
                {
                    reason.record_id: tuple(reason.after.split(LIST_SEPARATOR))
                    for reason in own
                    if reason.change == kinds.REMOVED and reason.after
                },
                frozenset(reason.field for reason in own if reason.change == kinds.REWORDED),
            )
            for table in {reason.table_name for reason in reasons}
            if (own := [reason for reason in reasons if reason.table_name == table])
        },
    )


def with_reasons(changes: Iterable[Change], reasons: Sequence[Reason]) -> tuple[Change, ...]:
    """The changes, each that needs a reason with the narrowest one that applies to it."""
    by_width = sorted((reason for reason in reasons if reason.reason), key=lambda reason: reason.width)
    return tuple(_explained(change, by_width) if is_unexplained(change) else change for change in changes)


def is_unexplained(change: Change) -> bool:
    """True where a change needs a reason and has none."""
    return change.kind in NEED_A_REASON and not change.reason


def unused(reasons: Iterable[Reason], changes: Sequence[Change]) -> tuple[Reason, ...]:
    """The reasons for what has not changed, which are probably misspelt."""
    return tuple(reason for reason in reasons if not any(reason.is_for(change) for change in changes))


def subjects(change: Change) -> Iterator[str]:
    """What a reason for a change may name: its table, its row, its cell or its column, parts joined by `/`."""
    own_id = change.before if change.kind == kinds.RENAMED else change.record_id
    for parts in ((), (own_id,), (own_id, change.field), (change.field,)):
        yield "/".join(filter(None, (change.table, *parts)))


def _explained(change: Change, reasons: Sequence[Reason]) -> Change:
    found = next((reason for reason in reasons if reason.applies_to(change)), None)
    return change if found is None else replace(change, reason=found.reason, note=found.note)
