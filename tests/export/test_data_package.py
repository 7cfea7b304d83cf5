from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from caucasus_data.export.data_package import ReleasedFile, ReleasedTable, content_digest, to_data_package
from caucasus_data.export.table_schema import dump
from caucasus_data.spec import TableSpec


@pytest.fixture
def released(toy: TableSpec) -> ReleasedTable:
    return ReleasedTable(toy, 3, ReleasedFile("toys.csv", 120, "a" * 64), ReleasedFile("toys.parquet", 2345, "b" * 64))


def test_the_text_of_a_data_package(released: ReleasedTable, golden: Callable[[str, str], None]) -> None:
    golden("datapackage.json", dump(to_data_package([released], "1.2.3", schemas="schemas")))


def test_the_content_digest_is_that_of_sorted_checksums(released: ReleasedTable) -> None:
    other = ReleasedTable(released.spec, 0, ReleasedFile("ants.csv", 9, "c" * 64), released.parquet)
    expected = sha256(f"{'a' * 64}  toys.csv\n{'c' * 64}  ants.csv\n".encode()).hexdigest()
    assert content_digest([released, other]) == content_digest([other, released]) == expected


def test_the_content_digest_knows_no_parquet(released: ReleasedTable) -> None:
    repacked = ReleasedTable(released.spec, 3, released.csv, ReleasedFile("toys.parquet", 9, "f" * 64))
    assert content_digest([repacked]) == content_digest([released])
