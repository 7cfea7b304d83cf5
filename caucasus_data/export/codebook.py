"""The codebook: what every table, column and code means, a page for each table, in Markdown that GitHub shows well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from caucasus_data.spec import ColumnSpec, TableSpec

INDEX = "CODEBOOK.md"
FOLDER = "codebook"

_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "date": "date",
    "list": "list",
}
_INTRODUCTION = (
    "An empty cell means unknown or not applicable; nothing else does. Dates are ISO days; where a precision is "
    "coarser than a day, a date is the earliest possible one. In CSV the items of a list are separated by the "
    "character given with the column; in Parquet a list is a list of strings."
)
_COLUMN_HEADER = ("Column", "Meaning", "Type", "Unit", "Required", "Refers to")
_GROUPED_FROM = 10_000
_REFUSED = "`caucasus-data validate` refuses the table where:"


def to_codebook(
    specs: Sequence[TableSpec],
    *,
    title: str,
    rules: Mapping[str, Sequence[str]],
    examples: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> dict[str, str]:
    """The pages of the codebook, by their path: the index, then one for each table.

    They name no version: they come with the tables that they describe.

    Args:
        specs: The tables, in the order of the index.
        title: The title of the dataset.
        rules: What validation refuses across columns and tables, a sentence of Markdown each, by table.
        examples: Rows to show, by table and id: the filled cells as they stand in the CSV, by column.
    """
    contents = [f"- [{spec.name}]({FOLDER}/{spec.name}.md): {spec.title}" for spec in specs]
    pages = {INDEX: _page([f"# Codebook\n\n{title}.", _INTRODUCTION, "\n".join(contents)])}
    for spec in specs:
        page = _table_page(spec, rules.get(spec.name, ()), examples.get(spec.name, {}))
        pages[f"{FOLDER}/{spec.name}.md"] = _page(page)
    return pages


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _table_page(spec: TableSpec, rules: Sequence[str], examples: Mapping[str, Mapping[str, str]]) -> list[str]:
    key = ", ".join(_code(name) for name in spec.primary_key)
    blocks = [
        f"# {spec.name}",
        f"**{spec.title}.** {spec.description}",
        f"Primary key: {key}. [All tables](../{INDEX}).",
        "## Columns",
        _table(_COLUMN_HEADER, map(_row, spec.columns)),
    ]
    coded = [column for column in spec.columns if column.codes]
    if coded:
        blocks.append("## Codes")
    for column in coded:
        blocks += [f"### {column.name}", _codes(column)]
    if rules:
        blocks += ["## Rules", _REFUSED, "\n".join(f"- {rule}" for rule in rules)]
    if examples:
        blocks.append("## Examples")
    for record_id, cells in examples.items():
        blocks += [
            f"### {record_id}",
            _table(("Column", "Cell"), ((_code(name), cell) for name, cell in cells.items())),
        ]
    if spec.gaps:
        blocks += ["## Known gaps", spec.gaps]
    return blocks


def _row(column: ColumnSpec) -> tuple[str, ...]:
    reference = f"[{column.references}]({column.references}.md)" if column.references else ""
    return (
        _code(column.name),
        column.description,
        _type(column),
        column.unit or "",
        "yes" if column.required else "",
        reference,
    )


def _type(column: ColumnSpec) -> str:
    """The type in words, with the limits of the value."""
    words = _TYPES[column.type]
    if column.codes:
        order = "ordered code" if column.ordered else "code"
        words = f"list of {order}s" if column.type == "list" else order
    if column.delimiter is not None:
        words += f" separated by {_code(column.delimiter)}"
    if column.references:
        # A reference has the form of the key that it names.
        return words
    limits = [
        _span(column.minimum, column.maximum),
        _span(column.min_length, column.max_length, " characters"),
        _code(column.pattern) if column.pattern else "",
    ]
    return ", ".join([words, *filter(None, limits)])


def _span(least: float | None, greatest: float | None, unit: str = "") -> str:
    if least is not None and greatest is not None:
        return f"{_number(least)} to {_number(greatest)}{unit}"
    if least is not None:
        return f"at least {_number(least)}{unit}"
    return f"at most {_number(greatest)}{unit}" if greatest is not None else ""


def _number(value: float) -> str:
    """The number, grouped by thousands from five digits on, so that a year stays a year."""
    return f"{value:,}" if abs(value) >= _GROUPED_FROM else str(value)


def _codes(column: ColumnSpec) -> str:
    if not any(code.equivalents for code in column.codes):
        return _table(("Code", "Meaning"), [(_code(code.value), code.definition) for code in column.codes])
    rows = [(_code(code.value), code.definition, code.equivalents) for code in column.codes]
    return _table(("Code", "Meaning", "In other schemes"), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _code(text: str) -> str:
    return f"`{text}`"
