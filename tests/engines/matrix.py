"""The supported matrix as Markdown, from what the engines made of the probe."""

from __future__ import annotations

import re

from .engine import Engine, Reading
from .probe import KINDS, columns_of

_VERSION = re.compile(r" [0-9]+$")
HEAD = f"""# Engines

Every table of this checkout is read through these engines and compared, cell by cell and type by type, with its Arrow
truth. A row shows what the engine makes of a column of each kind; a type after "or" is that of a column with an empty
cell. `pytest tests/engines --update-golden` writes this page from what the installed engines did.

| engine | read with | {" | ".join(KINDS)} | to know |
|---|---|{"---|" * len(KINDS)}---|
"""


def rows_of(text: str) -> dict[str, str]:
    """The lines of the document by engine, whatever the version."""
    lines = [line for line in text.splitlines(keepends=True) if line.startswith("| ") and line not in HEAD]
    return {_VERSION.sub("", line.split(" | ")[0].removeprefix("| ")): line for line in lines}


def label(engine: Engine) -> str:
    """The engine with the major version that a row of the matrix holds for."""
    return f"{engine.name} {engine.release}" if engine.release else engine.name


def kinds(reading: Reading) -> dict[str, tuple[str, str]]:
    """The engine's types of each kind of column: without and with an empty cell."""
    return {kind: (reading.types[full], reading.types[empty]) for kind in KINDS for full, empty in [columns_of(kind)]}


def row(engine: Engine, reading: Reading) -> str:
    """The engine's line."""
    cells = [" or ".join(f"`{name}`" for name in dict.fromkeys(types)) for types in kinds(reading).values()]
    return f"| {label(engine)} | `{engine.call}` | {' | '.join(cells)} | {quirks(engine, reading)} |\n"


def quirks(engine: Engine, reading: Reading) -> str:
    """What the types show, in words, and the engine's note."""
    types = kinds(reading)
    turned = [kind for kind, (full, empty) in types.items() if full != empty]
    told = [f"An empty cell changes the type: {', '.join(turned)}."] if turned else []
    opaque = [kind for kind, (_full, empty) in types.items() if empty == "object"]
    told += [f"Python objects: {', '.join(opaque)}."] if opaque else []
    if types["ordered code"] == types["text"]:
        told.append("Codes are plain text.")
    elif types["ordered code"] == types["code"]:
        told.append("The order of codes is lost.")
    return " ".join([*told, engine.note]).strip()
