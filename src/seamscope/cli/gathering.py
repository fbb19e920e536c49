"""The command `gather`, which explains how to export data from a source, and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seamscope.cli.databases import TIMEOUT, find_named_engine
from seamscope.cli.help import write_epilog
from seamscope.cli.options import FORMAT, OUTPUT, QUIET, report_errors
from seamscope.errors import InputError, SeamscopeError
from seamscope.wording import mark_each

if TYPE_CHECKING:
    from seamscope.databases.engines import Engine

PARTS = mark_each("part", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the command: as text for people, and as the rows of a table."""

    text: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


@click.command(
    epilog=write_epilog(
        "gather postgresql -o catalogue.sql", "gather sap-erp", "gather --missing seamscope-out"
    )
)
@click.argument("name", metavar="[SOURCE]", default="")
@click.option(
    "--missing",
    type=click.Path(path_type=Path),
    metavar="SURVEY",
    help="List the sources from which this survey has no file; sources of the POC's systems come "
    "first.",
)
@click.option(
    "--history",
    is_flag=True,
    help="Print the SQL that reduces a long query history to one row for each query shape.",
)
@TIMEOUT
@FORMAT
@OUTPUT
@QUIET
@report_errors
def gather(
    *, name: str, missing: Path | None, history: bool, seconds: int, shape: str, output: Path | None
) -> None:
    """Print how to export data from a source, and whom to ask for it.

    SOURCE is a database engine, for which the queries of `snapshot` are printed, or another
    source, such as a CMDB, for which the steps are printed. Without SOURCE, all sources are
    listed.
    """
    from seamscope.cli.results import write_result
    from seamscope.outputs.writers.tabulate import tabulate

    if missing is not None and (name or history):
        raise click.UsageError("--missing takes neither a source nor --history")
    if missing is not None:
        answer = _list_missing(missing)
    elif history:
        answer = _show_history(name)
    elif name:
        answer = _show_source(name, seconds)
    else:
        answer = _list_sources()
    shown = answer.text if shape == "text" else tabulate(answer.headers, answer.rows, shape)
    write_result(shown, output)


def _list_sources() -> Answer:
    from seamscope.databases.parts import list_engines
    from seamscope.knowledge.exports import load_exports

    labels = [(engine.name, engine.label) for engine in list_engines()]
    return _build_list([*labels, *((name, one.label) for name, one in load_exports().items())])


def _build_list(labels: Sequence[tuple[str, str]]) -> Answer:
    width = max(len(name) for name, _ in labels)
    text = "".join(f"{name:{width}}  {label}\n" for name, label in labels)
    return Answer(text=text, headers=mark_each("source", "name"), rows=labels)


def _list_missing(survey: Path) -> Answer:
    from seamscope.cli.loading import load_survey
    from seamscope.databases.parts import list_engines
    from seamscope.outputs.commands.gather import MISSING, format_missing, list_missing

    loaded = load_survey(survey)
    labels = {engine.name: engine.label for engine in list_engines()}
    return Answer(
        text=format_missing(loaded, labels),
        headers=MISSING,
        rows=[one.row for one in list_missing(loaded, labels)],
    )


def _show_source(name: str, seconds: int) -> Answer:
    """Return the steps of an export, or the queries of a database engine."""
    from seamscope.databases.parts import format_queries, list_engines, load_parts
    from seamscope.knowledge.exports import load_exports
    from seamscope.outputs.commands.gather import format_export, list_parts

    exports = load_exports()
    if export := exports.get(name.casefold()):
        return Answer(text=format_export(export), headers=PARTS, rows=list_parts(export))
    engine = find_named_engine(name, (*(one.name for one in list_engines()), *exports))
    rows = [(part.name, part.sql) for part in load_parts(engine)]
    return Answer(text=format_queries(engine, seconds), headers=PARTS, rows=rows)


def _show_history(name: str) -> Answer:
    """Return the SQL that reduces a query history to one row for each kind of query.

    Without a name, return the list of engines that have such SQL.
    """
    from seamscope.databases.parts import list_histories, read_history

    found: dict[str, Engine] = {engine.name: engine for engine in list_histories()}
    if not name:
        return _build_list([(engine.name, engine.label) for engine in found.values()])
    if name.casefold() not in found:
        what = f"there is no query for the history of {name!r}"
        raise InputError(SeamscopeError(what, remedy=f"write one of: {', '.join(found)}"))
    sql = read_history(found[name.casefold()])
    return Answer(text=sql, headers=PARTS, rows=[("history", sql)])
