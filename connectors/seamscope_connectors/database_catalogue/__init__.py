"""Read database catalogues that `seamscope snapshot` wrote: tables, SQL, links and replication.

Views, routines, triggers, jobs and statements become queries. Jobs that run command lines are read
like shell scripts. Linked servers, database links, foreign servers, stages and connections become
the SQL that creates them, so that lineage finds them when other SQL uses them. Estimated row
numbers become profiles; keys are not read.
"""

from collections.abc import Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import note_reading, report_unknown_keys, skip_entry
from seamscope.connector.heads import find_root_value
from seamscope.connector.scrub import quote
from seamscope.records import Record
from seamscope_connectors.database_catalogue.code import read_code, read_statements
from seamscope_connectors.database_catalogue.database import ENGINES, Database
from seamscope_connectors.database_catalogue.jobs import read_jobs
from seamscope_connectors.database_catalogue.links import (
    read_foreign_tables,
    read_publications,
    read_replication,
    read_servers,
    read_synonyms,
)
from seamscope_connectors.database_catalogue.tables import index_columns, read_tables

KEY = "seamscope_catalogue"
VERSION = "1"
# Keys that this connector does not use, and keys that it reads.
FACTS = ("version", "port", "databases")
PARTS = (
    "taken", "engine", "host", "database", "tables", "views", "routines", "triggers", "servers",
    "foreign_tables", "synonyms", "publications", "replication", "jobs", "statements", "unread",
)  # fmt: skip


class DatabaseCatalogueConnector(Connector):
    """Reads the catalogue of one database per file."""

    name = "database-catalogue"
    reads = "catalogues of databases, written by `seamscope snapshot` (JSON)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".json" and find_root_value(file, KEY):
            return Claim(reason=f"has the key {KEY}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        doc = source.file.document()
        version = doc[KEY].text
        if version != VERSION:
            problem = f"version {quote(version, 20)!r} of the catalogue format is not supported"
            remedy = "take the snapshot again with this version of seamscope, or update seamscope"
            raise source.file.error(problem, remedy, 1)
        for key in FACTS:
            doc[key].set_aside()
        yield from report_unknown_keys(doc, (KEY, *FACTS, *PARTS))
        database = Database.read(doc)
        if database.engine not in ENGINES:
            problem = f"engine '{quote(database.engine)}' is unknown; its SQL dialect is guessed"
            remedy = f"set `engine` to one of: {', '.join(ENGINES)}"
            yield note_reading(problem, remedy, doc["engine"].evidence)
        yield from _read_parts(doc, database)


def _read_parts(doc: Doc, database: Database) -> Iterator[Record]:
    columns = index_columns(doc)
    records = [
        *read_tables(doc, database),
        *read_servers(doc, database),
        *read_foreign_tables(doc, database, columns),
        *read_synonyms(doc, database),
        *read_code(doc, database),
        *read_publications(doc, database),
        *read_replication(doc, database),
        *read_jobs(doc, database),
        *read_statements(doc, database),
    ]
    yield from records
    unread = list(_report_unread(doc))
    yield from unread
    if not records and not unread:
        problem = "the catalogue contains no objects"
        remedy = "take the snapshot with a role that sees the tables of the database"
        yield skip_entry(problem, remedy, doc[KEY].evidence)


def _report_unread(doc: Doc) -> Iterator[Record]:
    """Report the parts of the database that the snapshot could not read."""
    for item in doc["unread"]:
        problem = f"not read from the database: {item['part'].text}: {item['reason'].text}"
        remedy = item["remedy"].text or "run the snapshot as a role that may read this part"
        yield skip_entry(problem, remedy, item.evidence)
