from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

sys.path.insert(0, str(Path(__file__).parent))
from histories import History, histories

from caucasus_data.history import change as kinds
from caucasus_data.history.log_files import log_files, read_log
from caucasus_data.history.rebuild import rebuilt_release, rebuilt_releases
from caucasus_data.tables import TABLES

SPECS = {table.name: table.spec for table in TABLES}
EVERY_KIND = {
    value for name, value in vars(kinds).items() if name.isupper() and isinstance(value, str) and len(value) > 1
}
seen: Counter[str] = Counter()


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_every_earlier_release_is_rebuilt_to_the_byte(history: History) -> None:
    last = history.states[-1]
    walked = dict(rebuilt_releases(history.log, last))
    for version, state in zip(history.log.versions, history.states, strict=True):
        expected = {name: table.canonical for name, table in state.items()}
        assert {name: table.canonical for name, table in walked[version].items()} == expected
        if state:
            rebuilt = rebuilt_release(history.log, version, last.__getitem__)
            assert {name: table.canonical for name, table in rebuilt.items()} == expected
    seen.update(change.kind for changes in history.log.changes.values() for change in changes)


def test_the_histories_hold_every_kind_of_change() -> None:
    if not seen:
        pytest.skip("the histories were not drawn")
    # That a text means the same is said of schemas, which have no cells.
    assert set(seen) == EVERY_KIND - {kinds.REWORDED}


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_the_log_goes_through_its_files(tmp_path_factory: pytest.TempPathFactory, history: History) -> None:
    folder = tmp_path_factory.mktemp("log")
    for name, data in log_files(history.log, SPECS).items():
        (folder / name).write_bytes(data)
    read = read_log(folder)
    assert sorted(read.released, key=repr) == sorted(history.log.released, key=repr)
    assert read.changes == {version: changes for version, changes in history.log.changes.items() if changes}
