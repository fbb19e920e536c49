"""Read the command lines of unknown programs and of programs that access a host or a service."""

import re
from dataclasses import replace

from seamscope.connector.commands.programs import (
    Program,
    find_direction,
    load_programs,
    read_arguments,
)
from seamscope.connector.commands.shell import Command, split_commands
from seamscope.connector.commands.types import Contact, End, Pipes, Reading
from seamscope.connector.places import is_address, is_unknown, locate_host, locate_place
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef

# Words of options that indicate whether an address is a source or a target.
_SOURCE = frozenset({"source", "src", "from", "input", "in"})
_PRINTS = frozenset({"cat", "zcat", "gunzip", "gzip", "type", "tail", "head"})
_TARGET = frozenset({"target", "tgt", "to", "dest", "dst", "destination", "sink", "output", "out"})


def read_channel(program: Program, command: Command, pipes: Pipes) -> Reading:
    """Read the command line of ssh, nc or lpr: they send data to a host or print data of a host.

    ``ssh mes01 'cat orders.csv' > o.csv`` reads from mes01.
    """
    given = read_arguments(command.words[1:], program)
    named = given.get_first(program.options["host"])
    host = (named or (given.plain[0] if given.plain else "")).rsplit("@", 1)[-1]
    reading = Reading(technology=program.name, line=command.line)
    if not host or is_unknown(host):
        return reading
    end = Endpoint(system=locate_host(host))
    sends = pipes.fed or command.reads or command.text or (named and given.plain)
    there = "" if named else " ".join(given.plain[1:])
    if pipes.drained or command.writes:
        reading.sources.append(replace(end, dataset=_find_read_file(there)))
    elif sends:
        reading.targets.append(replace(end, dataset=_find_written_file(there)))
    elif program.settings["alone"] == "contact":
        reason = f"{program.name} runs a program on that host; what it moves is unknown"
        reading.contacts = [_build_contact(end, reading, reason)]
    return reading


def _find_written_file(text: str) -> str:
    """Return the file that commands on another host write: ``cat > /in/day.csv``."""
    written = [name for line in split_commands(text) for one in line for name in one.writes]
    return next((name for name in written if not is_unknown(name)), "")


def _find_read_file(text: str) -> str:
    """Return the file that commands on another host print: ``cat /out/day.csv``."""
    commands = [one for line in split_commands(text) for one in line]
    printed = [one.words[-1] for one in commands if one.words[0] in _PRINTS and one.words[1:]]
    return next((name for name in printed if not is_unknown(name)), "")


def read_service(program: Program, command: Command) -> Reading:
    """Read a cloud command with a verb and a resource: ``aws sqs send-message --queue-url …``."""
    given = read_arguments(command.words[2:], program)
    name = given.get_first(program.options["name"])
    reading = Reading(technology=program.name, line=command.line, mechanism=Mechanism.API)
    if not name or is_unknown(name):
        return reading
    clue = Clue(kind=ClueKind.PRODUCT, value=program.settings["product"])
    place = locate_place(name) if is_address(name) else None
    end = place or Endpoint(system=SystemRef(clues=(clue,)), dataset=name)
    verb = given.plain[0] if given.plain else ""
    match find_direction(verb):
        case "out":
            reading.targets.append(end)
        case "in":
            reading.sources.append(end)
        case _ if verb == "invoke":
            reason = f"{program.name} {verb} calls a service; what it moves is unknown"
            reading.contacts = [_build_contact(end, reading, reason)]
        case _:
            pass
    return reading


def read_other(command: Command) -> Reading:
    """Read the command line of an unknown program; each address in its arguments is accessed.

    The name of an option (``--source``) or the verb may indicate whether an address is a source or
    a target.
    """
    alone = is_address(command.words[0])  # a connection string, which may contain a password
    name = "connection" if alone else re.split(r"[\\/]", command.words[0])[-1]
    reading = Reading(technology=name, line=command.line)
    if name.casefold() in load_programs().silent:
        return reading
    ends = _list_addresses(command.words if alone else command.words[1:])
    _set_sides(reading, ends, _find_verb(command))
    reason = f"the program {name} has this address as an argument; the data is unknown"
    placed = {*reading.sources, *reading.targets}
    reading.contacts = [
        _build_contact(end, reading, reason) for _, end in ends if end not in placed
    ]
    return reading


def _list_addresses(words: list[str]) -> list[tuple[str, Endpoint]]:
    """Return the addresses among the words, each with the option before it, or ""."""
    found: list[tuple[str, Endpoint]] = []
    before = ""
    for word in words:
        option, equals, value = word.partition("=")
        joined = bool(equals) and option.startswith("-")
        text = value if joined else word
        if is_address(text) and "$" not in text[:12]:
            end = locate_place(text)
            if end.system.clues:
                found.append((option if joined else before, end))
        before = word if word.startswith("-") else ""
    return found


def _set_sides(reading: Reading, ends: list[tuple[str, Endpoint]], way: str) -> None:
    """Add each address to the sources or the targets, as its option or the verb indicates.

    An address without such an indication is added to neither. Of two addresses, one indication is
    enough, because the other address has the opposite role: ``sqoop import --connect X --target-dir
    Y`` reads from X.

    way: the direction that the verb implies.
    """
    sides = [_find_side(option) for option, _ in ends]
    if len(ends) == 2 and sorted(map(bool, sides)) == [False, True]:
        opposite = {"source": "target", "target": "source"}
        sides = [side or opposite[next(filter(None, sides))] for side in sides]
    if len(ends) == 1 and not sides[0] and way:
        sides = ["target" if way == "out" else "source"]
    named: dict[str, list[End]] = {"source": reading.sources, "target": reading.targets, "": []}
    for side, (_, end) in zip(sides, ends, strict=True):
        named[side].append(end)


def _find_side(option: str) -> str:
    words = set(re.findall(r"[a-z]+", option.casefold()))
    if bool(words & _SOURCE) == bool(words & _TARGET):
        return ""
    return "source" if words & _SOURCE else "target"


def _find_verb(command: Command) -> str:
    """Return the direction that the first word after the program implies: ``tool upload URL``.

    The verbs import, export, load and copy are ignored, because their direction depends on the
    point of view.
    """
    verb = command.words[1] if len(command.words) > 1 else ""
    clear = re.fullmatch(
        r"(?:put|push|post|send|write|upload|publish|get|fetch|download|pull)", verb
    )
    return find_direction(verb) if clear else ""


def _build_contact(end: Endpoint, reading: Reading, reason: str) -> Contact:
    return Contact(end=end, technology=reading.technology, reason=reason, line=reading.line)
