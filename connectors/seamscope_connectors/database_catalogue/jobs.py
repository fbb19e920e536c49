"""Read the jobs of the database's scheduler, which run SQL or command lines."""

import re
from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector import Doc
from seamscope.connector.commands import Shell, build_records, read_steps
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Flow, Query, Record
from seamscope_connectors.database_catalogue.code import build_query, read_state
from seamscope_connectors.database_catalogue.database import Database

# Kind of a job with a command line (SQL Server Agent, Oracle Scheduler, pgAgent) -> its shell.
SHELLS: dict[str, Shell] = {
    "cmdexec": "batch",
    "powershell": "powershell",
    "executable": "posix",
    "external_script": "posix",
    "shell": "posix",
}
PACKAGE = re.compile(r"[\w\- ]{1,100}\.dtsx", re.I)


def read_jobs(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield a query for each SQL job, and the records of the command lines of other jobs.

    A job whose command line does not move known data is reported with its schedule.
    """
    for item in doc["jobs"]:
        if not item["command"].text:
            remedy = "grant the snapshot's role permission to read the job's steps"
            problem = f"job {quote(item['name'].text or 'without a name', 60)} has no command"
            yield skip_entry(problem, remedy, item.evidence)
        elif (item["kind"].text or "sql").casefold() == "sql":
            yield _schedule(build_query(item, database, item["command"].text), item, database)
        else:
            yield from _read_command(item, database)


def _schedule(record: Query | Flow, item: Doc, database: Database) -> Query | Flow:
    """Return a record with the name, schedule and state of its job."""
    return replace(
        record,
        route=item["name"].text or "job",
        frequency=item["schedule"].text,
        state=read_state(item),
        technology=record.technology or f"job of {database.facts.product}",
    )


def _read_command(item: Doc, database: Database) -> Iterator[Record]:
    shell = SHELLS.get(item["kind"].text.casefold())
    home = database.identify_home(database.find_place(item))
    steps = read_steps(item["command"].text, shell) if shell else ()
    found = list(build_records(steps, home, lambda line: item.evidence))
    for record in found:
        match record:
            case Query() | Flow():
                yield _schedule(record, item, database)
            case other:
                yield other
    if not found:
        yield _report(item)


def _report(item: Doc) -> Record:
    """Report a job that runs a program, SSIS package or script that is not in the catalogue."""
    name, kind = quote(item["name"].text or "job", 60), quote(item["kind"].text)
    schedule = quote(item["schedule"].text, 40)
    when = f" ({schedule})" if schedule else ""
    package = PACKAGE.search(item["command"].text)
    remedy = "add the script that the job runs to the inputs, or list its flows in the inventory"
    if package:
        remedy = f"add the package {quote(package[0].strip(), 60)} to the inputs"
    return skip_entry(f"job {name}{when} runs {kind}, not SQL", remedy, item.evidence)
