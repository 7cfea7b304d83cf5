"""What is validated: a folder of CSV, a folder of Parquet, or frames by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from caucasus_data.checks.form import MissingTable
from caucasus_data.csv_block import Place
from caucasus_data.csv_scan import Flaw
from caucasus_data.diagnostics import Diagnostic
from caucasus_data.errors import DatasetsError, UnknownTableError
from caucasus_data.spec import TableSpec
from caucasus_data.validation.folder import folder_findings, table_files
from caucasus_data.validation.header import header_flaws

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_READABLE = {
    *("string", "boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "date", "timestamp"),
    *("timestamp_ntz", "void", "array<string>", "array<void>"),
}
_ORDER_IS_NONE = frozenset({"reordered-columns"})


@dataclass(frozen=True)
class Source:
    """What is validated.

    Attributes:
        diagnostics: What is wrong with the folder.
        files: The CSV files with their tables.
        frames: The frames by table, where the rows do not come from CSV files.
        paths: The files by their index in the numbers of rows.
        ordered: True where the rows have an order of their own.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    files: tuple[tuple[str, Path], ...] = ()
    frames: Mapping[str, DataFrame] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    ordered: bool = True


def to_source(
    given: str | Path | Mapping[str, DataFrame], specs: Mapping[str, TableSpec], session: SparkSession
) -> Source:
    """Look at what is to be validated.

    Raises:
        DatasetsError: The folder holds no table, or a frame has a column of a type that is no text, number or list.
        UnknownTableError: A frame is given for a table that is not in the dataset.
    """
    if isinstance(given, Mapping):
        for name, frame in given.items():
            if name not in specs:
                raise UnknownTableError(name, specs)
            _refuse_types(name, frame)
        return Source(frames=given, paths=("",), ordered=False)
    folder = Path(given)
    if not folder.is_dir():
        raise DatasetsError(f"{folder} is not a folder")
    if any((folder / f"{name}.parquet").exists() for name in specs) and not any(
        (folder / f"{name}.csv").exists() for name in specs
    ):
        return _of_parquet(folder, specs, session)
    return _of_csv(folder, specs)


def _of_csv(folder: Path, specs: Mapping[str, TableSpec]) -> Source:
    """The files of a folder; a table may also be a folder of part files, as Spark writes them."""
    parts = {name: _parts(folder / f"{name}.csv") for name in specs}
    found = folder_findings(folder, tuple(specs.values()), None)
    diagnostics = [one for one in found if not (one.code == MissingTable.code and parts[str(one.table)])]
    whole = {spec.name: [file] for spec, file in table_files(folder, tuple(specs.values()))}
    files = [(name, file) for name in specs for file in whole.get(name) or parts[name]]
    if not files and not diagnostics:
        raise DatasetsError(f"{folder} holds no table of the dataset")
    return Source(tuple(diagnostics), tuple(files), paths=tuple(str(file) for _name, file in files))


def _of_parquet(folder: Path, specs: Mapping[str, TableSpec], session: SparkSession) -> Source:
    diagnostics, frames, paths = [], {}, list[str]()
    for name in specs:
        file = folder / f"{name}.parquet"
        if not file.exists():
            message, hint = f"the table {name} is missing", f"restore {file.name}"
            diagnostics.append(Diagnostic(MissingTable.code, message, hint, str(file), table=name))
            continue
        frame = session.read.parquet(str(file))
        _refuse_types(name, frame)
        frames[name] = frame
        paths += sorted(local_path(address) for address in frame.inputFiles())
    return Source(tuple(diagnostics), frames=frames, paths=tuple(paths))


def _parts(folder: Path) -> list[Path]:
    if not folder.is_dir() or folder.is_symlink():
        return []
    return sorted(file for file in folder.iterdir() if file.is_file() and file.name[0] not in "._")


def local_path(address: str) -> str:
    """The path of a local file's address, of which there are several ways to write; another address as it is."""
    return unquote(urlsplit(address).path) if address.startswith("file:") else address


def _refuse_types(name: str, frame: DataFrame) -> None:
    for column, kind in frame.dtypes:
        if kind not in _READABLE and not kind.startswith(("decimal(", "varchar(", "char(")):
            raise DatasetsError(f"{name}.{column} is of the type {kind}; expected text, numbers, days or lists of text")


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """The columns of a frame, in the order of the table's: columns that are found by name have none."""

    header: list[str]

    @classmethod
    def of(cls, frame: DataFrame, spec: TableSpec) -> FrameHeader:
        """The names, those of the table first."""
        known = sorted((name for name in frame.columns if name in spec), key=spec.column_names.index)
        return cls([*known, *(name for name in frame.columns if name not in spec)])

    @property
    def header_places(self) -> list[Place]:
        """No places; as many as there are names."""
        return [Place(1, 1)] * max(1, len(self.header))

    def flaws(self, spec: TableSpec) -> Iterator[Flaw]:
        """What is wrong with the names."""
        for flaw, _place in header_flaws(self, spec):
            if flaw.name not in _ORDER_IS_NONE:
                yield flaw
