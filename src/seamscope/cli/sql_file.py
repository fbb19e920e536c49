"""The command `lineage`, which reads one SQL file without a survey."""

import sys
from pathlib import Path

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.messages import print_message
from seamscope.cli.options import OUTPUT, QUIET, TABLE_FORMATS, report_errors, start_table
from seamscope.errors import InputError, SeamscopeError


@click.command(
    epilog=write_epilog(
        "lineage load_orders.sql", "lineage load_orders.sql --dialect tsql --schema tables.sql"
    )
)
@click.argument("file", metavar="FILE.sql", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--dialect", default="", help="SQL dialect (sqlglot's name). Default: detected.")
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    help="SQL file with table definitions, to resolve columns.",
)
@click.option(
    "-f", "--format", "shape", type=click.Choice(list(TABLE_FORMATS)), default="text",
    show_default=True, callback=start_table,
    help="Output format. text and json contain everything, markdown and csv only reads and writes.",
)  # fmt: skip
@OUTPUT
@QUIET
@report_errors
def lineage(
    *, file: Path, dialect: str, schema: Path | None, shape: str, output: Path | None
) -> None:
    """Show reads, writes, column lineage and problems of one SQL file, or of stdin (`-`)."""
    from seamscope.cli.results import write_result
    from seamscope.outputs.commands.lineage import check_dialect, report_lineage

    dialect = check_dialect(dialect)
    text, name = _read_text(file)
    schema_text, _ = _read_text(schema) if schema else ("", "")
    write_result(report_lineage(text, name, dialect, shape, schema=schema_text), output)


def _read_text(path: Path) -> tuple[str, str]:
    """Return the text and the name of a SQL file or of stdin; print notes on its encoding."""
    from seamscope.connector import build_member, open_file, redact

    if str(path) == "-":
        file = build_member(sys.stdin.buffer.read(), "stdin", "")
    elif path.is_file():
        file = open_file(path, path.name)
    else:
        problem = "a folder, not a file" if path.is_dir() else "no such file"
        raise InputError(SeamscopeError(problem, remedy="use the path of a file", file=str(path)))
    text = file.text()
    for problem, remedy, _ in file.content.notes:
        print_message(f"{file.path}: {problem}; {remedy}")
    return text, redact(file.path)
