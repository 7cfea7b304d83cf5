"""Citations of the dataset and of the sources behind its records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caucasus_data.about import NAME, ORGANISATION, TITLE


def dataset_citation(version: str, year: int | None, format: str) -> str:
    """How to cite the dataset.

    Args:
        version: Its version.
        year: The year of the release; None where it has not been released.
        format: `text` or `bibtex`.
    """
    when = str(year) if year is not None else "unreleased"
    if format == "text":
        return f"{ORGANISATION} ({when}). {NAME}: {TITLE}. Version {version}. CC BY 4.0."
    fields = {
        "author": "{" + ORGANISATION + "}",
        "title": "{" + f"{NAME}: {TITLE}" + "}",
        "version": version,
        "year": when,
        "note": "CC BY 4.0",
    }
    return _bibtex("caucasus_data_" + version.replace(".", "_"), fields)


def source_citations(sources: Sequence[dict[str, Any]], format: str) -> str:
    """The sources of a record, a citation each, separated by newlines."""
    cite = _source_text if format == "text" else _source_bibtex
    return "\n".join(cite(source) for source in sources)


def _source_text(source: dict[str, Any]) -> str:
    author = f"{source['author']}, " if "author" in source else ""
    when = f" ({source['published']})" if "published" in source else ""
    address = f" {source['url']}" if "url" in source else ""
    title = source["title"]
    end = "" if title.endswith(("?", "!", ".", "…")) else "."
    return f"{author}{source['publisher']}{when}: {title}{end}{address}"


def _source_bibtex(source: dict[str, Any]) -> str:
    fields = {"title": "{" + source["title"] + "}", "howpublished": source["publisher"]}
    if "author" in source:
        fields["author"] = source["author"]
    if "published" in source:
        fields["date"] = str(source["published"])
    if "url" in source:
        fields["url"] = source["url"]
    if "retrieved" in source:
        fields["urldate"] = str(source["retrieved"])
    return _bibtex(source["source_id"], fields)


def _bibtex(key: str, fields: dict[str, str]) -> str:
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{body}\n}}"
