"""What stands behind a record: its sources, its claims, and how to cite them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from caucasus_data import __version__
from caucasus_data.access import TableName, arrow_table, at_hand, spec_of
from caucasus_data.errors import UnknownBackendError, UnknownRecordError

if TYPE_CHECKING:
    from caucasus_data.render.evidence import Evidence


def evidence(table: TableName, record_id: str) -> Evidence:
    """The sources and the claims behind one record.

    Args:
        table: The record's table.
        record_id: Its primary key; the parts of a composite key joined by `/`.

    Raises:
        UnknownRecordError: The table has no such record.
    """
    from caucasus_data.render.evidence import Evidence

    key = spec_of(table).primary_key
    rows = arrow_table(table).to_pylist()
    by_id = {"/".join(str(row[part]) for part in key): row for row in rows}
    note = ""
    if record_id not in by_id:
        record_id, note = _forwarded(table, record_id, by_id)
    record = _filled(by_id[record_id])
    claims = [
        _filled(row)
        for row in arrow_table("claims").to_pylist()
        if row["table_name"] == table and row["record_id"] == record_id
    ]
    cited = [*record.get("sources", ()), *([record["source_id"]] if "source_id" in record else [])]
    wanted = dict.fromkeys([*cited, *(claim["source_id"] for claim in claims)])
    known = {row["source_id"]: _filled(row) for row in arrow_table("sources").to_pylist()}
    sources = [known[source] for source in wanted if source in known]
    claimants = {claim["claimant_id"] for claim in claims if "claimant_id" in claim}
    actors = arrow_table("actors", ["actor_id", "name"]).to_pylist() if claimants else []
    names = {actor["actor_id"]: actor["name"] for actor in actors if actor["actor_id"] in claimants}
    return Evidence(table, record_id, record, sources, claims, note, names)


def _forwarded(table: str, record_id: str, known: Iterable[str]) -> tuple[str, str]:
    """The id that took the place of one that is no more, and what happened, in words."""
    from caucasus_data.history.identity import forwarded
    from caucasus_data.pinned import archive

    found = forwarded(archive(at_hand()).log, table, record_id)
    if found is None:
        raise UnknownRecordError(record_id, known, where=f" in {table}")
    successor, note = found
    if successor is None or successor not in known:
        raise UnknownRecordError(record_id, (), where=f" in {table}: {note}")
    return successor, note


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def cite(
    table: TableName | None = None, record_id: str | None = None, *, format: Literal["text", "bibtex"] = "text"
) -> str:
    """How to cite this exact version, or the sources of one record.

    Args:
        table: The table of the record whose sources to cite; None: the dataset.
        record_id: The record's id.
        format: `text` or `bibtex`.
    """
    from caucasus_data.render.citation import dataset_citation, source_citations

    if format not in ("text", "bibtex"):
        raise UnknownBackendError(format, ("text", "bibtex"))
    if table is None:
        return dataset_citation(__version__, _release_year(), format)
    if record_id is None:
        raise UnknownRecordError("", (), where=f" in {table}: give the record's id, as in cite({table!r}, id)")
    found = evidence(table, record_id)
    citations = source_citations(found.sources, format)
    if not found.note:
        return citations
    return f"{'% ' if format == 'bibtex' else ''}{found.note}\n{citations}"


def _release_year() -> int | None:
    log = arrow_table("releases", ["version", "date"]).to_pylist()
    return next((entry["date"].year for entry in log if entry["version"] == __version__), None)
