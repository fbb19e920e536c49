"""Convert command lines to steps: data transfers, SQL that is sent, and accesses to systems."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from seamscope.connector.commands.clients import read_bcp, read_bq, read_client, read_dump
from seamscope.connector.commands.cmdlets import CMDLETS, read_cmdlet
from seamscope.connector.commands.managed_transfers import PROGRAMS, read_partner
from seamscope.connector.commands.oracle import read_parameters
from seamscope.connector.commands.other_programs import read_channel, read_other, read_service
from seamscope.connector.commands.powershell import read_pipelines
from seamscope.connector.commands.powershell.values import Made
from seamscope.connector.commands.programs import Program, load_programs
from seamscope.connector.commands.relays import link_files
from seamscope.connector.commands.shell import Command, split_commands
from seamscope.connector.commands.state import ScriptState, find_name
from seamscope.connector.commands.syntax import DAMAGED, Shell, is_damaged
from seamscope.connector.commands.teradata import read_teradata
from seamscope.connector.commands.transfers import (
    read_copier,
    read_http,
    read_mail,
    read_session,
    read_startrfc,
)
from seamscope.connector.commands.types import (
    Contact,
    End,
    Pipes,
    Reading,
    RemoteSql,
    Step,
    Transfer,
    Unread,
)
from seamscope.connector.commands.winscp import NAME, is_winscp_script, read_winscp
from seamscope.connector.places import is_unknown, locate_place
from seamscope.connector.scrub import clean_words
from seamscope.records import Endpoint, Mechanism

_NOWHERE = frozenset({"/dev/null", "nul", "nul:", "con", "&1", "&2", "-", "$null"})
_MAILERS = frozenset({"mail", "mailx", "mutt", "sendmail", "send-mailmessage", "blat"})
_TERADATA = frozenset({"bteq", "fastload", "mload", "tpump", "fexp"})
_LOADERS = frozenset({"sqlldr", "expdp", "impdp", "exp", "imp"})


def read_steps(text: str, shell: Shell = "posix") -> Iterator[Step]:
    """Yield the steps of the command lines in a script, in order; unknown commands have no step."""
    yield from link_files(_list_steps(text, shell))


def _split(text: str, shell: Shell) -> Iterable[Sequence[Command | Reading]]:
    return read_pipelines(text) if shell == "powershell" else split_commands(text, shell)


def _list_steps(text: str, shell: Shell) -> Iterator[Step]:
    state = ScriptState()
    for pipeline in _split(text, shell):
        rest: Made = []
        for element in pipeline:
            if isinstance(element, Reading):
                rest.append(element)
            elif command := state.follow(element):
                steps = list(_read_whole(command))
                yield from steps
                rest += [] if steps else [command]
        if rest and not _only_notifies(rest):
            yield from _read_pipeline(rest)
    for local, line in state.unused.items():
        yield Contact(
            end=locate_place(state.mounts[local]),
            technology="mount",
            reason=f"the script mounts this share as {local}; what it moves is unknown",
            line=line,
        )


def _only_notifies(pipeline: Made) -> bool:
    """Return whether a pipeline mails a text of the script itself: ``echo failed | mailx ops@…``.

    A mail with an attached file moves data.
    """
    first, last = pipeline[0], pipeline[-1]
    if len(pipeline) < 2 or not (isinstance(first, Command) and isinstance(last, Command)):
        return False
    attached = any(re.match(r"-+[aA](?:tt\w+)?$", word) for word in last.words[1:])
    return find_name(first) in {"echo", "printf"} and find_name(last) in _MAILERS and not attached


def read_escapes(text: str, escape: re.Pattern[str]) -> Iterator[Step]:
    """Yield the steps of those lines in a client's script that the client passes to the shell.

    escape: matches the keyword before the shell command: ``HOST`` in SQL*Plus, ``.OS`` in BTEQ.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if found := escape.match(line):
            for step in read_steps(line[found.end() :].strip().rstrip(";")):
                yield replace(step, line=number)


def _read_whole(command: Command) -> Iterator[Step]:
    """Yield the steps of a client whose input is a script in its own language."""
    name = find_name(command)
    if name == "winscp.com":
        yield from _read_winscp(command)
    elif name in _TERADATA and command.text:
        yield from read_teradata(command.text, command.line + 1)
    elif name in _LOADERS:
        pairs = (word.partition("=") for word in command.words[1:] if "=" in word)
        given = {key.lstrip("-").casefold(): value for key, _, value in pairs}
        logon = next((word for word in command.words[1:] if "@" in word and "=" not in word), "")
        if given:
            yield from read_parameters(name, {"userid": logon, **given}, command.line)
    elif name not in load_programs().by_name and (line := _find_wrapped(command)):
        yield from (replace(step, line=command.line) for step in _list_steps(line, "posix"))


def _find_wrapped(command: Command) -> str:
    """Return the command line that a program starts: ``run.sh "sftp h:/out/a.csv /in"``, or "".

    It is an argument of several words that begins with a known program.
    """
    known = load_programs().by_name
    lines = [word for word in command.words[1:] if re.match(r"\s*[\w./-]+\s+\S", word)]
    programs = [find_name(Command(words=line.split()[:1], line=0)) for line in lines]
    found = [line for line, name in zip(lines, programs, strict=True)
             if name in known or name in _TERADATA | _LOADERS]  # fmt: skip
    return found[0] if len(found) == 1 else ""


def _read_winscp(command: Command) -> Iterator[Step]:
    """Yield the transfers of WinSCP's commands, which are arguments or lines of its input."""
    plain = [word for word in command.words[1:] if not re.match(r"/\w", word)]
    text = "\n".join((*plain, command.text)) if plain or command.text else ""
    if is_winscp_script(text) or re.search(r"^\s*open\b", text, re.M):
        for reading in read_winscp("\n".join((*plain, command.text))):
            yield from _read_pipeline([replace(reading, line=command.line)])
    elif plain:
        yield from _read_pipeline([read_session(load_programs().by_name["winscp.com"], command)])
    else:
        named = [word.partition("=")[2] for word in command.words if word.startswith("/script=")]
        script = f"the script {named[0]}" if named else "a script"
        reason = f"{NAME} runs {script}; add it to the inputs"
        yield Unread(reason=reason, line=command.line)


def read_winscp_steps(text: str) -> Iterator[Step]:
    """Yield the steps of a WinSCP script."""
    for reading in read_winscp(text):
        yield from _read_pipeline([reading])


def _read_pipeline(pipeline: Made) -> Iterator[Step]:
    readings = [
        _read_element(element, Pipes(fed=number > 0, drained=number < len(pipeline) - 1))
        for number, element in enumerate(pipeline)
    ]
    for reading in readings:
        yield from reading.contacts
        yield from reading.unread
    sources = [end for reading in readings for end in reading.sources]
    targets = [end for reading in readings for end in reading.targets]
    sql = [query for reading in readings for query in reading.sql]
    for query in sql:
        yield _set_target(query, targets)
    first = next((one for one in readings if one.sources or one.targets or one.sql), readings[0])
    technology, line = first.technology, first.line
    if len(pipeline) > 1 and len(sql) > 1 and sql[0].home and sql[-1].home:
        sources.append(Endpoint(system=sql[0].home))
        targets.append(Endpoint(system=sql[-1].home))
    elif sql and not sources:
        return
    files = tuple(end for reading in readings for end in reading.files)
    taken = tuple(end for reading in readings for end in reading.taken)
    for step in _build_transfers(sources, targets, technology, _find_mechanism(readings), line):
        yield replace(step, files=files, taken=taken) if isinstance(step, Transfer) else step


def _read_element(element: Command | Reading, pipes: Pipes) -> Reading:
    """Return the reading of a command, with the files of its redirections."""
    if isinstance(element, Reading):
        return replace(element)
    reading = _read_command(element, pipes)
    if reading.is_found():
        # It is read again without its secrets, because few commands are read at all.
        words = clean_words(element.words, element.source)
        reading = _read_command(replace(element, words=words), pipes)
    reading.sources += _locate_files(element.reads, element.source)
    reading.targets += _locate_files(element.writes, element.source)
    return reading


def _locate_files(names: list[str], source: str) -> list[End]:
    files = [name for name in names if name.casefold() not in _NOWHERE]
    return [locate_place(name) for name in clean_words(files, source)] if files else []


def _set_target(query: RemoteSql, targets: list[End]) -> RemoteSql:
    """Return the query with the pipeline's first target, if the pipeline has a target."""
    return replace(query, target=targets[0]) if targets else query


def _find_mechanism(readings: list[Reading]) -> Mechanism:
    named = [reading.mechanism for reading in readings if reading.sources or reading.targets]
    return named[0] if named else Mechanism.FILE


def _build_transfers(
    sources: list[End], targets: list[End], technology: str, mechanism: Mechanism, line: int
) -> Iterator[Transfer | Unread]:
    """Yield the transfer of a pipeline, unless both of its ends are local."""
    ends = [end for end in (*sources, *targets) if end is not None]
    if not any(end.system.clues for end in ends):
        return
    hidden = next((c.value for end in ends for c in end.system.clues if is_unknown(c.value)), "")
    if hidden:
        reason = f"{technology} reaches {hidden}, which is known only at run time"
        yield Unread(reason=reason, line=line)
        return
    yield Transfer(
        sources=tuple(dict.fromkeys(sources)) or (None,),
        targets=tuple(dict.fromkeys(targets)) or (None,),
        technology=technology,
        mechanism=mechanism,
        line=line,
    )


def _read_command(command: Command, pipes: Pipes) -> Reading:
    name = find_name(command)
    match name:
        case "bcp" | "freebcp":
            return read_bcp(command)
        case "bq":
            return read_bq(command)
        case "startrfc":
            return read_startrfc(command)
        case _ if name in _MAILERS | PROGRAMS:
            return read_partner(command) if name in PROGRAMS else read_mail(command)
        case _ if name in CMDLETS or name in load_programs().forms:
            return read_cmdlet(name, command)
        case _:
            return _read_known(name, command, pipes)


def _read_known(name: str, command: Command, pipes: Pipes) -> Reading:
    """Read a program of programs.yaml by its kind, and any other program by its arguments."""
    known = load_programs().by_name
    two = " ".join((name, *command.words[1:2]))
    program: Program | None = known.get(two) or known.get(name)
    if program is None:
        reading = read_other(command)
        if is_damaged(name):
            reading.unread.append(Unread(reason=DAMAGED, line=command.line))
        return reading
    readers: dict[str, Callable[[], Reading]] = {
        "client": lambda: read_client(program, command, piped=pipes.fed),
        "dump": lambda: read_dump(program, command),
        "http": lambda: read_http(program, command),
        "copier": lambda: read_copier(program, command, len(program.name.split())),
        "session": lambda: read_session(program, command),
        "channel": lambda: read_channel(program, command, pipes),
        "service": lambda: read_service(program, command),
    }
    return readers[program.kind]()


__all__ = ["Contact", "RemoteSql", "Step", "Transfer", "Unread", "read_escapes", "read_steps",
           "read_winscp_steps"]  # fmt: skip
