"""The committed pages, which people read on GitHub."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from caucasus_data.codebook import codebook_pages, main, stale_pages
from caucasus_data.tables import TABLES

ROOT = Path(__file__).parents[1]


def test_the_committed_pages_are_those_of_the_tables() -> None:
    pages = codebook_pages(ROOT / "datasets", [table.spec for table in TABLES])
    assert stale_pages(pages, ROOT) == [], "run: python -m caucasus_data.codebook"


def test_pages_are_written_checked_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "datasets", tmp_path / "datasets")
    assert main([str(tmp_path), "--check"]) == 1
    assert not (tmp_path / "CODEBOOK.md").exists()
    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--check"]) == 0
    (tmp_path / "codebook" / "gone.md").write_text("# gone\n")
    (tmp_path / "codebook" / "events.md").write_text("# events\n")
    capsys.readouterr()
    assert main([str(tmp_path), "--check"]) == 1
    assert capsys.readouterr().out.count(": stale\n") == 2
    assert main([str(tmp_path)]) == 0
    assert not (tmp_path / "codebook" / "gone.md").exists()
    assert main([str(tmp_path), "--check"]) == 0
