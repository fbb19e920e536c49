"""Find the data movements of a job step by the program that it runs."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from seamscope.connector.commands import DAMAGED, is_damaged
from seamscope.connector.commands.types import RemoteSql, Transfer
from seamscope.connector.connections import build_clues
from seamscope.connector.places import locate_place
from seamscope.records import ClueKind, ColumnEdge, Endpoint, Mechanism, SystemRef
from seamscope_connectors.jcl.cards import (
    read_copies,
    read_transfers,
    read_tso,
    read_utilities,
)
from seamscope_connectors.jcl.connect_direct import find_process, node_end, read_node_copies
from seamscope_connectors.jcl.ends import (
    MEMBER,
    Place,
    dataset_end,
    db2_system,
    file_end,
    find_place,
    host_end,
    is_written,
)
from seamscope_connectors.jcl.fields import list_fields
from seamscope_connectors.jcl.jobs import SYMBOL, DataDefinition, Step
from seamscope_connectors.jcl.teradata import CLIENTS, read_client
from seamscope_connectors.jcl.transfers import read_host_transfers, read_queue_copies

FILE, SQL = Mechanism.FILE, Mechanism.SQL
COPIERS = frozenset({
    "SORT", "ICEMAN", "SYNCSORT", "DFSORT", "SORTD", "ICETOOL", "SYNCTOOL", "IEBGENER", "ICEGENER",
    "SYNCGENR", "IEBCOPY", "IEBPTPCH", "FILEAID",
})  # fmt: skip
# Programs that compile, administer or print, and so do not move application data.
MOVES_NOTHING = re.compile(
    r"IEFBR14|IGY\w*|IEW\w*|HEWL\w*|ASMA\w*|IEV90|DFHE\w*|DSNH\w*|IBMZ\w*|IEL\w*|CBC\w*|CCN\w*|EDC\w*|SDSF|"
    r"ISFAFD|DFHCSDUP|DFHMAPS?|IEHLIST|IEHPROGM|IKJPARM|DSNUTEXEC|DFSUPRT0|DBDGEN|PSBGEN|ACBGEN|"
    r"DFSURG\w*|IDCAM0|EYU\w*|DFHN\w*|DFHXQMN|DFHSIP"
)
FTP = frozenset({"FTP", "EZAFTP"})
TSO = frozenset({"IKJEFT01", "IKJEFT1A", "IKJEFT1B"})
DB2_UTILITIES = frozenset({"DSNUTILB", "DSNUPROC", "DSNUTILU", "INZUTILB", "ADUUMAIN"})
SQL_PROGRAMS = frozenset({"DSNTEP2", "DSNTEP4", "DSNTIAD"})
NODES = frozenset({"DMBATCH", "DMRTDYN"})  # programs of Connect:Direct
SHELLS = frozenset({"BPXBATCH", "BPXBATSL", "COZBATCH", "AOPBATCH"})
# Programs whose movements are only in control statements -> the DD names of these.
CONTROLLED = (
    (FTP, ("INPUT", "SYSIN")), (frozenset({"IDCAMS", "CSQUTIL"}), ("SYSIN",)),
    (TSO, ("SYSTSIN", "SYSIN")), (DB2_UTILITIES, ("SYSIN",)), (SHELLS, ("STDPARM", "STDIN")),
    (NODES, ("SYSIN",)), (CLIENTS, ("SYSIN",)),
)  # fmt: skip
# DD names of libraries, control statements, messages and work files, which do not contain data.
ASIDE = re.compile(
    r"STEPLIB|JOBLIB|STEPCAT|JOBCAT|SYSIN|SYSTSIN|SYSTSPRT|SYSPRINT|SYSOUT|SYSUDUMP|SYSABEND|SYSMDUMP|"
    r"SYSDBOUT|SYSABOUT|CEEDUMP|CEEOPTS|SYSLIB|SYSLIN|SYSLMOD|SYSEXEC|SYSPROC|SYSTERM|SYSPUNCH|SORTWK\w*|"
    r"SORTLIB|DFSRESLB|IMS|PROCLIB|IEFRDR|DFSVSAMP|RECON\d|TOOLIN|TOOLMSG|DFSMSG|\w*CNTL|STDENV|STDPARM|"
    r"STDIN|OUTPUT|INPUT|NETRC|SYSTCPD|SYSFTPD|DSNTRACE|UTPRINT|SYSMAP|SYSERR|SYSDISC|SORTDIAG|DBRMLIB|"
    r"ABNLTERM|SYSCOUNT|SYSTRACE|SYMNAMES",
    re.I,
)
DECIDES = "program {} decides which input it writes to which output"
INSIDE_DB2 = "program {} uses Db2 tables that are not in the JCL"
UNLOADER = "DSNTIAUL"
MOST = 200  # maximum number of pairs of one step


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A movement of data from one place to another.

    doubt: why the movement is uncertain, "" if it is certain.
    columns: the fields that it copies.
    """

    source: Place
    target: Place
    technology: str
    mechanism: Mechanism = FILE
    doubt: str = ""
    columns: tuple[ColumnEdge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """SQL that a step runs in a database.

    target: where its rows are written, None if they are printed.
    schema: the schema of table names that contain none.
    """

    text: str
    home: SystemRef
    technology: str
    target: Place | None = None
    dialect: str = ""
    schema: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Commands that a step runs in a Unix shell."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSided:
    """A program whose DD statements only read or only write data sets."""

    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A transfer that cannot be read. reason: which information is missing."""

    reason: str


Action = Pair | Statement | Shell | OneSided | Unread
Cards = Mapping[str, list[str]]


def read_step(step: Step, cards: Cards) -> Iterator[Action]:
    """Yield the data movements of a step. cards: control statements by member name."""
    program = step.program
    if MOVES_NOTHING.fullmatch(program):
        return
    readers: tuple[tuple[frozenset[str], Callable[[Step, Cards], Iterator[Action]]], ...] = (
        (FTP, _read_ftp),
        (frozenset({"IDCAMS"}), _read_idcams),
        (TSO, _read_tso),
        (DB2_UTILITIES, _read_utility),
        (SHELLS, _read_shell),
        (NODES, _read_node),
        (frozenset({"XCOMJOB"}), _read_xcom),
        (frozenset({"CSQUTIL"}), _read_queues),
        (CLIENTS, _read_teradata),
    )
    reader = next((one for names, one in readers if program in names), None)
    if reader is not None:
        yield from reader(step, cards)
    elif program in COPIERS:
        columns = list_fields("\n".join(_control(step, "SYSIN", cards)))
        for pair in _pairs(step, f"JCL {program}", ""):
            yield replace(pair, columns=columns)
    else:
        yield from _read_program(step, _inner_program(step))


def list_missing_members(step: Step, cards: Cards) -> Iterator[str]:
    """Yield the data sets whose control statements a step reads but that are not in the inputs."""
    names = next((names for programs, names in CONTROLLED if step.program in programs), ())
    for one in step.definitions:
        if one.name.upper() in names and one.dataset and not _control(step, one.name, cards):
            yield one.dataset


def _inner_program(step: Step) -> str:
    """Return the program that IMS starts: ``PGM=DFSRRC00,PARM='BMP,PROG,PSB'`` → "PROG"."""
    parts = step.parameter.split(",")
    inner = step.program == "DFSRRC00" and len(parts) > 1
    return parts[1].strip().upper() if inner else step.values.get("MBR", "").upper() or step.program


def _control(step: Step, name: str, cards: Cards) -> list[str]:
    """Return the control statements of a DD name: its in-stream lines or its member in `cards`."""
    found: list[str] = []
    for one in (one for one in step.definitions if one.name.upper() == name):
        member = MEMBER.search(one.dataset)
        found += one.data or cards.get(member["member"].upper() if member else "", [])
    return found


def _sides(step: Step) -> tuple[list[Place], list[Place]]:
    """Return the data sets and files that a step reads, and those that it only writes."""
    reads: dict[Place, None] = {}
    writes: dict[Place, None] = {}
    for one in step.definitions:
        place = None if ASIDE.fullmatch(one.name) else find_place(one)
        if place is not None:
            (writes if is_written(one) else reads)[place] = None
    return list(reads), [place for place in writes if place not in reads]


def _pairs(step: Step, technology: str, doubt: str) -> Iterator[Pair]:
    reads, writes = _sides(step)
    pairs = [(source, target) for source in reads for target in writes][:MOST]
    for source, target in pairs:
        yield Pair(source=source, target=target, technology=technology, doubt=doubt)


def _read_program(step: Step, program: str) -> Iterator[Action]:
    reads, writes = _sides(step)
    yield from _pairs(step, f"JCL program {program}", DECIDES.format(program))
    if bool(reads) != bool(writes):
        yield OneSided(program=program)


def _place_of(step: Step, name: str) -> Place | None:
    """Return the data set or file of a DD name in this step, None if there is none."""
    found = (one for one in step.definitions if one.name.upper() == name.upper())
    return next((place for one in found if (place := find_place(one))), None)


def _read_idcams(step: Step, cards: Cards) -> Iterator[Action]:
    for copy in read_copies(_control(step, "SYSIN", cards)):
        source = (
            dataset_end(copy.source) if copy.source_is_dataset else _place_of(step, copy.source)
        )
        target = (
            dataset_end(copy.target) if copy.target_is_dataset else _place_of(step, copy.target)
        )
        if source and target:
            yield Pair(source=source, target=target, technology="JCL IDCAMS REPRO")


def _read_ftp(step: Step, cards: Cards) -> Iterator[Action]:
    lines = _control(step, "INPUT", cards) or _control(step, "SYSIN", cards)
    if any(is_damaged([*line.split(), ""][0]) for line in lines):
        yield Unread(reason=f"FTP commands: {DAMAGED}")
    for one in read_transfers(step.parameter, lines):
        named = re.match(r"//DD:(\w+)", one.local, re.I)
        here: Place | None
        if named:
            here = _place_of(step, named[1])
        else:
            here = file_end(one.local) if one.local.startswith("/") else dataset_end(one.local)
        there = host_end(one.host, one.remote)
        if here and there:
            source, target = (here, there) if one.sends else (there, here)
            yield Pair(source=source, target=target, technology="JCL FTP")
        else:
            yield Unread(reason="the host or the data set of an FTP transfer is unknown")


def _read_node(step: Step, cards: Cards) -> Iterator[Action]:
    lines = _control(step, "SYSIN", cards)
    copies = list(read_node_copies(lines))
    for one in copies:
        here, there = dataset_end(one.local), node_end(one.node, one.remote)
        source, target = (here, there) if one.sends else (there, here)
        yield Pair(source=source, target=target, technology="JCL Connect:Direct")
    process = find_process(lines)
    if process and not copies:
        yield Unread(reason=f"the Connect:Direct process {process} is not in the inputs")


def _read_xcom(step: Step, cards: Cards) -> Iterator[Action]:
    if "INQUIRE" in step.parameter.upper():
        return  # asks for the state of earlier transfers
    found = list(read_host_transfers(_control(step, "SYSIN01", cards)))
    for one in found:
        here = dataset_end(one.local) if one.local else _place_of(step, f"LCLDS{one.number:02d}")
        if here and one.end:
            source, target = (here, one.end) if one.sends else (one.end, here)
            yield Pair(source=source, target=target, technology="JCL XCOM")
        else:
            yield Unread(reason="the host or the data set of an XCOM transfer is unknown")
    if not found:
        yield Unread(reason="the control statements of an XCOM transfer are not in the inputs")


def _read_queues(step: Step, cards: Cards) -> Iterator[Action]:
    manager = step.parameter.split(",")[0].strip("('\") ")
    for one in read_queue_copies(_control(step, "SYSIN", cards), manager):
        if place := _place_of(step, one.definition):
            source, target = (place, one.end) if one.loads else (one.end, place)
            yield Pair(source=source, target=target, technology="JCL IBM MQ CSQUTIL")


def _read_teradata(step: Step, cards: Cards) -> Iterator[Action]:
    """Yield the loads, exports and SQL of BTEQ and other clients of Teradata."""
    names = [one.name.upper() for one in step.definitions]
    paths = {name: f"/dd/{name}" for name in names}
    places = {locate_place(path): _place_of(step, name) for name, path in paths.items()}
    local = SystemRef(clues=build_clues((ClueKind.PRODUCT, "Teradata Vantage")))
    for one in read_client(_control(step, "SYSIN", cards), paths):
        match one:
            case Transfer(sources=(Endpoint() as file,), targets=(Endpoint() as table,)):
                system = table.system if table.system != SystemRef() else local
                yield Pair(source=places.get(file) or file, target=replace(table, system=system),
                           technology=f"JCL {one.technology}")  # fmt: skip
            case RemoteSql():
                target = (places.get(one.target) or one.target) if one.target else None
                yield Statement(text=one.text, home=one.home or local, target=target,
                                technology=f"JCL {one.technology}", dialect=one.dialect,
                                schema=one.schema)  # fmt: skip
            case _:
                continue


def _read_tso(step: Step, cards: Cards) -> Iterator[Action]:
    # The terminal monitor program runs the command in PARM before those in SYSTSIN.
    lines = [step.parameter, *_control(step, "SYSTSIN", cards)]
    subsystem, programs, as_sql = read_tso(lines)
    home = db2_system(subsystem)
    for program in programs:
        if program in SQL_PROGRAMS:
            text = "\n".join(_control(step, "SYSIN", cards))
            if text.strip():
                yield Statement(text=text, home=home, technology=f"JCL {program}")
        elif program == UNLOADER:
            yield from _unload(step, cards, home, as_sql=as_sql)
        else:
            yield from _read_db2_program(step, program, home)
    if not programs:
        yield from _read_program(step, step.program)


def _unload(step: Step, cards: Cards, home: SystemRef, *, as_sql: bool) -> Iterator[Action]:
    """Yield the unloads of DSNTIAUL: the SELECT or table with number n goes to DD SYSREC0n."""
    text = "\n".join(_control(step, "SYSIN", cards))
    parts = [part.strip() for part in (text.split(";") if as_sql else text.splitlines())]
    queries = [part if as_sql else " ".join(("SELECT * FROM", part)) for part in parts if part]
    for number, query in enumerate(queries):
        target = _place_of(step, f"SYSREC{number:02d}")
        yield Statement(text=query, home=home, technology=f"JCL {UNLOADER}", target=target)


def _read_db2_program(step: Step, program: str, home: SystemRef) -> Iterator[Action]:
    """Yield possible movements of a program that runs its own SQL in Db2.

    The program may copy its input to its output data sets, and it may write Db2 rows to its output.
    Without output data sets, it may load its input into Db2.
    """
    reads, writes = _sides(step)
    database = Endpoint(system=home)
    technology = f"JCL program {program}"
    if reads and writes:
        yield from _pairs(step, technology, DECIDES.format(program))
    for place in writes:
        yield Pair(source=database, target=place, technology=technology, mechanism=SQL,
                   doubt=INSIDE_DB2.format(program))  # fmt: skip
    for place in () if writes else reads:
        yield Pair(source=place, target=database, technology=technology, mechanism=SQL,
                   doubt=INSIDE_DB2.format(program))  # fmt: skip


def _read_utility(step: Step, cards: Cards) -> Iterator[Action]:
    subsystem = step.parameter.split(",")[0].strip("('") or step.values.get("SYSTEM", "")
    home = db2_system(subsystem)
    for one in read_utilities(_control(step, "SYSIN", cards)):
        place = _place_of(step, one.definition)
        table = Endpoint(system=home, dataset=SYMBOL.sub("?", one.table))
        verb = "LOAD" if one.loads else "UNLOAD"
        if one.sql:
            target = table if one.loads else place
            yield Statement(text=one.sql, home=home, technology=f"JCL Db2 {verb}", target=target)
        elif place and one.loads:
            yield Pair(source=place, target=table, technology=f"JCL Db2 {verb}")
        elif place:
            yield Pair(source=table, target=place, technology=f"JCL Db2 {verb}")


def _read_shell(step: Step, cards: Cards) -> Iterator[Action]:
    found = re.match(r"SH\s+(.*)", step.parameter, re.S | re.I)
    lines = [*([found[1]] if found else []), *_control(step, "STDPARM", cards),
             *_control(step, "STDIN", cards)]  # fmt: skip
    text = re.sub(r"^\s*SH\s+", "", "\n".join(lines), flags=re.I)
    if text.strip():
        yield Shell(text=text)


def resolve_back_references(step: Step, earlier: Mapping[str, DataDefinition]) -> Step:
    """Return a step in which ``DSN=*.STEP.DD`` is replaced by the data set it refers to.

    earlier: DD statements of earlier steps by ``STEP.DD``.
    """
    definitions = tuple(
        replace(one, dataset=earlier[key].dataset)
        if (key := one.dataset.removeprefix("*.").upper()) in earlier
        and one.dataset.startswith("*.")
        else one
        for one in step.definitions
    )
    return replace(step, definitions=definitions)
