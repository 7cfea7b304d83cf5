from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

import pytest

import caucasus_data as cd
from caucasus_data.declaration import Table
from caucasus_data.export.codebook import to_codebook
from caucasus_data.spec import TableSpec
from caucasus_data.tables import TABLES

SPECS = [table.spec for table in TABLES]
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def pages_of(
    *specs: TableSpec, examples: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None
) -> dict[str, str]:
    return to_codebook(specs, title="All", rules={}, examples=examples or {})


def test_the_pages_of_a_codebook(toy: TableSpec, golden: Callable[[str, str], None]) -> None:
    spec = replace(toy, gaps="No puzzles.")
    rules = {"toys": ["A ball is square. (CD499)"]}
    examples = {"toys": {"ball": {"toy_id": "ball", "note": "Red | blue."}}}
    pages = to_codebook([spec], title="Playroom", rules=rules, examples=examples)
    assert list(pages) == ["CODEBOOK.md", "codebook/toys.md"]
    golden("toys.codebook.md", "\n".join(pages.values()))


@each_table
def test_every_column_and_code_is_explained(table: Table) -> None:
    text = pages_of(table.spec)[f"codebook/{table.name}.md"].replace("\\|", "|")
    for column in table.spec.columns:
        assert f"| `{column.name}` | {column.description}" in text
        for code in column.codes:
            assert f"| `{code.value}` | {code.definition}" in text


@each_table
def test_every_declared_example_is_a_row(table: Table) -> None:
    key = cd.load(table.name, backend="pyarrow").select(list(table.spec.primary_key)).to_pylist()
    assert table.spec.examples
    assert set(table.spec.examples) <= {"/".join(str(part) for part in row.values()) for row in key}


def test_tables_are_well_formed_and_links_lead_somewhere() -> None:
    pages = pages_of(*SPECS)
    for path, text in pages.items():
        for block in text.split("\n\n"):
            if block.startswith("|"):
                widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
                assert len(widths) == 1, block
        for link in re.findall(r"\]\(([^)]+\.md)\)", text):
            parts = (PurePosixPath(path).parent / link).as_posix().split("/")
            assert "/".join(parts).replace("codebook/../", "") in pages
