"""A release as a Hugging Face dataset: the card whose front matter names a configuration for each table."""

from __future__ import annotations

from collections.abc import Sequence

from caucasus_data.about import DESCRIPTION, NAME, TITLE
from caucasus_data.export.data_package import ReleasedTable


def to_dataset_card(tables: Sequence[ReleasedTable], version: str) -> str:
    """The `README.md` of a release's folder.

    `datasets.load_dataset(folder, "events")` reads the Parquet file of that table as its only split.
    """
    configurations = [
        f"- config_name: {table.spec.name}\n"
        + ("  default: true\n" if position == 0 else "")
        + f"  data_files: {table.parquet.path}"
        for position, table in enumerate(tables)
    ]
    front = [
        "license: cc-by-4.0",
        f'pretty_name: "{TITLE}"',
        "language: en",
        "tags: [conflict, peace process, arms transfers, military expenditure, armenia, azerbaijan]",
        "configs:",
        *configurations,
    ]
    rows = [f"| `{table.spec.name}` | {table.rows:,} | {table.spec.title} |" for table in tables]
    body = [
        f"# {NAME} {version}",
        DESCRIPTION,
        "\n".join(["| configuration | rows | title |", "|---|---:|---|", *rows]),
        "Columns, codes and rules: [CODEBOOK.md](CODEBOOK.md). Licence: CC BY 4.0.",
    ]
    return "---\n" + "\n".join(front) + "\n---\n\n" + "\n\n".join(body) + "\n"
