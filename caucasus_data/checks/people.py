"""CD45x: actors and places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, constant
from caucasus_data.checks.base import Check, Database, Finding, RowCheck, Rows, TableCheck, Words

_REGION = (38.0, 42.0, 43.0, 51.0)
_LOCAL_TYPES = frozenset({"armed_clash", "hostilities", "attack", "offensive", "closure", "displacement"})


class CodeOfNonState(RowCheck):
    """An actor that is not a state has a state's code.

    Why: `iso3` and `gw_code` join with country data; a de facto authority or a ministry must not join there.
    Example: `iso3` AZE on a ministry.
    Mend: Write the home state's code into `country`.
    """

    code = "CD450"
    places: ClassVar = {"actors": "kind"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        coded = pc.or_(pc.is_valid(rows["iso3"]), pc.is_valid(rows["gw_code"]))
        return pc.and_(pc.not_equal(rows["kind"], constant("state")), coded)

    def words(self, rows: Rows, index: int) -> Words:
        return f"a {rows.value('kind', index)} has no iso3 or gw_code of its own", "move the code to country"


class StateWithoutCode(RowCheck):
    """A state lacks its ISO 3166-1 code.

    Why: It is the key by which the tables join with others.
    Example: An actor of kind state with an empty `iso3`.
    Mend: Fill `iso3`.
    """

    code = "CD451"
    places: ClassVar = {"actors": "kind"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.and_(pc.equal(rows["kind"], constant("state")), pc.is_null(rows["iso3"]))

    def words(self, rows: Rows, index: int) -> Words:
        return "a state needs its iso3", "look it up in ISO 3166-1"


class NativeNameWithoutLanguage(RowCheck):
    """A native name lacks its language, or a language its name.

    Why: The script alone does not tell the language.
    Example: `name_native` filled, `native_language` empty.
    Mend: Fill both or neither.
    """

    code = "CD452"
    places: ClassVar = {"actors": "native_language"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.xor(pc.is_valid(rows["name_native"]), pc.is_valid(rows["native_language"]))

    def words(self, rows: Rows, index: int) -> Words:
        return "of name_native and native_language one is filled and the other is empty", None


class HalfACoordinate(RowCheck):
    """A latitude stands without its longitude, or the reverse.

    Why: One alone is no place.
    Example: `latitude` 39.8, `longitude` empty.
    Mend: Fill both or neither.
    """

    code = "CD453"
    places: ClassVar = {"places": "latitude"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        return pc.xor(pc.is_valid(rows["latitude"]), pc.is_valid(rows["longitude"]))

    def words(self, rows: Rows, index: int) -> Words:
        return "of latitude and longitude one is filled and the other is empty", None


class OutsideRegion(TableCheck):
    """Fighting, a closure or a displacement is placed outside the region, without a note.

    Why: Beyond 43-51° E and 38-42° N it is usually a wrong place or swapped coordinates.
    Example: An armed clash in Brussels.
    Mend: Correct the place, or say in `note` why it is right.
    """

    code = "CD454"
    tables = ("events",)
    needs = ("events", "places")

    def findings(self, db: Database) -> Iterator[Finding]:
        south, north, west, east = _REGION
        points = {place: (lat, lon) for place, lat, lon in db["places"].lists("place_id", "latitude", "longitude")}
        for row, (kind, place, note) in enumerate(db["events"].lists("event_type", "place_id", "note")):
            latitude, longitude = points.get(place, (None, None))
            if (
                kind not in _LOCAL_TYPES
                or note is not None
                or not isinstance(latitude, float)
                or not isinstance(longitude, float)
            ):
                continue
            if not (south <= latitude <= north and west <= longitude <= east):
                yield self.finding(
                    "events",
                    row,
                    "place_id",
                    f"{kind} at {place}, outside the region",
                    "correct the place, or say why in note",
                )


PEOPLE_CHECKS: tuple[type[Check], ...] = (
    CodeOfNonState,
    StateWithoutCode,
    NativeNameWithoutLanguage,
    HalfACoordinate,
    OutsideRegion,
)
