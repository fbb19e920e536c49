"""Read .NET objects of PowerShell scripts: WinSCP sessions, web clients, ADO.NET, mail, files."""

import re
from collections.abc import Iterator
from itertools import pairwise

from seamscope.connector.commands.powershell.values import Made, Value
from seamscope.connector.commands.shell import Command
from seamscope.connector.commands.types import End, Reading, RemoteSql
from seamscope.connector.connections import parse_connection_clues
from seamscope.connector.places import is_unknown, locate_mail, locate_place
from seamscope.records import ClueKind, Endpoint, Mechanism, SystemRef

# Dialects by the names of ADO.NET classes: ``OracleConnection``.
_DIALECTS = {"sql": "tsql", "oracle": "oracle", "mysql": "mysql", "npgsql": "postgres",
             "db2": "db2", "hana": "hana", "snowflake": "snowflake"}  # fmt: skip
_ADO = re.compile(
    r"(?P<kind>sql|oracle|mysql|npgsql|db2|hana|snowflakedb|snowflake|odbc|oledb)"
    r"(?P<part>connection|command|dataadapter|bulkcopy)\Z"
)
_SCHEMES = {"sftp": "sftp", "scp": "scp", "ftp": "ftp", "webdav": "https", "s3": "s3"}
_RUNS = frozenset({
    "executereader", "executenonquery", "executescalar", "executexmlreader", "executereaderasync",
    "executenonqueryasync", "executescalarasync",
})  # fmt: skip
_DOWNLOADS = frozenset({
    "downloadfile", "downloadstring", "downloaddata", "openread", "downloadfileasync", "getasync",
    "getstringasync", "getstreamasync", "getbytearrayasync", "downloadfiletaskasync",
})  # fmt: skip
_UPLOADS = frozenset({
    "uploadfile", "uploadstring", "uploaddata", "uploadvalues", "openwrite", "postasync",
    "putasync", "uploadfileasync", "postasjsonasync",
})  # fmt: skip
_PUTS = frozenset({"putfiles", "putfilestodirectory", "putfiletodirectory", "putfile"})
_GETS = frozenset({"getfiles", "getfilestodirectory", "getfiletodirectory", "getfile"})


def get_class(value: Value) -> str:
    """Return the name of an object's class without its namespace: ``webclient``."""
    return value.kind.rpartition(".")[2]


def call_method(owner: Value, method: str, arguments: list[Value], line: int) -> Value:
    """Return the value of a method call.

    The field `made` of the value contains the transfers of the call, or a source from which a later
    call reads.
    """
    kind = get_class(owner)
    if ado := _ADO.match(kind):
        return _call_ado(owner, ado, method, arguments, line)
    texts = [one.text or "" for one in arguments]
    reading: Reading | None = None
    match kind, method:
        case "session", "open":
            owner.fields["options"] = arguments[0] if arguments else Value()
        case "session", _:
            reading = _transfer_by_winscp(owner, method, texts, line)
        case "webrequest", "getresponse" | "getrequeststream":
            reading = _request(owner, method, line)
        case "webclient" | "httpclient", _:
            reading = _load(method, texts, line)
        case "smtpclient", "send":
            reading = _send_mail(arguments, line)
        case _, "load" if arguments:
            owner.made = [*owner.made, *_use(arguments[0])]
        case _:
            pass
    return Value(made=[reading] if reading is not None else [])


def call_static(kind: str, method: str, arguments: list[Value], line: int) -> Value:
    """Return the value of a static call: ``[IO.File]::Copy(a, b)``, ``[WebRequest]::Create(u)``."""
    name = kind.rpartition(".")[2]
    if method == "new":
        return Value(kind=kind, arguments=arguments, line=line)
    if name.endswith("webrequest") and method == "create":
        return Value(kind="webrequest", arguments=arguments, line=line)
    return Value(made=_use_file(method, arguments, line) if name == "file" and arguments else [])


def _use_file(method: str, arguments: list[Value], line: int) -> Made:
    """Return the commands that do the same as a method of System.IO.File."""
    first, second = ([*(one.text or "" for one in arguments), ""])[:2]
    if method in {"copy", "move"}:
        words = ["copy-item", "-path", first, "-destination", second]
        return [Command(words=words, line=line)]
    if method.startswith(("writeall", "appendall")):
        written = [part for one in arguments[1:2] for part in _use(one)]
        return [*written, Command(words=["set-content", first], line=line)]
    if method.startswith("readall"):
        return [Command(words=["get-content", first], line=line)]
    return []


def locate_database(text: str) -> tuple[SystemRef, str]:
    """Return the database of a connection string, and the name of the database."""
    clues = () if is_unknown(text.partition(";")[0]) else parse_connection_clues(text)
    named = (clue.value for clue in clues if clue.kind is ClueKind.DATABASE)
    return SystemRef(clues=clues), next(named, "")


def _use(value: Value) -> Made:
    value.used = True
    return list(value.made)


# --- ADO.NET


def _call_ado(
    owner: Value, ado: re.Match[str], method: str, arguments: list[Value], line: int
) -> Value:
    match ado["part"], method:
        case "connection", "createcommand":
            kind = f"{ado['kind']}command"
            return Value(kind=kind, fields={"connection": owner}, line=line)
        case "command", _ if method in _RUNS:
            return Value(made=_query(owner, ado["kind"], line), line=line)
        case "dataadapter", "fill" if arguments:
            command = owner.fields.get("selectcommand") or _first_object(owner) or owner
            arguments[0].made = _query(command, ado["kind"], line)
        case "bulkcopy", "writetoserver" | "writetoserverasync":
            return Value(
                made=[*(_use(arguments[0]) if arguments else []), *_load_bulk(owner, line)]
            )
        case _:
            pass
    return Value()


def _first_object(owner: Value) -> Value | None:
    """Return the command that an adapter was built with: ``New-Object SqlDataAdapter($cmd)``."""
    first = owner.arguments[0] if owner.arguments else None
    return first if first and "command" in first.kind else None


def _find_connection(owner: Value) -> str:
    """Return the connection string of a connection, or of the connection that a command uses."""
    if text := owner.get_text("connectionstring"):
        owner.fields["connectionstring"].used = True
        return text
    own = owner.fields.get("connection")
    if own is not None and own is not owner:
        return _find_connection(own)
    for one in owner.arguments:
        if one.text and re.search(r"\w\s*=", one.text) and not _is_sql(one.text):
            one.used = True
            return one.text
        if "connection" in one.kind and (text := _find_connection(one)):
            return text
    return ""


def _is_sql(text: str) -> bool:
    return bool(re.match(r"\s*(?:select|insert|update|delete|merge|exec|with|call)\b", text, re.I))


def _query(command: Value, kind: str, line: int) -> Made:
    """Return the SQL of a command, with the database of its connection."""
    text = command.get_text("commandtext")
    text = text or next((one.text for one in command.arguments if one.text), "")
    connection = _find_connection(command)
    if not text or text == connection:
        return []
    home, database = locate_database(connection)
    if command.get_text("commandtype").rpartition(":")[2].casefold() == "storedprocedure":
        text = f"EXEC {text}"
    sql = RemoteSql(
        text=text, dialect=_DIALECTS.get(kind, ""), home=home if home.clues else None,
        database=database, target=None, technology="ADO.NET", line=line,
    )  # fmt: skip
    return [Reading(technology="ADO.NET", line=line, mechanism=Mechanism.SQL, sql=[sql])]


def _load_bulk(owner: Value, line: int) -> Made:
    system, _ = locate_database(_find_connection(owner))
    table = owner.get_text("destinationtablename")
    if not system.clues:
        return []
    end = Endpoint(system=system, dataset=table)
    return [Reading(technology="SqlBulkCopy", line=line, mechanism=Mechanism.SQL, targets=[end])]


# --- files, web and mail


def _transfer_by_winscp(owner: Value, method: str, texts: list[str], line: int) -> Reading | None:
    options = owner.fields.get("options", Value())
    protocol = options.get_text("protocol").rpartition(":")[2].casefold()
    scheme = _SCHEMES.get(protocol, "sftp")
    host = options.get_text("hostname")
    if not host or is_unknown(host):
        return None
    reading = Reading(technology="WinSCP", line=line)

    def there(path: str) -> End:
        return locate_place(f"{scheme}://{host}/{path.lstrip('/')}".rstrip("/"))

    match method, texts:
        case _, [local, remote, *_] if method in _PUTS:
            reading.sources, reading.targets = [locate_place(local)], [there(remote)]
        case _, [remote, local, *_] if method in _GETS:
            reading.sources, reading.targets = [there(remote)], [locate_place(local)]
        case "synchronizedirectories", [mode, local, remote, *_]:
            way = mode.rpartition(":")[2].casefold()
            here = locate_place(local)
            reading.sources = [*([here] if way != "local" else []),
                               *([there(remote)] if way != "remote" else [])]  # fmt: skip
            reading.targets = [*([there(remote)] if way != "local" else []),
                               *([here] if way != "remote" else [])]  # fmt: skip
        case _:
            return None
    return reading


def _load(method: str, texts: list[str], line: int) -> Reading | None:
    """Return the transfer of a web client: ``$client.DownloadFile(url, path)``."""
    urls = [text for text in texts if "://" in text and not is_unknown(text.split("://")[1][:2])]
    if not urls or method not in _DOWNLOADS | _UPLOADS:
        return None
    is_file = urls[0].casefold().startswith(("ftp", "file"))
    reading = Reading(
        technology="WebClient", line=line, mechanism=Mechanism.FILE if is_file else Mechanism.API
    )
    files = [locate_place(text) for text in texts if re.match(r"[A-Za-z]:\\|\\\\|[./]", text)]
    if method in _DOWNLOADS:
        reading.sources = [locate_place(urls[0])]
        reading.targets = [place for place in files if place.system.clues]
        reading.files = [place for place in files if not place.system.clues]
    else:
        reading.sources, reading.targets = [*files], [locate_place(urls[0])]
    return reading


def _request(owner: Value, method: str, line: int) -> Reading | None:
    """Return the transfer of a web request; its property Method has the HTTP verb."""
    url = next((one.text for one in owner.arguments if one.text), "")
    verb = owner.get_text("method").rpartition(":")[2].casefold()
    sends = verb in {"post", "put", "patch", "stor", "appe", "uploadfile", "appendfile"}
    if not url or is_unknown(url.split("://")[-1][:2]) or (sends != (method != "getresponse")):
        return None
    mechanism = Mechanism.FILE if url.casefold().startswith("ftp") else Mechanism.API
    reading = Reading(technology="WebRequest", line=line, mechanism=mechanism)
    (reading.targets if sends else reading.sources).append(locate_place(url))
    return reading


def _send_mail(arguments: list[Value], line: int) -> Reading | None:
    """Return the mail of ``$client.Send($message)`` or ``$client.Send(from, to, subject)``."""
    texts = [one.text or "" for one in arguments]
    message = arguments[0] if len(arguments) == 1 else Value()
    addressed = [message.get_text("to"), message.get_text("bcc"), message.get_text("cc")]
    addressed += [one.text or "" for one in message.arguments[1:2]]
    ends = [end for text in (*texts[1:2], *addressed) for end in locate_mail(text)]
    return Reading(technology="mail", line=line, targets=[*ends]) if ends else None


def list_session_host(value: Value, options: tuple[str, ...]) -> Iterator[str]:
    """Yield the host or account in the command that opened a session: ``New-SFTPSession h``.

    options: the options whose value is the host or account, in lower case.
    """
    for element in value.made:
        words = element.words if isinstance(element, Command) else []
        for option, text in pairwise(words):
            if option.casefold() in options and not is_unknown(text):
                yield text
