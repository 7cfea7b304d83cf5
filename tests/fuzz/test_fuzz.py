"""A short run of the fuzzer: its promises hold for the fault corpus and for what a few seconds find around it."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

FUZZER = Path(__file__).parent / "fuzz_csv.py"
SECONDS = 20


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed: pip install atheris")
def test_a_few_seconds(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    command = [sys.executable, str(FUZZER), "corpus", f"-max_total_time={SECONDS}"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=20 * SECONDS, check=False)
    assert run.returncode == 0, run.stderr[-4000:]
    assert not list(tmp_path.glob("crash-*"))
    assert "stat::number_of_executed_units" in run.stderr
