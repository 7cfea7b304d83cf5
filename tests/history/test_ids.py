"""Ids for ever, and every code that `release --check` gives."""

from __future__ import annotations

import pytest
from workshop import SPECS, Workshop

import caucasus_data as cd
from caucasus_data import cli
from caucasus_data.checks.released import RELEASED_CHECKS
from caucasus_data.errors import ReleaseError, UnknownRecordError
from caucasus_data.history import change as kinds
from caucasus_data.history.change import Change
from caucasus_data.history.identity import _TELLING, rewritten_ids
from caucasus_data.history.reasons import Reason
from caucasus_data.validation import validate

FIRST, SECOND = "2023-09-19-example", "2023-09-20-example"
MERGED = Reason("events", SECOND, change="removed", after=FIRST, reason="merged", note="They were one.")
LOST = Reason("events", SECOND, change="removed", reason="out_of_scope")
OTHER_THING = {"date_start": "2024-01-02", "title": "Another", "sources": "example-2024", "date_end": ""}


def _unexplained(shop: Workshop) -> list[str]:
    shop.revise("places", "border", latitude="41.5")
    return shop.found()


def _vanished(shop: Workshop) -> list[str]:
    shop.remove("events", SECOND)
    return shop.found()


def _too_low(shop: Workshop) -> list[str]:
    shop.revise("places", "border", latitude="41.5")
    return shop.found(Reason("places", reason="typo"), version="0.1.1")


def _damaged(shop: Workshop) -> list[str]:
    shop.revise("places", "border", latitude="41.5")
    shop.release("0.2.0", Reason("places", reason="typo"))
    path = shop.root / "datasets" / "revisions.csv"
    path.write_text(path.read_text().replace("40.5", "40.75"))
    return shop.found()


def _reused(shop: Workshop) -> list[str]:
    row = next(row for row in shop.rows("events") if row["event_id"] == SECOND)
    shop.remove("events", SECOND)
    shop.release("0.2.0", MERGED)
    shop.write("events", [*shop.rows("events"), row])
    return shop.found()


def _withdrawn(shop: Workshop) -> list[str]:
    shop.remove("events", SECOND)
    shop.release("0.2.0", MERGED)
    shop.revise("statements", "2023-09-20-ani-example", about_id=SECOND)
    report = validate(shop.root / "datasets", tuple(SPECS.values()))
    assert [found.hint for found in report.diagnostics] == [f'it leads to "{FIRST}" now']
    return [f"{found.code} {found.table} {found.record_id} {found.field}" for found in report.diagnostics]


def _patched(shop: Workshop) -> list[str]:
    shop.revise("places", "border", latitude="41.5")
    shop.release("0.2.0", Reason("places", reason="typo"))
    for name in ("releases", "revisions"):
        path = shop.root / "datasets" / f"{name}.csv"
        path.write_text(path.read_text().replace("0.2.0", "0.1.1"))
    return shop.found()


def _astray(shop: Workshop) -> list[str]:
    shop.remove("events", SECOND)
    return shop.found(Reason("events", SECOND, change="removed", after="2023-misspelt", reason="merged"))


def _idle(shop: Workshop) -> list[str]:
    shop.revise("places", "border", latitude="41.5")
    return shop.found(Reason("places", "border", reason="typo"), Reason("places", "bordr", "latitude", reason="typo"))


CASES = {
    "CD601": (_unexplained, ["CD601 places border latitude"]),
    "CD602": (_vanished, [f"CD602 events {SECOND} event_id"]),
    "CD603": (_too_low, ["CD603"]),
    "CD604": (_damaged, ["CD604 places"]),
    "CD605": (_reused, [f"CD605 events {SECOND}"]),
    "CD606": (_withdrawn, ["CD606 statements 2023-09-20-ani-example about_id"]),
    "CD607": (_patched, ["CD607 places"]),
    "CD608": (_astray, [f"CD608 events {SECOND} event_id"]),
    "CD609": (_idle, ["CD609 places bordr latitude"]),
}


@pytest.fixture
def shop(at_work: Workshop) -> Workshop:
    at_work.revise("events", SECOND, implements="")
    at_work.write("sources", [*(rows := at_work.rows("sources")), rows[0] | {"source_id": "example-2024"}])
    at_work.release("0.1.0")
    return at_work


@pytest.mark.parametrize("code", CASES)
def test_each_fault_has_one_finding(shop: Workshop, code: str) -> None:
    assert shop.found() == []
    fault, expected = CASES[code]
    assert fault(shop) == expected


def test_every_code_has_its_fault() -> None:
    assert list(CASES) == [check.code for check in RELEASED_CHECKS]


def test_a_release_refuses_an_unknown_successor(shop: Workshop) -> None:
    shop.remove("events", SECOND)
    with pytest.raises(ReleaseError, match='forwards to "2023-misspelt", which is not there'):
        shop.release("0.2.0", Reason("events", SECOND, change="removed", after="2023-misspelt", reason="merged"))


HEADER = "table_name,record_id,field,change,after,reason,note\n"
IDLE = {
    "another row": "places,bordr,latitude,,,typo,",
    "another table": "place,border,latitude,,,typo,",
    "another change": "places,border,latitude,removed,,typo,",
    "another column": "places,border,longitude,,,typo,",
    "a row renamed from nowhere": "places,bordr,,renamed,border,typo,",
    "a column renamed from nowhere": "places,,lat,column_renamed,latitude,schema,",
    "a column renamed in no table": "place,,latitude,column_renamed,lat,schema,",
    "a table renamed from nowhere": "place,,,table_renamed,places,schema,",
    "a text that stayed": "places,,latitude,reworded,,schema,",
    "a table's text that stayed": "places,,,reworded,,schema,",
}


@pytest.mark.parametrize("line", IDLE.values(), ids=IDLE)
def test_a_reason_for_nothing_is_named_by_its_line(
    shop: Workshop, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.revise("places", "border", latitude="41.5")
    path = shop.root / "reasons.csv"
    path.write_text(f'{HEADER}places,border,latitude,,,typo,"Read\nagain."\n\n{line}\n')
    assert cli.main(["release", "0.9.0", "--check"]) == 1
    found = capsys.readouterr().out
    assert found.startswith("reasons.csv:5:1: CD609 the reason for ")
    assert "1 finding in " in found
    before = shop.contents()
    assert cli.main(["release", "0.9.0"]) == 2
    assert capsys.readouterr().err.startswith(f"caucasus-data: {path}:5: the reason for ")
    assert shop.contents() == before


def test_the_version_asked_for_is_the_one_that_is_checked(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.revise("places", "border", latitude="41.5")
    (shop.root / "reasons.csv").write_text(f"{HEADER}places,,,,,typo,\n")
    codes = {
        version: cli.main(["release", *version, "--check"]) for version in [(), ("0.1.1",), ("0.2.0",), ("1.0.0",)]
    }
    assert codes == {(): 0, ("0.1.1",): 1, ("0.2.0",): 0, ("1.0.0",): 0}
    assert "CD603 the version is 0.1.1; after 0.1.0 a minor bump is due, because places: " in (
        out := capsys.readouterr().out
    )
    assert "help: release it as 0.2.0\n" in out
    assert cli.main(["release", "next", "--check"]) == 2
    assert 'caucasus-data: "next" is not a version' in capsys.readouterr().err


def test_a_version_that_is_released_is_not_released_again(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["release", "0.1.0", "--check"]) == 1
    assert "help: release it as 0.1.1\n" in capsys.readouterr().out


@pytest.mark.parametrize("reason", ["coding_error", "new_source"])
def test_an_id_may_not_come_to_name_another_thing(shop: Workshop, reason: str) -> None:
    shop.revise("events", SECOND, **OTHER_THING)
    why = Reason("events", SECOND, reason=reason)
    assert shop.found(why) == [f"CD605 events {SECOND}"]
    with pytest.raises(ReleaseError, match="tells of another thing than before"):
        shop.release("0.2.0", why)


def test_a_merged_record_may_be_told_anew(shop: Workshop) -> None:
    shop.revise("events", SECOND, **OTHER_THING)
    assert shop.found(Reason("events", SECOND, reason="merged")) == []


@pytest.mark.parametrize("column", ["date_start", "title", "sources"])
def test_a_record_that_keeps_one_telling_cell_is_the_same(shop: Workshop, column: str) -> None:
    cells = {name: cell for name, cell in OTHER_THING.items() if name != column}
    shop.revise("events", SECOND, **cells)
    assert shop.found(Reason("events", SECOND, reason="coding_error")) == []


def test_a_record_that_keeps_a_source_is_the_same(shop: Workshop) -> None:
    shop.revise("events", SECOND, **OTHER_THING | {"sources": "example-2023;example-2024"})
    assert shop.found(Reason("events", SECOND, reason="coding_error")) == []


def test_a_contract_without_a_day_of_signature_may_not_become_another() -> None:
    def revised(field: str, after: str) -> Change:
        return Change(kinds.REVISED, "contracts", "2020-radars", field, "example-2023", after, "coding_error")

    other = (revised("title", "Guns"), revised("sources", "example-2024"))
    assert rewritten_ids(other) == (("contracts", "2020-radars"),)
    assert rewritten_ids((other[0], revised("sources", "example-2023;example-2024"))) == ()


def test_what_tells_a_record_are_columns_of_its_table() -> None:
    assert all(columns <= {*SPECS[table].column_names} for table, columns in _TELLING.items())


def test_evidence_and_citation_follow_a_forward_and_say_so(shop: Workshop) -> None:
    shop.remove("events", SECOND)
    shop.release("0.2.0", MERGED)
    found = cd.evidence("events", SECOND)
    note = f"{SECOND} was merged into {FIRST} in 0.2.0: They were one."
    assert (found.record_id, found.note) == (FIRST, note)
    assert note in str(found)
    assert cd.cite("events", SECOND).splitlines() == [note, *cd.cite("events", FIRST).splitlines()]
    assert cd.cite("events", SECOND, format="bibtex").startswith(f"% {note}\n@")


def test_a_withdrawn_id_says_why_it_leads_nowhere(shop: Workshop) -> None:
    shop.remove("events", SECOND)
    shop.release("1.0.0", LOST)
    with pytest.raises(UnknownRecordError, match=f"{SECOND} was withdrawn in 1.0.0 \\(out_of_scope\\)"):
        cd.evidence("events", SECOND)


def test_of_two_successors_neither_is_taken(shop: Workshop) -> None:
    row = shop.rows("events")[1]
    shop.write("events", [shop.rows("events")[0], row | {"event_id": f"{SECOND}-a"}, row | {"event_id": f"{SECOND}-b"}])
    shop.release("0.2.0", Reason("events", SECOND, "", "removed", f"{SECOND}-a;{SECOND}-b", "split"))
    with pytest.raises(UnknownRecordError, match=f"was split into {SECOND}-a, {SECOND}-b in 0.2.0"):
        cd.evidence("events", SECOND)
