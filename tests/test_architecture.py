"""The floors of the house: each module imports only from its own floor or from those below."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "caucasus_data"
FLOORS = (
    ("about", "errors", "diagnostics"),
    ("spec", "types", "declaration"),
    ("tables",),
    ("arrow_values", "tidiness"),
    (
        "cells",
        "csv_scan",
        "csv_columns",
        "csv_block",
        "csv_source",
        "csv_form",
        "export",
        "contract",
        "atomic",
        "independence",
        "coverage",
    ),
    ("checks",),
    ("validation", "history"),
    ("store", "views", "codebook", "publish", "pinned", "slices", "lifetimes", "verification", "access"),
    ("render",),
    ("loader", "spark", "typed", "footnotes", "database", "listing"),
    ("outcome",),
    ("maintenance",),
    ("cli",),
)
FLOOR_OF = {module: floor for floor, modules in enumerate(FLOORS) for module in modules}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room(dotted: str) -> str:
    """`caucasus_data.checks.base` -> `checks`."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    own = FLOOR_OF[path.relative_to(PACKAGE).parts[0].removesuffix(".py")]
    climbing = [
        f"line {line}: {name}"
        for line, name in imports(path)
        if name.startswith("caucasus_data.") and FLOOR_OF[room(name)] > own
    ]
    assert climbing == []


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("pandas", {"loader.py"}),
        ("pydantic", {"declaration.py", "types.py", "tables"}),
        ("frictionless", set()),
        ("pyspark", {"spark"}),
    ],
)
def test_a_library_stays_in_its_room(library: str, allowed: set[str]) -> None:
    users = {
        path.relative_to(PACKAGE).parts[0]
        for path in MODULES
        for _line, name in imports(path)
        if name.split(".")[0] == library
    }
    assert users <= allowed


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stdout.split("\n")[-2].split())


def test_importing_the_package_loads_no_heavy_library() -> None:
    assert not loaded_after("import caucasus_data") & {"pandas", "pyarrow", "pydantic", "numpy", "polars", "duckdb"}


def test_validating_needs_neither_pandas_nor_pydantic(small_datasets: Path) -> None:
    code = f"import caucasus_data as cd; assert cd.validate({str(small_datasets)!r}).ok"
    assert not loaded_after(code) & {"pandas", "pydantic", "frictionless"}


def test_loading_needs_no_pydantic() -> None:
    assert "pydantic" not in loaded_after("import caucasus_data as cd; cd.load('events')")


def test_the_floors_name_every_module() -> None:
    assert {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} <= set(FLOOR_OF)
