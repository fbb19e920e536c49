"""Read Python programs and notebooks: what they read, where the data goes, and the SQL they run.

A program is never imported or run. Its syntax tree is followed from statement to statement, and a
call of a library that reads or writes another system is a movement; the data of a write is traced
back to the calls that read it. Airflow DAGs have their own connector.
"""

import ast
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, File, Fit, Source, redact
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading, skip_entry, skip_names
from seamscope.connector.folders import find_home_folder
from seamscope.connector.parse import parse_python
from seamscope.connector.places import FILES
from seamscope.connector.properties import read_properties, sort_by_environment
from seamscope.errors import UnreadableError
from seamscope.records import (
    Certainty,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Query,
    Record,
    Skipped,
    SystemRef,
)
from seamscope_connectors.python_programs.cells import Code, read_code
from seamscope_connectors.python_programs.interpreter import Interpreter
from seamscope_connectors.python_programs.libraries import MODULES
from seamscope_connectors.python_programs.modules import Lines, divide_programs, list_imports
from seamscope_connectors.python_programs.program import Program
from seamscope_connectors.python_programs.recorder import Recorder
from seamscope_connectors.python_programs.values import Movements, Origin, Write

GROUP = "programs"
HEAD = 65536  # characters in which an import is searched
IMPORTS = re.compile(r"^[ \t]{0,8}(?:from|import)[ \t]+(\w+)", re.M)
NOTEBOOK = re.compile(r'"cell_type"\s{0,9}:')
TEST = re.compile(r"(?:^|[/!])(?:tests?/|test_[^/]*$|[^/]*_test\.py$|conftest\.py$)")
ONLY = "the program has one source or one target, and the data was not traced between them"
INVENTORY = "list its flows in the inventory"
TECHNOLOGY = "Python"


class PythonConnector(Connector):
    """Follows the data of Python programs and notebooks without running them."""

    name = "python"
    reads = (
        "Python programs and notebooks (pandas, Spark, AWS Glue, dlt, SQL drivers, HTTP, SFTP,"
        " queues, object stores, AI services; read as text)"
    )

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".ipynb" and NOTEBOOK.search(file.head(HEAD)):
            return Claim(reason="a notebook", group=GROUP, fit=Fit.GENERIC)
        if file.suffix != ".py" or TEST.search(file.path):
            return None
        head = file.head(HEAD)
        imported = IMPORTS.findall(head)
        if "airflow" in imported:
            return None  # a DAG, or a part of one
        named = next((name for name in imported if name in MODULES), "")
        if named:
            return Claim(reason=f"imports {named}", group=GROUP, fit=Fit.GENERIC)
        if head.startswith("# Databricks notebook source"):
            return Claim(reason="a Databricks notebook", group=GROUP, fit=Fit.GENERIC)
        return None

    def declines(self, file: File) -> str:
        if file.suffix == ".py" and TEST.search(file.path):
            return "it is a test of a program"
        return ""

    def list_companions(self, file: File) -> tuple[str, ...]:
        if file.suffix != ".py":
            return ()
        folder = f"{file.folder}/" if file.folder else ""
        modules = (f"{path}{end}" for path in list_imports(file) for end in (".py", "/__init__.py"))
        return (f"{folder}.env", f"{folder}*.env", f"{folder}.env.*", *modules)

    def divide(self, files: Sequence[File]) -> Iterable[Sequence[File]]:
        return divide_programs(files)

    def read(self, source: Source) -> Iterator[Record]:
        files = [file for file in source.files if file.suffix in {".py", ".ipynb"}]
        others = {file.path: file for file in source.files if file not in files}
        settings: dict[str, str] = {}
        for path in reversed(sort_by_environment(others)):
            settings |= _read_settings(others[path])
        yield from _read_programs(files, settings)


def _read_settings(file: File) -> dict[str, str]:
    """Return the variables of a .env file, empty if it cannot be read."""
    try:
        found = read_properties(file)
    except UnreadableError:
        return {}
    return {key.removeprefix("export "): value.strip("\"'") for key, value in found.items()}


def _read_programs(files: Sequence[File], settings: Mapping[str, str]) -> Iterator[Record]:
    """Yield the records of files that import each other."""
    lines, recorder = Lines(), Recorder()
    program = Program(recorder, settings)
    code: dict[str, Code] = {}
    for file in files:
        try:
            found = read_code(file)
            body = yield from _parse_parts(file, found)
        except UnreadableError as error:
            yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
            continue
        lines.add(file, body, found.count_lines())
        code[file.path] = found
        program.add_module(_name_module(file), Interpreter(program, _name_module(file), body))
    for file in sorted(files, key=lambda file: program.is_imported(_name_module(file))):
        if file.path in code:
            yield from _read_program(file, code[file.path], program, lines)


def _parse_parts(file: File, code: Code) -> Generator[Record, None, list[ast.stmt]]:
    """Return the statements of a file; yield the SQL of its cells and cells with an error."""
    body: list[ast.stmt] = []
    home = _find_catalogue(code, _find_home(file))
    for part in code.parts:
        if part.is_sql:
            if not part.text.strip():
                continue
            dialect = "databricks" if code.kind == "databricks" else ""
            yield Query(text=redact(part.text), home=home, evidence=file.at(part.line),
                        dialect=dialect,
                        technology=TECHNOLOGY, route=file.name)  # fmt: skip
            continue
        try:
            body += parse_python(part.text, file.path, part.line).body
        except UnreadableError as error:
            if not code.kind:
                raise
            yield skip_entry(error.what, error.remedy, file.at(error.line))
    return body


def _read_program(file: File, code: Code, program: Program, lines: Lines) -> Iterator[Record]:
    here = _find_home(file)
    movements = program.run(_name_module(file), _find_catalogue(code, here))
    records = list(_Writer(file=file, here=here, locate=lines.locate).write(movements))
    yield from records
    problems = list(_report_problems(movements, lines))
    yield from problems
    has_sql = any(part.is_sql for part in code.parts)
    if not records and not problems and not has_sql and not program.is_imported(_name_module(file)):
        what = "no read from or write to another system was recognised in the program"
        yield note_reading(what, INVENTORY, file.at(1))


def _report_problems(movements: Movements, lines: Lines) -> Iterator[Record]:
    """Report reads and writes whose system or data is not known from the program's text."""
    if movements.cut:
        problem = "the program is too large to be followed to its end"
        yield skip_entry(problem, f"split it, or {INVENTORY}", lines.locate(movements.cut))
    if movements.unknown:
        problem = "addresses that are known only at run time"
        names = [(name, lines.locate(line)) for name, line in movements.unknown.items()]
        yield skip_names(problem, INVENTORY, names)
    unused = [
        (_describe(client.system), lines.locate(line))
        for client, line in movements.connected.items()
        if client.system not in movements.used and client.system.clues and client.kind != "http"
    ]
    if unused:
        problem = "connections whose reads and writes are not recognised"
        yield skip_names(problem, INVENTORY, unused)


def _name_module(file: File) -> str:
    return file.path.removesuffix(".py").removesuffix(".ipynb")


def _find_home(file: File) -> SystemRef:
    """Return the system that runs the program: its folder, else the name of the file."""
    folder = find_home_folder(file.path)
    stem = PurePosixPath(file.name).stem
    kind, name = (ClueKind.FOLDER, folder) if folder else (ClueKind.SOURCE, stem)
    return SystemRef(clues=build_clues((kind, name)))


def _find_catalogue(code: Code, here: SystemRef) -> SystemRef:
    """Return the system of the tables that Spark reads by name only."""
    if code.kind == "databricks":
        return replace(here, clues=(*build_clues((ClueKind.PRODUCT, "Databricks")), *here.clues))
    return here


def _describe(system: SystemRef) -> str:
    return system.clues[0].value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Builds the records of a program from its movements."""

    file: File
    here: SystemRef
    locate: Callable[[int], Evidence]

    def write(self, movements: Movements) -> Iterator[Record]:
        """Yield flows from reads to writes, then records of reads and writes without a
        counterpart.
        """
        traced: set[Origin] = set()
        alone: list[Write] = []
        for found in movements.writes:
            ends = [origin for origin in found.origins if _crosses(origin.endpoint, found.target)]
            traced.update(found.origins)
            if found.target.system.name == FILES and found.target.dataset in movements.intermediate:
                continue
            if not found.origins:
                alone.append(found)
            for origin in sorted(ends, key=lambda one: (one.line, one.sql, one.endpoint)):
                mechanism = movements.reads.get(origin, (Mechanism.ETL, ""))[0]
                yield self._connect(origin, found, mechanism)
        left = [
            origin
            for origin in movements.reads
            if origin not in traced | movements.replies
            and origin.endpoint.system.name != FILES
            and origin.endpoint.system != self.here
        ]
        known = {found.target.system for found in movements.writes if found.origins}
        alone = [
            found
            for found in alone
            if found.target.system.name != FILES
            # Calls such as `create_collection` beside those that send data
            and not (found.mechanism is Mechanism.API and found.target.system in known)
        ]
        for origin in [origin for origin in left if origin in movements.requests]:
            left.remove(origin)
            mechanism, technology = movements.reads[origin]
            sent = Write(target=origin.endpoint, line=origin.line, origins=frozenset(),
                         mechanism=mechanism, technology=technology)  # fmt: skip
            yield self._build_flow(Endpoint(system=self.here), sent.target, sent, mechanism)
        yield from self._write_untraced(movements, left, alone)
        for statement in movements.statements:
            if statement.client.system.name == FILES and "://" not in statement.text:
                continue  # a local database, such as DuckDB in memory
            yield Query(
                text=_close_holes(statement.text), home=statement.client.system, client=self.here,
                dialect=statement.client.dialect, evidence=self.locate(statement.line),
                technology=TECHNOLOGY, route=self.file.name,
            )  # fmt: skip

    def _write_untraced(
        self, movements: Movements, left: Sequence[Origin], alone: Sequence[Write]
    ) -> Iterator[Record]:
        """Yield flows between reads and writes whose data could not be traced.

        If there is only one read or only one write, the flows are likely. Otherwise the program is
        the target of each read and the source of each write.
        """
        sources = {origin.endpoint for origin in left}
        targets = {found.target for found in alone}
        if left and alone and 1 in {len(sources), len(targets)}:
            for found in alone:
                for origin in left:
                    if origin.endpoint.system != found.target.system:
                        record = self._connect(origin, found, movements.reads[origin][0])
                        if isinstance(record, Flow):
                            record = replace(record, certainty=Certainty.LIKELY, reason=ONLY)
                        yield record
            return
        own = Endpoint(system=self.here)
        for origin in left:
            mechanism, technology = movements.reads[origin]
            target = Write(target=own, line=origin.line, origins=frozenset(), mechanism=mechanism,
                           technology=technology)  # fmt: skip
            yield self._connect(origin, target, mechanism)
        for found in alone:
            yield self._build_flow(own, found.target, found, found.mechanism)

    def _connect(self, origin: Origin, found: Write, mechanism: Mechanism) -> Record:
        """Return the query or the flow that moves data from a read to a write."""
        if found.mechanism not in {Mechanism.SQL, Mechanism.ETL}:
            mechanism = found.mechanism
        elif mechanism is Mechanism.SQL:
            mechanism = Mechanism.ETL
        if not origin.sql:
            return self._build_flow(origin.endpoint, found.target, found, mechanism)
        return Query(
            text=_close_holes(origin.sql), home=origin.endpoint.system, target=found.target,
            dialect=origin.dialect, evidence=self.locate(origin.line), mechanism=mechanism,
            technology=found.technology or TECHNOLOGY, route=self.file.name,
        )  # fmt: skip

    def _build_flow(
        self, start: Endpoint, end: Endpoint, found: Write, mechanism: Mechanism
    ) -> Flow:
        return Flow(
            source=start, target=end, evidence=self.locate(found.line), mechanism=mechanism,
            technology=found.technology or TECHNOLOGY, route=self.file.name,
        )  # fmt: skip


def _crosses(start: Endpoint, end: Endpoint) -> bool:
    """Return whether data moves to another system, not only between files or local databases."""
    return start != end and {start.system.name, end.system.name} != {FILES}


def _close_holes(text: str) -> str:
    """Return SQL with ``{value}`` for each unknown part ``{…}``, as lineage expects, and without
    secrets.
    """
    return redact(text).replace("{…}", "{value}")
