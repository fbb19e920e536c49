"""Read the links of a database to other databases: servers, foreign tables, synonyms,
replication.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.places import locate_place
from seamscope.connector.scrub import quote as quote_text
from seamscope.records import (
    ClueKind,
    ColumnEdge,
    Dependency,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.database_catalogue.code import quote
from seamscope_connectors.database_catalogue.database import Database
from seamscope_connectors.database_catalogue.definitions import write_definition
from seamscope_connectors.database_catalogue.tables import Columns

# The CONNECTION of a FEDERATED table in MySQL.
FEDERATED = re.compile(
    r"mysql://(?P<host>[^/]{1,255})/(?P<database>[^/]{1,128})/(?P<table>[^/]{1,128})", re.I
)
PARTS_WITH_SQL = ("views", "routines", "triggers", "jobs", "statements")


def read_servers(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield the CREATE statement of each remote server.

    A server that no other entry uses also yields a dependency, so that it appears in the survey.
    """
    used = _collect_uses(doc)
    for item in doc["servers"]:
        name = item["name"].text
        item["port"].set_aside()
        if not name:
            yield skip_entry("a server has no name", "take the snapshot again", item.evidence)
            continue
        kind = item["kind"].text or "foreign server"
        yield Query(
            text=write_definition(item, kind, database),
            dialect=database.facts.dialect,
            home=database.identify_home(database.place),
            database=database.name,
            schema=item["schema"].text,
            evidence=item.evidence,
        )
        if name.casefold() not in used:
            yield Dependency(
                source=Endpoint(system=database.identify_home(database.place)),
                target=_locate_server(item),
                reason=f"the {kind} is defined, but nothing in this catalogue uses it",
                mechanism=Mechanism.DATABASE_LINK,
                technology=kind,
                evidence=item.evidence,
            )


def _collect_uses(doc: Doc) -> str:
    """Return, as one text in lower case, all strings of the catalogue that may contain a server
    name.
    """
    texts = [item["server"].text for item in doc["foreign_tables"]]
    texts += [item["to_server"].text for item in doc["synonyms"]]
    texts += [item["location"].text for item in doc["foreign_tables"]]
    texts += [item["connection"].text for item in doc["servers"]]
    for part in PARTS_WITH_SQL:
        texts += [item.first("definition", "command", "statement").text for item in doc[part]]
    return "\n".join(texts).casefold()


def _locate_server(item: Doc) -> Endpoint:
    if location := item["location"].text:
        return locate_place(location)
    return Endpoint(system=_identify_server(item))


def _identify_server(item: Doc) -> SystemRef:
    host = item["host"].text
    return SystemRef(
        clues=build_clues(
            (ClueKind.SERVER, item["name"].text),
            (ClueKind.HOST, "" if host.casefold() in LOCAL else host),
            (ClueKind.DATABASE, item["database"].text),
            (ClueKind.PRODUCT, item["product"].text.removesuffix("_fdw")),
        )
    )


def read_foreign_tables(doc: Doc, database: Database, columns: Columns) -> Iterator[Record]:
    """Yield a flow into each foreign or external table from the place where its rows are stored."""
    servers = {item["name"].text.casefold(): item for item in doc["servers"]}
    for item in doc["foreign_tables"]:
        name, server = item["name"].text, item["server"].text
        location = _find_location(item, servers.get(server.casefold()))
        if not name or not (server or location):
            problem = f"foreign table {quote_text(name, 60)} has no server and no location"
            remedy = "grant the snapshot's role more permissions, or list the flow in the inventory"
            yield skip_entry(problem, remedy, item.evidence)
            continue
        place = database.find_place(item)
        key = (item["database"].text, item["schema"].text, name)
        federated = FEDERATED.fullmatch(location)
        is_file = bool(location) and not federated
        source = _locate_table(item, servers.get(server.casefold()))
        if federated:
            source = _locate_federated(federated)
        elif location:
            source = locate_place(location)
        yield Flow(
            source=source,
            target=Endpoint(system=database.identify(place), dataset=place.spell(name)),
            mechanism=Mechanism.FILE if is_file else Mechanism.DATABASE_LINK,
            technology="external table" if is_file else "foreign table",
            columns=tuple(ColumnEdge(source=c, target=c) for c in sorted(columns.get(key, ()))),
            evidence=item.evidence,
        )


def _find_location(item: Doc, server: Doc | None) -> str:
    """Return the folder or file that contains the rows of a table.

    If the server has a location, the location of the table is relative to it.
    """
    own, base = item["location"].text, server["location"].text if server is not None else ""
    return f"{base.rstrip('/')}/{own.lstrip('/')}" if base else own


def _locate_table(item: Doc, server: Doc | None) -> Endpoint:
    """Return the remote table that a foreign table refers to."""
    schema, name = item["remote_schema"].text, item["remote_name"].text or item["name"].text
    if server is not None:
        clues = _identify_server(server).clues
    else:
        clues = build_clues((ClueKind.SERVER, item["server"].text))
    stated = ((ClueKind.DATABASE, item["remote_database"].text), (ClueKind.SCHEMA, schema))
    dataset = ".".join(part for part in (schema, name) if part)
    return Endpoint(
        system=SystemRef(clues=(*clues[:1], *build_clues(*stated), *clues[1:])), dataset=dataset
    )


def _locate_federated(url: re.Match[str]) -> Endpoint:
    """Return the remote table in the URL of a FEDERATED table: ``mysql://crm01/shop/orders``."""
    host = "" if url["host"].casefold() in LOCAL else url["host"]
    clues = build_clues(
        (ClueKind.DATABASE, url["database"]), (ClueKind.HOST, host), (ClueKind.PRODUCT, "MySQL")
    )
    return Endpoint(system=SystemRef(clues=clues), dataset=url["table"])


def read_synonyms(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield the CREATE SYNONYM statement of each synonym."""
    for item in doc["synonyms"]:
        place = database.find_place(item)
        name, to_name = item["name"].text, item["to_name"].text
        if not name or not to_name:
            problem = "the name or the target of the synonym is missing"
            yield skip_entry(problem, "take the snapshot again", item.evidence)
            continue
        own = [place.schema, name]
        server = item["to_server"].text
        other = [item["to_database"].text, item["to_schema"].text, to_name]
        is_oracle = database.facts.dialect == "oracle"
        target = _join(other if is_oracle else [server, *other], database)
        link = f"@{server}" if is_oracle and server else ""
        yield Query(
            text=f"CREATE SYNONYM {_join(own, database)} FOR {target}{link}",
            dialect=database.facts.dialect,
            home=database.identify_home(place),
            database=place.database,
            schema=place.schema,
            evidence=item.evidence,
        )


def _join(parts: list[str], database: Database) -> str:
    return ".".join(quote(part, database) for part in parts if part)


def read_publications(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield an interface for each publication of logical replication."""
    for item in doc["publications"]:
        tables = item["tables"].texts
        yield Interface(
            system=database.identify_home(database.place),
            name=item["name"].text,
            protocol="logical replication",
            operations=len(tables),
            entities=tuple(sorted(tables)),
            evidence=item.evidence,
        )


def read_replication(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield a flow for each subscription and each replica.

    If the `direction` is "from", the flow starts at the other database, otherwise at this database.
    """
    own = Endpoint(system=database.identify_home(database.place))
    for item in doc["replication"]:
        item["publications"].set_aside()
        host = item["host"].text
        other = Endpoint(
            system=SystemRef(
                clues=build_clues(
                    (ClueKind.DATABASE, item["database"].text),
                    (ClueKind.HOST, "" if host.casefold() in LOCAL else host),
                    (ClueKind.SOURCE, item["name"].text),
                )
            )
        )
        inbound = item["direction"].text == "from"
        yield Flow(
            source=other if inbound else own,
            target=own if inbound else other,
            mechanism=Mechanism.CDC,
            technology=item["product"].text or "replication",
            state=State.DISABLED if item["status"].text == "disabled" else State.ACTIVE,
            evidence=item.evidence,
        )
