"""CD9: what breaks the code of those who use the dataset, and so makes the next release a major one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from caucasus_data.checks.base import Check
from caucasus_data.spec import ColumnSpec, TableSpec

Break: TypeAlias = tuple[str, str]
"""The column, or "" for the table as a whole, and what happened to it."""


@dataclass(frozen=True, slots=True)
class TablePair:
    """One table in two releases.

    Attributes:
        before: The older declaration; None where the newer release added the table.
        after: The newer declaration; None where it removed it.
        columns: The newer name of each column that is still there, by its old one.
        lost: The ids that are gone and forward to none.
        reworded: The columns whose text is new and whose meaning is not; "" stands for the table.
    """

    before: TableSpec | None
    after: TableSpec | None
    columns: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    reworded: frozenset[str] = frozenset()

    def kept(self) -> Iterator[tuple[ColumnSpec, ColumnSpec]]:
        """Each column that is still there, before and after."""
        if self.before is not None and self.after is not None:
            for old, new in self.columns.items():
                yield self.before[old], self.after[new]


class BreakingCheck(Check):
    """A rule of what a release may not change without being a major one."""

    def breaks(self, pair: TablePair) -> Iterator[Break]:
        """Where a table breaks the rule."""
        raise NotImplementedError


class _ColumnCheck(BreakingCheck):
    """A rule about each column that is still there."""

    def breaks(self, pair: TablePair) -> Iterator[Break]:
        for old, new in pair.kept():
            if (message := self.broken(old, new)) is not None:
                yield new.name, message

    def broken(self, old: ColumnSpec, new: ColumnSpec) -> str | None:
        """What happened to the column, or None where it keeps the rule."""
        raise NotImplementedError


class _SameAttributes(_ColumnCheck):
    """A rule that some attributes of a column stay as they are."""

    attributes: ClassVar[Mapping[str, str]]

    def broken(self, old: ColumnSpec, new: ColumnSpec) -> str | None:
        for attribute, noun in self.attributes.items():
            was, has = getattr(old, attribute), getattr(new, attribute)
            if was != has:
                return f"{noun} was {_shown(was)}, is {_shown(has)}"
        return None


class TableRemoved(BreakingCheck):
    """A table is gone, or has another name.

    Why: Every script that loads it stops.
    Example: `event_counts` becomes `counts`.
    Mend: Keep the table, or make the release a major one.
    """

    code = "CD901"

    def breaks(self, pair: TablePair) -> Iterator[Break]:
        if pair.before is not None and pair.after is None:
            yield "", "the table is removed"
        elif pair.before is not None and pair.after is not None and pair.before.name != pair.after.name:
            yield "", f"the table was {pair.before.name}, is {pair.after.name}"


class ColumnRemoved(BreakingCheck):
    """A column is gone, or has another name.

    Why: Every script that names it stops.
    Example: `value_best` becomes `value`.
    Mend: Keep the column, or make the release a major one.
    """

    code = "CD902"

    def breaks(self, pair: TablePair) -> Iterator[Break]:
        if pair.before is None or pair.after is None:
            return
        for old in pair.before.column_names:
            if old not in pair.columns:
                yield old, "the column is removed"
            elif (new := pair.columns[old]) != old:
                yield new, f"the column was {old}, is {new}"


class CodeRemoved(_ColumnCheck):
    """An allowed value is gone, or has another name.

    Why: A filter on it finds nothing, and says nothing.
    Example: The event type `clash` becomes `armed_clash`.
    Mend: Keep the value, or make the release a major one.
    """

    code = "CD903"

    def broken(self, old: ColumnSpec, new: ColumnSpec) -> str | None:
        gone = [value for value in old.allowed if value not in new.allowed]
        # A column that is no longer coded at all takes every old value still, as text.
        return f"allowed no more: {', '.join(gone)}" if gone and new.codes else None


class IdRemoved(BreakingCheck):
    """An id is gone without forwarding to another.

    Why: Whoever has kept the id can no longer find what it named.
    Example: An event out of scope is deleted.
    Mend: Name the record that took its place, or make the release a major one.
    """

    code = "CD904"

    def breaks(self, pair: TablePair) -> Iterator[Break]:
        if pair.after is not None:
            for record_id in pair.lost:
                yield "", f'the id "{record_id}" is gone and forwards to none'


class TypeChanged(_SameAttributes):
    """A column has another type.

    Why: Comparisons, joins and arithmetic on it give other results, or fail.
    Example: `item` becomes a string where it was an integer.
    Mend: Add a new column of the new type, or make the release a major one.
    """

    code = "CD905"
    attributes: ClassVar[Mapping[str, str]] = {
        "type": "the type",
        "delimiter": "the delimiter",
        "format": "the format",
    }

    def broken(self, old: ColumnSpec, new: ColumnSpec) -> str | None:
        if bool(old.codes) != bool(new.codes):
            return "the column was coded, is not" if old.codes else "the column was not coded, is"
        return super().broken(old, new)


class UnitChanged(_SameAttributes):
    """A column has another unit.

    Why: Sums and thresholds go wrong by a factor, in silence.
    Example: Millions become billions.
    Mend: Add a new column in the new unit, or make the release a major one.
    """

    code = "CD906"
    attributes: ClassVar[Mapping[str, str]] = {"unit": "the unit"}


class MeaningChanged(BreakingCheck):
    """The text that says what a column, a code or a table means is another one.

    Why: Numbers that look the same no longer count the same; no program can tell a better wording from a new meaning.
    Example: `killed` comes to include the missing.
    Mend: If the meaning is the same, say so in a line of the reasons with the change `reworded`; otherwise make the
        release a major one.
    """

    code = "CD907"

    def breaks(self, pair: TablePair) -> Iterator[Break]:
        if pair.before is None or pair.after is None:
            return
        if pair.before.description != pair.after.description and "" not in pair.reworded:
            yield "", "the description of the table is another"
        for old, new in pair.kept():
            if new.name in pair.reworded:
                continue
            if old.description != new.description:
                yield new.name, "the description is another"
            definitions = {code.value: code.definition for code in new.codes}
            changed = [
                code.value for code in old.codes if definitions.get(code.value, code.definition) != code.definition
            ]
            if changed:
                yield new.name, f"defined otherwise: {', '.join(changed)}"


class KeyChanged(BreakingCheck):
    """The primary key of a table is another one.

    Why: Joins on it repeat or lose rows, and every id of the table has another form.
    Example: `event_actors` is keyed by event and actor without the role.
    Mend: Keep the key, or make the release a major one.
    """

    code = "CD908"

    def breaks(self, pair: TablePair) -> Iterator[Break]:
        if pair.before is None or pair.after is None:
            return
        was = tuple(pair.columns.get(part, part) for part in pair.before.primary_key)
        if was != pair.after.primary_key:
            yield (
                "",
                f"the primary key was {', '.join(pair.before.primary_key)}, is {', '.join(pair.after.primary_key)}",
            )


class MayBeEmpty(_ColumnCheck):
    """A column that was never empty may be empty now.

    Why: Code that relied on a value in each row meets a missing one.
    Example: `date_start` of an event becomes optional.
    Mend: Keep the column required, or make the release a major one.
    """

    code = "CD909"

    def broken(self, old: ColumnSpec, new: ColumnSpec) -> str | None:
        return "was required, may be empty now" if old.required and not new.required else None


class ReferenceChanged(_SameAttributes):
    """A column names the ids of another table.

    Why: Joins find nothing, or the wrong thing.
    Example: `speaker_id` names offices where it named actors.
    Mend: Add a new column for the new reference, or make the release a major one.
    """

    code = "CD910"
    attributes: ClassVar[Mapping[str, str]] = {"references": "the table that it refers to"}


class CodeOrderChanged(_ColumnCheck):
    """The order of a column's codes, which has a meaning, is another one.

    Why: Comparisons such as "at least reviewed" give other rows.
    Example: `reviewed` moves before `candidate` among the readings of a row.
    Mend: Keep the order of the old codes, or make the release a major one.
    """

    code = "CD911"

    def broken(self, old: ColumnSpec, new: ColumnSpec) -> str | None:
        if old.codes and new.codes and old.ordered != new.ordered:
            return (
                "the order of the codes had a meaning, has none"
                if old.ordered
                else "the order of the codes has got a meaning"
            )
        common = set(old.allowed) & set(new.allowed)
        was, has = ([value for value in column.allowed if value in common] for column in (old, new))
        return f"the order was {', '.join(was)}, is {', '.join(has)}" if old.ordered and was != has else None


BREAKING_CHECKS: tuple[type[BreakingCheck], ...] = (
    TableRemoved,
    ColumnRemoved,
    CodeRemoved,
    IdRemoved,
    TypeChanged,
    UnitChanged,
    MeaningChanged,
    KeyChanged,
    MayBeEmpty,
    ReferenceChanged,
    CodeOrderChanged,
)


def _shown(value: object) -> str:
    return "none" if value is None else f'"{value}"'
