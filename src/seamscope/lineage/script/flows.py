"""From what a statement writes and reads to flows, datasets and their ends in systems."""

from collections.abc import Iterator, Sequence

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.model import KINDS, Name, QueryResult, TableWrite, fold
from seamscope.lineage.remote_systems import is_location, located
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
    SystemRef,
)  # fmt: skip

Out = Flow | Dataset | Dependency | Skipped


class Flows:
    """Makes the records of one query's statements."""

    def __init__(self, query: Query, context: Catalog) -> None:
        self.query = query
        self.context = context

    def written(self, made: TableWrite, where: Evidence, technology: str = "") -> Iterator[Out]:
        """Yield what a statement makes or fills."""
        target = self.end(made.table)
        if made.creates or not made.dependencies.reads:
            told = () if self._superseded(made) else made.columns
            columns = tuple(Column(name=n, type=t) for n, t in told if n != "*")
            yield Dataset(
                system=target.system,
                name=target.dataset,
                columns=columns or None,
                kind="file" if is_location(made.table[0]) else made.kind,
                evidence=where,
            )
        for name in made.dependencies.reads:
            if fold(name) != fold(made.table) or any(s.table == name for s, _ in made.edges):
                yield self._flow(name, target, made, where, technology)

    def _superseded(self, made: TableWrite) -> bool:
        """Tell whether a view is defined anew later: the columns of a stub are none of its own."""
        if made.kind != "view":
            return False
        known = {name.casefold() for name in self.context.defined(made.table, self.query.database)}
        return bool(known) and known != {name.casefold() for name, _ in made.columns}

    def read(self, read: QueryResult, where: Evidence) -> Iterator[Out]:
        """Yield what a statement that writes nothing depends on; what is elsewhere flows here."""
        if self.query.target is not None:
            made = make_table_write((self.query.target.dataset,), read, read.columns)
            for name in read.reads:
                yield self._flow(name, self.query.target, made, where)
            return
        for name in read.reads:
            end = self.end(name)
            yield Dataset(system=end.system, name=end.dataset, evidence=where)
            if self.elsewhere(name):
                yield self._flow(name, Endpoint(system=self.query.home), None, where)

    def elsewhere(self, name: Name) -> bool:
        """Tell whether a name is of another system than the one the query runs in."""
        return len(name) == 4 or name[0].startswith("@") or is_location(name[0])

    def far(self, made: Sequence[TableWrite]) -> bool:
        """Tell whether nothing that a statement makes is made of what is here."""
        return all(
            not item.creates or all(map(self.elsewhere, item.dependencies.reads)) for item in made
        )

    def _flow(
        self, name: Name, target: Endpoint, made: TableWrite | None, where: Evidence, said: str = ""
    ) -> Flow:
        mechanism, technology = self._means(name, made, said)
        lookups = (
            tuple(sorted(".".join(n) for n in made.dependencies.lookups if n != name))
            if made
            else ()
        )
        return Flow(
            source=self.end(name),
            target=target,
            mechanism=mechanism,
            technology=technology or self.query.technology,
            columns=_edges(name, made) if made else (),
            lookups=lookups,
            route=self.query.route,
            state=self.query.state,
            evidence=where,
        )

    def _means(self, name: Name, made: TableWrite | None, said: str) -> tuple[Mechanism, str]:
        """Return how data gets from one end to the other: by the end that is elsewhere."""
        ends = (name, made.table if made else ())
        for end in reversed(ends) if made and is_location(made.table[0]) else ends:
            if not end or not self.elsewhere(end):
                continue
            remote = self.context.remotes.get(end[0].split("/")[0].casefold())
            if remote is not None:
                return remote.mechanism, said or remote.technology
            if len(end) == 4:
                return Mechanism.DATABASE_LINK, said
            return Mechanism.FILE, said or ("stage" if end[0].startswith("@") else "")
        return self.query.mechanism, said

    def end(self, name: Name) -> Endpoint:
        """Return an endpoint by the rule: server, database, schema, then the query's home."""
        if name[0].startswith("@") and len(name) == 1:
            return self._staged(name[0])
        if len(name) == 1 and is_location(name[0]):
            return _file(name[0])
        padded = ("",) * (4 - len(name)) + name
        server, database, schema, table = padded[-4:]
        if server:
            return self._remote(server, database, schema, table)
        schema = schema or self.query.schema
        stated = database if database.casefold() != self.query.database.casefold() else ""
        clues = [
            (ClueKind.DATABASE, database or self.query.database),
            (ClueKind.SCHEMA, schema),
        ]
        made = [Clue(kind=kind, value=value) for kind, value in clues if value]
        home = self.query.home
        made += [clue for clue in home.clues if clue not in made]
        named = home.name if not stated else ""
        dataset = ".".join(part for part in (stated, schema, table) if part)
        return Endpoint(system=SystemRef(name=named, clues=tuple(made)), dataset=dataset)

    def _remote(self, server: str, database: str, schema: str, table: str) -> Endpoint:
        remote = self.context.remotes.get(server.casefold())
        if remote is not None and remote.location:
            return _file(_under(remote.location, table))
        clues = list(remote.clues()) if remote else [Clue(kind=ClueKind.SERVER, value=server)]
        stated = database if not remote or database.casefold() != remote.database.casefold() else ""
        more = ((ClueKind.DATABASE, stated), (ClueKind.SCHEMA, schema))
        clues[1:1] = [Clue(kind=kind, value=value) for kind, value in more if value]
        dataset = ".".join(part for part in (stated, schema, table) if part)
        return Endpoint(system=SystemRef(clues=tuple(clues)), dataset=dataset)

    def _staged(self, name: str) -> Endpoint:
        stage, _, path = name.partition("/")
        remote = self.context.remotes.get(stage.casefold())
        if remote is not None and remote.location:
            return _file(_under(remote.location, path))
        clues = (Clue(kind=ClueKind.SERVER, value=stage), *self.query.home.clues[:0])
        return Endpoint(system=SystemRef(clues=clues), dataset=path or stage)


def _under(location: str, path: str) -> str:
    """Return a path below a stage's or a directory's place; a root's slash stays."""
    return "/".join(p for p in (location.rstrip("/"), path.strip("/")) if p)


def _file(name: str) -> Endpoint:
    system, clues, path = located(name)
    return Endpoint(system=SystemRef(name=system, clues=clues), dataset=path or name)


def _edges(name: Name, made: TableWrite) -> tuple[ColumnEdge, ...]:
    prefix = name[-1:] if is_location(name[0]) else tuple(filter(None, name[-2:]))
    columns = {
        ColumnEdge(source=".".join((*prefix, s.column)), target=column, kind=KINDS[s.kind])
        for s, column in made.edges
        if fold(s.table) == fold(name)
    }
    return tuple(sorted(columns))
