"""Read PowerShell cmdlets that copy files, read and write files, and transfer table rows."""

import re
from dataclasses import dataclass

from seamscope.connector.commands.programs import Form, load_programs
from seamscope.connector.commands.shell import Command
from seamscope.connector.commands.types import End, Reading, Unread
from seamscope.connector.places import is_unknown, locate_host, locate_place
from seamscope.records import Endpoint, Mechanism

_PATHS = ("-path", "-literalpath", "-filepath", "-source")
_TARGETS = ("-destination",)
_SERVERS = ("-serverinstance", "-sqlinstance", "-server")
_DATABASES = ("-databasename", "-database")
_TABLES = ("-tablename", "-table")
_PART = re.compile(r"\{([^{}]*)\}")  # a part of a form: {-key|-keyprefix}
_FLAGS = frozenset({
    "-recurse", "-force", "-notypeinformation", "-append", "-passthru", "-verbose", "-confirm",
    "-asynchronous", "-container", "-noclobber", "-autocreatetable", "-truncate", "-raw",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cmdlet:
    """The effect of a cmdlet: copy files, read or write a file, or transfer rows of a table."""

    copies: bool = False
    reads: bool = False
    writes: bool = False
    table: bool = False


CMDLETS = {
    "copy-item": _Cmdlet(copies=True), "move-item": _Cmdlet(copies=True),
    "start-bitstransfer": _Cmdlet(copies=True), "export-csv": _Cmdlet(writes=True),
    "export-clixml": _Cmdlet(writes=True), "export-excel": _Cmdlet(writes=True),
    "out-file": _Cmdlet(writes=True), "set-content": _Cmdlet(writes=True),
    "add-content": _Cmdlet(writes=True), "import-csv": _Cmdlet(reads=True),
    "import-excel": _Cmdlet(reads=True), "get-content": _Cmdlet(reads=True),
    "write-sqltabledata": _Cmdlet(writes=True, table=True),
    "write-dbadbtabledata": _Cmdlet(writes=True, table=True),
    "write-dbadatatable": _Cmdlet(writes=True, table=True),
    "read-sqltabledata": _Cmdlet(reads=True, table=True),
    "import-dbacsv": _Cmdlet(reads=True, writes=True, table=True),
}  # fmt: skip


def read_cmdlet(name: str, command: Command) -> Reading:
    r"""Read a cmdlet of CMDLETS: ``Copy-Item a \\fs01\in``, ``… | Export-Csv -Path x.csv``."""
    if form := load_programs().forms.get(name):
        values, _ = _arguments(command.words[1:], _FLAGS - {"-container"})
        return _read_form(name, form, values, command.line)
    values, plain = _arguments(command.words[1:], _FLAGS)
    kind = CMDLETS[name]
    path = _first(values, _PATHS) or (plain[0] if plain and not kind.table else "")
    target = _first(values, _TARGETS) or (plain[-1] if len(plain) > 1 else "")
    target = target or (plain[0] if plain and _first(values, _PATHS) else "")
    reading = Reading(technology=name, line=command.line, mechanism=Mechanism.FILE)
    place: list[End] = [locate_place(path)] if path else []
    rows: list[End] = [_table(values)] if kind.table else []
    if kind.copies:
        reading.sources, reading.targets = place, [locate_place(target)] if target else []
        _move_sides(reading, values)
    elif kind.table:
        reading.sources = [*(place if kind.writes else []), *([] if kind.writes else rows)]
        reading.targets = rows if kind.writes else []
    else:
        reading.sources = place if kind.reads else []
        reading.targets = place if kind.writes else []
    return reading


def _move_sides(reading: Reading, values: dict[str, str]) -> None:
    """Move the targets of ``Copy-Item a b -ToSession s`` to the host of the session.

    With ``-FromSession``, move the sources.

    values: the host of the session by option.
    """
    for option, sides in (("-tosession", reading.targets), ("-fromsession", reading.sources)):
        host = values.get(option, "")
        if host and not is_unknown(host):
            sides[:] = [
                Endpoint(system=locate_host(host), dataset=end.dataset) for end in sides if end
            ]


def _read_form(name: str, form: Form, values: dict[str, str], line: int) -> Reading:
    """Read a cmdlet whose options are the parts of its source and target.

    ``Read-S3Object -BucketName b -Key k`` reads ``s3://b/k``.
    """
    reading = Reading(technology=name, line=line, mechanism=Mechanism.FILE)
    sides = (reading.sources, reading.targets)
    for side, text, table in zip(sides, form.places, form.tables, strict=True):
        if table:
            server, database, dataset = (_first(values, (option,)) for option in table)
            system = locate_host(server, database, "sqlserver")
            side.extend([Endpoint(system=system, dataset=dataset)] if system.clues else [])
        elif place := _PART.sub(lambda match: _first(values, tuple(match[1].split("|"))), text):
            host = place.partition("://")[2] or "-"
            if is_unknown(host.partition("/")[0]) or host[0] in "./":
                reason = f"{name} accesses a location that is known only at run time"
                reading.unread = [Unread(reason=reason, line=line)]
                return Reading(technology=name, line=line, unread=reading.unread)
            side.append(locate_place(re.sub(r"(?<![:/\\])//+", "/", place).rstrip("/")))
    return reading


def _table(values: dict[str, str]) -> Endpoint:
    server, database = _first(values, _SERVERS), _first(values, _DATABASES)
    return Endpoint(
        system=locate_host(server, database, "sqlserver"), dataset=_first(values, _TABLES)
    )


def _arguments(words: list[str], flags: frozenset[str]) -> tuple[dict[str, str], list[str]]:
    """Return the values of a cmdlet's options by lower-case name, and the words without an option.

    flags: options without a value.
    """
    values: dict[str, str] = {}
    plain: list[str] = []
    rest = iter(words)
    for word in rest:
        if word.startswith("-") and len(word) > 1:
            name, _, joined = word.casefold().partition(":")
            values[name] = joined or ("" if name in flags else next(rest, ""))
        else:
            plain.append(word)
    return values, plain


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((values[name] for name in names if values.get(name)), "")
