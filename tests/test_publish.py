from __future__ import annotations

import itertools
import json
import os
import stat
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from frictionless import Package

from caucasus_data.contract import load_contract
from caucasus_data.declaration import Table
from caucasus_data.errors import DatasetsError, InvalidDataError, ReleaseError
from caucasus_data.export.arrow import to_arrow_schema
from caucasus_data.publish import Publication, publish
from caucasus_data.render.publication import summary
from caucasus_data.tables import TABLES
from caucasus_data.views import VIEWS

SPECS = tuple(table.spec for table in TABLES)
VERSION = "1.2.3"
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def _publish(datasets: Path, out: Path) -> Publication:
    return publish(datasets, out, specs=SPECS, version=VERSION)


_TWINS = {"caucasus_data:parquet", "caucasus_data:points"}


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def publication(small_datasets: Path, tmp_path: Path) -> Publication:
    return _publish(small_datasets, tmp_path / "dist")


def test_a_release_holds_these_files(publication: Publication, tmp_path: Path) -> None:
    names = [table.name for table in TABLES]
    assert publication.folder == tmp_path / "dist" / f"caucasus-data-{VERSION}"
    assert set(_contents(publication.folder)) == {
        "CODEBOOK.md",
        *(f"codebook/{name}.md" for name in (*names, *(view.spec.name for view in VIEWS))),
        "SHA256SUMS",
        "README.md",
        "croissant.json",
        "csv-metadata.json",
        "datapackage.json",
        "places.geoparquet",
        "schema-org.json",
        "schemas/_index.json",
        *(f"{name}.csv" for name in names),
        *(f"{name}.parquet" for name in names),
        *(f"schemas/{name}.json" for name in names),
    }
    assert [path.name for path in publication.folder.parent.iterdir()] == [publication.folder.name]


@each_table
def test_both_formats_hold_the_same_rows(publication: Publication, table: Table) -> None:
    parquet = pq.read_table(publication.folder / f"{table.name}.parquet")
    assert parquet.schema.equals(to_arrow_schema(table.spec), check_metadata=True)
    lines = (publication.folder / f"{table.name}.csv").read_text().splitlines()
    assert parquet.num_rows == len(lines) - 1
    released = next(found for found in publication.tables if found.spec == table.spec)
    assert released.rows == parquet.num_rows


@each_table
def test_a_csv_is_the_curated_one_to_the_byte(publication: Publication, small_datasets: Path, table: Table) -> None:
    published = (publication.folder / f"{table.name}.csv").read_bytes()
    assert published == (small_datasets / f"{table.name}.csv").read_bytes()
    released = next(found for found in publication.tables if found.spec == table.spec)
    assert released.digest == sha256(published).hexdigest()


def test_a_parquet_file_is_typed(publication: Publication) -> None:
    events = pq.read_table(publication.folder / "events.parquet")
    kind = events.column("event_type").combine_chunks()
    assert kind.to_pylist() == ["meeting", "agreement"]
    assert kind.dictionary.to_pylist() == list(
        next(spec for spec in SPECS if spec.name == "events")["event_type"].allowed
    )
    assert events.schema.field("review").type.ordered
    assert events.column("sources").to_pylist() == [["example-2023"], ["example-2023"]]
    assert events.column("date_end").null_count == 1
    file = pq.ParquetFile(publication.folder / "events.parquet")
    assert file.metadata.format_version == "2.6"
    assert {file.metadata.row_group(0).column(index).compression for index in range(file.metadata.num_columns)} == {
        "ZSTD"
    }
    assert b"pandas" not in file.schema_arrow.metadata


def test_the_schemas_give_back_the_tables(publication: Publication) -> None:
    assert load_contract(publication.folder / "schemas") == SPECS


def test_sha256sum_agrees(publication: Publication) -> None:
    lines = (publication.folder / "SHA256SUMS").read_text().splitlines()
    sums = {path: digest for digest, path in (line.split("  ") for line in lines)}
    contents = _contents(publication.folder)
    del contents["SHA256SUMS"]
    assert sums == {path: sha256(data).hexdigest() for path, data in contents.items()}
    assert list(sums) == sorted(sums)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=publication.folder, check=True)


def test_frictionless_judges_the_release_valid(publication: Publication) -> None:
    report = Package(str(publication.folder / "datapackage.json")).validate()
    assert report.flatten(["taskNumber", "rowNumber", "fieldName", "note"]) == []
    assert report.valid
    assert [task.name for task in report.tasks] == [table.name for table in TABLES]


def test_frictionless_would_notice(publication: Publication) -> None:
    path = publication.folder / "events.csv"
    path.write_text(path.read_text().replace("2023-09-19-example", "2023-09-18-example", 1))
    assert not Package(str(publication.folder / "datapackage.json")).validate().valid


def test_the_data_package_names_every_table_in_both_formats(publication: Publication) -> None:
    package = json.loads((publication.folder / "datapackage.json").read_text())
    contents = _contents(publication.folder)
    assert [resource["name"] for resource in package["resources"]] == [table.name for table in TABLES]
    for resource in package["resources"]:
        for file in (resource, *(value for name, value in resource.items() if name in _TWINS)):
            data = contents[file["path"]]
            assert (file["bytes"], file["hash"]) == (len(data), f"sha256:{sha256(data).hexdigest()}")
        assert resource["schema"] in contents
    assert "created" not in package
    assert {name for resource in package["resources"] for name in resource if name in _TWINS} == _TWINS


def test_the_codebook_tells_the_rules(publication: Publication) -> None:
    text = (publication.folder / "codebook" / "events.md").read_text()
    assert "(CD404)" in text.partition("## Rules\n")[2].partition("\n## ")[0]


def test_modes_do_not_depend_on_the_umask(small_datasets: Path, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        folder = _publish(small_datasets, tmp_path / "dist").folder
    finally:
        os.umask(before)
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path


def test_findings_stop_the_release_and_say_where(small_datasets: Path, tmp_path: Path) -> None:
    path = small_datasets / "events.csv"
    path.write_text(path.read_text().replace(",meeting,", ",meting,"))
    with pytest.raises(InvalidDataError) as caught:
        _publish(small_datasets, tmp_path / "dist")
    assert f"{path}:2:20: CD203 " in str(caught.value)
    assert not (tmp_path / "dist").exists()


def test_only_the_first_findings_are_listed(small_datasets: Path, tmp_path: Path) -> None:
    for table in TABLES:
        (small_datasets / f"{table.name}.csv").write_bytes(b"")
    with pytest.raises(InvalidDataError, match=r"(?s)(: CD101 .*){10}\nand 5 more; run: caucasus-data validate$"):
        _publish(small_datasets, tmp_path / "dist")


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetsError):
        _publish(tmp_path / "absent", tmp_path / "dist")


def test_a_place_that_cannot_be_written_is_named(small_datasets: Path, tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("a file, not a folder")
    with pytest.raises(ReleaseError, match=f"caucasus-data-{VERSION} cannot be written: "):
        _publish(small_datasets, tmp_path / "dist")


def _fill_disk(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Let the disk be full at one step; a step is a call that changes the disk."""
    steps = itertools.count()

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            if next(steps) == step:
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        return call

    for owner, name in ((Path, "mkdir"), (Path, "chmod"), (Path, "rename"), (os, "fsync")):
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))


@pytest.mark.parametrize("has_old", [False, True], ids=["first release", "next release"])
def test_a_full_disk_leaves_the_old_release_or_none(
    small_datasets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_old: bool
) -> None:
    specs = [spec for spec in SPECS if spec.name in {"actors", "places"}]
    for path in small_datasets.iterdir():
        if path.stem not in {spec.name for spec in specs}:
            path.unlink()
    out = tmp_path / "dist"
    old: dict[str, bytes] = {}
    if has_old:
        old = _contents(publish(small_datasets, out, specs=specs, version=VERSION).folder)
        path = small_datasets / "places.csv"
        path.write_text(path.read_text().replace("45.25", "45.5"))
    new = _contents(publish(small_datasets, tmp_path / "elsewhere", specs=specs, version=VERSION).folder)
    folder = out / f"caucasus-data-{VERSION}"
    failures = 0
    while _is_refused_by(monkeypatch, failures, lambda: publish(small_datasets, out, specs=specs, version=VERSION)):
        failures += 1
        state = _contents(folder) if folder.exists() else {}
        # Only the last step comes after the swap: it asks the disk to remember it.
        assert state in (old, new)
        if state == old:
            assert list(out.glob("*")) == [folder] * has_old
    assert failures > 30
    assert _contents(folder) == new
    assert list(out.iterdir()) == [folder]


def _is_refused_by(monkeypatch: pytest.MonkeyPatch, full_at: int, act: Callable[[], object]) -> bool:
    """Whether the act fails, in our words, on a disk that is full at this step."""
    with monkeypatch.context() as patched:
        _fill_disk(patched, full_at)
        try:
            act()
        except ReleaseError as error:
            assert "No space left on device" in str(error)  # noqa: PT017  (the act that comes to its end raises none)
            return True
    return False


def test_the_summary_fits_a_terminal(publication: Publication) -> None:
    text = summary(publication)
    lines = text.splitlines()
    assert lines[0] == f"caucasus-data {VERSION}"
    assert lines[1] == str(publication.folder)
    assert all(len(line) <= 80 for line in lines[2:])
    assert [line.split()[0] for line in lines[4:]] == [*(table.name for table in TABLES), "total"]
    events = next(table for table in publication.tables if table.spec.name == "events")
    assert lines[4].split() == ["events", "2", f"{events.csv.size:,}", f"{events.parquet.size:,}", events.digest[:16]]
    assert lines[-1].endswith(publication.digest[:16])
