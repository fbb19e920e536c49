"""The command `snapshot`, which writes the catalogue of a database."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.messages import print_message
from seamscope.cli.options import report_errors
from seamscope.errors import InputError, SeamscopeError

if TYPE_CHECKING:
    from seamscope.databases import Engine

TIMEOUT = click.option(
    "--timeout",
    "seconds",
    type=click.IntRange(min=1, max=3600),
    default=30,
    show_default=True,
    help="Maximum time of one query, in seconds.",
)


@click.command(epilog=write_epilog("snapshot ERP_URL -o catalogue.json"))
@click.argument("variables", metavar="[URL_ENV]", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("catalogue.json"),
    show_default=True,
    help="File to write; `-` is standard output.",
)
@TIMEOUT
@click.option(
    "--rows",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Do not connect; read the results of the queries that `gather` prints from this folder, "
    "one PART.csv for each query.",
)
@click.option("--engine", metavar="NAME", help="Database engine that produced the files in --rows.")
@click.option("-q", "--quiet", is_flag=True, help="Print only errors on stderr.")
@report_errors
def snapshot(
    *,
    variables: tuple[str, ...],
    output: Path,
    seconds: int,
    rows: Path | None,
    engine: str | None,
    quiet: bool,
) -> None:
    """Write the catalogue of a database as a file that `survey` reads.

    URL_ENV is the NAME of an environment variable with the URL of the database, such as
    postgresql://user:password@host/database. The session is read-only; rows of tables are not read.
    """
    from seamscope.cli.results import put_result
    from seamscope.databases.catalogue import encode_catalogue
    from seamscope.databases.session import open_session
    from seamscope.databases.snapshot import read_rows, take_snapshot

    if rows is not None:
        catalogue = read_rows(rows, find_named_engine(engine or ""))
    else:
        variable = get_single_variable(variables)
        with open_session(variable, seconds=seconds) as session:
            catalogue = take_snapshot(session, choose_progress(quiet=quiet))
    is_file = put_result(encode_catalogue(catalogue), output)
    for item in catalogue.unread:
        print_message(f"not read: {item.part}: {item.reason}; {item.remedy}")
    if is_file:
        click.echo(f"wrote {output}: {catalogue.summarise()}")
    if is_file and not quiet:
        print_message(f"next: seamscope survey {output}")


def get_single_variable(variables: tuple[str, ...]) -> str:
    """Return the only argument; raise InputError if there is none or more than one."""
    if len(variables) != 1:
        what = "one argument is needed: the name of an environment variable"
        remedy = "put the URL of the database into a variable and pass the variable's name"
        raise InputError(SeamscopeError(what, remedy=remedy))
    return variables[0]


def choose_progress(*, quiet: bool) -> Callable[[str], None]:
    """Return a function that shows the current part of the catalogue, if stderr is a terminal."""
    terminal = sys.stderr.isatty()

    def tell(part: str) -> None:
        if terminal and not quiet:
            print_message(f"reading {part.replace('_', ' ')}")

    return tell


def find_named_engine(name: str, known: Iterable[str] = ()) -> "Engine":
    """Return the database engine with this name; raise InputError with all names if unknown.

    known: the names to list, if the command accepts more than database engines.
    """
    from seamscope.databases.parts import list_engines

    found = {engine.name: engine for engine in list_engines()}
    if name.casefold() not in found:
        kind = "source" if known else "kind of database"
        what = f"there is no {kind} {name!r}" if name else "--engine is missing"
        remedy = f"write one of: {', '.join(known or found)}"
        raise InputError(SeamscopeError(what, remedy=remedy))
    return found[name.casefold()]
