"""The vocabulary of row models is closed: what a `TableSpec` cannot hold is refused when the table is declared."""

from __future__ import annotations

import re
from typing import Annotated, Any

import pytest
from annotated_types import Ge, Gt, Le, MultipleOf
from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
    computed_field,
    create_model,
    field_serializer,
    field_validator,
    model_validator,
)

from caucasus_data.declaration import Row, Table, declare
from caucasus_data.errors import SchemaDefinitionError
from caucasus_data.spec import CodeSpec, ColumnSpec, TableSpec
from caucasus_data.tables import TABLES
from caucasus_data.types import Code, Column, OrderedCode, Slug


class Size(OrderedCode):
    """How large."""

    SMALL = "small", "Fits a hand."
    LARGE = "large", "Does not.", "Elsewhere BIG"


class Thing(Row):
    """A thing
    with a docstring of two lines.
    """

    thing_id: Slug
    """The id."""
    size: Size | None = None
    """How large."""
    weight: Annotated[float, Ge(0), Le(9.5), Column(unit="kg")] | None = None
    """How heavy."""
    parts: Annotated[list[Slug], Column(references="things", delimiter=";")]
    """What it is made of."""


def _declare(model: type[Row], *, primary_key: tuple[str, ...] = ("thing_id",)) -> Table:
    return declare(model, name="things", title="Things", primary_key=primary_key)


def _with_column(hint: Any, default: Any = ..., description: str | None = "What it is.") -> type[Row]:
    """A row model with a key and one further column."""

    model = create_model(
        "Model",
        __base__=Row,
        __doc__="A thing.",
        thing_id=(Slug, Field(description="The id.")),
        column=(hint, default),
    )
    model.model_fields["column"].description = description
    return model


def test_a_model_becomes_a_spec() -> None:
    slug = {"pattern": r"^[a-z0-9]+(?:-[a-z0-9]+)*$", "max_length": 120}
    assert _declare(Thing).spec == TableSpec(
        name="things",
        title="Things",
        description="A thing with a docstring of two lines.",
        primary_key=("thing_id",),
        columns=(
            ColumnSpec("thing_id", "string", "The id.", required=True, **slug),
            ColumnSpec(
                "size",
                "string",
                "How large.",
                required=False,
                codes=(CodeSpec("small", "Fits a hand."), CodeSpec("large", "Does not.", "Elsewhere BIG")),
                ordered=True,
            ),
            ColumnSpec("weight", "number", "How heavy.", required=False, minimum=0, maximum=9.5, unit="kg"),
            ColumnSpec(
                "parts", "list", "What it is made of.", required=True, references="things", delimiter=";", **slug
            ),
        ),
    )


@pytest.mark.parametrize(
    ("hint", "what"),
    [
        (bytes, "is not a cell type"),
        (dict[str, str], "is not a cell type"),
        (int | str, "is not a cell type"),
        (int | str | None, "is not a cell type"),
        (Annotated[int, Gt(0)], "cannot be expressed"),
        (Annotated[int, MultipleOf(5)], "cannot be expressed"),
        (Annotated[str, StringConstraints(strip_whitespace=True)], "only pattern and lengths"),
        (Annotated[str, StringConstraints(to_upper=True)], "only pattern and lengths"),
        (Annotated[str, StringConstraints(strict=True)], "only pattern and lengths"),
        (Annotated[str, StringConstraints(pattern="[a-z]+")], "is not anchored"),
        (Annotated[str, StringConstraints(pattern="^[a-z]+")], "is not anchored"),
        (Annotated[str, StringConstraints(pattern="^a$|^b$")], "alternative outside a group"),
        (Annotated[str, StringConstraints(pattern=r"^a\|b|c$")], "alternative outside a group"),
        (Annotated[str, StringConstraints(pattern=r"^\w+$")], "different things"),
        (Annotated[str, StringConstraints(pattern=r"^\d+$")], "different things"),
        (Annotated[str, StringConstraints(pattern=r"^a\b$")], "different things"),
        (list[Slug], "needs a delimiter"),
        (Annotated[list[int], Column(delimiter=";")], "holds strings or codes"),
    ],
)
def test_a_type_outside_the_vocabulary_is_refused(hint: Any, what: str) -> None:
    with pytest.raises(SchemaDefinitionError, match=f"Model.column.*{re.escape(what)}"):
        _declare(_with_column(hint))


@pytest.mark.parametrize("pattern", ["^(?:a|b)$", "^[a|b]$", r"^a\|b$", r"^[\]|]$"])
def test_an_alternative_in_a_group_or_class_is_accepted(pattern: str) -> None:
    table = _declare(_with_column(Annotated[str, StringConstraints(pattern=pattern)]))
    assert table.spec["column"].pattern == pattern


@pytest.mark.parametrize(
    ("hint", "default"),
    [
        (str, "nothing"),
        (str, None),
        (str | None, "nothing"),
        (str | None, ...),
    ],
)
def test_the_only_default_is_none_on_an_optional_column(hint: Any, default: object) -> None:
    with pytest.raises(SchemaDefinitionError, match="default"):
        _declare(_with_column(hint, default))


@pytest.mark.parametrize(
    "field",
    [
        Field(alias="other"),
        Field(validation_alias="other"),
        Field(serialization_alias="other"),
        Field(title="A title"),
        Field(examples=["a"]),
        Field(exclude=True),
        Field(frozen=True),
        Field(deprecated=True),
        Field(json_schema_extra={"a": 1}),
        Field(repr=False),
        Field(default_factory=str),
    ],
    ids=repr,
)
def test_an_attribute_of_a_field_outside_the_vocabulary_is_refused(field: Any) -> None:
    with pytest.raises(SchemaDefinitionError, match=r"Model\.column"):
        _declare(_with_column(str, field))


@pytest.mark.parametrize("description", [None, ""])
def test_a_column_without_a_description_is_refused(description: str | None) -> None:
    with pytest.raises(SchemaDefinitionError, match="no description"):
        _declare(_with_column(str, description=description))


def test_a_table_without_a_description_is_refused() -> None:
    class Model(Row):
        thing_id: Slug
        """The id."""

    Model.__doc__ = None
    with pytest.raises(SchemaDefinitionError, match="no docstring"):
        _declare(Model)


def test_a_configuration_of_its_own_is_refused() -> None:
    class Model(Thing):
        """A thing."""

        model_config = ConfigDict(extra="allow")

    with pytest.raises(SchemaDefinitionError, match="model_config"):
        _declare(Model)


def _validated() -> type[Row]:
    class Model(Thing):
        """A thing."""

        @field_validator("thing_id")
        @classmethod
        def _check(cls, value: str) -> str:
            return value

    return Model


def _validated_as_a_whole() -> type[Row]:
    class Model(Thing):
        """A thing."""

        @model_validator(mode="after")
        def _check(self) -> Model:
            return self

    return Model


def _serialised() -> type[Row]:
    class Model(Thing):
        """A thing."""

        @field_serializer("thing_id")
        def _write(self, value: str) -> str:
            return value

    return Model


def _computed() -> type[Row]:
    class Model(Thing):
        """A thing."""

        @computed_field
        @property
        def twice(self) -> str:
            return self.thing_id * 2

    return Model


def _initialised() -> type[Row]:
    class Model(Thing):
        """A thing."""

        def __init__(self, **values: Any) -> None:
            super().__init__(**values)

    return Model


@pytest.mark.parametrize("build", [_validated, _validated_as_a_whole, _serialised, _computed, _initialised])
def test_behaviour_is_refused(build: Any) -> None:
    with pytest.raises(SchemaDefinitionError, match="decorators"):
        _declare(build())


@pytest.mark.parametrize("primary_key", [("absent",), ("thing_id", "size")])
def test_a_key_names_required_columns(primary_key: tuple[str, ...]) -> None:
    with pytest.raises(SchemaDefinitionError, match="primary key"):
        _declare(Thing, primary_key=primary_key)


def test_a_code_needs_its_definition() -> None:
    with pytest.raises(TypeError, match="definition"):

        class _Undefined(Code):
            LONELY = "lonely"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_references_name_tables_with_a_key_of_one_column(table: Table) -> None:
    keys = {other.name: other.spec.primary_key for other in TABLES}
    for column in table.spec.columns:
        if column.references is not None:
            assert len(keys[column.references]) == 1


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_names_are_unique_and_plain(table: Table) -> None:
    names = table.spec.column_names
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in (table.name, *names))
    for column in table.spec.columns:
        assert len(set(column.allowed)) == len(column.allowed)


def test_every_table_is_declared_once() -> None:
    names = [table.name for table in TABLES]
    assert len(set(names)) == len(names)
