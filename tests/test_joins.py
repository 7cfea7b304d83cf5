"""The keys are those of the field: a table of someone else's joins in one line.

The extracts are small and made by hand: Natural Earth and ISO have alpha-3 codes, UCDP and the Correlates of War's kin
Gleditsch-Ward numbers, Wikidata its items.
"""

from __future__ import annotations

import pandas as pd
import pytest

import caucasus_data as cd

CAPITALS = pd.DataFrame({"iso3": ["ARM", "AZE", "GEO"], "capital": ["Yerevan", "Baku", "Tbilisi"]})
GLEDITSCH_WARD = pd.DataFrame(
    {"gwno": [371, 373, 372, 365, 630, 640], "iso3": ["ARM", "AZE", "GEO", "RUS", "IRN", "TUR"]}
)


def test_states_by_iso3() -> None:
    joined = cd.load("actors").merge(CAPITALS, on="iso3")
    assert (
        dict(zip(joined["actor_id"], joined["capital"], strict=True)).items()
        <= {
            "armenia": "Yerevan",
            "azerbaijan": "Baku",
            "georgia": "Tbilisi",
        }.items()
    )
    assert {"armenia", "azerbaijan"} <= set(joined["actor_id"])


def test_spending_by_iso3() -> None:
    spending = cd.load("spending")
    joined = spending.merge(CAPITALS, left_on="country", right_on="iso3")
    assert len(joined) == spending["country"].isin(CAPITALS["iso3"]).sum() > 0


def test_actors_by_gleditsch_ward() -> None:
    joined = cd.load("actors").merge(GLEDITSCH_WARD, left_on="gw_code", right_on="gwno", suffixes=("", "_theirs"))
    assert (joined["iso3"] == joined["iso3_theirs"]).all()
    assert "armenia" in set(joined["actor_id"])


@pytest.mark.parametrize("table", ["actors", "places"])
def test_wikidata_ids_join_one_to_one(table: str) -> None:
    """As many rows as have an id, however many that are."""
    ours = cd.load(table).dropna(subset=["wikidata"])
    theirs = pd.DataFrame({"item": ours["wikidata"].astype(object), "label": ours["name"].astype(object)})
    joined = ours.merge(theirs, left_on="wikidata", right_on="item", validate="one_to_one")
    assert list(joined["label"]) == list(ours["name"])
