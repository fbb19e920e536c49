"""Read the ports of BizTalk bindings: adapter, address, schedule, failures and maps."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from seamscope.connector import File, extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.failures import keep_in, retry
from seamscope.records import ClueKind, Endpoint, Evidence, Mechanism, SystemRef

API, EVENTS, FILE = Mechanism.API, Mechanism.EVENTS, Mechanism.FILE
MECHANISMS = (
    (r"FILE|S?FTPS?|Azure(?:Blob|File).*|AS2.*|POP3", FILE),
    (r"MSMQ|WCF-NetMsmq|MQS.*|MQSC|SB-Messaging|EventHub|Kafka.*", EVENTS),
    (r"SQL|WCF-SQL|WCF-Oracle.*|ODBC", Mechanism.SQL),
    (r"SMTP|Office365.*", Mechanism.MANUAL),
    (r"HTTP|SOAP|WCF-.*|SharePoint.*|Windows SharePoint.*|SAP.*|Logic ?App.*", API),
)
PRODUCTS = {"mssql": "Microsoft SQL Server", "oracledb": "Oracle Database", "sap": "SAP",
            "sb": "Azure Service Bus"}  # fmt: skip
INTERVAL = re.compile(r"<pollingInterval(?:InSeconds)?[^<>]*>\s*(\d+)", re.I)
TIME = re.compile(r"T(\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MACROS = re.compile(r"[%*?$].*")
LISTENING = re.compile(r"HTTP|SOAP|WCF-(?!SQL|Oracle|SAP|NetMsmq|Custom$).*|WCF-CustomIsolated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A receive location or send port with its adapter and address.

    maps: the classes of the maps of the port.
    """

    name: str
    transport: str
    address: str
    evidence: Evidence
    enabled: bool = True
    frequency: str = ""
    error_handling: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()


def read_location(element: Element, file: File) -> Location:
    """Return a receive location; maps and error handling are settings of its port and are not read
    here.
    """
    kind = element.find("ReceiveLocationTransportType")
    kind = element.find("TransportType") if kind is None else kind
    data = element.findtext("ReceiveLocationTransportTypeData") or ""
    return Location(
        name=element.get("Name", ""),
        transport=read_transport(kind),
        address=(element.findtext("Address") or "").strip(),
        enabled=(element.findtext("Enable") or "true").strip().casefold() != "false",
        frequency=" ".join(
            part
            for part in (_read_frequency(read_transport(kind), data), read_window(element))
            if part
        ),
        evidence=file.at(element, element.get("Name", "")),
    )


def read_window(element: Element) -> str:
    """Return the service window of a receive location or transport: "from 05:00 to 05:30".

    A location receives nothing, and a port sends nothing, outside its service window. If the window
    has a first or last day, it is added: "until 2018-05-03".
    """
    values = {
        one.tag.removeprefix("ReceiveLocation"): (one.text or "").strip() for one in element.iter()
    }

    def is_on(name: str) -> bool:
        return values.get(name, "").casefold() == "true"

    times = [TIME.search(values.get(name, "")) for name in ("FromTime", "ToTime")]
    hours = [found[1] for found in times if found]
    window = f"from {hours[0]} to {hours[1]}" if len(hours) > 1 else ""
    days = [
        f"{word} {found[0]}"
        for word, name in (("not before", "StartDate"), ("until", "EndDate"))
        if is_on(f"{name}Enabled") and (found := DAY.match(values.get(name, "")))
    ]
    return ", ".join([*([window] if window and is_on("ServiceWindowEnabled") else []), *days])


def _read_frequency(transport: str, settings: str) -> str:
    """Return the polling interval of a receive location; the FILE adapter stores milliseconds.

    ``<pollingInterval>60000</pollingInterval>`` of a FILE location → "every 60 seconds".
    """
    interval = INTERVAL.search(settings.replace("&lt;", "<").replace("&gt;", ">"))
    if interval is None:
        return ""
    seconds = int(interval[1]) // 1000 if transport == "FILE" else int(interval[1])
    return f"every {seconds} seconds"


def read_transport(kind: Element | None) -> str:
    """Return the name of an adapter, "" if it is not stated."""
    return "" if kind is None else kind.get("Name") or (kind.text or "").strip()


def list_failure_rules(transport: Element, port: Element) -> tuple[str, ...]:
    """Return what happens if a port fails: retries, and whether failed messages are routed."""
    times = (transport.findtext("RetryCount") or "0").strip()
    found = [retry(times)] if times.isdigit() and int(times) else []
    routed = (port.findtext("RouteFailedMessage") or "").strip().casefold() == "true"
    return (*found, *([keep_in("")] if routed else []))


def list_maps(port: Element) -> tuple[str, ...]:
    """Return the classes of the maps that a port applies to the messages that it receives or
    sends.
    """
    names = (one.get("FullName", "") for holder in port.findall("Transforms")
             for one in holder.iter("Transform"))  # fmt: skip
    return tuple(dict.fromkeys(name for name in names if name))


def classify_mechanism(location: Location) -> Mechanism:
    """Return the mechanism of a location's adapter."""
    found = (kind for pattern, kind in MECHANISMS if re.fullmatch(pattern, location.transport))
    return next(found, Mechanism.UNKNOWN)


def build_end(location: Location) -> Endpoint:
    r"""Return the system and dataset of an address.

    ``mssql://sql01/inst/Crm?`` → host sql01, database Crm. ``\\srv\in\*.xml`` → srv, in.
    """
    address = location.address.replace("\\", "/")
    scheme, _, rest = address.partition("://") if "://" in address else ("", "", address)
    host = extract_host(address) if scheme or address.startswith("//") else ""
    host = extract_host(address.lstrip("/").partition("/")[0]) if address.startswith("//") else host
    parts = [part for part in rest.partition("?")[0].lstrip("/").split("/") if part]
    path = "/".join(parts[1:] if host else parts)
    folder = MACROS.sub("", path).rstrip("/")
    database = parts[-1] if scheme == "mssql" and len(parts) > 1 else ""
    known = "" if host.casefold() in LOCAL else host
    if location.transport.startswith("MQ"):
        folder = parts[-1] if parts else ""  # an address is queue manager/queue
    local_file = not known and not scheme and folder and classify_mechanism(location) is FILE
    found = build_clues(
        (ClueKind.DATABASE, database),
        (ClueKind.HOST, known),
        (ClueKind.SOURCE, f"file://{folder}" if local_file else ""),
        (ClueKind.PRODUCT, PRODUCTS.get(scheme, "")),
    )
    listens = LISTENING.fullmatch(location.transport) is not None
    lead = f"{location.name} (BizTalk port)"
    system = SystemRef(
        clues=found or build_clues((ClueKind.SOURCE, lead)),
        service=bool(known or database) and not listens,
    )
    return Endpoint(system=system, dataset="" if database or local_file else folder)
