"""Where the tables are: in the installed release, or in a source checkout.

A wheel carries a published release in `caucasus_data/_release/`. An editable install reads `datasets/` itself; where
the last `publish` of this version still matches it, the Parquet files of that release serve.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from caucasus_data.errors import PackagedFileError, UnknownTableError

if TYPE_CHECKING:
    from caucasus_data.spec import TableSpec

_PACKAGE = Path(__file__).resolve().parent
_INDEX = "_index.json"


@dataclass(frozen=True, slots=True)
class Store:
    """A place that holds the tables.

    Attributes:
        tables: The folder of `<table>.csv`.
        schemas: The folder of `<table>.json`.
        release: The folder of a published release; None where nothing has been published.
        is_source: True for a source checkout, whose `tables` may be newer than `release`.
    """

    tables: Path
    schemas: Path
    release: Path | None
    is_source: bool

    def names(self) -> tuple[str, ...]:
        """The names of the tables, in the order of the contract."""
        import json

        try:
            names = json.loads((self.schemas / _INDEX).read_bytes())["tables"]
        except (OSError, ValueError, KeyError) as error:
            raise PackagedFileError(
                f"{self.schemas / _INDEX} cannot be read ({error}); reinstall caucasus-data"
            ) from error
        return tuple(names)

    def spec(self, table: str) -> TableSpec:
        """The declaration of one table.

        Raises:
            UnknownTableError: There is no such table.
        """
        from caucasus_data.contract import load_table

        if table not in (names := self.names()):
            raise UnknownTableError(table, names)
        return load_table(self.schemas, table)

    def specs(self) -> tuple[TableSpec, ...]:
        """The declarations of all tables."""
        from caucasus_data.contract import load_contract

        return load_contract(self.schemas)

    def csv(self, table: str) -> Path:
        """The table's CSV file."""
        return self._existing(self.tables / f"{table}.csv", table)

    def parquet(self, table: str) -> Path | None:
        """The table's Parquet file; None in a source checkout that has changed since `publish`."""
        if self.release is None:
            return None
        path = self.release / f"{table}.parquet"
        if self.is_source and not (path.is_file() and self._is_fresh(table)):
            return None
        return self._existing(path, table)

    def _is_fresh(self, table: str) -> bool:
        """True where the published CSV and schema are byte for byte those of the source."""
        assert self.release is not None
        pairs = ((self.tables, self.release, f"{table}.csv"), (self.schemas, self.release / "schemas", f"{table}.json"))
        return all(_same_bytes(source / name, published / name) for source, published, name in pairs)

    def _existing(self, path: Path, table: str) -> Path:
        if path.is_file():
            return path
        if table not in (names := self.names()):
            raise UnknownTableError(table, names)
        mend = "restore it from git" if self.is_source else "reinstall caucasus-data"
        raise PackagedFileError(f"{path} is missing; {mend}")


@cache
def store() -> Store:
    """The store of this installation.

    Raises:
        PackagedFileError: Neither a packaged release nor a source checkout is there.
    """
    packaged = _PACKAGE / "_release"
    if packaged.is_dir():
        return Store(packaged, packaged / "schemas", packaged, is_source=False)
    root = _PACKAGE.parent
    if (root / "datasets").is_dir() and (root / "schemas").is_dir():
        from caucasus_data import __version__

        published = root / "dist" / f"caucasus-data-{__version__}"
        return Store(root / "datasets", root / "schemas", published if published.is_dir() else None, is_source=True)
    raise PackagedFileError(f"{_PACKAGE} holds no tables; reinstall caucasus-data")


def _same_bytes(one: Path, other: Path) -> bool:
    try:
        if one.stat().st_size != other.stat().st_size:
            return False
        return one.read_bytes() == other.read_bytes()
    except OSError:
        return False
