"""CD5: neutral wording, and how well a reviewed row is sourced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import Mask, booleans, constant, strings, where
from caucasus_data.checks.base import Check, Database, Finding, Rows, RuleCheck
from caucasus_data.independence import origin

_LOADED = {
    r"liberat(?:e|es|ed|ing|ion)": "retaken, taken under control",
    r"occup(?:y|ies|ied|ier|iers|ying|ation)": "controlled by, administered by",
    r"separatis(?:t|ts|m)": "de facto authorities, Karabakh Armenian",
    r"anti-?terror(?:ist|ism)?|terroris(?:t|ts|m)": "name the act or the group",
    r"aggress(?:ion|or|ors|ive|ively)": "offensive, attack",
    r"cleans(?:e|ed|ing)": "displacement",
    r"genocid(?:e|al)": "name who says it",
    r"regime": "government, de facto authorities",
    r"illegal(?:ly)?|unlawful(?:ly)?": "name the ruling or who says it",
    r"puppet|so-called|self-proclaimed|self-styled": "de facto",
    r"inva(?:de|des|ded|ding|sion|der|ders)": "offensive, entry",
    r"barbar(?:ic|ous|ity)|brutal(?:ly)?|heinous|treacherous(?:ly)?|heroic(?:ally)?|martyr(?:s|ed)?": "leave it out",
}
_PATTERN = "|".join(f"(?:{word})" for word in _LOADED)
_ANYWHERE = rf"(?i)(?:^|[^a-z])(?:{_PATTERN})(?:$|[^a-z])"
_QUOTED_TERM = re.compile(r'["“]([^"”]*)["”]')
_TERM_WORDS = 3
# What a neutral sentence may say: visa and customs regimes, and bodies whose own name holds such a word.
_KINDS_OF_REGIME = (
    "visa|customs|border|transit|cease-?fire|legal|inspection|access|checkpoint|security|simplified|sanctions?|safety|special|"
    "control|martial-law|crossing|tariff|trade"
)
_ALLOWED = re.compile(
    rf"(?i)\b(?:(?:{_KINDS_OF_REGIME})[- ]regime|regime of (?:the )?(?:ceasefire|silence)|"
    r"counter-terrorism (?:centre|center|committee)|prevention of genocide|illegally? (?:armed|crossing)|"
    r"genocide (?:memorial|convention|museum))\b"
)
_PRIMARY_KINDS = frozenset(
    {"official_document", "official_statement", "court", "dataset", "parliament_record", "company_release"}
)
_PROSE = {
    "events": ("title", "summary", "note"),
    "statements": ("summary", "note"),
    "contracts": ("title", "summary", "note"),
    "contract_items": ("description",),
    "spending": ("note",),
    "claims": ("note",),
    "places": ("note",),
    "actors": ("note",),
}


class LoadedWord(RuleCheck):
    """Our own words take a side.

    Why: A legal or moral characterisation is a statement or a ruling, with a speaker; in a title or summary it would be
        ours.
    Example: `Town X was liberated`
    Mend: Say what happened: offensive, displacement, administered by. A statement's summary may carry a speaker's term
        of at most three words in double quotation marks.
    """

    code = "CD501"
    tables = tuple(_PROSE)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        table = rows.spec.name
        for name in _PROSE[table]:
            for index in where(pc.match_substring_regex(rows[name], _ANYWHERE)):
                text = str(rows.value(name, index))
                if (found := loaded_word(text, quoted_terms=table in ("statements", "claims"))) is not None:
                    word, instead = found
                    message = f'{name} says "{word}" in our own words'
                    yield self.finding(rows, index, name, message, f"instead: {instead}")


class ThinlyReviewed(RuleCheck):
    """A reviewed row stands on one source, which is not its issuer's own.

    Why: `reviewed` promises two sources of different independence groups, or one primary source for its issuer's own
        act or words.
    Example: `review` reviewed with one news report.
    Mend: Add an independent source, or leave the row a candidate.
    """

    code = "CD502"
    tables = ("events", "statements", "contracts", "spending")
    needs = ("sources",)
    reads: ClassVar = {"sources": ("issuer_id", "publisher", "independence_group", "kind")}

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        known = db.index("sources", "issuer_id", "publisher", "independence_group", "kind")
        doubtful = _names_none_of(rows["sources"], db.derived("sources", _primary))
        for index, sources in rows.take(where(pc.and_(_is_reviewed(rows), doubtful)), "sources"):
            cited = [known[source] for source in sources or () if source in known]
            origins = {origin(str(publisher), group) for _issuer, publisher, group, _kind in cited}
            if len(origins) == 1:
                message = "reviewed on one source that is not its issuer's own"
                yield self.finding(rows, index, "review", message, "add an independent source, or write candidate")


def _is_reviewed(rows: Rows) -> Mask:
    return pc.equal(rows["review"], constant("reviewed"))


def _primary(sources: Rows) -> pa.Array:
    """The ids of the sources that are their issuer's own."""
    origins = dict(zip(sources.keys(), sources.lists("issuer_id", "kind"), strict=True))
    primary = [key for key, (issuer, kind) in origins.items() if issuer is not None or kind in _PRIMARY_KINDS]
    return strings([key for key in primary if key is not None])


def _names_none_of(lists: pa.ListArray, known: pa.Array) -> Mask:
    """True for the lists without an item that is among the known ones."""
    parents = pc.list_parent_indices(lists).filter(pc.is_in(lists.flatten(), value_set=known))
    mask = np.ones(len(lists), dtype=np.bool_)
    mask[np.from_dlpack(parents)] = False
    return booleans(mask)


def loaded_word(text: str, *, quoted_terms: bool) -> tuple[str, str] | None:
    """The first loaded word of a text, and what to write instead.

    Args:
        text: The text.
        quoted_terms: True where a speaker's term of at most three words may stand in double quotation marks.
    """

    def blank(match: re.Match[str]) -> str:
        return " " if quoted_terms and len(match[1].split()) <= _TERM_WORDS else match[0]

    plain = _ALLOWED.sub(" ", _QUOTED_TERM.sub(blank, text))
    for pattern, instead in _LOADED.items():
        if match := re.search(rf"(?i)\b(?:{pattern})\b", plain):
            return match[0], instead
    return None


WORDING_CHECKS: tuple[type[Check], ...] = (LoadedWord, ThinlyReviewed)
