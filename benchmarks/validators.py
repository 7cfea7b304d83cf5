"""This validator beside its peers on the same generated table, each a whole process: `validators.py [ROWS] [TABLE]`.

Prints a Markdown table of median wall and process times and of peak memory. Process time, user and system, stays much
the same on a machine with other work. Every peer reads `<table>.csv` and checks what its own
schema language can say of it: types, required cells, codes, patterns, lengths, ranges and the uniqueness of the key;
frictionless once more with the foreign keys that are no lists. This validator checks the whole folder, all references
and the rules between rows included.

frictionless and polars come with the extra `dev`, pandera with `pip install pandera`: it is no part of any extra, as
nothing but this comparison uses it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import GROWING, generate

ROOT = Path(__file__).parents[1]
RUNS = 3
# What users run has its bytecode at hand; without it every start would compile the package anew, and no library.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ONE_RUN = ("frictionless", "frictionless with references", "pydantic")
"""Peers that take minutes: one run tells enough."""

PEERS = {
    "caucasus-data": "from caucasus_data.cli import main; raise SystemExit(main(['validate', FOLDER]))",
    "pyarrow.csv.read_csv": "import pyarrow.csv as c; c.read_csv(f'{FOLDER}/{TABLE}.csv')",
    "frictionless": """
import json, frictionless
schema = json.load(open(f'{ROOT}/schemas/{TABLE}.json')); schema.pop('foreignKeys', None)
schema = frictionless.Schema.from_descriptor(schema)
resource = frictionless.Resource(path=f'{TABLE}.csv', basepath=FOLDER, schema=schema)
print(resource.validate(limit_errors=10).valid)
""",
    "frictionless with references": """
import json, frictionless
def resource(name):
    schema = json.load(open(f'{ROOT}/schemas/{name}.json'))
    plain = {field['name'] for field in schema['fields'] if field['type'] != 'list'}
    # A foreign key on a list raises; those on one cell are judged.
    keys = schema.pop('foreignKeys', ()) if name == TABLE else ()
    schema['foreignKeys'] = [key for key in keys if {*key['fields']} <= plain]
    return {'name': name, 'path': f'{name}.csv', 'schema': schema}
named = {key['reference']['resource'] for key in resource(TABLE)['schema']['foreignKeys']}
resources = [*map(resource, sorted({TABLE, *named}))]
package = frictionless.Package.from_descriptor({'resources': resources}, basepath=FOLDER)
print(package.validate(limit_errors=10).valid)
""",
    "pydantic": """
import csv
from pydantic import TypeAdapter
from caucasus_data.tables import ROW_MODELS, TABLES
spec = next(table.spec for table in TABLES if table.name == TABLE)
lists = {column.name for column in spec.columns if column.type == 'list'}
def rows():
    for row in csv.DictReader(open(f'{FOLDER}/{TABLE}.csv', encoding='utf-8', newline='')):
        yield {k: (v.split(';') if k in lists else v) for k, v in row.items() if v}
print(len(TypeAdapter(list[ROW_MODELS[TABLE]]).validate_python(list(rows()))))
""",
    "pandera (polars)": """
import sys; sys.modules['pyspark'] = None  # else pandera imports it where it is installed, a tenth of a second
import polars as pl, pandera.polars as pa
from caucasus_data.store import store
spec = store().spec(TABLE)
kinds = {'integer': pl.Int64, 'number': pl.Float64, 'boolean': pl.Boolean, 'date': pl.Date}
def checks(c):
    if c.type == 'list': return []
    found = []
    if c.codes: found.append(pa.Check.isin(c.allowed))
    if c.pattern: found.append(pa.Check.str_matches(c.pattern))
    if c.min_length or c.max_length: found.append(pa.Check.str_length(c.min_length, c.max_length))
    if c.minimum is not None: found.append(pa.Check.ge(c.minimum))
    if c.maximum is not None: found.append(pa.Check.le(c.maximum))
    return found
schema = pa.DataFrameSchema(
    {c.name: pa.Column(kinds.get(c.type, pl.String), checks(c), nullable=not c.required) for c in spec.columns},
    unique=list(spec.primary_key))
frame = pl.read_csv(f'{FOLDER}/{TABLE}.csv', schema={c.name: kinds.get(c.type, pl.String) for c in spec.columns})
print(len(schema.validate(frame, lazy=True)))
""",
}


def measure(code: str, folder: Path, table: str) -> tuple[float, float, float]:
    """Wall seconds, process seconds and peak MiB of a fresh process that runs some code."""
    names = f"FOLDER, TABLE, ROOT = {str(folder)!r}, {table!r}, {str(ROOT)!r}\n"
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", names + code], stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(table: str, folder: Path, peers: list[str]) -> dict[str, tuple[float, float, float]]:
    """Median wall and process seconds and peak MiB of each peer.

    The quick ones take turns, so that a change of the machine's pace strikes all of them.
    """
    runs: dict[str, list[tuple[float, float, float]]] = {name: [] for name in peers}
    for turn in range(RUNS):
        for name in peers:
            if turn == 0 or name not in ONE_RUN:
                runs[name].append(measure(PEERS[name], folder, table))
    return {
        name: (
            statistics.median(wall for wall, _process, _peak in measured),
            statistics.median(process for _wall, process, _peak in measured),
            max(peak for _wall, _process, peak in measured),
        )
        for name, measured in runs.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("table", choices=GROWING, nargs="?", default="events")
    parser.add_argument("--folder", type=Path, help="a generated folder to use again")
    parser.add_argument("--peers", default=",".join(PEERS), help="default: %(default)s")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        if options.folder is None:
            generate(options.rows, folder, options.table)
        found = compare(options.table, folder, options.peers.split(","))
    wall, process, _peak = found.get("caucasus-data", (float("nan"), float("nan"), 0.0))
    print(f"{options.rows:,} rows of {options.table}, {os.cpu_count()} cores\n")
    print("| whole process | wall, s | beside ours | process, s | beside ours | peak, MiB |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, (seconds, busy, peak) in found.items():
        print(f"| {name} | {seconds:.2f} | {seconds / wall:.2f} | {busy:.2f} | {busy / process:.2f} | {peak:.0f} |")


if __name__ == "__main__":
    main()
