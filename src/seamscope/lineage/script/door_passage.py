"""Build the records of one use of a side door, such as `UTL_HTTP.REQUEST('https://…')`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from seamscope.connector.commands import build_records, read_steps
from seamscope.connector.places import FILES
from seamscope.knowledge.side_doors import Means, SideDoor, Way, load_side_doors
from seamscope.lineage.query.model import STAR_OVER_UNKNOWN, Name
from seamscope.lineage.remote.text_readers import split_name
from seamscope.lineage.script.door_columns import list_received, list_sent
from seamscope.lineage.script.door_values import (
    find_origin,
    list_passed_tables,
    receive_values,
)
from seamscope.lineage.script.dynamic_sql import MAX_DEPTH
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.holes import RUNTIME
from seamscope.lineage.script.result import Degree, Outcome
from seamscope.lineage.side_doors.carried import Origin
from seamscope.lineage.side_doors.ends import build_ends, build_product_end, list_addresses
from seamscope.lineage.side_doors.find import (
    DoorCall,
)
from seamscope.lineage.side_doors.stated_texts import (
    list_stated_addresses,
    list_stated_names,
    read_stated_text,
)
from seamscope.lineage.split import Statement
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    ColumnEdge,
    Dependency,
    Endpoint,
    Flow,
    Mechanism,
    Query,
    Skipped,
    System,
    SystemRef,
)

MECHANISMS = {
    Means.HTTP: Mechanism.API, Means.FILE: Mechanism.FILE, Means.MAIL: Mechanism.FILE,
    Means.QUEUE: Mechanism.EVENTS, Means.MODEL: Mechanism.API, Means.SHELL: Mechanism.FILE,
    Means.DATABASE: Mechanism.DATABASE_LINK, Means.SCHEDULER: Mechanism.SQL,
}  # fmt: skip
AI_PLATFORM = "ai platform"
AT_RUN_TIME = "which is known only at run time"
UNNAMED_FILE = "another statement, which opens the file, contains its name"
_SQL = re.compile(
    r"\s*(?:select|insert|update|delete|merge|with|call|exec(?:ute)?|begin|declare|create|truncate"
    r"|refresh|vacuum|copy|export|import|load)\b",
    re.I,
)
# Means of access whose calls return a connection or data: ``f := UTL_FILE.FOPEN(…)``.
_HANDLES = frozenset({Means.HTTP, Means.FILE, Means.MAIL})
_TO_PROGRAM = re.compile(r"\bTO\s+PROGRAM\b", re.I)
_SQL_LANGUAGE = re.compile(r"tsql|plsql|stored|sql_script", re.I)
_QUERY = re.compile(r"\b(?:SELECT|WITH)\b.*", re.I | re.S)
# The clause may be before FROM, or at the end of the statement.
_OUTFILE = re.compile(
    r"\bINTO\s++OUTFILE\b(?:(?!\bINTO\s++OUTFILE\b)[^'])*+'[^']*'(?:(?!\bFROM\b).)*", re.I | re.S
)


class Passage:
    """Builds the records of the side doors in one statement, such as `utl_http.request`.

    A side door is a routine or statement that exchanges data with another system.
    """

    def __init__(
        self, execution: Execution, statement: Statement, outcomes: Sequence[Outcome]
    ) -> None:
        self.execution = execution
        self.statement = statement
        self.where = execution.locate(statement)
        self.outcomes = outcomes
        self.home = Endpoint(system=execution.query.home)
        self.is_statement = False
        reads = [n for o in outcomes for w in o.writes for n in w.dependencies.reads]
        reads += [name for o in outcomes if o.result for name in o.result.reads]
        self.reads: list[Name] = list(dict.fromkeys(reads))
        self.writes: list[Name] = list(dict.fromkeys(w.table for o in outcomes for w in o.writes))

    def read(self, call: DoorCall) -> Iterator[LineageRecord]:
        """Yield the records of one call of a side door, such as `utl_http.request('https://…')`."""
        door = call.door
        self.is_statement = bool(call.statement)
        if door.command or door.sql:
            yield from self._start(call)
            return
        ends, unknown = self._find_ends(call)
        if ends and (door.handle or door.means in _HANDLES):
            origin = Origin(call, tuple(ends))
            receive_values(
                self.execution.environment, self.statement, self.execution.dialect, origin
            )
        if door.bundle and (ends or door.table):
            yield from self._pass_bundle(call, ends)
            return
        if not ends:
            if unknown and not door.quiet:
                yield self._report(f"{call.name} reaches {unknown}, {AT_RUN_TIME}")
            return
        if door.means is Means.MODEL and not door.product and call.statement:
            yield from self._declare(ends)
            yield from self._depend(call, ends)
            return
        if call.statement and (door.defines or door.direction is Way.NONE):
            yield from self._depend(call, ends)
            return
        way = self._find_way(call)
        yield from self._move(call, way, ends)

    # --- the other end

    def _find_ends(self, call: DoorCall) -> tuple[list[Endpoint], str]:
        """Return the endpoints in a call, and the expression to report if there are none.

        The expression is an argument that should contain the address, such as a variable.
        """
        door, execution = call.door, self.execution
        remotes, doors = execution.catalog.remotes, execution.catalog.doors
        texts = list(call.ends)
        expression = call.read(door.end) if not texts else ""
        texts += self._evaluate(expression)
        parts = (self._evaluate(call.read(door.folder)), self._evaluate(call.read(door.file)))
        file = "/".join(found[0] for found in parts if found)
        texts += self._evaluate(call.read(door.beside))
        ends = [end for text in texts for end in build_ends(door, text, file, remotes, doors)]
        if door.means is Means.HTTP and door.quiet and not (call.statement or call.ends):
            ends = [end for end in ends if end.system.clues and "://" in expression]
        if not ends:
            given = (self._evaluate(call.read((key,))) for key in door.text)
            ends = [end for texts in given for text in texts for end in list_addresses(text)]
            ends = [replace(end, dataset=file or end.dataset) for end in ends]
        ends = ends or self._find_integrations(call)
        if door.handle and not ends:
            origin = find_origin(execution.environment, call.read(door.handle))
            ends = list(origin.ends) if origin else []
        if not (ends or door.quiet) and (door.product or not (door.end or door.text)):
            ends = [build_product_end(door, file or ".".join(next(iter(call.models), ())))]
        ends = [end for end in ends if end.system.clues or end.system.name]
        return list(dict.fromkeys(ends)), expression or ("an address" if door.end else "")

    def _find_integrations(self, call: DoorCall) -> list[Endpoint]:
        """Return the endpoints of the connections that a call names and the script defines.

        A connection that the script does not define is identified by its name.
        """
        remotes, doors = self.execution.catalog.remotes, self.execution.catalog.doors
        names = list_stated_names(call.read(call.door.integration))
        found = [(name, doors.get(name.casefold())) for name in names]
        texts = [text for name, door in found for text in (door.ends if door else (name,))]
        return [end for text in texts for end in build_ends(call.door, text, "", remotes, doors)]

    def _evaluate(self, expression: str) -> list[str]:
        """Return the known strings that an expression may evaluate to."""
        if not expression or expression.casefold() == "null":
            return []
        if (text := read_stated_text(expression)) is not None:
            return [text]
        if self.is_statement:  # words of a statement are names, not variables
            return [expression.strip()]
        texts = self.execution.environment.evaluate(expression, self.execution.dialect)
        cut = [text.split(RUNTIME)[0] for text in texts]
        known = [text for text in cut if text.strip()]
        return known or list_stated_addresses(expression)

    def _find_way(self, call: DoorCall) -> Way:
        door = call.door
        if door.method:
            expression = call.read(door.method)
            if texts := self._evaluate(expression):
                return load_side_doors().methods.get(texts[0].strip().casefold(), door.direction)
        return door.direction

    # --- flows

    def _move(self, call: DoorCall, way: Way, ends: list[Endpoint]) -> Iterator[LineageRecord]:
        """Yield a flow between each table of this database and each endpoint in another system.

        way: whether data leaves this database, enters it, or both.
        """
        for text in self._list_queries(call):
            query = replace(
                self.execution.query, text=text, target=ends[0], technology=call.name,
                mechanism=MECHANISMS[call.door.means],
            )  # fmt: skip
            yield from self._run(query)
            return
        table = self._locate_table(call) or self._locate_near(call)
        for end in ends:
            if way in {Way.OUT, Way.BOTH}:
                read = [name for name in self.reads if name not in call.models]
                read += self._list_passed(call)
                for name, source in table or self._locate(read):
                    yield self._flow(call, source, end, list_sent(self.outcomes, call, name))
            if way in {Way.IN, Way.BOTH}:
                for name, target in table or self._locate(self.writes):
                    yield self._flow(call, end, target, list_received(self.outcomes, call, name))

    def _list_passed(self, call: DoorCall) -> list[Name]:
        """Return the tables whose data is in the variables of a call.

        Tables that the statement itself reads are left out.
        """
        texts = [call.statement] if call.statement else call.arguments.values()
        passed = list_passed_tables(self.execution.environment, texts)
        return [name for name in passed if name not in self.reads]

    def fill(self, origin: Origin) -> Iterator[Flow]:
        """Yield the flows from another system to the tables that this statement writes.

        origin: the call that received the data; a variable carries it to this statement.
        """
        for end in origin.ends:
            for _, target in self._locate(self.writes) if self.writes else ():
                yield self._flow(origin.call, end, target, ())

    def _pass_bundle(self, call: DoorCall, ends: list[Endpoint]) -> Iterator[Flow]:
        """Add a table or receiver to a publication, share or stream; yield the resulting flows."""
        name = call.read(call.door.bundle).removeprefix("N").strip("'")
        tables = [table for table, _ in self._locate_table(call)]
        receivers = [Origin(call, tuple(ends))] if ends else []
        pairs = self.execution.environment.find_bundle(name).add(tables, receivers)
        # If the tables of the bundle are not known, the data comes from the whole database.
        for table, origin in pairs or [((), one) for one in receivers]:
            source = self.execution.flows.locate(table) if table else self.home
            for end in origin.ends:
                yield self._flow(origin.call, source, end, ())

    def _flow(
        self, call: DoorCall, source: Endpoint, target: Endpoint, columns: tuple[ColumnEdge, ...]
    ) -> Flow:
        named = source.system.clues or target.system.clues
        unnamed = any(end.system.name == FILES and not end.dataset for end in (source, target))
        is_handle = call.door.means is Means.FILE and unnamed
        return Flow(
            source=source,
            target=target,
            mechanism=MECHANISMS[call.door.means],
            technology=call.name,
            columns=columns,
            route=self.execution.query.route,
            state=self.execution.query.state,
            certainty=Certainty.LIKELY if is_handle or not named else Certainty.CERTAIN,
            reason=UNNAMED_FILE if is_handle else "",
            evidence=self.where,
        )

    def _locate(self, names: Iterable[Name]) -> list[tuple[Name, Endpoint]]:
        """Return tables with their endpoints, or the whole database if there are no tables."""
        located = [(name, self.execution.flows.locate(name)) for name in names]
        return located or [((), self.home)]

    def _locate_table(self, call: DoorCall) -> list[tuple[Name, Endpoint]]:
        """Return the table in an argument, as in DBMS_CLOUD.COPY_DATA, or [] if there is none."""
        names = self._evaluate(call.read(call.door.table)) if call.door.table else []
        for condition in self._evaluate(call.read(call.door.tables)):
            names += list_stated_names(condition)
        owner = next(iter(self._evaluate(call.read(call.door.owner))), "")
        qualified = [f"{owner}.{name}" if owner and "." not in name else name for name in names]
        return self._locate([split_name(name) for name in qualified]) if names else []

    def _locate_near(self, call: DoorCall) -> list[tuple[Name, Endpoint]]:
        """Return the database or share on this server whose data a call moves, [] if none."""
        door = call.door
        for text in self._evaluate(call.read(door.database)) if door.database else ():
            system = self.execution.flows.locate((split_name(text)[-1], "", "")).system
            return [((), Endpoint(system=system))]
        for text in self._evaluate(call.read(door.share)) if door.share else ():
            clue = Clue(kind=ClueKind.SERVER, value=".".join(split_name(text)))
            return [((), Endpoint(system=SystemRef(clues=(clue,))))]
        return []

    def _list_queries(self, call: DoorCall) -> list[str]:
        """Return the queries whose rows leave the database.

        Such a query is the text passed to the routine, or the SELECT inside the statement: ``COPY
        (SELECT a FROM t) TO PROGRAM 'ftpput …'``.
        """
        if not call.door.query:
            return []
        if call.statement:
            found = _QUERY.search(call.statement)
            return [_OUTFILE.sub(" ", found[0])] if found else []
        texts = self._evaluate(call.read(call.door.query))
        return [text for text in texts if _SQL.match(text)]

    def _depend(self, call: DoorCall, ends: list[Endpoint]) -> Iterator[Dependency]:
        """Yield a dependency on each system to which a statement defines a connection.

        It is no flow, because data moves only in the statements that use the connection.
        """
        for end in ends:
            if end.system.clues or end.system.name not in {"", FILES}:
                yield Dependency(
                    source=self.home,
                    target=end,
                    reason=f"{call.name} defines a connection; data moves only where it is used",
                    technology=call.name,
                    moves_data=False,
                    evidence=self.where,
                )

    def _declare(self, ends: list[Endpoint]) -> Iterator[LineageRecord]:
        """Yield a system for the host of each endpoint in the definition of a model.

        Calls of the model send data to this host.
        """
        for end in ends:
            hosts = [clue for clue in end.system.clues if clue.kind is ClueKind.HOST]
            for host in hosts[:1]:
                yield System(name=host.value, kind=AI_PLATFORM, clues=(host,), evidence=self.where)

    # --- SQL and programs that a side door runs

    def _start(self, call: DoorCall) -> Iterator[LineageRecord]:
        """Yield the records of the SQL or command line that a call passes to a job or a shell."""
        door = call.door
        expression = call.read(door.command or door.sql)
        texts = self._evaluate(expression)
        if not texts:
            if expression:
                yield self._report(f"{call.name} runs {expression[:60]}, {AT_RUN_TIME}")
            return
        language = next(iter(self._evaluate(call.read(door.language))), "")
        for text in texts:
            if door.sql or _is_sql(text, language, door):
                yield from self._run(replace(self.execution.query, text=text, left_out=None))
            else:
                yield from self._run_commands(call, text)

    def _run_commands(self, call: DoorCall, text: str) -> Iterator[LineageRecord]:
        steps = list(read_steps(_pipe(call.statement, text) if call.statement else text))
        if not steps and call.door.means is Means.SCHEDULER:
            program = next(iter(text.split()), "a program")
            yield self._report(
                f"{call.name} runs the program {program}; add its text to the inputs"
            )
        for record in build_records(steps, self.execution.query.home, lambda _: self.where):
            if isinstance(record, Query):
                yield from self._run(record)
            elif isinstance(record, Flow) and call.statement:  # COPY t FROM PROGRAM '…'
                yield self._attach(record)
            else:
                yield record

    def _attach(self, flow: Flow) -> Flow:
        """Return the flow of a program that a statement starts, with a table of the statement.

        If the source of the flow is this database, the first table that the statement reads
        replaces it. Otherwise, if the target is this database, the first table that the statement
        writes replaces it: ``COPY t FROM PROGRAM 'curl …'`` writes ``t``.
        """
        if flow.source == self.home and self.reads:
            return replace(flow, source=self.execution.flows.locate(self.reads[0]))
        if flow.target == self.home and self.writes:
            return replace(flow, target=self.execution.flows.locate(self.writes[0]))
        return flow

    def _run(self, query: Query) -> Iterator[LineageRecord]:
        """Yield the records of SQL that a side door executes in this or in another system."""
        execution = self.execution
        if execution.depth >= MAX_DEPTH:
            return
        dialect = query.dialect or execution.dialect
        nested = type(execution)(
            replace(query, dialect=dialect, evidence=self.where, left_out=None), execution.catalog,
            caller=execution,
        )  # fmt: skip
        for record in nested.execute_statements():
            # unknown columns do not matter for a file or a mail
            if query.target is None or not _is_about_columns(record):
                yield record
        execution.absorb(nested, self.statement)

    def _report(self, reason: str) -> Skipped:
        return self.execution.report(self.statement, f"partly understood: {reason}", Degree.PARTLY)


def _is_about_columns(record: LineageRecord) -> bool:
    return isinstance(record, Skipped) and STAR_OVER_UNKNOWN in record.reason


def _is_sql(text: str, language: str, door: SideDoor) -> bool:
    """Return whether a job's text is SQL, judging by its language or its first word."""
    if language:
        return bool(_SQL_LANGUAGE.search(language))
    return door.means is Means.SCHEDULER and bool(_SQL.match(text))


def _pipe(statement: str, text: str) -> str:
    """Return a command line as a pipe, because the server writes to it or reads its output.

    For ``COPY t TO PROGRAM 'ssh h "cat > f"'``, it is ``cat | ssh h "cat > f"``.
    """
    return f"cat | {text}" if _TO_PROGRAM.search(statement) else f"{text} | cat"
