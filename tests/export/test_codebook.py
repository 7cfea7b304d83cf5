from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from caucasus_data.declaration import Table
from caucasus_data.export.codebook import to_codebook
from caucasus_data.spec import TableSpec
from caucasus_data.tables import TABLES


def test_the_text_of_a_codebook(toy: TableSpec, golden: Callable[[str, str], None]) -> None:
    rules = {"toys": ["A ball is square. (CD499)"]}
    golden("toys.codebook.md", to_codebook([toy], rules, "1.2.3", title="Playroom"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_and_code_is_explained(table: Table) -> None:
    text = to_codebook([table.spec], {}, "1.2.3", title="All")
    for column in table.spec.columns:
        assert f"| `{column.name}` | {column.description}" in text.replace("\\|", "|")
        for code in column.codes:
            assert f"| `{code.value}` | {code.definition}" in text.replace("\\|", "|")


def test_tables_are_well_formed_and_links_lead_somewhere() -> None:
    specs = [table.spec for table in TABLES]
    text = to_codebook(specs, {}, "1.2.3", title="All")
    for block in text.split("\n\n"):
        if block.startswith("|"):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(widths) == 1, block
    headings = set(re.findall(r"^## (.+)$", text, flags=re.MULTILINE))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == headings == {spec.name for spec in specs}
