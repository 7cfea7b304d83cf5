"""The codebook of the tables at hand: the declarations, what the checks refuse, and rows as examples.

`python -m caucasus_data.codebook` rewrites the pages at the root of a source checkout; `--check` only says which are
stale. A release carries the same pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from caucasus_data.about import TITLE
from caucasus_data.checks import CHECKS
from caucasus_data.checks.base import RuleCheck
from caucasus_data.export.codebook import FOLDER, INDEX, to_codebook
from caucasus_data.history.text_table import KEY_SEPARATOR, TextTable
from caucasus_data.spec import TableSpec
from caucasus_data.views import VIEWS


def codebook_pages(datasets: Path, specs: Sequence[TableSpec]) -> dict[str, str]:
    """The pages of the codebook, by their path.

    Args:
        datasets: The folder of the tables, from which the examples come; an id that a table lacks is left out.
        specs: The tables, in the order of the index; the computed views follow them.

    Raises:
        ReleaseError: A table cannot be read.
    """
    examples = {spec.name: _examples(datasets / f"{spec.name}.csv", spec) for spec in specs}
    views = (view.spec for view in VIEWS)
    return to_codebook((*specs, *views), title=TITLE, rules=_rules(specs), examples=examples)


def _examples(path: Path, spec: TableSpec) -> dict[str, dict[str, str]]:
    """The filled cells of the declared examples, by id and column."""
    table = TextTable.parse(path.read_bytes(), spec.name, spec.primary_key)
    rows = (dict(zip(table.column_names, row, strict=True)) for row in table.rows)
    by_id = {KEY_SEPARATOR.join(row[part] for part in spec.primary_key): row for row in rows}
    known = {record_id: by_id[record_id] for record_id in spec.examples if record_id in by_id}
    return {record_id: {name: cell for name, cell in row.items() if cell} for record_id, row in known.items()}


def _rules(specs: Sequence[TableSpec]) -> dict[str, list[str]]:
    """What the checks across columns and tables refuse in each table, a sentence each."""
    rules: dict[str, list[str]] = {spec.name: [] for spec in specs}
    for check in CHECKS:
        if issubclass(check, RuleCheck):
            for table in check.subjects():
                if table in rules:
                    rules[table].append(f"{check.title()} ({check.code})")
    return rules


def stale_pages(pages: Mapping[str, str], folder: Path) -> list[str]:
    """The paths of the pages that are missing, out of date or left over in a folder, sorted."""
    present = {path.relative_to(folder).as_posix(): path for path in (folder / FOLDER).glob("*.md")}
    if (folder / INDEX).is_file():
        present[INDEX] = folder / INDEX
    texts = {name: path.read_bytes() for name, path in present.items()}
    return sorted(name for name in {*pages, *texts} if name not in pages or texts.get(name) != pages[name].encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite or check the pages of the codebook; returns the exit code."""
    import argparse

    from caucasus_data.tables import TABLES

    parser = argparse.ArgumentParser(prog="python -m caucasus_data.codebook", description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="the checkout (default: here)")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a page is stale")
    options = parser.parse_args(arguments)
    root: Path = options.folder
    pages = codebook_pages(root / "datasets", [table.spec for table in TABLES])
    stale = stale_pages(pages, root)
    for name in stale:
        print(f"{root / name}: {'stale' if options.check else 'written'}")
        if options.check:
            continue
        if name in pages:
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(pages[name], encoding="utf-8", newline="\n")
        else:
            (root / name).unlink()
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
