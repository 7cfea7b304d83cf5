"""What the dataset is called, by whom it is kept and under which licence it stands."""

from __future__ import annotations

NAME = "caucasus-data"
TITLE = "The Armenia-Azerbaijan conflict and peace process, 2020 onwards"
DESCRIPTION = (
    "Curated tables of events, statements, arms contracts and defence spending, each row with its sources and each "
    "contested figure with those who state it."
)
KEYWORDS = (
    "Armenia",
    "Azerbaijan",
    "South Caucasus",
    "conflict data",
    "arms transfers",
    "military expenditure",
)
COVERED_FROM = "2020-09-27"
ORGANISATION = "caucasus_data contributors"
LICENSE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
