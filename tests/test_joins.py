"""The keys are those of the field: a table of someone else's joins in one line.

The extracts are small and made by hand: Natural Earth and ISO have alpha-3 codes, UCDP and the Correlates of War's kin
Gleditsch-Ward numbers, Wikidata its items.
"""

from __future__ import annotations

import pandas as pd

import caucasus_data as cd

CAPITALS = pd.DataFrame({"iso3": ["ARM", "AZE", "GEO"], "capital": ["Yerevan", "Baku", "Tbilisi"]})
WIKIDATA = pd.DataFrame(
    {
        "item": ["Q399", "Q227", "Q230", "Q1953", "Q9248", "Q994"],
        "label": ["Armenia", "Azerbaijan", "Georgia", "Yerevan", "Baku", "Tbilisi"],
    }
)
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


def test_states_by_wikidata() -> None:
    joined = cd.load("actors").merge(WIKIDATA, left_on="wikidata", right_on="item", validate="many_to_one")
    assert dict(zip(joined["actor_id"], joined["label"], strict=True)) == {
        "armenia": "Armenia",
        "azerbaijan": "Azerbaijan",
        "georgia": "Georgia",
    }


def test_places_by_wikidata() -> None:
    joined = cd.load("places").merge(WIKIDATA, left_on="wikidata", right_on="item", validate="many_to_one")
    assert list(joined["label"]) == list(joined["name"])
    assert {"Yerevan", "Baku"} <= set(joined["label"])
