"""Reads a row model into a `TableSpec`; the only module that looks inside pydantic.

The vocabulary is closed. Whatever a model says that a `TableSpec` cannot hold (an alias, a validator, a strict flag, an
open pattern, a column without a meaning) raises `SchemaDefinitionError` when the table is declared, so that no exporter
can drop it in silence.
"""

from __future__ import annotations

import datetime
import types
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from caucasus_data.errors import SchemaDefinitionError
from caucasus_data.spec import CodeSpec, ColumnSpec, ColumnType, TableSpec
from caucasus_data.types import Code, Column, OrderedCode

_CONFIG = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
_READ_ATTRIBUTES = {"annotation", "default", "description", "metadata"}
_BOOKKEEPING = {
    "evaluated",
    "_attributes_set",
    "_qualifiers",
    "_complete",
    "_original_assignment",
    "_original_annotation",
    "_final",
}
_ATOMS: dict[type, ColumnType] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime.date: "date",
}


class Row(BaseModel):
    """Base of every row model: one record of one table, immutable, without extra fields."""

    model_config = _CONFIG


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table: its row model and what was read from it."""

    model: type[Row]
    spec: TableSpec

    @property
    def name(self) -> str:
        """The table's name."""
        return self.spec.name


def declare(  # noqa: PLR0913  # they are named, and are what a table is
    model: type[Row],
    *,
    name: str,
    title: str,
    primary_key: tuple[str, ...],
    examples: tuple[str, ...] = (),
    gaps: str = "",
) -> Table:
    """Declare a table.

    Args:
        model: The row model; its docstring and its attributes' docstrings are the descriptions.
        name: The name of the table and of its file.
        title: The table's title for people.
        primary_key: The columns that name a row and, in this order, sort the file.
        examples: The ids of rows that show well what the table holds.
        gaps: What a reader will look for in vain.

    Raises:
        SchemaDefinitionError: The model says something outside the vocabulary.
    """
    _refuse_behaviour(model)
    hints = get_type_hints(model, include_extras=True)
    columns = tuple(_column(model, field, info, hints[field]) for field, info in model.model_fields.items())
    spec = TableSpec(
        name=name,
        title=title,
        description=_paragraph(model.__doc__),
        primary_key=primary_key,
        columns=columns,
        examples=examples,
        gaps=_paragraph(gaps),
    )
    for part in primary_key:
        if part not in spec or not spec[part].required:
            raise SchemaDefinitionError(f"{name}: primary key column {part!r} is missing or may be empty")
    if not spec.description:
        raise SchemaDefinitionError(f"{name}: the row model has no docstring")
    return Table(model=model, spec=spec)


def _refuse_behaviour(model: type[Row]) -> None:
    """Raise where the model carries configuration, validators or serialisers of its own."""
    if dict(model.model_config) != dict(_CONFIG):
        raise SchemaDefinitionError(f"{model.__name__}: model_config differs from that of Row")
    decorators = model.__pydantic_decorators__
    used = [kind for kind in decorators.__slots__ if getattr(decorators, kind)]
    if used or model.__pydantic_custom_init__ or model.model_computed_fields:
        raise SchemaDefinitionError(f"{model.__name__}: decorators {used} cannot be expressed in a TableSpec")


def _column(model: type[Row], name: str, info: FieldInfo, hint: object) -> ColumnSpec:
    where = f"{model.__name__}.{name}"
    blank = FieldInfo()
    for attribute in set(FieldInfo.__slots__) - _READ_ATTRIBUTES - _BOOKKEEPING:
        if getattr(info, attribute, None) != getattr(blank, attribute, None):
            raise SchemaDefinitionError(f"{where}: {attribute} cannot be expressed in a ColumnSpec")
    if not info.description:
        raise SchemaDefinitionError(f"{where}: has no description (a docstring below the attribute)")
    inner, optional = _unwrap_optional(hint)
    expected_default = None if optional else PydanticUndefined
    if info.default is not expected_default and not (optional and info.default is None):
        raise SchemaDefinitionError(f"{where}: the only default is None, and only on an optional column")
    if optional and info.is_required():
        raise SchemaDefinitionError(f"{where}: an optional column needs the default None")
    return ColumnSpec(
        name=name, description=_paragraph(info.description), required=not optional, **_constraints(where, inner)
    )


def _constraints(where: str, hint: object) -> dict[str, Any]:
    """The type and constraints of an annotation, as keyword arguments of `ColumnSpec`."""
    atom, markers = _split(hint)
    found: dict[str, Any] = {}
    if get_origin(atom) is list:
        item = _constraints(where, get_args(atom)[0])
        if item.pop("type") != "string":
            raise SchemaDefinitionError(f"{where}: a list holds strings or codes")
        found = {"type": "list", **item}
    elif isinstance(atom, type) and issubclass(atom, Code):
        codes = tuple(CodeSpec(str(member), member.definition, member.equivalents) for member in atom)
        found = {"type": "string", "codes": codes, "ordered": issubclass(atom, OrderedCode)}
    elif isinstance(atom, type) and atom in _ATOMS:
        found = {"type": _ATOMS[atom]}
    else:
        raise SchemaDefinitionError(f"{where}: {atom!r} is not a cell type")
    for marker in markers:
        found |= _marker(where, marker)
    if found["type"] == "list" and not found.get("delimiter"):
        raise SchemaDefinitionError(f"{where}: a list needs a delimiter")
    return found


def _marker(where: str, marker: object) -> dict[str, Any]:
    """One constraint as keyword arguments of `ColumnSpec`."""
    if isinstance(marker, Column):
        return {key: value for key in Column.__slots__ if (value := getattr(marker, key)) is not None}
    if isinstance(marker, Ge) and isinstance(marker.ge, int | float):
        return {"minimum": marker.ge}
    if isinstance(marker, Le) and isinstance(marker.le, int | float):
        return {"maximum": marker.le}
    if isinstance(marker, StringConstraints):
        known: dict[str, Any] = {
            "pattern": marker.pattern,
            "min_length": marker.min_length,
            "max_length": marker.max_length,
        }
        if StringConstraints(**known) != marker:
            raise SchemaDefinitionError(f"{where}: of StringConstraints only pattern and lengths can be expressed")
        if marker.pattern is not None:
            _refuse_open_pattern(where, marker.pattern)
        return {key: value for key, value in known.items() if value is not None}
    raise SchemaDefinitionError(f"{where}: the constraint {marker!r} cannot be expressed")


def _refuse_open_pattern(where: str, pattern: object) -> None:
    """Raise unless the pattern is anchored at both ends and free of classes that engines disagree on."""
    if not isinstance(pattern, str) or not (pattern.startswith("^") and pattern.endswith("$")):
        raise SchemaDefinitionError(f"{where}: the pattern {pattern!r} is not anchored")
    if "|" in _without_groups(pattern):
        raise SchemaDefinitionError(f"{where}: the pattern {pattern!r} has an alternative outside a group")
    for ambiguous in (r"\w", r"\d", r"\b", r"\s"):
        if ambiguous in pattern:
            raise SchemaDefinitionError(f"{where}: {ambiguous} means different things to different engines")


def _without_groups(pattern: str) -> str:
    """The pattern's characters outside every (...) and [...]."""
    kept, depth, in_class, escaped = [], 0, False, False
    for character in pattern:
        if escaped:
            escaped = False
            continue
        if character == "\\":
            escaped = True
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(kept)


def _split(hint: object) -> tuple[Any, tuple[object, ...]]:
    """`Annotated[T, a, b]` into T and (a, b); anything else into itself and ()."""
    if get_origin(hint) is Annotated:
        atom, *markers = get_args(hint)
        return atom, tuple(markers)
    return hint, ()


def _unwrap_optional(hint: object) -> tuple[object, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        members = get_args(hint)
        rest = [member for member in members if member is not type(None)]
        if len(rest) == 1 and len(members) == 2:
            return rest[0], True
    return hint, False


def _paragraph(text: str | None) -> str:
    """A docstring as one line."""
    return " ".join((text or "").split())
