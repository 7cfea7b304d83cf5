"""How long import, load, a version pin and validate take, each beside its yardstick in the same run.

Run it from a checkout in which `caucasus-data publish` has been run: `python benchmarks/loading.py`. Pairs are timed in
alternation, so that a change of the machine's pace strikes both; the ratio is the median of the paired ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pandas as pd

import caucasus_data as cd
from caucasus_data.loader import Backend

ROOT = Path(__file__).parents[1]
RUNS = 11
OLDEST = "0.1.0"
# What users run has its bytecode at hand; without it every start would compile the package anew, and no library.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def process(code: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=ENVIRONMENT)


def milliseconds(*values: float) -> list[str]:
    return [f"{value * 1e3:.1f} ms" for value in values]


def paired(ours: Callable[[], object], theirs: Callable[[], object], runs: int = RUNS) -> tuple[float, float, float]:
    """Median seconds of both and the median of the paired ratios."""
    ours(), theirs()
    times = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    first, second = zip(*times, strict=True)
    return statistics.median(first), statistics.median(second), statistics.median(a / b for a, b in times)


def cpu_seconds(arguments: list[str]) -> float:
    """Process time, user and system, of a command."""
    before = os.times()
    subprocess.run(arguments, check=True, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def first_pin(backend: str, version: str) -> tuple[float, float]:
    """Seconds of the first pin of a process that has loaded another table, and of the plain load just before it."""
    code = (
        "import sys, time, caucasus_data as cd\n"
        f"cd.load('events', backend={backend!r})\n"
        f"for pin in ({{}}, {{'version': {version!r}}}):\n"
        "    start = time.perf_counter()\n"
        f"    cd.load('contracts', backend={backend!r}, **pin)\n"
        "    print(time.perf_counter() - start)\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE)
    plain, pinned = map(float, shown.stdout.split())
    return pinned, plain


def pins(version: str) -> Iterator[tuple[str, ...]]:
    """A pinned load beside a plain one: whole processes, the first of a process, and one among many."""
    for backend in get_args(Backend):
        plain = f"import caucasus_data as cd; cd.load('contracts', backend={backend!r}"
        times = paired(process(f"{plain}, version={version!r})"), process(f"{plain})"))
        yield f"a pin, cold, {backend}, beside plain `load`", *milliseconds(*times[:2]), f"ratio {times[2]:.2f}"
    for backend in get_args(Backend):
        pairs = [first_pin(backend, version) for _ in range(RUNS)]
        ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
        ratio = statistics.median(pinned / plain for pinned, plain in pairs)
        yield (
            f"the first pin, {backend}, beside the `load` before it",
            *milliseconds(ours, theirs),
            f"ratio {ratio:.2f}",
        )
    times = paired(lambda: cd.load("contracts", version=version), lambda: cd.load("contracts"), runs=51)
    yield "a pin, warm, beside plain `load`", *milliseconds(*times[:2]), f"ratio {times[2]:.2f}"


def main() -> None:
    path = str(cd.path("events"))
    command = str(Path(sys.executable).with_name("caucasus-data"))
    warm = paired(lambda: cd.load("events"), lambda: pd.read_parquet(path), runs=201)
    cold = paired(
        process("import caucasus_data as cd; cd.load('events')"),
        process(f"import pandas as pd; pd.read_parquet({path!r})"),
    )
    bare = paired(process("import caucasus_data"), process("pass"), runs=31)
    arrow = paired(
        lambda: subprocess.run([command, "validate"], check=True, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL),
        process("import pyarrow.compute, pyarrow.csv"),
    )
    importing = [sys.executable, "-c", "import pyarrow.compute, pyarrow.csv"]
    busy = [(cpu_seconds([command, "validate"]), cpu_seconds(importing)) for _ in range(RUNS)]
    ours, theirs = (statistics.median(times) for times in zip(*busy, strict=True))
    ratio = statistics.median(mine / other for mine, other in busy)
    rows = (
        ("`load`, warm, beside `pandas.read_parquet`", *milliseconds(*warm[:2]), f"ratio {warm[2]:.2f}"),
        ("`load`, cold, beside `pandas.read_parquet`", *milliseconds(*cold[:2]), f"ratio {cold[2]:.2f}"),
        (
            "`import caucasus_data` beside bare Python",
            *milliseconds(*bare[:2]),
            f"{(bare[0] - bare[1]) * 1e3:.1f} ms more",
        ),
        ("`validate` beside `import pyarrow.compute, pyarrow.csv`", *milliseconds(*arrow[:2]), f"ratio {arrow[2]:.2f}"),
        ("the same, process time", *milliseconds(ours, theirs), f"ratio {ratio:.2f}"),
        *pins(OLDEST),
    )
    print("| what | ours | yardstick | measure |\n|---|---:|---:|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
