"""The command `profile`, which measures the quality of the data that a POC reads and writes."""

from datetime import UTC, datetime
from pathlib import Path

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.messages import print_note
from seamscope.cli.options import QUIET, report_errors


@click.command(
    epilog=write_epilog("profile orders.csv --for poc.yaml", "profile ERP_URL --for poc.yaml")
)
@click.argument("sources", metavar="URL_ENV|FILES…", nargs=-1, required=True)
@click.option(
    "--for",
    "poc",
    required=True,
    type=click.Path(path_type=Path),
    help="Description of the POC, poc.yaml. Only its datasets are measured.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("profile.json"),
    show_default=True,
    help="File for the result, which `survey` reads; `-` is standard output.",
)
@click.option("--system", default="", help="System in poc.yaml to which all these tables belong.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="TABLE.COLUMN,…",
    help="Columns whose values must be unique. Repeatable.",
)
@click.option(
    "--relation",
    "relations",
    multiple=True,
    metavar="TABLE.COLUMN=TABLE.COLUMN",
    help="A column whose values must exist in another table. Repeatable.",
)
@click.option(
    "--rules",
    "rule_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own rules about rows, in YAML; `seamscope schema rules` describes the file.",
)
@click.option(
    "--newest",
    multiple=True,
    metavar="TABLE.COLUMN",
    help="Timestamp column, such as orders.changed_at. The profile stores its latest date, to "
    "measure freshness. Repeatable.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=100),
    metavar="ROWS",
    help="Number of rows to examine in larger tables. Duplicates are always counted in all rows.",
)
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Date of the measurement. Default: today.",
)
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="Maximum time of one query, in seconds.",
)
@QUIET
@report_errors
def profile(
    *,
    sources: tuple[str, ...],
    poc: Path,
    output: Path,
    system: str,
    keys: tuple[str, ...],
    relations: tuple[str, ...],
    rule_file: Path | None,
    newest: tuple[str, ...],
    sample: int | None,
    date: datetime | None,
    timeout: int,
) -> None:
    """Measure the data of a POC: empty and repeated values, orphans, odd formats.

    URL_ENV is the name of an environment variable with the URL of a database; a read-only role is
    sufficient. FILES are CSV, Parquet, XLSX, SQLite and DuckDB files. The profile contains only
    counts, no values.
    """
    from seamscope.cli.profile_sources import measure_sources, open_sources
    from seamscope.cli.results import put_result
    from seamscope.poc import read_poc
    from seamscope.profiling import encode_profiles, parse_declared, read_rules

    described = read_poc(poc)
    rules = read_rules(rule_file) if rule_file else ()
    declared = parse_declared(keys, relations, newest, rules)
    with open_sources(sources, timeout) as opened:
        results = measure_sources(opened, described, system, declared, sample)
    when = f"{date or datetime.now(UTC):%Y-%m-%d}"
    if put_result(encode_profiles(results, when), output):
        print_note(f"{output}: profiles of {len(results)} datasets; add it to the survey's inputs")
