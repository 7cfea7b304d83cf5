"""The command line: arguments and exit codes only.

Exit codes: 0 all is well, 1 there are findings, 2 the command could not run. No user's mistake ends in a traceback.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from caucasus_data import __version__
from caucasus_data.errors import CaucasusDataError, DatasetsError, InvalidDataError, nearest
from caucasus_data.outcome import COULD_NOT_RUN, FINDINGS, OK, printed, terminal_width

DATASETS = Path("datasets")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if "run" not in options:
        parser.print_help()
        return COULD_NOT_RUN
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, such as `head`, has had enough; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = COULD_NOT_RUN
    except (CaucasusDataError, OSError) as error:
        code = FINDINGS if isinstance(error, InvalidDataError) else COULD_NOT_RUN
        print(f"caucasus-data: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        code = COULD_NOT_RUN
        print("caucasus-data: interrupted", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="caucasus-data",
        description="Events, statements, arms contracts and defence spending of the Armenia-Azerbaijan conflict.",
    )
    parser.add_argument("--version", action="version", version=f"caucasus-data {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")

    validate = commands.add_parser("validate", help="check a datasets folder or a table file")
    validate.add_argument("path", nargs="?", type=Path, default=DATASETS, metavar="PATH", help="default: datasets/")
    validate.add_argument("--output-format", choices=("text", "github", "json", "sarif"), default="text")
    validate.set_defaults(run=_validate)

    form = commands.add_parser("format", help="bring table files into canonical form; never changes a value")
    form.add_argument("path", nargs="?", type=Path, default=DATASETS, metavar="PATH", help="default: datasets/")
    form.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file is not canonical")
    form.set_defaults(run=_format)

    publish = commands.add_parser("publish", help="validate, then write the release")
    publish.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR", help="default: dist/")
    publish.set_defaults(run=_maintaining("run_publish"))

    release = commands.add_parser("release", help="make the working tables the next release")
    release.add_argument("version", nargs="?", metavar="VERSION", help="such as 0.2.0")
    release.add_argument("--title", default="", help="what the release brings, in a few words")
    release.add_argument("--date", metavar="DAY", help="in ISO form; default: today")
    release.add_argument(
        "--reasons", type=Path, metavar="FILE", help="why released records changed, CSV or JSON; default: reasons.csv"
    )
    release.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit 1 where the tables may not be released, as VERSION if given",
    )
    release.add_argument("--output-format", choices=("text", "github", "json", "sarif"), default="text")
    release.set_defaults(run=_maintaining("run_release"))

    diff = commands.add_parser("diff", help="compare two releases, git revisions or folders")
    diff.add_argument("old", metavar="OLD", help="a released version, a git revision or a folder")
    diff.add_argument("new", nargs="?", metavar="NEW", help="likewise; default: the tables at hand")
    diff.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    diff.set_defaults(run=_maintaining("run_diff"))

    verify = commands.add_parser("verify", help="check a published release against its checksums and the release log")
    verify.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="default: the installed release")
    verify.set_defaults(run=_maintaining("run_verify"))

    _add_show(commands.add_parser("show", help="print rows of a table"))

    schema = commands.add_parser("schema", help="print the columns of a table")
    schema.add_argument("table", metavar="TABLE")
    schema.set_defaults(run=_schema)

    explain = commands.add_parser("explain", help="print what a diagnostic code means")
    explain.add_argument("code", metavar="CODE", help="such as CD203 or unknown-code; ALL prints every one as Markdown")
    explain.set_defaults(run=_explain)

    info = commands.add_parser("info", help="print the tables, their rows and the period they cover")
    info.add_argument("--coverage", action="store_true", help="count records by month, type, side and reading")
    info.set_defaults(run=_info)

    cite = commands.add_parser("cite", help="print how to cite this version, or a record's sources")
    cite.add_argument("table", nargs="?", metavar="TABLE")
    cite.add_argument("record", nargs="?", metavar="ID")
    cite.add_argument("--bibtex", action="store_true")
    cite.set_defaults(run=_cite)
    return parser


def _maintaining(name: str) -> Callable[[argparse.Namespace], int]:
    """A command of `maintenance`, which is imported when it is run."""

    def run(options: argparse.Namespace) -> int:
        from caucasus_data import maintenance

        code: int = getattr(maintenance, name)(options)
        return code

    return run


def _add_show(show: argparse.ArgumentParser) -> None:
    show.add_argument("table", metavar="TABLE")
    show.add_argument(
        "--where", metavar="CONDITION", help="an SQL condition, such as \"event_type = 'meeting'\" (needs duckdb)"
    )
    show.add_argument("--columns", metavar="A,B", help="only these columns")
    show.add_argument("--limit", type=int, default=20, metavar="N", help="at most N rows; default: 20")
    show.add_argument("--format", choices=("table", "csv", "json", "markdown"), default="table")
    show.set_defaults(run=_show)


def _validate(options: argparse.Namespace) -> int:
    # At its import numpy starts threads for linear algebra, which nothing here does; they wait busily for a while.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # By default Python looks for cycles after every 700 new objects; nearly all that a command makes lives to its end.
    gc.set_threshold(100_000)
    from caucasus_data.store import store
    from caucasus_data.validation import validate

    return printed(validate(options.path, store().specs()), options.output_format)


def _format(options: argparse.Namespace) -> int:
    from caucasus_data.atomic import replace_file
    from caucasus_data.csv_form import formatted
    from caucasus_data.store import store

    specs = {f"{spec.name}.csv": spec for spec in store().specs()}
    if options.path.is_dir():
        files = [options.path / name for name in specs if (options.path / name).is_file()]
    else:
        files = [options.path]
        if options.path.name not in specs:
            close = nearest(options.path.name, specs)
            raise DatasetsError(f"{options.path} is not a table file" + (f'; did you mean "{close}"?' if close else ""))
    if not files:
        raise DatasetsError(f"{options.path} holds no table of the dataset")
    # All are worked out before the first is written, so that a refusal leaves every file as it was.
    changed = {file: after for file in files if (after := formatted(file, specs[file.name])) != file.read_bytes()}
    for file, after in changed.items():
        if not options.check:
            replace_file(file, after)
        print(f"{'would format' if options.check else 'formatted'} {file}")
    if not changed:
        print(f"{len(files)} files are in canonical form")
    return FINDINGS if options.check and changed else OK


def _show(options: argparse.Namespace) -> int:
    from caucasus_data.listing import rows_of
    from caucasus_data.render.table import TABLE_FORMATS, table_text

    columns = options.columns.split(",") if options.columns else None
    header, rows, total = rows_of(options.table, columns=columns, where=options.where, limit=options.limit)
    if (write := TABLE_FORMATS.get(options.format)) is not None:
        print(write(header, rows))
        return OK
    print(table_text(header, rows, width=terminal_width()))
    print(f"{len(rows)} of {total} rows")
    return OK


def _schema(options: argparse.Namespace) -> int:
    from caucasus_data.access import spec_of
    from caucasus_data.render.schema import schema_text

    print(schema_text(spec_of(options.table), width=terminal_width()))
    return OK


def _explain(options: argparse.Namespace) -> int:
    from caucasus_data.checks import CHECKS
    from caucasus_data.render.explanation import codes_markdown, explanation_text

    if options.code.upper() == "ALL":
        print(codes_markdown(CHECKS), end="")
        return OK
    by_name = {check.code: check for check in CHECKS} | {check.name(): check for check in CHECKS}
    check = by_name.get(options.code.upper()) or by_name.get(options.code.lower())
    if check is None:
        close = nearest(options.code.upper(), by_name)
        raise DatasetsError(f'there is no code "{options.code}"' + (f'; did you mean "{close}"?' if close else ""))
    print(explanation_text(check, width=terminal_width()))
    return OK


def _info(options: argparse.Namespace) -> int:
    from caucasus_data.loader import catalog, tallies
    from caucasus_data.render.table import table_text

    if options.coverage:
        from caucasus_data.render.coverage import coverage_text

        print(coverage_text(tallies(), width=terminal_width()))
        return OK
    tables = catalog().reset_index()
    for end in ("first", "last"):
        tables[end] = tables[end].dt.strftime("%Y-%m-%d").fillna("")
    header = ["table", "rows", "columns", "first", "last", "title"]
    rows = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in tables[header].to_numpy()]
    print(f"caucasus-data {__version__}\n")
    print(table_text(header, rows, width=terminal_width()))
    return OK


def _cite(options: argparse.Namespace) -> int:
    from caucasus_data.footnotes import cite

    print(cite(options.table, options.record, format="bibtex" if options.bibtex else "text"))
    return OK


if __name__ == "__main__":
    sys.exit(main())
