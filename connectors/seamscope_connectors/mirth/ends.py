"""Find the system and dataset that a Mirth connector, or a call in a script, accesses."""

import re
from collections.abc import Iterator, Mapping

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.connector.places import locate_mail
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef
from seamscope_connectors.mirth.model import REFERENCE, Channel, Part, fill
from seamscope_connectors.mirth.transports import BROKER, LISTENS, engine_of, mechanism_of

HOSTS = ("host", "remoteAddress", "wsdlUrl", "locationURI", "url", "brokerURL", "brokerUrl",
         "java.naming.provider.url", "jndiProviderUrl", "endpoint", "baseUrl", "server",
         "hostname", "bootstrapServers", "bootstrap.servers")  # fmt: skip
DATASETS = ("destinationName", "topic", "queue", "applicationEntity", "operation", "contextPath",
            "listener.contextPath", "serviceName", "folder")  # fmt: skip
PORTS = ("remotePort", "port")
ANY = frozenset({"0.0.0.0", "127.0.0.1"})  # noqa: S104  # not bound to, only read


def build_ends(part: Part, channel: Channel, settings: Mapping[str, str]) -> list[Endpoint]:
    """Return the endpoints of a connector: one, or one for each mail address."""
    values = {key: fill(text, settings) for key, text in part.values.items()}
    if LISTENS.fullmatch(part.transport) and not BROKER.fullmatch(part.transport):
        return [_caller(part, channel, values)]
    match mechanism_of(part.transport):
        case Mechanism.SQL:
            return [database_end(values.get("url", ""), values.get("driver", ""))]
        case Mechanism.FILE:
            return [_file_end(values)]
        case Mechanism.MANUAL if mails := locate_mail(" ".join(_addresses(values))):
            return mails
        case _:
            return [_remote_end(part, values)]


def get_listening_port(part: Part, settings: Mapping[str, str]) -> str:
    """Return the port on which a source connector listens, "" if it does not listen."""
    if LISTENS.fullmatch(part.transport) is None:
        return ""
    return fill(part.values.get("listener.port") or part.values.get("port", ""), settings)


def get_local_port(part: Part, settings: Mapping[str, str]) -> str:
    """Return the port of a destination on this server itself, "" for any other host."""
    values = {key: fill(text, settings) for key, text in part.values.items()}
    text = values.get("remoteAddress") or values.get("host", "")
    if extract_host(text).casefold() not in LOCAL - {""}:
        return ""
    found = re.search(r":(\d{1,5})(?:/|$)", text.partition("://")[2] or text)
    return values.get("remotePort", "") or (found[1] if found else "")


def database_end(url: str, driver: str) -> Endpoint:
    """Return the database of a JDBC URL: ``jdbc:postgresql://db01/crm`` → host db01, database crm.

    If the URL is the value of an unknown setting (``${crmUrl}``), the setting names the database.
    """
    clues = list(parse_connection_clues(url)) if url else []
    clues = [clue for clue in clues if "$" not in clue.value]
    if named := re.search(r"jdbc:oracle:thin:@(?://)?[\w.\-]+(?::\d+)?[:/]([\w.\-]+)", url):
        clues.insert(0, Clue(kind=ClueKind.DATABASE, value=named[1]))
    if not clues:
        clues += _name_unknown(url, "an unknown database")
    product = engine_of(f"{driver} {url}").product
    clues += build_clues((ClueKind.PRODUCT, product))
    return Endpoint(system=SystemRef(clues=tuple(clues), service=True))


def web_end(url: str) -> Endpoint:
    """Return the host and the path of a URL as an endpoint."""
    host = extract_host(url) if "://" in url else ""
    path = re.split(r"[?#]|\$\{", url.partition("://")[2].partition("/")[2])[0].strip("/")
    if not host or "$" in host or host.casefold() in LOCAL:
        server = re.split(r"[/?#]", url.partition("://")[2])[0] if host else ""
        return _end(_name_unknown(url, server or "an unknown address"), path if host else "")
    return _end(build_clues((ClueKind.HOST, host)), path)


def path_end(path: str) -> Endpoint:
    """Return the folder of a local path: ``/in/${date}/a.hl7`` → ``file:///in``."""
    folder, *rest = re.split(r"\$\{|[*?]", path, maxsplit=1)
    cut = max(folder.rfind("/"), folder.rfind("\\")) if rest else len(folder)
    folder = folder[: max(cut, 0)].rstrip("/\\") or folder
    return _end(build_clues((ClueKind.SOURCE, f"file://{folder}")))


def channel_end(name: str) -> Endpoint:
    """Return an endpoint for a channel that is not in the inputs."""
    return _end(build_clues((ClueKind.SOURCE, f"channel {name} (Mirth)")))


# "ClinLink_Orders_to_ERP", "ClinLink -> ERP"
SENDING = re.compile(
    r"(?P<sender>[^\W\d_]{3,40})[\s_-][^>]{0,80}?(?:(?:\b|_)(?:to|nach|vers|naar|para)(?:\b|_)|->|→)",
    re.I,
)


# The sending application in a remark or a filter: "MSH-3 = LABSYS", ``…['MSH.3.1'] == 'LABSYS'``.
SENDING_APPLICATION = re.compile(
    r"\bMSH[-.\s]?3(?:[-.]1)?\b[^=\w]{0,12}(?:toString\(\)\s?)?(?:=|:){1,3}\s{0,3}"
    r"['\"]?(?P<name>[A-Za-z]\w{1,40})"
)
# Words in the name of a listener that do not name its sender: "ADT in from HIS", "ORU Eingang LAB".
_WORDS = (
    "adt oru orm orr mdm siu dft bar mfn mfk ack qry rde ras vxu hl7 fhir dicom xml json csv http"
    " https tcp mllp llp rest soap api port message messages nachrichten"
    " in inbound incoming input receive receiver listener source reader from for of the on"
    " eingang eingehend empfang empfaenger quelle aus von vom der die das"
    " entrada entrante receptor origen desde de del la el para os as do"
    " entree reception depuis du le les ingresso ricezione da dal della"
    " ontvangst inkomend uit van odbior wejscie z"
)
RECEIVING = frozenset(_WORDS.split())


def _caller(part: Part, channel: Channel, values: Mapping[str, str]) -> Endpoint:
    """Return an endpoint for the unknown caller of a listener, with clues to its name.

    The name of the channel often begins with the caller: ``ClinLink_Orders_to_ERP``. The
    description of the channel or its filter may contain the sending application. The name of the
    listener may be the name of the caller.
    """
    port = values.get("listener.port") or values.get("port", "")
    shown = f", port {port}" if port.isdecimal() else ""
    lead = f"{channel.name} ({part.transport} of Mirth{shown})"
    path = next((values[key] for key in DATASETS if values.get(key)), "")
    named = SENDING.match(channel.name)
    sender = named["sender"] if named else ""
    said = SENDING_APPLICATION.search("\n".join((channel.description, part.name, *part.scripts)))
    words = [word for word in re.findall(r"\w+", part.name) if word.casefold() not in RECEIVING]
    clues = build_clues(
        (ClueKind.SOURCE, lead),
        (ClueKind.SOURCE, sender),
        (ClueKind.SOURCE, said["name"] if said else ""),
        (ClueKind.SOURCE, words[0] if len(words) == 1 else ""),
    )
    return _end(tuple(dict.fromkeys(clues)), path.strip("/"))


def _file_end(values: Mapping[str, str]) -> Endpoint:
    """Return the folder of a file connector: on this host, on another host, or in a bucket."""
    place = values.get("host", "")
    scheme = values.get("scheme", "FILE").casefold()
    if scheme == "file" and place.startswith(("\\\\", "//")):
        scheme, place = "smb", place.replace("\\", "/").lstrip("/")
    if scheme == "file" or not place:
        return path_end(place) if place else _end(_name_unknown("", "an unknown folder"))
    place = place.partition("://")[2] or place
    host, _, folder = place.partition("/")
    folder = _plain(folder)
    if scheme == "s3":
        return _end(build_clues((ClueKind.SOURCE, f"s3://{host}")), folder)
    if REFERENCE.search(host) or extract_host(host).casefold() in LOCAL:
        return _end(_name_unknown(host, host or "an unknown server"), folder)
    return _end(build_clues((ClueKind.HOST, extract_host(host))), folder)


def _remote_end(part: Part, values: Mapping[str, str]) -> Endpoint:
    address = next((values[key] for key in HOSTS if values.get(key)), "")
    dataset = next((values[key] for key in DATASETS if values.get(key)), "")
    if "://" in address and re.match(r"https?:", address, re.I):
        end = web_end(address)
        return Endpoint(system=end.system, dataset=end.dataset or _plain(dataset))
    host = extract_host(address)
    if not address or "$" in address[:2] or "$" in host or host.casefold() in {*LOCAL, *ANY}:
        port = next((values[key] for key in PORTS if values.get(key)), "")
        fallback = f"{address or part.name}{':' + port if port.isdecimal() else ''}"
        return _end(_name_unknown(address, fallback), _plain(dataset))
    return _end(build_clues((ClueKind.HOST, host)), _plain(dataset))


def _end(clues: tuple[Clue, ...], dataset: str = "") -> Endpoint:
    return Endpoint(system=SystemRef(clues=clues), dataset=dataset)


def _addresses(values: Mapping[str, str]) -> Iterator[str]:
    for key in ("to", "cc", "bcc"):
        yield values.get(key, "")


def _plain(text: str) -> str:
    return re.split(r"\$\{", text)[0].strip("/")


def _name_unknown(text: str, fallback: str) -> tuple[Clue, ...]:
    """Return a clue for an unknown address: its setting (``${crmHost}``), otherwise the fallback
    name.
    """
    named = REFERENCE.search(text)
    return build_clues((ClueKind.SOURCE, f"{named[1] if named else fallback} (Mirth)"))
