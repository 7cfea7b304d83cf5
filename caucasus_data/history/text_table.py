"""A table as the text of its cells: what releases are compared, undone and digested by."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from caucasus_data.csv_form import canonical_csv
from caucasus_data.errors import ReleaseError

KEY_SEPARATOR = "/"


@dataclass(frozen=True)
class TextTable:
    """A table without types.

    Attributes:
        name: Its name.
        column_names: The columns, in file order.
        primary_key: The columns that name a row and, in this order, sort the file.
        rows: The cells of each row, in the order of the columns; an empty cell is "". Their order has no meaning.
    """

    name: str
    column_names: tuple[str, ...]
    primary_key: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def parse(cls, data: bytes, name: str, primary_key: tuple[str, ...]) -> TextTable:
        """Read a table file.

        Raises:
            ReleaseError: It is no UTF-8, has a row of another length than the header, or lacks a column of the key.
        """
        try:
            lines = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error) as error:
            raise ReleaseError(f"{name}.csv cannot be read: {error}") from error
        header, *rows = lines or [[]]
        if any(len(row) != len(header) for row in rows):
            raise ReleaseError(f"{name}.csv has rows of another length than its header; run: caucasus-data validate")
        if missing := [part for part in primary_key if part not in header]:
            raise ReleaseError(f"{name}.csv lacks {', '.join(missing)}, a part of its primary key")
        return cls(name, tuple(header), primary_key, tuple(map(tuple, rows)))

    @cached_property
    def canonical(self) -> bytes:
        """The canonical CSV."""
        return canonical_csv(self, self.rows)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical CSV, in hexadecimal."""
        return sha256(self.canonical).hexdigest()

    @cached_property
    def by_id(self) -> Mapping[str, Mapping[str, str]]:
        """The cells of each row by column, by the row's id.

        Raises:
            ReleaseError: Two rows have the same id.
        """
        return self.by_key(self.primary_key)

    def by_key(self, key: tuple[str, ...]) -> Mapping[str, Mapping[str, str]]:
        """The cells of each row by column, by the cells of some columns joined by `/`.

        Raises:
            ReleaseError: Two rows have the same cells there.
        """
        found: dict[str, Mapping[str, str]] = {}
        for cells in self.rows:
            row = dict(zip(self.column_names, cells, strict=True))
            record_id = KEY_SEPARATOR.join(row[part] for part in key)
            if record_id in found:
                raise ReleaseError(f'{self.name}: two rows have the id "{record_id}"; run: caucasus-data validate')
            found[record_id] = row
        return found
