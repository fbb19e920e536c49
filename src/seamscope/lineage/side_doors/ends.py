"""Build the endpoints that arguments of calls to other systems refer to: URLs, hosts, queues."""

import re
from collections.abc import Iterator, Mapping

from seamscope.connector.places import (
    FILES,
    is_address,
    is_host,
    is_mail,
    locate_file,
    locate_host,
    locate_mail,
    locate_place,
)
from seamscope.knowledge.side_doors import Means, SideDoor
from seamscope.lineage.remote.text_readers import split_name
from seamscope.lineage.remote_systems import (
    DefinedDoor,
    Remote,
    is_location,
    parse_connection,
    read_store,
)
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef

_ADDRESS = re.compile(
    r"(?:https?|s3|gs|abfss?|wasbs?|s?ftp|amqps?|tcp|ldaps?)://[^\s'\"<>\\)}\]]+|arn:aws[\w:/.\-]+",
    re.I,
)
_NESTED_ARN = re.compile(r"\A[\w\-]{1,40}://(?=arn:)", re.I)  # ``aws-glue://arn:aws:glue:…``
_NAME = re.compile(r"[\w.\-]++")  # a bucket or an account
_CONNECTION = re.compile(
    r"\b(?:server(?:node)?|host(?:addr)?|data source|dbname|dsn|driver)\s*=", re.I
)


def list_addresses(text: str) -> list[Endpoint]:
    """Return the endpoint of every URL and ARN in a string, for example in JSON parameters."""
    return [locate_place(found[0].rstrip(".,;")) for found in _ADDRESS.finditer(text)]


def build_ends(
    door: SideDoor,
    text: str,
    file: str,
    remotes: Mapping[str, Remote],
    defined: Mapping[str, DefinedDoor],
) -> list[Endpoint]:
    """Return the endpoints to which an argument refers, such as a URL or the name of a server.

    door: the routine or statement that is called.
    file: the path of the file in the other system, "" if there is none.
    remotes: the linked servers and connections, by case-folded name.
    defined: the functions, models and directories that the inputs define, by case-folded name.
    """
    text = text.strip()
    if not text:
        return []
    known = defined.get(text.casefold()) if door.means is Means.FILE else None
    if known and known.door.means is Means.DATABASE:  # a cursor in another database
        return [
            end for name in known.ends for end in build_ends(known.door, name, file, remotes, {})
        ]
    if known:  # a directory object
        text = known.ends[0]
    if is_mail(text) and door.means is Means.MAIL:
        return locate_mail(text)
    text = _NESTED_ARN.sub("", read_store(text))
    if door.address and _NAME.fullmatch(text):
        text = door.address.format(text)
    is_name = door.means is Means.QUEUE and text.startswith("//")  # T-SQL's Service Broker
    if is_address(text) and not is_name:
        ends = [locate_place(part) for part in re.split(r"(?<!\s)\s*+,\s*+(?=\w{1,40}://)", text)]
        return [_add_path(end, file) for end in ends]
    return list(_build_named(door, text, file, remotes))


def _build_named(
    door: SideDoor, text: str, file: str, remotes: Mapping[str, Remote]
) -> Iterator[Endpoint]:
    """Yield the endpoint of a name: a linked server, a connection, a host, a queue, a file."""
    known = remotes.get(text.casefold())
    if known is not None and not known.location:
        yield Endpoint(system=SystemRef(clues=known.list_clues()), dataset=file)
        return
    match door.means:
        case Means.FILE:
            yield _build_file(text, file)
        case Means.QUEUE:
            clue = Clue(kind=ClueKind.TOPIC, value=text)
            yield Endpoint(system=SystemRef(clues=(clue,)), dataset=file or text)
        case Means.MODEL:
            yield Endpoint(system=SystemRef(name=door.product), dataset=text)
        case Means.DATABASE:
            yield _build_database(text, file, remotes, dotted=door.dotted)
        case _ if is_host(text) and ("." in text or door.means is Means.MAIL):
            yield Endpoint(system=locate_host(text), dataset=file)
        case _:
            clue = Clue(kind=ClueKind.SERVER, value=text)
            yield Endpoint(system=SystemRef(clues=(clue,)), dataset=file)


def _build_file(text: str, file: str) -> Endpoint:
    if is_host(text) and "." in text and not is_location(text) and file:
        return Endpoint(system=locate_host(text), dataset=file)
    path = "/".join(part for part in (text.rstrip("/\\"), file) if part)
    name, clues, dataset = locate_file(path)
    return Endpoint(system=SystemRef(name=name, clues=clues), dataset=dataset or path)


def _build_database(
    text: str, file: str, remotes: Mapping[str, Remote], *, dotted: bool
) -> Endpoint:
    """Return the endpoint of a server name, connection string, or dotted name with a server."""
    if _CONNECTION.search(text):
        host, database, product = parse_connection(text.replace(" ", ";"))
        found = (
            (ClueKind.HOST, host), (ClueKind.DATABASE, database), (ClueKind.PRODUCT, product),
        )  # fmt: skip
        clues = tuple(Clue(kind=kind, value=value) for kind, value in found if value)
        return Endpoint(system=SystemRef(clues=clues), dataset=file)
    parts = split_name(text) if dotted else ()
    if len(parts) > 1:
        server, rest = parts[0], ".".join(p for p in parts[1:] if p and p.strip("<>") != "NULL")
        remote = remotes.get(server.casefold())
        clues = remote.list_clues() if remote else (Clue(kind=ClueKind.SERVER, value=server),)
        return Endpoint(system=SystemRef(clues=clues), dataset=file or rest)
    kind = ClueKind.HOST if "." in text else ClueKind.SERVER
    return Endpoint(system=SystemRef(clues=(Clue(kind=kind, value=text),)), dataset=file)


def _add_path(end: Endpoint, file: str) -> Endpoint:
    if not file:
        return end
    path = "/".join(part for part in (end.dataset.rstrip("/"), file.lstrip("/")) if part)
    return Endpoint(system=end.system, dataset=path)


def build_product_end(door: SideDoor, dataset: str = "") -> Endpoint:
    """Return the product of a routine as the other system, if no argument identifies a system."""
    return Endpoint(system=SystemRef(name=door.product or FILES), dataset=dataset)
