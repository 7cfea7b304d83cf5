"""A table as a Frictionless Table Schema (Data Package v2), and back without loss.

What the standard has no property for stands in properties prefixed `caucasus_data:`. Needs nothing but the standard
library, so that a start from `schemas/*.json` is quick.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from caucasus_data.errors import SchemaDefinitionError
from caucasus_data.spec import CodeSpec, ColumnSpec, TableSpec

Descriptor: TypeAlias = dict[str, Any]

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"

_DEFINITION = "caucasus_data:definition"
_EQUIVALENTS = "caucasus_data:equivalents"
_EXAMPLES = "caucasus_data:examples"
_FORMAT = "caucasus_data:format"
_GAPS = "caucasus_data:gaps"
_ITEMS = "caucasus_data:items"
_UNIT = "caucasus_data:unit"

# Table Schema's formats of a string are a closed list; any other format of ours needs a property of its own.
_STANDARD_FORMATS = frozenset({"uri"})
_VALUE_CONSTRAINTS = {
    "pattern": "pattern",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minimum": "minimum",
    "maximum": "maximum",
}


def to_table_schema(spec: TableSpec) -> Descriptor:
    """The Table Schema of a table.

    A reference of a list's items stands in `caucasus_data:items`, together with their constraints and categories: the
    standard's foreign keys compare whole cells, and its constraints on a list count its items.
    """
    descriptor: Descriptor = {
        "$schema": PROFILE,
        "name": spec.name,
        "title": spec.title,
        "description": spec.description,
        "fields": [_field(column, unique=spec.primary_key == (column.name,)) for column in spec.columns],
        "missingValues": [""],
        "primaryKey": list(spec.primary_key),
    }
    foreign_keys = [
        _foreign_key(column.name, column.references, spec)
        for column in spec.columns
        if column.references is not None and column.type != "list"
    ]
    if foreign_keys:
        descriptor["foreignKeys"] = foreign_keys
    if spec.examples:
        descriptor[_EXAMPLES] = list(spec.examples)
    if spec.gaps:
        descriptor[_GAPS] = spec.gaps
    return descriptor


def from_table_schema(descriptor: Mapping[str, Any]) -> TableSpec:
    """The table that `to_table_schema` wrote.

    Raises:
        SchemaDefinitionError: The descriptor lacks a property that every exported table has.
    """
    try:
        references = {key["fields"][0]: key["reference"]["resource"] for key in descriptor.get("foreignKeys", ())}
        return TableSpec(
            name=descriptor["name"],
            title=descriptor["title"],
            description=descriptor["description"],
            primary_key=tuple(descriptor["primaryKey"]),
            columns=tuple(_column(field, references.get(field["name"])) for field in descriptor["fields"]),
            examples=tuple(descriptor.get(_EXAMPLES, ())),
            gaps=descriptor.get(_GAPS, ""),
        )
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise SchemaDefinitionError(f"not a Table Schema of this package: {type(error).__name__}: {error}") from error


def dump(descriptor: Mapping[str, Any]) -> str:
    """A descriptor as JSON text: two spaces of indentation, properties in the order given, a newline at the end."""
    return json.dumps(descriptor, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _field(column: ColumnSpec, *, unique: bool) -> Descriptor:
    """One field; `unique` where the column alone is the primary key."""
    field: Descriptor = {"name": column.name, "type": column.type}
    if column.format is not None:
        field["format" if column.format in _STANDARD_FORMATS else _FORMAT] = column.format
    field["description"] = column.description
    if column.unit is not None:
        field[_UNIT] = column.unit
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: Descriptor = {}
    if column.required:
        constraints["required"] = True
    if unique:
        constraints["unique"] = True
    values = _values(column)
    if column.type == "list":
        if column.references is not None:
            values["reference"] = column.references
        field |= {"delimiter": column.delimiter, "itemType": "string", _ITEMS: values}
    else:
        constraints |= values.pop("constraints", {})
        field |= values
    if constraints:
        field["constraints"] = constraints
    return field


def _values(column: ColumnSpec) -> Descriptor:
    """What holds of a single value, be it a cell or an item of a list: its categories and its constraints."""
    values: Descriptor = {}
    if column.codes:
        values["categories"] = [_category(code) for code in column.codes]
        values["categoriesOrdered"] = column.ordered
    constraints = {
        key: value for key, attribute in _VALUE_CONSTRAINTS.items() if (value := getattr(column, attribute)) is not None
    }
    if column.codes:
        # Some readers, frictionless among them, ignore `categories`.
        constraints["enum"] = list(column.allowed)
    if constraints:
        values["constraints"] = constraints
    return values


def _category(code: CodeSpec) -> Descriptor:
    category = {"value": code.value, "label": code.value.replace("_", " "), _DEFINITION: code.definition}
    if code.equivalents:
        category[_EQUIVALENTS] = code.equivalents
    return category


def _foreign_key(column: str, target: str, spec: TableSpec) -> Descriptor:
    # A spec names the table only; the key of another table follows from the convention that all of them keep:
    # `<singular>_id`.
    keys = list(spec.primary_key) if target == spec.name else [target.removesuffix("s") + "_id"]
    return {"fields": [column], "reference": {"resource": target, "fields": keys}}


def _column(field: Mapping[str, Any], reference: str | None) -> ColumnSpec:
    is_list = field["type"] == "list"
    values = field[_ITEMS] if is_list else field
    constraints = values.get("constraints", {})
    return ColumnSpec(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        required=field.get("constraints", {}).get("required", False),
        codes=tuple(
            CodeSpec(category["value"], category[_DEFINITION], category.get(_EQUIVALENTS, ""))
            for category in values.get("categories", ())
        ),
        ordered=values.get("categoriesOrdered", False),
        unit=field.get(_UNIT),
        references=values.get("reference") if is_list else reference,
        delimiter=field["delimiter"] if is_list else None,
        format=field.get("format", field.get(_FORMAT)),
        **{attribute: constraints.get(key) for key, attribute in _VALUE_CONSTRAINTS.items()},
    )
