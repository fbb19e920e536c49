"""SQL of a database: views, routines, triggers, jobs, and statements that ran."""

import re
from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.client_programs import identify_client
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.scrub import quote as quote_text
from seamscope.records import Endpoint, Evidence, Query, Record, Runs, State
from seamscope_connectors.database_catalogue.database import Database

# A definition that creates its object, below comments.
CREATES = re.compile(
    r"(?:\s|--[^\n]*\n|/\*(?:[^*]|\*(?!/))*+\*/)*+(?:create|alter|replace)\b", re.I
)
COUNT = re.compile(r"\d{1,15}")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


def read_code(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield a query for each view, routine and trigger."""
    for part in ("views", "routines", "triggers"):
        hidden: list[tuple[str, Evidence]] = []
        for item in doc[part]:
            for key in ("language", "table"):
                item[key].set_aside()
            if item["definition"].text and item["name"].text:
                yield _build_query(item, database, _complete(item, database))
            else:
                hidden.append((item["name"].text or "one without a name", item.evidence))
        if hidden:
            remedy = "grant the role of the snapshot the rights that `seamscope gather` names"
            yield skip_names(f"{part} without a text", remedy, hidden)


def _complete(item: Doc, database: Database) -> str:
    """Return the CREATE statement of an object; a view may have only its query."""
    text, kind = item["definition"].text, item["kind"].text or "view"
    if CREATES.match(text) or not kind.casefold().endswith("view"):
        return text
    place = database.find_place(item)
    name = ".".join(quote(part, database) for part in (place.schema, item["name"].text) if part)
    return f"CREATE {kind.upper()} {name} AS {text}"


def quote(name: str, database: Database) -> str:
    """Return a name in the quotes of the database's SQL."""
    match database.facts.dialect:
        case "mysql" | "bigquery" | "databricks":
            return "`" + name.replace("`", "``") + "`"
        case "tsql":
            return "[" + name.replace("]", "]]") + "]"
        case _:
            return '"' + name.replace('"', '""') + '"'


def _build_query(
    item: Doc,
    database: Database,
    text: str,
    route: str = "",
    *,
    frequency: str = "",
    technology: str = "",
) -> Query:
    place = database.find_place(item)
    return Query(
        text=text,
        dialect=database.facts.dialect,
        home=database.identify_home(place),
        database=place.database,
        schema=place.schema,
        technology=technology,
        route=route,
        frequency=frequency,
        state=State.DISABLED if item["status"].text == "disabled" else State.ACTIVE,
        evidence=item.evidence,
    )


def read_jobs(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield a query for each job that runs SQL, and report the others."""
    for item in doc["jobs"]:
        kind, name = item["kind"].text or "sql", item["name"].text or "job"
        command, schedule = item["command"].text, item["schedule"].text
        if kind.casefold() != "sql":
            problem = f"job {quote_text(name, 60)} runs no SQL but {quote_text(kind)}"
            remedy = "add the script, package or program that it runs, or what that moves"
            yield skip_entry(problem, remedy, item.evidence)
        elif not command:
            remedy = "grant the role of the snapshot the right to read the job"
            yield skip_entry(f"job {quote_text(name, 60)} has no text", remedy, item.evidence)
        else:
            technology = f"job of {database.facts.product}"
            yield _build_query(
                item, database, command, name, frequency=schedule, technology=technology
            )


def read_statements(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield a query for each statement that ran, with its runs."""
    for item in doc["statements"]:
        text = item["statement"].text
        if not text:
            problem = "a statement has no text"
            yield skip_entry(problem, "take the snapshot again", item.evidence)
            continue
        place = database.find_place(item)
        client = identify_client(item["application"].text, item["user"].text)
        yield Query(
            text=text,
            dialect=database.facts.dialect,
            home=database.identify_home(place),
            database=place.database,
            schema=place.schema,
            target=Endpoint(system=client) if client else None,
            client=client,
            runs=_read_runs(item),
            technology=f"{database.facts.product} statistics",
            evidence=item.evidence,
        )


def _read_runs(item: Doc) -> Runs:
    count, user, last = item["runs"].text, item["user"].text, item["last_run"].text
    return Runs(
        count=int(count) if COUNT.fullmatch(count) else 1,
        users=(user,) if user else (),
        last=last if DATE.fullmatch(last) else "",
    )
