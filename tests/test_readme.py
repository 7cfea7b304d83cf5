"""Every code block of the README is run, and what it shows is what comes out.

`pytest --update-golden` writes the outputs anew. The set-up and test commands are run by `.ci/run`, which takes them
from the README too.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import caucasus_data as cd

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(
    r"^```(?P<language>\w+)\n(?P<body>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.MULTILINE | re.DOTALL
)
TABLES = re.compile(r"(?<=<!-- tables -->\n).*?(?=<!-- end of tables -->)", re.DOTALL)


def run_python(body: str, namespace: dict[str, object]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(body, str(README), "exec"), namespace)  # noqa: S102  (the README is ours)
    return out.getvalue()


def run_console(body: str) -> str:
    """Run each line that begins with `$ ` and give the commands and their outputs."""
    environment = {**os.environ, "COLUMNS": "80", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    shown = []
    for line in body.splitlines():
        if line.startswith("$ "):
            out = subprocess.check_output(line[2:], shell=True, cwd=ROOT, env=environment, text=True)  # noqa: S602  (as above)
            shown += [line, out.rstrip("\n")]
    return "\n".join(shown) + "\n"


def tables() -> str:
    lines = ["| table | rows | what it holds |", "|---|---:|---|"]
    for name, row in cd.catalog().iterrows():
        description = cd.schema(name).spec.description.split(":")[0].rstrip(".")
        lines.append(f"| `{name}` | {row['rows']:,} | {description} |")
    return "\n".join(lines) + "\n"


def rendered() -> str:
    """The README with every output as it comes out now."""
    namespace: dict[str, object] = {}

    def renew(match: re.Match[str]) -> str:
        if match["language"] == "python":
            output = run_python(match["body"], namespace)
            shown = f"\n```text\n{output}```\n" if output else ""
            return f"```python\n{match['body']}```\n{shown}"
        if match["language"] == "console":
            return f"```console\n{run_console(match['body'])}```\n"
        assert match["language"] in ("sh", "text", "bibtex"), f"nothing runs a block of {match['language']}"
        return match[0]

    return BLOCK.sub(renew, TABLES.sub(lambda _match: tables(), README.read_text(encoding="utf-8")))


def test_the_readme_shows_what_comes_out(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(ROOT)
    text = rendered()
    if request.config.getoption("--update-golden"):
        README.write_text(text, encoding="utf-8", newline="\n")
    assert text == README.read_text(encoding="utf-8")


def test_the_set_up_commands_are_those_that_ci_runs() -> None:
    text = README.read_text(encoding="utf-8")
    for marker in ("set-up", "test"):
        assert re.search(rf"^<!-- {marker} -->\n```sh\n.+?^```$", text, re.MULTILINE | re.DOTALL)
