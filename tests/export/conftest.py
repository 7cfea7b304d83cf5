"""A toy table that uses every feature of a `TableSpec`."""

from __future__ import annotations

import pytest

from caucasus_data.spec import CodeSpec, ColumnSpec, TableSpec


@pytest.fixture
def toy() -> TableSpec:
    """One column of every type, with every constraint somewhere."""
    size = (CodeSpec("small", "Fits a hand."), CodeSpec("very_large", "Does not | ever.", "Elsewhere BIG"))
    return TableSpec(
        name="toys",
        title="Toys",
        description="What children play with: ball, block, Խաղալիք.",
        primary_key=("toy_id",),
        columns=(
            ColumnSpec("toy_id", "string", "The id.", required=True, pattern="^[a-z]+$", min_length=2, max_length=9),
            ColumnSpec("kind", "string", "The kind.", required=True, codes=(CodeSpec("ball", "Round."),)),
            ColumnSpec("size", "string", "How large.", required=False, codes=size, ordered=True),
            ColumnSpec("year", "integer", "When made.", required=True, minimum=1900, maximum=2100, unit="year"),
            ColumnSpec("stars", "integer", "How many wish for it.", required=False, minimum=0, maximum=2**40),
            ColumnSpec("weight", "number", "How heavy.", required=False, minimum=0.5, unit="kg"),
            ColumnSpec("sold", "boolean", "Whether sold.", required=True),
            ColumnSpec("seen", "date", "When last seen.", required=False),
            ColumnSpec("part_of", "string", "Its set.", required=False, references="toys", pattern="^[a-z]+$"),
            ColumnSpec("maker_id", "string", "Who made it.", required=True, references="makers"),
            ColumnSpec("page", "string", "Its address.", required=False, format="uri"),
            ColumnSpec("edition", "string", "Its edition.", required=False, format="version"),
            ColumnSpec(
                "friends",
                "list",
                "Others, the best first.",
                required=False,
                pattern="^[a-z]+$",
                max_length=9,
                references="toys",
                delimiter=";",
            ),
            ColumnSpec("moods", "list", "Its moods.", required=True, codes=size, ordered=True, delimiter="|"),
            ColumnSpec("note", "string", "What else.", required=False),
        ),
    )
