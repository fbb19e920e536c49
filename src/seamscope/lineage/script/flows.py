"""Build records (flows, datasets) from the tables that a statement writes and reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from seamscope.connector.places import FILES, locate_file
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.model import KINDS, Name, QueryResult, Source, TableWrite, fold
from seamscope.lineage.remote_systems import is_location
from seamscope.lineage.statements.table_writes import make_table_write
from seamscope.records import (
    Clue,
    ClueKind,
    Column,
    ColumnEdge,
    Dataset,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Query,
    Skipped,
    System,
    SystemRef,
)  # fmt: skip

STAGE_DIALECTS = frozenset({"snowflake", ""})
FLAT_DIALECTS = frozenset({"mysql"})  # dialects in which a schema is a database
Edge = tuple[Source, str]  # a column, and the target column that it feeds
LineageRecord = Flow | Dataset | Dependency | Skipped | System


class FlowBuilder:
    """Builds the records of one query's statements."""

    def __init__(self, query: Query, catalog: Catalog, dialect: str) -> None:
        self.query = query
        self.catalog = catalog
        self.has_stages = dialect in STAGE_DIALECTS
        self.has_schemas = dialect not in FLAT_DIALECTS
        self._local: dict[Name, Endpoint] = {}  # the same table names occur in many statements

    def build_write(
        self, write: TableWrite, where: Evidence, technology: str = ""
    ) -> Iterator[LineageRecord]:
        """Yield the dataset that a statement creates or fills, and a flow from each table it reads.

        `INSERT INTO t SELECT … FROM s` → a flow from s to t.
        """
        target = self.locate(write.table)
        if write.creates or not write.dependencies.reads:
            known = () if self._is_redefined(write) else write.columns
            columns = tuple(Column(name=n, type=t) for n, t in known if n != "*")
            yield Dataset(
                system=target.system,
                name=target.dataset,
                columns=columns or None,
                kind="file" if is_location(write.table[0]) else write.kind,
                evidence=where,
            )
        client = self.query.client
        if client is not None and _takes_values(write):
            yield self._build_flow_from_client(client, target, where)
        edges = _group_edges(write)
        for name in write.dependencies.reads:
            if fold(name) != fold(write.table) or any(s.table == name for s, _ in write.edges):
                own = _build_edges(name, edges)
                yield self._build_flow(
                    name, target, write, where, technology=technology, columns=own
                )

    def _build_flow_from_client(self, client: SystemRef, target: Endpoint, where: Evidence) -> Flow:
        """Return the flow of values that an application writes: ``INSERT INTO t VALUES (1)``."""
        return Flow(
            source=Endpoint(system=client),
            target=target,
            mechanism=self.query.mechanism,
            technology=self.query.technology,
            runs=self.query.runs,
            state=self.query.state,
            evidence=where,
        )

    def _is_redefined(self, write: TableWrite) -> bool:
        """Return whether a definition of a view is only a stub, which a later one replaces."""
        if write.kind != "view":
            return False
        columns = self.catalog.find_columns(write.table, self.query.database)
        known = {name.casefold() for name in columns}
        return bool(known) and known != {name.casefold() for name, _ in write.columns}

    def build_reads(
        self, result: QueryResult, where: Evidence, *, to_caller: bool = True
    ) -> Iterator[LineageRecord]:
        """Yield the tables that a SELECT reads, and a flow for each table of another system.

        The flow goes from that system to the system that runs the query. If the query has a target,
        such as a dbt model, every table flows into the target instead.

        to_caller: whether the rows leave the script.
        """
        if self.query.target is not None and to_caller:
            write = make_table_write((self.query.target.dataset,), result, result.columns)
            edges = _group_edges(write)
            for name in result.reads:
                yield self._build_flow(
                    name, self.query.target, write, where, columns=_build_edges(name, edges)
                )
            return
        for name in result.reads:
            end = self.locate(name)
            yield Dataset(system=end.system, name=end.dataset, evidence=where)
            if self.is_remote(name):
                yield self._build_flow(name, Endpoint(system=self.query.home), None, where)

    def is_remote(self, name: Name) -> bool:
        """Return whether a name is outside this database: `srv.db.s.t`, a stage or a file."""
        return len(name) == 4 or self._is_stage(name) or is_location(name[0])

    def _is_stage(self, name: Name) -> bool:
        """Return whether a name is a stage, `@stage/path`, and not a variable, `@t`."""
        return self.has_stages and is_stage(name)

    def reads_no_local_table(self, writes: Sequence[TableWrite]) -> bool:
        """Return whether the tables that a statement creates get rows only from remote tables."""
        return all(
            not write.creates or all(map(self.is_remote, write.dependencies.reads))
            for write in writes
        )

    def _build_flow(
        self,
        name: Name,
        target: Endpoint,
        write: TableWrite | None,
        where: Evidence,
        *,
        technology: str = "",
        columns: tuple[ColumnEdge, ...] = (),
    ) -> Flow:
        mechanism, technology = self._find_mechanism(name, write, technology)
        joined = write.dependencies.lookups if write else ()
        return Flow(
            source=self.locate(name),
            target=target,
            mechanism=mechanism,
            technology=technology or self.query.technology,
            columns=columns,
            lookups=tuple(sorted(".".join(other) for other in joined if other != name)),
            route=self.query.route,
            runs=self.query.runs,
            state=self.query.state,
            evidence=where,
        )

    def _find_mechanism(
        self, name: Name, write: TableWrite | None, technology: str
    ) -> tuple[Mechanism, str]:
        """Return the mechanism and technology of a flow, which depend on its remote table or file.

        name: the source table.
        write: the write to the target table, None for a query.
        technology: the technology of the statement, "" to use that of the remote system.
        """
        ends = (name, write.table if write else ())
        for end in reversed(ends) if write and is_location(write.table[0]) else ends:
            if not end or not self.is_remote(end):
                continue
            remote = self.catalog.remotes.get(end[0].split("/")[0].casefold())
            if remote is not None:
                return remote.mechanism, technology or remote.technology
            if len(end) == 4:
                return Mechanism.DATABASE_LINK, technology
            return Mechanism.FILE, technology or ("stage" if self._is_stage(end) else "")
        return self.query.mechanism, technology

    def locate(self, name: Name) -> Endpoint:
        """Return the endpoint of a table: its system, and its name in that system.

        Server, database and schema identify the system. Without a server, the table is in the
        system of the query.
        """
        if self._is_stage(name):
            return self._locate_stage(name[0])
        if len(name) == 1 and is_location(name[0]):
            end = _locate_path(name[0])
            host = self.query.files if end.system.name == FILES else None
            return end if host is None else replace(end, system=host)
        padded = ("",) * (4 - len(name)) + name
        server, database, schema, table = padded[-4:]
        if server:
            return self._locate_remote(server, database, schema, table)
        if (known := self._local.get(name)) is None:
            known = self._local[name] = self._locate_local(database, schema, table)
        return known

    def _locate_local(self, database: str, schema: str, table: str) -> Endpoint:
        """Return the endpoint of a table that is in the system of the query."""
        if not self.has_schemas and not database:
            database, schema = schema, ""
        schema = schema or self.query.schema
        stated = database if database.casefold() != self.query.database.casefold() else ""
        named = ((ClueKind.DATABASE, database or self.query.database), (ClueKind.SCHEMA, schema))
        clues = [Clue(kind=kind, value=value) for kind, value in named if value]
        home = self.query.home
        clues += [clue for clue in home.clues if clue not in clues]
        dataset = ".".join(part for part in (stated, schema, table) if part)
        system = SystemRef(name="" if stated else home.name, clues=tuple(clues))
        return Endpoint(system=system, dataset=dataset)

    def _locate_remote(self, server: str, database: str, schema: str, table: str) -> Endpoint:
        """Return the endpoint of `server.database.schema.table`."""
        remote = self.catalog.remotes.get(server.casefold())
        if remote is not None and remote.location:
            return _locate_path(_join_path(remote.location, table))
        clues = list(remote.list_clues()) if remote else [Clue(kind=ClueKind.SERVER, value=server)]
        stated = database if not remote or database.casefold() != remote.database.casefold() else ""
        named = ((ClueKind.DATABASE, stated), (ClueKind.SCHEMA, schema))
        clues[1:1] = [Clue(kind=kind, value=value) for kind, value in named if value]
        dataset = ".".join(part for part in (stated, schema, table) if part)
        return Endpoint(system=SystemRef(clues=tuple(clues)), dataset=dataset)

    def _locate_stage(self, name: str) -> Endpoint:
        """Return the endpoint of a file in a stage: `@stage/path`."""
        stage, _, path = name.partition("/")
        remote = self.catalog.remotes.get(stage.casefold())
        if remote is not None and remote.location:
            return _locate_path(_join_path(remote.location, path))
        clues = (Clue(kind=ClueKind.SERVER, value=stage),)
        return Endpoint(system=SystemRef(clues=clues), dataset=path or stage)


def _takes_values(write: TableWrite) -> bool:
    """Return whether a statement writes only values, not rows of another table."""
    if write.creates or write.temporary or write.removes:
        return False
    return all(fold(name) == fold(write.table) for name in write.dependencies.reads)


def is_stage(name: Name) -> bool:
    """Return whether a name is a Snowflake stage, `@stage/path`, unlike `@project.dataset.t`."""
    return len(name) == 1 and name[0].startswith("@")


def _join_path(location: str, path: str) -> str:
    """Return a path below a location: ``s3://b/x/`` and ``/y`` -> ``s3://b/x/y``."""
    return "/".join(p for p in (location.rstrip("/"), path.strip("/")) if p)


def _locate_path(path: str) -> Endpoint:
    system, clues, dataset = locate_file(path)
    return Endpoint(system=SystemRef(name=system, clues=clues), dataset=dataset or path)


def _group_edges(write: TableWrite) -> Mapping[Name, Sequence[Edge]]:
    """Return the edges of a write by their case-folded source table."""
    grouped: dict[Name, list[Edge]] = {}
    for edge in write.edges:
        grouped.setdefault(fold(edge[0].table), []).append(edge)
    return grouped


def _build_edges(name: Name, edges: Mapping[Name, Sequence[Edge]]) -> tuple[ColumnEdge, ...]:
    """Return the edges from one source table; sources have the form `schema.table.column`."""
    parts = name[-1:] if is_location(name[0]) else tuple(filter(None, name[-2:]))
    prefix = "".join(f"{part}." for part in parts)
    found = {
        (prefix + source.column, column, source.kind)
        for source, column in edges.get(fold(name), ())
    }
    # sorted by the name of the kind, like column edges, which take longer to compare
    ordered = sorted((source, target, KINDS[kind]) for source, target, kind in found)
    return tuple(ColumnEdge(source=s, target=t, kind=kind) for s, t, kind in ordered)
