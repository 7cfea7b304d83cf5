"""The datasets folder: which files are tables, which are missing, and which do not belong there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from caucasus_data.checks.base import Check
from caucasus_data.checks.form import MissingTable, NameCase, OutsideFolder, StrayFile
from caucasus_data.diagnostics import Diagnostic
from caucasus_data.errors import DatasetsError, nearest
from caucasus_data.spec import TableSpec


def resolve(path: Path, specs: Sequence[TableSpec]) -> tuple[Path, str | None]:
    """The datasets folder, and the table that was asked for where it was one file.

    Raises:
        DatasetsError: The path is neither a folder with a table nor a table file.
    """
    names = [spec.name for spec in specs]
    if path.is_dir():
        if not any((path / f"{name}.csv").exists() for name in names) and not _resembles_tables(path, names):
            raise DatasetsError(f"{path} holds no table of the dataset; expected {', '.join(names[:4])}, ... as .csv")
        return path, None
    if not path.exists():
        raise DatasetsError(f"{path} does not exist; expected a datasets folder or a table file")
    if path.suffix != ".csv" or path.stem not in names:
        close = nearest(path.stem, names)
        hint = f'did you mean "{close}.csv"?' if close else f"the tables are: {', '.join(names)}"
        raise DatasetsError(f"{path} is not a table file; {hint}")
    return path.parent, path.stem


def table_files(folder: Path, specs: Sequence[TableSpec]) -> Iterator[tuple[TableSpec, Path]]:
    """The tables that can be read, with their files."""
    for spec in specs:
        file = folder / f"{spec.name}.csv"
        if file.is_file() and _lies_within(file, folder):
            yield spec, file


def folder_findings(folder: Path, specs: Sequence[TableSpec], chosen: str | None) -> Iterator[Diagnostic]:
    """Missing tables, links to elsewhere and stray files; of a chosen table alone where there is one."""
    wanted = {f"{spec.name}.csv": spec.name for spec in specs if chosen in (None, spec.name)}
    present = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    absent = [name for name in wanted if name not in present]
    explained = set()
    for name in present:
        if name in wanted:
            yield from _unreadable(folder / name, wanted[name])
        elif chosen is None:
            close = nearest(name, absent, cutoff=0.7)
            explained.add(close)
            same = close is not None and close.casefold() == name.casefold()
            hint = f'did you mean "{close}"?' if close else "remove it, or move it out of the folder"
            message = f'"{name}" is not a table of the dataset'
            yield _diagnostic(NameCase if same else StrayFile, message, hint, folder / name)
    for name in absent:
        if name not in explained:
            message, hint = (
                f"the table {wanted[name]} is missing",
                f"restore {name}; without rows it is its header line",
            )
            yield _diagnostic(MissingTable, message, hint, folder / name, wanted[name])


def _unreadable(file: Path, table: str) -> Iterator[Diagnostic]:
    """Why a table's file is not read, where it is not."""
    if not _lies_within(file, file.parent):
        message = "the file is a link to a place outside the folder"
        yield _diagnostic(OutsideFolder, message, "put the file itself here", file, table)
    elif not file.is_file():
        message = f"the table {table} is missing: {file.name} is not a file"
        yield _diagnostic(MissingTable, message, f"put the file {file.name} in its place", file, table)


def _diagnostic(check: type[Check], message: str, hint: str, file: Path, table: str | None = None) -> Diagnostic:
    return Diagnostic(check.code, message, hint, str(file), table=table)


def _lies_within(file: Path, folder: Path) -> bool:
    try:
        return file.resolve(strict=False).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _resembles_tables(folder: Path, names: Sequence[str]) -> bool:
    return any(entry.suffix.lower() == ".csv" and entry.stem.lower() in names for entry in folder.iterdir())
