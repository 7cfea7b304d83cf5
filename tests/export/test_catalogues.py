"""What catalogues read: Croissant, CSV on the Web, the Hugging Face card.

Their own validators are heavy; where they are installed, they are the judges.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

from caucasus_data.publish import publish
from caucasus_data.tables import TABLES

FILES = {f"{table.name}.{ending}" for table in TABLES for ending in ("csv", "parquet")} | {"places.geoparquet"}


@pytest.fixture
def release(small_datasets: Path, tmp_path: Path) -> Path:
    return publish(small_datasets, tmp_path / "dist", specs=[table.spec for table in TABLES], version="1.2.3").folder


def test_croissant_names_every_file_and_column(release: Path) -> None:
    document = json.loads((release / "croissant.json").read_text("utf-8"))
    files = {file["@id"] for file in document["distribution"]}
    assert files == FILES
    fields = {field["@id"] for records in document["recordSet"] for field in records["field"]}
    assert fields == {f"{table.name}/{name}" for table in TABLES for name in table.spec.column_names}
    references = {
        field["references"]["field"]["@id"]
        for records in document["recordSet"]
        for field in records["field"]
        if "references" in field
    }
    assert references <= fields


def test_schema_org_names_every_file_and_unit(release: Path) -> None:
    document = json.loads((release / "schema-org.json").read_text("utf-8"))
    assert (document["@context"], document["@type"]) == ("https://schema.org/", "Dataset")
    assert {file["contentUrl"] for file in document["distribution"]} == FILES
    units = {variable["name"]: variable.get("unitText") for variable in document["variableMeasured"]}
    for table in TABLES:
        for column in table.spec.columns:
            if column.type in ("integer", "number"):
                assert units[f"{table.name}.{column.name}"] == column.unit


def test_mlcroissant_accepts_it_and_reads_the_records_back(release: Path) -> None:
    pytest.importorskip("mlcroissant", reason="pip install 'caucasus-data[judges]'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        dataset = mlcroissant.Dataset(str(release / "croissant.json"))
        (event, _second) = dataset.records("events")
    assert event["events/event_id"] == b"2023-09-19-example"
    assert event["events/sources"] == [b"example-2023"]


def test_csvw_describes_every_file(release: Path) -> None:
    document = json.loads((release / "csv-metadata.json").read_text("utf-8"))
    assert [table["url"] for table in document["tables"]] == [f"{table.name}.csv" for table in TABLES]
    for table, described in zip(TABLES, document["tables"], strict=True):
        names = [column["name"] for column in described["tableSchema"]["columns"]]
        assert names == list(table.spec.column_names)


def test_csvw_is_valid(release: Path) -> None:
    csvw = pytest.importorskip("csvw", reason="pip install 'caucasus-data[judges]'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert csvw.CSVW(str(release / "csv-metadata.json"), validate=True).is_valid


def test_the_card_configures_every_table(release: Path) -> None:
    card = (release / "README.md").read_text("utf-8")
    for table in TABLES:
        assert f"- config_name: {table.name}\n" in card
        assert f"  data_files: {table.name}.parquet\n" in card


@pytest.mark.filterwarnings("default")
def test_each_configuration_of_the_card_loads(release: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    if not hasattr(datasets, "load_dataset"):
        # Without the library, the folder of the tables answers to its name.
        pytest.skip("pip install 'caucasus-data[engines]'")
    names = datasets.get_dataset_config_names(str(release))
    assert names == [table.name for table in TABLES]
    events = datasets.load_dataset(str(release), "events", split="train", cache_dir=str(tmp_path / "cache"))
    assert events["event_id"][:1] == ["2023-09-19-example"]
    assert set(events.column_names) == set(TABLES[0].spec.column_names)
