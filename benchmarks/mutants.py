"""The kill rate on the seeded faults of `tests/test_mutations.py`: this validator, and frictionless on the same files.

Frictionless gets the exported Table Schema of the mutated table; it is counted as a kill where it reports anything on
that line, and for a fault of the whole file anything at all. References to other tables are not put to it: a mutant
that only breaks one is counted under "between tables".
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import frictionless

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import test_mutations as mutations  # noqa: E402  (the tests are no package)


def frictionless_finds(mutant: mutations.Mutant, folder: Path) -> bool:
    """True where frictionless reports the mutant's line."""
    (folder / "table.csv").write_bytes(mutant.data)
    descriptor = json.loads((ROOT / "schemas" / f"{mutant.table}.json").read_text("utf-8"))
    descriptor.pop("foreignKeys", None)
    schema = frictionless.Schema.from_descriptor(descriptor)
    resource = frictionless.Resource(path="table.csv", basepath=str(folder), schema=schema, encoding="utf-8")
    errors = resource.validate().flatten(["rowNumber"])
    return any(mutant.line in (None, 1, row) for (row,) in errors)


def main() -> None:
    """Print the kill rates as a Markdown table."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(mutations.DATASETS, folder / "alone")
    shutil.copytree(mutations.DATASETS, folder, dirs_exist_ok=True)
    print("| faults | number | this validator | frictionless |")
    print("|---|---:|---:|---:|")
    between = [mutant for mutant in mutations.MUTANTS if mutant.family in mutations.BETWEEN_TABLES]
    within = [mutant for mutant in mutations.MUTANTS if mutant.family not in mutations.BETWEEN_TABLES]
    for what, mutants in (("within a table", within), ("between columns and tables", between)):
        ours = sum(mutations.caught(mutant, folder) for mutant in mutants)
        theirs = sum(frictionless_finds(mutant, folder) for mutant in mutants)
        print(f"| {what} | {len(mutants)} | {ours / len(mutants):.1%} | {theirs / len(mutants):.1%} |")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
