"""CD45x: actors, their roles in events, and places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, booleans, constant, is_one_of, where
from caucasus_data.checks.base import (
    Check,
    Database,
    Finding,
    RowCheck,
    Rows,
    RuleCheck,
    TableCheck,
    Words,
    one_without_other,
)

_REGION = (38.0, 42.0, 43.0, 51.0)
_LOCAL_TYPES = ("armed_clash", "hostilities", "attack", "offensive", "closure", "displacement")
_PLACELESS_TYPES = ("agreement", "decision", "release")


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
        return one_without_other(rows, index, "name_native", "native_language"), "fill both or neither"


class LoneCoordinate(RowCheck):
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
        return one_without_other(rows, index, "latitude", "longitude"), "fill both or neither"


class OutsideRegion(RuleCheck):
    """Fighting, a closure or a displacement is placed outside the region, without a note.

    Why: Beyond 43-51° E and 38-42° N it is usually a wrong place or swapped coordinates.
    Example: An armed clash in Brussels.
    Mend: Correct the place, or say in `note` why it is right.
    """

    code = "CD454"
    tables = ("events",)
    needs = ("places",)
    reads: ClassVar = {"places": ("latitude", "longitude")}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        south, north, west, east = map(constant, _REGION)
        latitude = db.lookup(rows["place_id"], "places", "latitude")
        longitude = db.lookup(rows["place_id"], "places", "longitude")
        outside = pc.or_(
            pc.or_(pc.less(latitude, south), pc.greater(latitude, north)),
            pc.or_(pc.less(longitude, west), pc.greater(longitude, east)),
        )
        local = pc.and_(is_one_of(rows["event_type"], _LOCAL_TYPES), pc.is_null(rows["note"]))
        events: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for index, place, kind in rows.take(where(pc.and_(local, outside)), "place_id", "event_type"):
            events[place].append((index, kind))
        # Where a place's coordinates are wrong, its events are but shadows: one finding stands for them all.
        for place, ((index, kind), *others) in events.items():
            more = f", and {len(others)} more there" if others else ""
            message = f"{kind} at {place}, outside the region{more}"
            hint = "correct the place or its coordinates, or say why in note"
            yield self.finding(rows, index, "place_id", message, hint)


class ValidityOfPerson(RuleCheck):
    """A person has a `valid_from` or `valid_to`.

    Why: They say when a collective existed; what limits a person's acts is the office.
    Example: `valid_from` 2018-05-08 on a prime minister.
    Mend: Empty it; the days in office belong into `offices`.
    """

    code = "CD455"
    tables = ("actors",)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        person = pc.equal(rows["kind"], constant("person"))
        for name in ("valid_from", "valid_to"):
            for index in where(pc.and_(person, pc.is_valid(rows[name]))):
                message = f"{name} is for collectives, and this is a person"
                yield self.finding(rows, index, name, message, "empty it; the days in office belong into offices.csv")


class ContradictoryRoles(TableCheck):
    """An actor has two roles in an event that exclude each other.

    Why: Nobody stands on both sides of an encounter, or is absent and takes part.
    Example: `armenia` as `side_a` and `side_b` of one clash.
    Mend: Keep the role that the sources show.
    """

    code = "CD456"
    tables = ("event_actors",)
    scans = ("event_actors",)
    reads: ClassVar = {"event_actors": ("event_id", "actor_id", "role")}

    @classmethod
    def sees(cls, rows: Rows, /) -> Mask | None:
        # In sorted rows the roles of an actor in an event follow each other; what lies beyond the ends is unknown.
        event, actor, pairs = rows["event_id"], rows["actor_id"], max(len(rows) - 1, 0)
        same = pc.and_(pc.equal(event.slice(0, pairs), event.slice(1)), pc.equal(actor.slice(0, pairs), actor.slice(1)))
        end = booleans(np.ones(min(len(rows), 1), dtype=np.bool_))
        return pc.or_(pa.concat_arrays([end, same]), pa.concat_arrays([same, end]))

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        others: dict[tuple[str, str], str] = {}
        for index, (event, actor, role) in enumerate(rows.lists("event_id", "actor_id", "role")):
            other = others.setdefault((event, actor), role)
            if other != role and ("absent" in (other, role) or {other, role} == {"side_a", "side_b"}):
                message = f"{actor} is both {other} and {role} of {event}"
                yield self.finding(rows, index, "role", message, "keep the role that the sources show")


class MissingPlace(RowCheck):
    """An event of a kind that happens somewhere has no place, and no note says why.

    Why: Only an agreement, a decision or a release may be without one; the others could not be drawn on a map.
    Example: A `meeting` with an empty `place_id`.
    Mend: Name the place, or the country or region that it surely lies in; of a telephone call, say so in `note`.
    """

    code = "CD457"
    places: ClassVar = {"events": "place_id"}

    def failing(self, rows: Rows, db: Database) -> Mask:
        unplaced = pc.and_(pc.is_null(rows["place_id"]), pc.is_null(rows["note"]))
        return pc.and_not(unplaced, is_one_of(rows["event_type"], _PLACELESS_TYPES))

    def words(self, rows: Rows, index: int) -> Words:
        return (
            f"{rows.value('event_type', index)} without a place_id",
            "name the place, or the country or region that it surely lies in",
        )


PEOPLE_CHECKS: tuple[type[Check], ...] = (
    CodeOfNonState,
    StateWithoutCode,
    NativeNameWithoutLanguage,
    LoneCoordinate,
    OutsideRegion,
    ValidityOfPerson,
    ContradictoryRoles,
    MissingPlace,
)
