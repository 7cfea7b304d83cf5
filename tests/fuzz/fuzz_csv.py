"""A coverage-guided fuzzer of the CSV reader and the validator, with atheris (libFuzzer): `pip install atheris`.

    python tests/fuzz/fuzz_csv.py CORPUS [-max_total_time=300] [any other option of libFuzzer]

The seeds are the files of `tests/faults`; what libFuzzer finds worth keeping goes into the folder CORPUS, an input that
breaks a promise into `crash-*` beside it. The promises, for any bytes in a table's place:

- nothing is raised but the package's own errors, and the run ends;
- each finding is well-formed: a known code, a message of one line, a place within the file, in the order of places;
- the rows do not depend on how the file falls into blocks;
- of a file without a flaw of form, the cells are those that Python's `csv` reads.
"""

from __future__ import annotations

import csv
import io
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["caucasus_data"]):
    from caucasus_data.checks import CHECKS
    from caucasus_data.csv_form import formatted
    from caucasus_data.csv_source import CsvSource
    from caucasus_data.diagnostics import Diagnostic
    from caucasus_data.errors import CaucasusDataError
    from caucasus_data.spec import TableSpec
    from caucasus_data.store import store
    from caucasus_data.validation import validate

FAULTS = Path(__file__).parents[1] / "faults"
SPECS = {spec.name: spec for spec in store().specs()}
CODES = frozenset(check.code for check in CHECKS)
# Two bytes of an input choose the table, the number of blocks and the company, so that a seed is those and a file.
TABLES = tuple(SPECS)
BLOCKS = (2, 3, 5, 9, 17, 33)
# Between the other tables, where a run takes ten times as long, only one input in this many is judged.
ALONE = 32


def seeds(folder: Path) -> None:
    """Write each file of the fault corpus, the base among them, behind its two bytes."""
    for number, path in enumerate(sorted(FAULTS.rglob("*.csv"))):
        if path.stem in SPECS and path.is_file():
            choice = bytes([TABLES.index(path.stem), number % 256])
            (folder / f"seed-{number:04d}").write_bytes(choice + path.read_bytes())


def dictionary(path: Path) -> None:
    """Write the pieces from which the fuzzer reaches deep states sooner than from random bytes."""
    pieces = [b",", b'"', b'""', b'","', b"\n", b"\r\n", b"\r", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xd5\xa1", b";"]
    pieces += [b"2023-02-30", b"-0", b"1e5", b"null", b"\xe2\x80\x8b", b"e\xcc\x81", b"\xed\xa0\x80", b"true", b"=1"]
    for spec in SPECS.values():
        pieces += [",".join(spec.column_names).encode(), *(name.encode() for name in spec.column_names)]
        pieces += [code.encode() for column in spec.columns for code in column.allowed]
    lines = ("".join(f"\\x{byte:02x}" for byte in piece) for piece in dict.fromkeys(pieces))
    path.write_text("".join(f'"{line}"\n' for line in lines), "ascii")


def well_formed(found: Diagnostic, data: bytes) -> bool:
    """True for a finding that every renderer can show."""
    # Line ends of whatever kind: a lone CR counts as one only in a file of nothing else.
    lines = data.count(b"\n") + data.count(b"\r") + 1
    return (
        found.code in CODES
        and bool(found.message)
        and not any(end in found.message + (found.hint or "") for end in "\r\n\0")
        and (found.line is None) == (found.column is None)
        and (found.line is None or (1 <= found.line <= lines and 1 <= (found.column or 0) <= len(data) + 1))
        and (found.field is None or found.field in SPECS[str(found.table)].column_names)
    )


def rows_of(path: Path, block_size: int) -> tuple[list[list[str]], int]:
    """The sound rows of a file, and how many flaws its form has."""
    source = CsvSource(path, block_size=block_size)
    rows, flaws = [], 0
    for block in source.blocks():
        flaws += len(block.flaws)
        columns = [[cell or "" for cell in column.to_pylist()] for column in block.cells.columns]
        rows += [list(cells) for cells in zip(*columns, strict=True)]
    return rows, flaws + len(source.flaws)


class Workshop:
    """A small valid folder in which one table at a time is replaced, and one for a table alone."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(FAULTS / "base", folder)
        (folder / "alone").mkdir()
        self.folder = folder

    def __call__(self, data: bytes) -> None:
        """One input: see the promises above."""
        if len(data) < 2:
            return
        table, content = TABLES[data[0] % len(TABLES)], data[2:]
        blocks, company = BLOCKS[data[1] % len(BLOCKS)], data[1] // len(BLOCKS) % ALONE == 0
        path = (self.folder if company else self.folder / "alone") / f"{table}.csv"
        path.write_bytes(content)
        try:
            judge(path, content, tuple(SPECS.values()) if company else (SPECS[table],))
            compare(path, content, max(1, len(content) // blocks))
            rewrite(path, SPECS[table])
        finally:
            path.unlink()
            if company:
                shutil.copyfile(FAULTS / "base" / path.name, path)


def judge(path: Path, content: bytes, specs: tuple[TableSpec, ...]) -> None:
    """The validator answers with well-formed findings."""
    report = validate(path.parent if len(specs) > 1 else path, specs)
    assert list(report.diagnostics) == sorted(report.diagnostics, key=lambda found: found.sort_key)
    for found in report.diagnostics:
        if found.table == path.stem:
            assert well_formed(found, content), found


def compare(path: Path, content: bytes, block_size: int) -> None:
    """The reader gives the same rows in blocks of any size, and those of Python's reader."""
    whole, flaws = rows_of(path, 8 << 20)
    parts, _flaws = rows_of(path, block_size)
    assert parts == whole, (block_size, parts, whole)
    if not flaws:
        read = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
        assert read[0] == CsvSource(path).header, read[0]
        assert read[1:] == whole, (read[1:], whole)


def rewrite(path: Path, spec: TableSpec) -> None:
    """The canonical form of a file is its own canonical form, or the file is refused."""
    try:
        canonical = formatted(path, spec)
    except CaucasusDataError:
        return
    path.write_bytes(canonical)
    assert formatted(path, spec) == canonical


def main() -> None:
    """Fuzz until libFuzzer's options say that it is enough."""
    csv.field_size_limit(sys.maxsize)
    with tempfile.TemporaryDirectory() as scratch:
        seeded, words = Path(scratch) / "seeds", Path(scratch) / "words.dict"
        seeded.mkdir()
        seeds(seeded)
        dictionary(words)
        options = [f"-dict={words}", "-max_len=8192", "-timeout=20", "-rss_limit_mb=4096", "-print_final_stats=1"]
        arguments = [sys.argv[0], *sys.argv[1:], str(seeded), *options]
        atheris.Setup(arguments, Workshop(Path(scratch) / "datasets"))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
