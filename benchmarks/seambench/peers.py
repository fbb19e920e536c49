"""Read a statement with other tools: the names of the tables that each tool shows.

Each function takes SQL and a dialect. A tool that refuses a statement counts as having reported it.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from typing import NamedTuple

from .grading import Answer

POLYGLOT_NAME = ("catalog", "schema", "name")


class Tool(NamedTuple):
    """A tool under test, and the package that it requires."""

    name: str
    package: str
    read: Callable[[str, str], Answer]

    @property
    def is_installed(self) -> bool:
        """Whether the package can be imported."""
        parent = self.package.partition(".")[0]
        return find_spec(parent) is not None and find_spec(self.package) is not None


def read_with_sqlglot(sql: str, dialect: str) -> Answer:
    """Walk the syntax tree of sqlglot: every table is a name, and SQL that cannot be parsed is
    reported.
    """
    import sqlglot
    from sqlglot import exp

    try:
        trees = sqlglot.parse(sql, read=dialect)
    except (sqlglot.errors.SqlglotError, ValueError):  # such as an unknown dialect
        return Answer(reported=True)
    tables = (table.sql() for tree in trees if tree for table in tree.find_all(exp.Table))
    commands = any(isinstance(tree, exp.Command) for tree in trees)
    return Answer(names=tuple(tables), reported=commands)


def read_with_polyglot(sql: str, dialect: str) -> Answer:
    """Walk the syntax tree of polyglot in the same way as sqlglot's: every table is a name."""
    import polyglot_sql

    try:
        trees = polyglot_sql.parse(sql, dialect=dialect)
    except (polyglot_sql.PolyglotError, ValueError):  # such as an unknown dialect
        return Answer(reported=True)
    tables = (name for tree in trees for name in _list_polyglot_tables(tree.to_dict()))
    raw = any(tree.kind in {"raw", "command"} for tree in trees)
    return Answer(names=tuple(tables), reported=raw)


def _list_polyglot_tables(node: object) -> Iterator[str]:
    """Yield the names of all nodes that have the parts of a table's name."""
    match node:
        case {"name": {"name": str()}, "schema": _, "catalog": _}:
            parts = (node[key] for key in POLYGLOT_NAME)
            yield ".".join(part["name"] for part in parts if isinstance(part, Mapping))
        case _:
            pass
    children = node.values() if isinstance(node, Mapping) else node
    for child in children if isinstance(node, (Mapping, list)) else ():
        yield from _list_polyglot_tables(child)


def read_with_sqllineage(sql: str, dialect: str) -> Answer:
    """Ask sqllineage for source and target tables."""
    from sqllineage.exceptions import SQLLineageException
    from sqllineage.runner import LineageRunner

    try:
        runner = LineageRunner(sql, dialect=dialect)
        found = (*runner.source_tables, *runner.target_tables)
    except (SQLLineageException, ValueError, KeyError):
        return Answer(reported=True)
    return Answer(names=tuple(map(str, found)))


def read_with_datahub(sql: str, dialect: str) -> Answer:
    """Ask the parser of acryl-datahub for source and target tables, which it names by URNs."""
    from datahub.sql_parsing.schema_resolver import SchemaResolver
    from datahub.sql_parsing.sqlglot_lineage import sqlglot_lineage

    try:
        found = sqlglot_lineage(sql, schema_resolver=SchemaResolver(platform=dialect))
    except (ValueError, KeyError, AttributeError):
        return Answer(reported=True)
    names = tuple(map(str, (*found.in_tables, *found.out_tables)))
    return Answer(names=names, reported=bool(found.debug_info.error))


def read_with_openmetadata(sql: str, dialect: str) -> Answer:
    """Ask OpenMetadata's lineage parser, which tries three parsers, for all tables."""
    from metadata.ingestion.lineage.models import Dialect
    from metadata.ingestion.lineage.parser import LineageParser

    known = {item.value: item for item in Dialect}
    parser = LineageParser(sql, dialect=known.get(dialect, Dialect.ANSI))
    tables = (*parser.source_tables, *parser.intermediate_tables, *parser.target_tables)
    return Answer(names=tuple(map(str, tables)), reported=not parser.query_parsing_success)
