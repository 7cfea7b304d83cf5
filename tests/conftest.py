"""What several tests share: golden files and a small, valid folder of tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from caucasus_data.csv_form import canonical_csv
from caucasus_data.tables import TABLES

# A time limit for each example would make a busy machine fail a right program; timings belong in benchmarks/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

GOLDEN = Path(__file__).parent / "golden"

ROWS: dict[str, list[dict[str, str]]] = {
    "actors": [
        {
            "actor_id": "armenia",
            "kind": "state",
            "name": "Armenia",
            "party": "armenia",
            "iso3": "ARM",
            "gw_code": "371",
        },
        {"actor_id": "azerbaijan", "kind": "state", "name": "Azerbaijan", "party": "azerbaijan", "iso3": "AZE"},
        {
            "actor_id": "ani-example",
            "kind": "person",
            "name": "Ani Example",
            "name_native": "Անի",
            "native_language": "hy",
            "country": "ARM",
        },
    ],
    "places": [
        {
            "place_id": "border",
            "kind": "border_segment",
            "name": "The border",
            "latitude": "40.5",
            "longitude": "45.25",
        },
    ],
    "sources": [
        {
            "source_id": "example-2023",
            "kind": "news",
            "publisher": "The Example, daily",
            "title": 'A "quoted" title',
            "url": "https://example.org/a?b=1",
            "published": "2023-09-21",
            "published_precision": "1",
            "retrieved": "2026-01-02",
            "language": "en",
        },
    ],
    "events": [
        {
            "event_id": "2023-09-19-example",
            "event_type": "meeting",
            "date_start": "2023-09-19",
            "date_precision": "1",
            "place_id": "border",
            "sources": "example-2023",
            "review": "candidate",
            "title": "A meeting",
            "summary": "Delegations of both sides met at the border and spoke about its course.",
        },
        {
            "event_id": "2023-09-20-example",
            "event_type": "agreement",
            "date_start": "2023-09-20",
            "date_end": "2023-09-21",
            "date_precision": "2",
            "implements": "2023-09-19-example",
            "sources": "example-2023",
            "review": "candidate",
            "title": "An agreement",
            "summary": "The delegations initialled a text, after the meeting of the day before.",
        },
    ],
    "event_actors": [
        {"event_id": "2023-09-19-example", "actor_id": "armenia", "role": "participant"},
        {"event_id": "2023-09-19-example", "actor_id": "azerbaijan", "role": "participant"},
    ],
    "statements": [
        {
            "statement_id": "2023-09-20-ani-example",
            "date": "2023-09-20",
            "date_precision": "1",
            "speaker_id": "ani-example",
            "addressees": "armenia;azerbaijan",
            "venue": "speech",
            "about_id": "2023-09-19-example",
            "acts": "propose;request",
            "topics": "border",
            "quote_language": "en",
            "quote_form": "original",
            "chain": "direct",
            "sources": "example-2023",
            "review": "candidate",
            "summary": "She proposed that the commissions should meet again within the month.",
            "quote": "Let us meet again, soon.",
        },
    ],
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with `golden/<name>`, or writes it there under `--update-golden`."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def write_datasets() -> Callable[[Path], None]:
    """Writes a valid file for every table, most of them without rows, into a folder."""

    def write(folder: Path) -> None:
        folder.mkdir()
        for table in TABLES:
            names = table.spec.column_names
            rows = [[row.get(name, "") for name in names] for row in ROWS.get(table.name, [])]
            (folder / f"{table.name}.csv").write_bytes(canonical_csv(table.spec, rows))

    return write


@pytest.fixture
def small_datasets(tmp_path: Path, write_datasets: Callable[[Path], None]) -> Path:
    """A folder that `write_datasets` has filled."""
    write_datasets(tmp_path / "datasets")
    return tmp_path / "datasets"
