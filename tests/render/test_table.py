from __future__ import annotations

import csv
import datetime
import io
import json

import pytest

from caucasus_data.render.table import TABLE_FORMATS, table_csv, table_json, table_markdown

HEADER = ["id", "note"]
NAMES = ["text", "whole", "part", "truth", "list", "day", "nothing"]
ROWS = [["a", 'Two "words", one|bar'], ["ə", ""], ["c", "first\nsecond"]]


def test_csv_reads_back() -> None:
    assert list(csv.reader(io.StringIO(table_csv(HEADER, ROWS), newline=""))) == [HEADER, *ROWS]


def test_json_keeps_types() -> None:
    row = ["ə", 3, 0.5, True, ["a", "b"], datetime.date(2026, 1, 2), None]
    (record,) = json.loads(table_json(NAMES, [row]))
    assert list(record.values()) == ["ə", 3, 0.5, True, ["a", "b"], "2026-01-02", None]


def test_text_is_that_of_the_csv() -> None:
    row = ["ə", 3, 1600.0, True, ["a", "b"], datetime.date(2026, 1, 2), None]
    assert table_csv(NAMES, [row]).splitlines()[1] == "ə,3,1600,true,a;b,2026-01-02,"


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
