from __future__ import annotations

import csv
import io
import json

import pytest

from caucasus_data.render.table import TABLE_FORMATS, table_csv, table_json, table_markdown

HEADER = ["id", "note"]
ROWS = [["a", 'Two "words", one|bar'], ["ə", ""], ["c", "first\nsecond"]]


def test_csv_reads_back() -> None:
    assert list(csv.reader(io.StringIO(table_csv(HEADER, ROWS), newline=""))) == [HEADER, *ROWS]


def test_json_reads_back_with_null_for_the_empty_cell() -> None:
    cells = [[cell or None for cell in row] for row in ROWS]
    assert json.loads(table_json(HEADER, ROWS)) == [dict(zip(HEADER, row, strict=True)) for row in cells]


def test_json_keeps_letters() -> None:
    assert '"ə"' in table_json(HEADER, ROWS)


def test_markdown_keeps_a_row_on_its_line() -> None:
    assert table_markdown(HEADER, ROWS).splitlines() == [
        "| id | note |",
        "| --- | --- |",
        '| a | Two "words", one\\|bar |',
        "| ə |  |",
        "| c | first<br>second |",
    ]


@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_no_rows(name: str) -> None:
    assert TABLE_FORMATS[name](HEADER, [])
