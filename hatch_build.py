"""The build hook: publishes the curated tables into the wheel, so that an installed package carries its release."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PLACE_IN_WHEEL = "caucasus_data/_release"


class PublishHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is the builder's private configuration
    """Adds `caucasus_data/_release/` to the wheel; a finding in the tables fails the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Publish, unless the build is an editable one, whose package reads `datasets/` itself."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory(prefix="caucasus-data-")
        build_data["force_include"][str(self._publish(Path(self._folder.name)))] = _PLACE_IN_WHEEL

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder that the release was published to."""
        del build_data, artifact_path
        if version != "editable":
            self._folder.cleanup()

    def _publish(self, out: Path) -> Path:
        # The package is imported from the tree that is being built: it is not installed yet.
        sys.path.insert(0, self.root)
        try:
            from caucasus_data.contract import load_contract
            from caucasus_data.errors import CaucasusDataError
            from caucasus_data.publish import publish
        finally:
            sys.path.remove(self.root)
        root = Path(self.root)
        try:
            schemas = root / "schemas"
            version = self.metadata.version
            return publish(
                root / "datasets", out, specs=load_contract(schemas), version=version, schemas=schemas
            ).folder
        except CaucasusDataError as error:
            self._folder.cleanup()
            self.app.abort(str(error))
            raise
