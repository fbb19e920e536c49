"""Read the command lines of programs that transfer files, call services, or send mail."""

import re
from collections.abc import Iterable

from seamscope.connector.commands.programs import (
    Arguments,
    Program,
    find_direction,
    read_arguments,
)
from seamscope.connector.commands.shell import Command
from seamscope.connector.commands.syntax import DAMAGED, is_damaged
from seamscope.connector.commands.types import Contact, Reading, Unread
from seamscope.connector.places import (
    is_unknown,
    locate_host,
    locate_mail,
    locate_place,
    locate_remote_file,
)
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef

_SENDING = frozenset({"post", "put", "patch", "delete"})
_WEB = re.compile(r"(?:https?|s?ftps?|scp|smb)://\S+|[\w\-]+(?:\.[\w\-]+)+(?::\d+)?/\S*", re.I)
_DOS = frozenset({"copy", "xcopy", "robocopy", "move"})
_SWITCH = re.compile(r"/\w{1,4}(?::\S*)?\Z")
_OUT_WORDS = frozenset({"put", "mput", "send", "append", "reput"})
_IN_WORDS = frozenset({"get", "mget", "recv", "reget"})
_SAP_TAKES = {"-d": 1, "-h": 1, "-s": 1, "-F": 1, "-u": 1, "-p": 1, "-c": 1, "-l": 1, "-g": 1,
              "-x": 1, "-3": 0, "-2": 0, "-t": 0, "-E": 1, "-T": 1}  # fmt: skip


def read_http(program: Program, command: Command) -> Reading:
    """Read the command line of curl, wget or a similar program.

    A call with POST, PUT or a body sends data; any other call fetches data.
    """
    given = read_arguments(command.words[1:], program)
    named = [*given.get_all(["--url"]), *given.get_all(["-Uri"]), *given.plain]
    urls = [url for url in named if _WEB.match(url)]
    reading = Reading(technology=program.name, line=command.line, mechanism=Mechanism.API)
    urls = [url for url in urls if not is_unknown(re.split(r"[/?]", url.split("://")[-1])[0])]
    if not urls:
        unknown = next((url for url in named if is_unknown(url)), "")
        if unknown:
            reason = f"{program.name} reaches {unknown}, which is known only at run time"
            reading.unread = [Unread(reason=reason, line=command.line)]
        return reading
    ends = [locate_place(url if "://" in url else f"http://{url}") for url in urls]
    if all(end.dataset.endswith("/") or not end.dataset for end in ends) or "ftp" in urls[0][:5]:
        reading.mechanism = Mechanism.FILE if "ftp" in urls[0][:5] else Mechanism.API
    outputs = [name for name in given.get_all(program.options["output"]) if name not in {"-", ""}]
    if _sends_body(program, given):
        reading.targets = [*ends]
        bodies = given.get_all(program.options["body"])
        files = (text.rpartition("@")[2] for text in bodies if "@" in text)
        reading.taken = [place for name in files if not (place := locate_place(name)).system.clues]
    else:
        reading.sources = [*ends]
        reading.targets = _locate_outside(outputs)
        places = map(locate_place, outputs)
        reading.files = [place for place in places if not place.system.clues]
    return reading


def _sends_body(program: Program, given: Arguments) -> bool:
    method = given.get_first(program.options["method"]).casefold()
    has_body = any(given.values.get(option) for option in program.options["body"])
    return method in _SENDING or (has_body and method != "get")


def _locate_outside(names: Iterable[str]) -> list[Endpoint | None]:
    """Return the endpoints of names that are addresses of other systems; skip local files."""
    return [place for name in names if (place := locate_place(name)).system.clues]


def read_copier(program: Program, command: Command, skipped: int) -> Reading:
    """Read ``aws s3 cp source target`` and similar.

    skipped: number of words in the program's name.
    """
    words = command.words[skipped:]
    begins = program.options["copy"]
    verbs = [word for word in words if word in begins]
    reading = Reading(technology=program.name, line=command.line)
    if begins != [""] and not verbs:
        return reading
    given = read_arguments([word for word in words if word not in verbs[:1]], program)
    plain = [w for w in given.plain if program.name not in _DOS or not _SWITCH.match(w)]
    if len(plain) < 2:
        return reading
    *sources, target = plain
    if program.name == "robocopy":  # ``robocopy source target file…``
        sources, target = plain[:1], plain[1]
    # `-` is the input or output of the program itself
    reading.sources = [locate_remote_file(source) for source in sources if source != "-"]
    place = locate_remote_file(target)
    reading.targets = [place] if target != "-" else []
    if target != "-" and not place.system.clues and program.name in {"scp", "pscp"}:
        names = (join_local(target, name=source) for source in sources)
        reading.files = list(map(locate_place, names))
    return reading


def read_session(program: Program, command: Command) -> Reading:
    """Read sftp, ftp and lftp: the host, and the transfers in their script."""
    given = read_arguments(command.words[1:], program)
    script = "\n".join((command.text, *given.get_all(["-e", "-c"])))
    if program.name == "winscp.com":  # WinSCP takes its commands as arguments
        script = "\n".join((script, *given.plain))
    opened = re.search(r"^\s*open\s+(?:\w+://)?(?:[^\s@/]*@)?([\w.\-]+)", script, re.M)
    host = next((word for word in given.plain if not word.startswith("-")), "")
    host = opened[1] if opened else re.sub(r"^(?:\w+:)?//", "", host).rsplit("@", 1)[-1]
    name, path = [*re.split(r"[:/]", host, maxsplit=1), ""][:2]
    reading = Reading(technology=program.name, line=command.line)
    if not name or is_unknown(name):
        reason = f"{program.name} connects to a host that is known only at run time"
        reading.unread = [Unread(reason=reason, line=command.line)]
        return reading
    reading.unread = [
        Unread(reason=DAMAGED, line=command.line)
        for line in command.text.splitlines()
        if is_damaged([*line.split(), ""][0])
    ][:1]
    end = Endpoint(system=locate_host(name), dataset=path or _find_folder(script))
    ways = _list_ways(f"{program.name}\n{script}")
    got, put = list_local_files(script)
    if not ways and path and len(given.plain) < 3 and program.name in {"sftp", "psftp"}:
        ways, got = {"in"}, [join_local(*given.plain[1:2], name=path)]  # sftp host:/out/a.csv /in
    reading.files = list(map(locate_place, got))
    reading.taken = list(map(locate_place, put))
    if "out" in ways:
        reading.targets.append(end)
    if "in" in ways:
        reading.sources.append(end)
    if not ways:
        reason = (
            f"{program.name} opens a session on that host, and its script is not among the inputs"
        )
        reading.contacts = [
            Contact(end=end, technology=program.name, reason=reason, line=command.line)
        ]
    return reading


def list_local_files(script: str) -> tuple[list[str], list[str]]:
    """Return the local files that a transfer script writes, and those that it sends.

    ``get /out/a.csv /data/`` writes ``/data/a.csv``; ``lcd`` sets the local folder.
    """
    got: list[str] = []
    put: list[str] = []
    folder = ""
    for line in re.split(r"[\n;]", script):
        verb, *rest = [word.strip("\"'") for word in line.split()] or [""]
        verb = verb.lstrip("-").casefold()
        names = [word for word in rest if not word.startswith("-")]
        if verb == "lcd" and names:
            folder = names[0].rstrip("/\\")
        elif verb in _IN_WORDS and names:
            several = verb == "mget"
            local = names[1] if len(names) > 1 and not several else folder
            got += [join_local(local, name=name) for name in (names if several else names[:1])]
        elif verb in _OUT_WORDS and names:
            sent = names if verb == "mput" else names[:1]
            put += [f"{folder}/{name}" if folder and "/" not in name else name for name in sent]
    return got, put


def join_local(local: str = "", *, name: str) -> str:
    """Return the local file of a download.

    ``/out/a.csv`` to the local folder ``/data/`` → ``/data/a.csv``.
    """
    last = re.split(r"[/\\]", name)[-1]
    is_file = bool(re.search(r"\.\w{1,5}\Z", local))
    return local if is_file else f"{local.rstrip('/')}/{last}" if local else last


def _find_folder(script: str) -> str:
    """Return the only folder on the host to which a script changes; "" for none or several."""
    found = {
        words[1]
        for line in re.split(r"[\n;]", script)
        if len(words := line.split()) == 2 and words[0].lstrip("-").casefold() in {"cd", "chdir"}
    }
    folder = found.pop() if len(found) == 1 else ""
    return "" if is_unknown(folder) or folder in {"..", "/", "."} else folder


def _list_ways(script: str) -> set[str]:
    """Return the directions of a transfer script: "in" if it gets files, "out" if it puts files."""
    ways: set[str] = set()
    for line in re.split(r"[\n;]", script):
        words = line.split()
        first = words[0].lstrip("-").casefold() if words else ""
        if first in _OUT_WORDS or first.startswith("ncftpput"):
            ways.add("out")
        elif first in _IN_WORDS or first.startswith("ncftpget"):
            ways.add("in")
        elif first == "mirror":
            ways.add("out" if {"-R", "--reverse"} & set(words) else "in")
    return ways


def read_startrfc(command: Command) -> Reading:
    """Read SAP's startrfc, which calls a function of an SAP system."""
    words, values = command.words[1:], dict[str, str]()
    for place, word in enumerate(words[:-1]):
        if _SAP_TAKES.get(word):
            values.setdefault(word, words[place + 1])
    system, host, function = (values.get(option, "") for option in ("-d", "-h", "-F"))
    named = ((ClueKind.HOST, host), (ClueKind.SERVER, system))
    clues = tuple(Clue(kind=kind, value=value) for kind, value in named if value)
    end = Endpoint(system=SystemRef(clues=clues), dataset=function)
    reading = Reading(technology="startrfc", line=command.line, mechanism=Mechanism.API)
    match find_direction(function):
        case "out" if clues:
            reading.targets = [end]
        case "in" if clues:
            reading.sources = [end]
        case _ if clues:
            reason = (
                f"startrfc calls {function or 'a function'}; the direction of the data is unknown"
            )
            reading.contacts = [
                Contact(end=end, technology="startrfc", reason=reason, line=command.line)
            ]
        case _:
            reason = "startrfc calls an SAP system that is not in the command line"
            reading.unread = [Unread(reason=reason, line=command.line)]
    return reading


def read_mail(command: Command) -> Reading:
    """Read mail, mailx and Send-MailMessage, which send data to mail addresses."""
    reading = Reading(technology="mail", line=command.line)
    words = [w for w in command.words[1:] if "@" in w and not w.startswith(("-", "@"))]
    sender = [
        command.words[n + 1] for n, w in enumerate(command.words[:-1]) if w in {"-r", "-From"}
    ]
    reading.targets = [end for w in words if w not in sender for end in locate_mail(w)]
    return reading
