"""`diff` between versions, git revisions and folders, in each of its forms."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from workshop import Workshop

from caucasus_data import cli
from caucasus_data.history.reasons import Reason

FIRST, SECOND = "2023-09-19-example", "2023-09-20-example"
SUFFIXES = {"text": "txt", "markdown": "md", "json": "json"}


@pytest.fixture
def shop(at_work: Workshop) -> Workshop:
    """Two releases, with a commit for each: a row is added, one revised, one merged, one lost."""
    at_work.revise("events", SECOND, implements="")
    at_work.release("0.1.0")
    git(at_work, "init", "--quiet")
    commit(at_work, "v0.1.0")
    at_work.remove("events", SECOND)
    at_work.remove("actors", "azerbaijan")
    at_work.revise("statements", "2023-09-20-ani-example", addressees="armenia")
    at_work.revise("places", "border", latitude="41.5", note='It bends | "there"')
    at_work.write("sources", [*(rows := at_work.rows("sources")), rows[0] | {"source_id": "example-2024"}])
    reasons = (
        Reason("events", SECOND, change="removed", after=FIRST, reason="merged"),
        Reason("actors", "azerbaijan", change="removed", reason="out_of_scope"),
        Reason("places", reason="typo"),
        Reason("statements", reason="coding_error"),
    )
    at_work.release("1.0.0", *reasons)
    commit(at_work, "v1.0.0")
    return at_work


def git(shop: Workshop, *arguments: str) -> None:
    author = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    subprocess.run(["git", "-C", str(shop.root), *author, *arguments], check=True, capture_output=True)


def commit(shop: Workshop, tag: str) -> None:
    git(shop, "add", "datasets", "schemas")
    git(shop, "commit", "--quiet", "--message", tag)
    git(shop, "tag", tag)


@pytest.mark.parametrize("form", SUFFIXES)
def test_two_versions(
    shop: Workshop, form: str, golden: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diff", "0.1.0", "1.0.0", "--format", form]) == 0
    golden(f"diff.{SUFFIXES[form]}", capsys.readouterr().out)


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize(
    ("old", "new"),
    [("v0.1.0", "v1.0.0"), ("v0.1.0", None), ("dist/caucasus-data-0.1.0", "dist/caucasus-data-1.0.0"), ("0.1.0", ".")],
    ids=["git revisions", "a git revision and the tables at hand", "folders", "a version and a checkout"],
)
def test_other_names_of_the_same_two_differ_alike(
    shop: Workshop, form: str, old: str, new: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for names in ((old, new or "the working tables"), ("0.1.0", "1.0.0")):
        arguments = [name for name in names if name != "the working tables"]
        assert cli.main(["diff", *arguments, "--format", form]) == 0
        text = capsys.readouterr().out
        head, tail = text[:200], text[200:]
        for name, label in zip(names, ("OLD", "NEW"), strict=True):
            place = f'"{name}"' if form == "json" else name
            head = head.replace(place, label, 1)
        said.append(head + tail)
    assert said[0] == said[1]


def test_what_is_neither_of_them_is_named(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", "0.7.0"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        'caucasus-data: "0.7.0" is neither a released version (0.1.0, 1.0.0), nor a folder, nor a git revision ('
    )
    assert said.count("\n") == 1
