"""The reader and the canonical form: what is written is read, every cell at its physical place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caucasus_data.csv_form import canonical_csv, formatted
from caucasus_data.csv_source import CsvSource
from caucasus_data.errors import InvalidDataError
from caucasus_data.spec import ColumnSpec, TableSpec

# Everything but what a line of a file cannot hold: carriage returns, NUL and halves of surrogate pairs.
TEXT = st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=12)
ROWS = st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=12)
SAME_FILE = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


def table(*names: str) -> TableSpec:
    columns = tuple(ColumnSpec(name=name, type="string", description=name, required=False) for name in names)
    return TableSpec(name="toys", title="Toys", description="Toys.", primary_key=(names[0],), columns=columns)


def write(path: Path, rows: list[list[str]]) -> None:
    """As any CSV writer would, quoting only where needed."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(text.getvalue().encode())


def read(path: Path, block_size: int) -> list[list[str]]:
    return [
        [cell or "" for cell in row]
        for block in CsvSource(path, block_size=block_size).blocks()
        for row in zip(*(column.to_pylist() for column in block.cells.columns), strict=True)
    ]


@SAME_FILE
@given(rows=ROWS, block_size=st.integers(1, 80))
def test_any_block_size_reads_the_same_cells(tmp_path: Path, rows: list[list[str]], block_size: int) -> None:
    path = tmp_path / "toys.csv"
    write(path, [["a", "b", "c"], *rows])
    assert read(path, block_size) == rows


@SAME_FILE
@given(rows=ROWS, block_size=st.integers(1, 80))
def test_every_cell_is_found_at_its_place(tmp_path: Path, rows: list[list[str]], block_size: int) -> None:
    path = tmp_path / "toys.csv"
    write(path, [["a", "b", "c"], *rows])
    lines = path.read_bytes().decode().split("\n")
    for block in CsvSource(path, block_size=block_size).blocks():
        for row in range(block.first_row, block.first_row + block.cells.num_rows):
            for position, value in enumerate(rows[row]):
                place = block.locate(row, position)
                there = lines[place.line - 1][place.column - 1 :].lstrip('"')
                first = value.split("\n")[0].replace('"', '""').lstrip('"')
                assert there.startswith(first)


@SAME_FILE
@given(rows=ROWS)
def test_formatting_keeps_every_cell_and_is_idempotent(tmp_path: Path, rows: list[list[str]]) -> None:
    spec = table("a", "b", "c")
    path = tmp_path / "toys.csv"
    write(path, [["a", "b", "c"], *rows])
    once = formatted(path, spec)
    path.write_bytes(once)
    again = formatted(path, spec)
    assert again == once
    kept = list(csv.reader(io.StringIO(once.decode(), newline="")))[1:]
    assert canonical_csv(spec, kept) == canonical_csv(spec, rows) == once


@given(rows=ROWS, order=st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[list[str]], order: object) -> None:
    spec = table("a", "b", "c")
    unique = list({row[0].strip(" "): row for row in rows}.values())
    shuffled = list(unique)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    keys = [row[0] for row in unique]
    if len(set(keys)) == len(keys):
        assert canonical_csv(spec, shuffled).splitlines()[0] == canonical_csv(spec, unique).splitlines()[0]


def test_rows_are_sorted_by_numbers_and_versions_as_such() -> None:
    spec = table("a", "b")
    rows = [["0.10.0", ""], ["0.9.0", ""], ["10", ""], ["9", ""], ["x", ""]]
    assert canonical_csv(spec, rows).decode().splitlines()[1:] == ["9,", "10,", "0.9.0,", "0.10.0,", "x,"]


@pytest.mark.parametrize(
    "content",
    [b'a,b\n"x\ny,z\n', b"a,b\nx\n", b"a,b\nx,y,z\n", b"a,b\n\xff,y\n", b"a,b\nx\0,y\n", b"a,c\nx,y\n"],
    ids=["unclosed quote", "short row", "long row", "Latin-1", "NUL", "another column"],
)
def test_format_refuses_what_it_cannot_mend(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "toys.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidDataError, match="nothing was written"):
        formatted(path, table("a", "b"))
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfa,b\nx,y\n",
        b"a,b\r\nx,y\r\n",
        b"a,b\rx,y\r",
        b"a,b\n\nx,y\n\n",
        b"a,b\nx,y",
        b'"a",b\n"x",y\n',
        b"b,a\ny,x\n",
    ],
    ids=["BOM", "CRLF", "CR", "blank lines", "no final newline", "needless quotes", "order of columns"],
)
def test_format_mends_the_form(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "toys.csv"
    path.write_bytes(content)
    assert formatted(path, table("a", "b")) == b"a,b\nx,y\n"
