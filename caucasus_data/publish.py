"""From curated tables to a release: validated, typed, written in both formats, described and digested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from caucasus_data.about import NAME
from caucasus_data.atomic import replaced_folder, write_file
from caucasus_data.codebook import codebook_pages
from caucasus_data.contract import FOLDER as SCHEMAS
from caucasus_data.contract import contract_files
from caucasus_data.csv_source import read_table
from caucasus_data.diagnostics import Diagnostic, Report
from caucasus_data.errors import InvalidDataError, ReleaseError
from caucasus_data.export.croissant import to_croissant
from caucasus_data.export.csvw import to_csvw
from caucasus_data.export.data_package import ReleasedFile, ReleasedTable, content_digest, to_data_package
from caucasus_data.export.geoparquet import has_points, to_geo_table
from caucasus_data.export.hugging_face import to_dataset_card
from caucasus_data.export.parquet import to_parquet
from caucasus_data.export.schema_org import to_schema_org
from caucasus_data.export.table_schema import dump
from caucasus_data.history.archive import EARLIER_SCHEMAS, Archive
from caucasus_data.history.log import LOG_TABLES
from caucasus_data.lifetimes import history_files
from caucasus_data.spec import TableSpec
from caucasus_data.validation import validate

DATA_PACKAGE = "datapackage.json"
CROISSANT = "croissant.json"
SCHEMA_ORG = "schema-org.json"
CSVW = "csv-metadata.json"
DATASET_CARD = "README.md"
CHECKSUMS = "SHA256SUMS"
_LISTED_FINDINGS = 10


@dataclass(frozen=True, slots=True)
class Publication:
    """A release that has been written.

    Attributes:
        folder: Where it stands.
        version: The release.
        tables: Its tables, in the order of the contract.
    """

    folder: Path
    version: str
    tables: tuple[ReleasedTable, ...]

    @property
    def digest(self) -> str:
        """The digest of all tables together."""
        return content_digest(self.tables)


def publish(
    datasets: Path, out: Path, *, specs: Sequence[TableSpec], version: str, schemas: Path | None = None
) -> Publication:
    """Validate the tables and write the release `out/caucasus-data-<version>/`, whole or not at all.

    The same tables give the same bytes on any day and under any locale, time zone and umask; those of the Parquet files
    depend on the version of pyarrow too, which the content digests do not.

    Args:
        datasets: The folder of the curated tables.
        out: The folder of releases; made where it is missing.
        specs: The tables, in the order of the contract.
        version: The release.
        schemas: The folder of the contract, whose schemas of earlier releases go into this one; None: there are none.

    Raises:
        InvalidDataError: The tables have findings; the message lists the first of them.
        DatasetsError: The tables cannot be read.
        ReleaseError: The release cannot be written.
    """
    _refuse_findings(validate(datasets, specs))
    folder = out / f"{NAME}-{version}"
    try:
        with replaced_folder(folder) as fresh:
            earlier = _earlier_schemas(schemas) if schemas is not None else {}
            tables = _write_release(fresh, datasets, specs, version, earlier)
    except OSError as error:
        raise ReleaseError(f"{folder} cannot be written: {error.strerror or error}") from error
    return Publication(folder, version, tables)


def _earlier_schemas(folder: Path) -> dict[str, str]:
    """The schemas of earlier releases, by their path in the release."""
    return {
        f"{SCHEMAS.name}/{path.relative_to(folder).as_posix()}": path.read_bytes().decode()
        for path in sorted(folder.glob(f"{EARLIER_SCHEMAS}/*/*.json"))
    }


def _write_release(
    folder: Path, datasets: Path, specs: Sequence[TableSpec], version: str, earlier: Mapping[str, str]
) -> tuple[ReleasedTable, ...]:
    """Fill an empty folder with every file of a release."""
    tables = tuple(_write_table(folder, datasets / f"{spec.name}.csv", spec) for spec in specs)
    texts = {f"{SCHEMAS.name}/{name}": text for name, text in contract_files(specs).items()}
    texts |= earlier
    texts[DATA_PACKAGE] = dump(to_data_package(tables, version, schemas=SCHEMAS.name))
    day = _release_day(folder, specs, version)
    texts[CROISSANT] = dump(to_croissant(tables, version, date=day))
    texts[SCHEMA_ORG] = dump(to_schema_org(tables, version, date=day))
    texts[CSVW] = dump(to_csvw(tables))
    texts[DATASET_CARD] = to_dataset_card(tables, version)
    texts |= codebook_pages(folder, specs)
    files = [file for table in tables for file in table.files]
    files += [_write(folder, path, text.encode()) for path, text in texts.items()]
    # Without a log, or without the schemas of earlier releases, there are none to keep.
    if earlier and set(LOG_TABLES) <= {spec.name for spec in specs}:
        history = history_files(Archive(folder, folder / SCHEMAS))
        files += [_write(folder, path, data) for path, data in history.items()]
    _write(folder, CHECKSUMS, _checksums(files).encode())
    return tables


def _release_day(folder: Path, specs: Sequence[TableSpec], version: str) -> str | None:
    """The ISO day on which the version was released, as the release log has it; None before that."""
    spec = next((spec for spec in specs if spec.name == "releases"), None)
    log = read_table(folder / "releases.csv", spec).to_pylist() if spec is not None else []
    return next((entry["date"].isoformat() for entry in log if entry["version"] == version), None)


def _write_table(folder: Path, source: Path, spec: TableSpec) -> ReleasedTable:
    """Write a table in its formats; validation has found its CSV canonical, so that it is copied as it is."""
    csv = _write(folder, f"{spec.name}.csv", source.read_bytes())
    # Read from the copy: all formats then hold the same rows even where someone edits the source meanwhile.
    table = read_table(folder / csv.path, spec)
    parquet = _write(folder, f"{spec.name}.parquet", to_parquet(table))
    points = None
    if has_points(spec):
        points = _write(folder, f"{spec.name}.geoparquet", to_parquet(to_geo_table(table)))
    return ReleasedTable(spec, table.num_rows, csv, parquet, points)


def _write(folder: Path, path: str, data: bytes) -> ReleasedFile:
    write_file(folder / path, data)
    return ReleasedFile(path, len(data), sha256(data).hexdigest())


def _checksums(files: Sequence[ReleasedFile]) -> str:
    """The lines of `sha256sum`, sorted by path."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda file: file.path))


def _refuse_findings(report: Report) -> None:
    if report.ok:
        return
    listed = report.diagnostics[:_LISTED_FINDINGS]
    more = len(report.diagnostics) + report.omitted - len(listed)
    lines = [*map(_line, listed), *([f"and {more} more; run: caucasus-data validate"] if more else [])]
    raise InvalidDataError("the tables cannot be published:\n" + "\n".join(lines))


def _line(found: Diagnostic) -> str:
    place = ":".join(str(part) for part in (found.path, found.line, found.column) if part is not None)
    return f"{place}: {found.code} {found.message}"
