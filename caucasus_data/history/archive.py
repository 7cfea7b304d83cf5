"""Every release that an installation can give: the last one as it stands, the earlier ones rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from caucasus_data.contract import load_table, table_names
from caucasus_data.errors import ReleaseError, SchemaDefinitionError, UnknownTableError
from caucasus_data.history.log import Log
from caucasus_data.history.log_files import read_log, read_log_of, read_releases
from caucasus_data.history.rebuild import rebuilt_table
from caucasus_data.history.snapshot import Snapshot, schema_digest
from caucasus_data.history.text_table import TextTable
from caucasus_data.history.versions import version_key
from caucasus_data.spec import TableSpec

EARLIER_SCHEMAS = "history"
"""The folder, in that of the schemas, that keeps each schema under the version that first had it."""


@dataclass(frozen=True)
class Archive:
    """The releases behind a folder of tables.

    Attributes:
        tables: The folder of `<table>.csv`, the log among them.
        schemas: The folder of `<table>.json`, with the earlier ones in `history/<version>/`.
        checkout: The source checkout that the folders belong to, whose tables may be newer than the last release;
            None for a published release.
    """

    tables: Path
    schemas: Path
    checkout: Path | None = None

    @cached_property
    def log(self) -> Log:
        """The log of releases."""
        return read_log(self.tables)

    @cached_property
    def releases(self) -> Log:
        """The log without its changes, which takes a tenth of the time to read."""
        return read_releases(self.tables)

    def table(self, version: str, name: str) -> TextTable:
        """A table as a release published it.

        Raises:
            UnknownVersionError: There is no such release.
            UnknownTableError: The release has no such table.
            ReleaseError: It cannot be rebuilt.
        """
        log = self.log if "log" in vars(self) else read_log_of(self.tables, name)
        return rebuilt_table(log, version, name, self._last_table)

    def last_tables(self) -> dict[str, TextTable]:
        """Those tables of the last release that are at hand as it published them, by name."""
        if self.releases.last is None:
            return {}
        return {
            name: TextTable.parse(data, name, self.spec(self.releases.last, name).primary_key)
            for name, released in self.releases.tables(self.releases.last).items()
            if (file := self.tables / f"{name}.csv").is_file()
            and sha256(data := file.read_bytes()).hexdigest() == released.digest
        }

    def has_changed(self, version: str, name: str) -> bool:
        """True where a table is not the one at hand: its cells or its declaration were others.

        Raises:
            UnknownVersionError: There is no such release.
            UnknownTableError: The release has no such table.
        """
        if name not in (released := self.releases.tables(version)):
            raise UnknownTableError(name, released)
        file = self.tables / f"{name}.csv"
        if not file.is_file() or sha256(file.read_bytes()).hexdigest() != released[name].digest:
            return True
        return schema_digest(load_table(self.schemas, name)) != released[name].schema_digest

    def spec(self, version: str, name: str) -> TableSpec:
        """A table's declaration in a release.

        Raises:
            UnknownVersionError: There is no such release.
            UnknownTableError: The release has no such table.
            ReleaseError: Its schema is missing or is not the one that was released.
        """
        if name not in (released := self.releases.tables(version)):
            raise UnknownTableError(name, released)
        for folder in self._schema_folders(version):
            try:
                spec = load_table(folder, name)
            except SchemaDefinitionError:
                continue
            if schema_digest(spec) == released[name].schema_digest:
                return spec
        raise ReleaseError(f"the schema of {name} in {version} is missing from {self.schemas / EARLIER_SCHEMAS}")

    def names(self, version: str) -> tuple[str, ...]:
        """The tables of a release in the order of the contract, those that it no longer has first.

        Raises:
            UnknownVersionError: There is no such release.
        """
        order = {name: position for position, name in enumerate(table_names(self.schemas))}
        return tuple(sorted(self.releases.tables(version), key=lambda name: order.get(name, -1)))

    def snapshot(self, version: str) -> Snapshot:
        """All tables of a release; see `table` and `spec`."""
        names = self.names(version)
        return Snapshot(
            version,
            {name: self.spec(version, name) for name in names},
            {name: self.table(version, name) for name in names},
        )

    def _schema_folders(self, version: str) -> Iterator[Path]:
        """Where a release's schema may stand, the likeliest place first."""
        earlier = [one for one in self.releases.versions if version_key(one) <= version_key(version)]
        yield from (self.schemas / EARLIER_SCHEMAS / one for one in reversed(earlier))
        yield self.schemas

    def _last_table(self, name: str) -> TextTable:
        """A table of the last release: of all that may be it, the one that has its digest."""
        assert self.releases.last is not None
        released = self.releases.tables(self.releases.last)[name]
        for data in self._candidates(name):
            if sha256(data).hexdigest() == released.digest:
                return TextTable.parse(data, name, self.spec(self.releases.last, name).primary_key)
        last = self.releases.last
        why = (
            "is not to be found; fetch the whole history (git fetch --unshallow), or run where it was released"
            if self.checkout is not None
            else f"is not here: this was built from tables changed since; install caucasus-data=={last}"
        )
        raise ReleaseError(f"{name}.csv as {last} released it {why}")

    def _candidates(self, name: str) -> Iterator[bytes]:
        """The contents that a table file has, had when it was last published, and had in git."""
        places = [self.tables / f"{name}.csv"]
        if self.checkout is not None:
            places.append(self.checkout / "dist" / f"caucasus-data-{self.releases.last}" / f"{name}.csv")
        for place in places:
            if place.is_file():
                yield place.read_bytes()
        if self.checkout is not None:
            # Rarely needed, and what runs another program is slow to import.
            from caucasus_data.history.git import contents_of

            yield from contents_of(self.checkout, f"{self.tables.relative_to(self.checkout).as_posix()}/{name}.csv")
