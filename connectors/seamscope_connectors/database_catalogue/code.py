"""Read the SQL in a catalogue: views, routines, triggers, and statements from the query
statistics.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.client_programs import identify_client
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.records import Endpoint, Evidence, Query, Record, Runs, State
from seamscope_connectors.database_catalogue.database import Database

# Comments, then CREATE, ALTER or REPLACE.
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
                yield build_query(item, database, _complete(item, database))
            else:
                hidden.append((item["name"].text or "without a name", item.evidence))
        if hidden:
            remedy = "grant the snapshot's role the permissions listed by `seamscope gather`"
            yield skip_names(f"{part} without a definition", remedy, hidden)


def _complete(item: Doc, database: Database) -> str:
    """Return the CREATE statement of an object.

    ``SELECT id FROM t``, the definition of a view v → ``CREATE VIEW v AS SELECT id FROM t``.
    """
    text, kind = item["definition"].text, item["kind"].text or "view"
    if CREATES.match(text) or not kind.casefold().endswith("view"):
        return text
    place = database.find_place(item)
    name = ".".join(quote(part, database) for part in (place.schema, item["name"].text) if part)
    return f"CREATE {kind.upper()} {name} AS {text}"


def quote(name: str, database: Database) -> str:
    """Return a name quoted as in the SQL of the database: ``orders`` → ``[orders]``."""
    match database.facts.dialect:
        case "mysql" | "bigquery" | "databricks":
            return "`" + name.replace("`", "``") + "`"
        case "tsql":
            return "[" + name.replace("]", "]]") + "]"
        case _:
            return '"' + name.replace('"', '""') + '"'


def build_query(item: Doc, database: Database, text: str) -> Query:
    """Return the definition of an object as a query that runs in the object's database.

    item: the entry of the catalogue.
    text: the SQL of the object.
    """
    place = database.find_place(item)
    return Query(
        text=text,
        dialect=database.facts.dialect,
        home=database.identify_home(place),
        database=place.database,
        schema=place.schema,
        state=read_state(item),
        evidence=item.evidence,
    )


def read_state(item: Doc) -> State:
    """Return DISABLED for an entry with ``"status": "disabled"``, else ACTIVE."""
    return State.DISABLED if item["status"].text == "disabled" else State.ACTIVE


def read_statements(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield a query for each statement of the query statistics, with the number of its runs."""
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
