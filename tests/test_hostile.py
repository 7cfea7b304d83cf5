"""Hostile input: whatever the bytes, the validator answers with findings or one line, never with a crash or a hang."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from caucasus_data.arrow_values import strings
from caucasus_data.cells import convert
from caucasus_data.checks.cell import explain_cell
from caucasus_data.cli import main
from caucasus_data.csv_source import CsvSource
from caucasus_data.errors import DatasetsError
from caucasus_data.spec import ColumnSpec
from caucasus_data.store import store
from caucasus_data.validation import validate

BASE = Path(__file__).parent / "faults" / "base"
# Seconds after which an input has hung the validator: many times what a busy machine takes; speed is for benchmarks.
HANG = 60
SPECS = store().specs()
PLACES = next(spec for spec in SPECS if spec.name == "places")
HEADER = ",".join(PLACES.column_names).encode() + b"\n"
COLUMNS = {
    (column.type, column.pattern, column.format, column.codes, column.maximum): column
    for spec in SPECS
    for column in spec.columns
}
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# Pieces from which a fuzzer reaches deep states sooner than from random bytes.
PIECES = st.sampled_from(
    [
        *(b",", b'"', b'""', b"\n", b"\r\n", b"\r", b"\0", b"\xff", b"\xd5", b"\xef\xbb\xbf", b"a", b";", b"x" * 70),
        *(HEADER, b"-1", b"2023-02-30", b"null", b"settlement", b"border,border_segment,B"),
        *("\u0567\u200b\u00e9".encode(), "\u200b".encode()),
    ]
)
CONTENT = st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=60).map(b"".join))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "datasets")
    return tmp_path / "datasets"


@pytest.fixture
def within(request: pytest.FixtureRequest) -> Iterator[Callable[[float], None]]:
    """Fails where the test took longer than some seconds."""
    start = time.monotonic()
    limits: list[float] = []
    yield limits.append
    assert time.monotonic() - start < limits[0]


@settings(FUZZ, max_examples=60)
@given(content=CONTENT)
@example(content=b"\n")
@example(content=HEADER + b"\xc2")
@example(content=b'"')
@example(content=HEADER + b'"' * 99)
@example(content=b"\xff\xfe\0")
def test_any_bytes_as_a_table(folder: Path, content: bytes) -> None:
    (folder / "places.csv").write_bytes(content)
    assert main(["validate", str(folder), "--output-format", "json"]) in (0, 1)


@FUZZ
@given(rows=CONTENT, block_size=st.integers(1, 64))
def test_any_bytes_in_any_blocks(tmp_path: Path, rows: bytes, block_size: int) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(HEADER + rows)
    whole = [row for block in CsvSource(path).blocks() for row in block.cells.to_pylist()]
    parts = [row for block in CsvSource(path, block_size=block_size).blocks() for row in block.cells.to_pylist()]
    assert parts == whole


@settings(max_examples=400, deadline=None)
@given(
    column=st.sampled_from(list(COLUMNS.values())),
    value=st.one_of(st.text(max_size=30), st.from_regex(r"[0-9a-zA-Z;./:, -]{0,20}", fullmatch=True)),
)
def test_every_refused_cell_is_explained(column: ColumnSpec, value: str) -> None:
    if "\0" in value or any(0xD800 <= ord(character) < 0xE000 for character in value):
        return
    if value and convert(strings([value]), column).bad:
        _check, message, _hint = explain_cell(value, column)
        assert "\n" not in message


@given(value=st.one_of(st.dates().map(str), st.floats(allow_nan=False).map(repr), st.integers().map(str)))
@settings(max_examples=200, deadline=None)
@example("0000-01-01")
@example("9999-12-31")
@example("1" * 400)
def test_what_is_accepted_can_be_read_back(value: str) -> None:
    for column in COLUMNS.values():
        convert(strings([value]), column).values.to_pylist()


def finds(folder: Path, code: str) -> None:
    report = validate(folder, SPECS)
    assert code in {found.code for found in report.diagnostics}


def test_a_cell_of_ten_megabytes(folder: Path, within: Callable[[float], None]) -> None:
    within(HANG)
    (folder / "places.csv").write_bytes(HEADER + b"x,settlement," + b"y" * 10_000_000 + b",,,,,,,,,,\n")
    finds(folder, "CD221")


def test_a_quote_that_is_never_closed_in_a_large_file(folder: Path, within: Callable[[float], None]) -> None:
    within(HANG)
    (folder / "places.csv").write_bytes(
        HEADER + b'x,settlement,"X,,,,,,,,,,\n' + b"y,settlement,Y,,,,,,,,,,\n" * 400_000
    )
    finds(folder, "CD109")


@pytest.mark.parametrize(
    "header",
    [b"x," * 100_000 + b"x\n", b",".join(b"c%d" % number for number in range(100_000)) + b"\n"],
    ids=["same", "distinct"],
)
def test_a_hundred_thousand_columns(folder: Path, within: Callable[[float], None], header: bytes) -> None:
    within(HANG)
    (folder / "places.csv").write_bytes(header + b"," * 100_000 + b"\n")
    finds(folder, "CD116")


def test_a_row_of_a_hundred_thousand_cells(folder: Path, within: Callable[[float], None]) -> None:
    within(HANG)
    (folder / "places.csv").write_bytes(HEADER + b"," * 100_000 + b"\n")
    finds(folder, "CD113")


@pytest.mark.parametrize("closed", [False, True], ids=["chain", "ring"])
def test_a_deep_chain_of_parts(folder: Path, within: Callable[[float], None], *, closed: bool) -> None:
    within(HANG)
    ids = [f"p{number:05d}" for number in range(10_000)]
    parents = [ids[-1] if closed else "", *ids[:-1]]
    rows = "".join(f"{key},region,R,,,,,{whole},,,,,\n" for key, whole in zip(ids, parents, strict=True))
    base = (folder / "places.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "places.csv").write_text("".join([*base[:-1], rows, base[-1]]), "utf-8")
    report = validate(folder, SPECS)
    assert [found.code for found in report.diagnostics] == (["CD304"] if closed else [])


def test_a_hundred_thousand_wrong_cells_are_counted(folder: Path, within: Callable[[float], None]) -> None:
    within(HANG)
    rows = "".join(f"p{number:06d},setlement,R,,,,,,,,,,\n" for number in range(100_000))
    (folder / "places.csv").write_text(HEADER.decode() + rows, "utf-8")
    report = validate(folder, SPECS)
    assert len(report.diagnostics) + report.omitted >= 100_000
    assert len([found for found in report.diagnostics if found.table == "places"]) == 100


def test_a_link_out_of_the_folder_is_not_read(folder: Path) -> None:
    secret = folder.parent / "secret.csv"
    secret.write_bytes(HEADER + b"secret-place,settlement,Secret,,,,,,,,,,x\n")
    (folder / "places.csv").unlink()
    (folder / "places.csv").symlink_to(secret)
    report = validate(folder / "places.csv", SPECS)
    assert [(found.code, found.value) for found in report.diagnostics] == [("CD122", None)]


def test_a_link_to_itself(folder: Path) -> None:
    (folder / "places.csv").unlink()
    (folder / "places.csv").symlink_to("places.csv")
    assert main(["validate", str(folder)]) in (1, 2)


def test_a_pipe_in_a_tables_place_does_not_hang(folder: Path) -> None:
    (folder / "places.csv").unlink()
    os.mkfifo(folder / "places.csv")
    finds(folder, "CD119")


def test_an_unreadable_file(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    # Permissions do not stop root, as whom containers run: refuse as the system would.
    opened = Path.open

    def refused(path: Path, *arguments: object, **options: object) -> object:
        if path == folder / "places.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refused)
    assert main(["validate", str(folder)]) == 2
    assert capsys.readouterr().err == "caucasus-data: places.csv cannot be read: Permission denied\n"


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(HEADER + b"x,settlement,X,,,,,,,,,,\n" * 100)
    blocks = CsvSource(path, block_size=64).blocks()
    next(blocks)
    path.write_bytes(HEADER)
    os.utime(path, (0, 0))
    with pytest.raises(DatasetsError, match="changed while it was being read"):
        list(blocks)
