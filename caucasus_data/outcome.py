"""How a command ends: what it prints of a report, and its exit code."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caucasus_data.diagnostics import Report

OK, FINDINGS, COULD_NOT_RUN = 0, 1, 2


def printed(report: Report, output_format: str) -> int:
    """Print a report in a format and return the exit code."""
    if output_format == "text":
        from caucasus_data.render.text import report_text

        terminal = sys.stdout.isatty()
        colour = terminal and "NO_COLOR" not in os.environ
        print(report_text(report, colour=colour, width=terminal_width()))
    else:
        from caucasus_data.checks import CHECKS
        from caucasus_data.render.machine import report_github, report_json, report_sarif

        text = {
            "json": lambda: report_json(report),
            "github": lambda: report_github(report),
            "sarif": lambda: report_sarif(report, CHECKS),
        }[output_format]()
        print(text)
    return OK if report.ok else FINDINGS


def terminal_width() -> int:
    """The columns of the terminal; 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns
