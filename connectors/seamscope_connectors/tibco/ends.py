"""Find the systems that the activities of a process read, write or call."""

import re
from dataclasses import dataclass

from seamscope.connector import extract_host
from seamscope.connector.connections import (
    LOCAL,
    build_clues,
    extract_path,
    parse_connection_clues,
)
from seamscope.connector.places import FILES, locate_place
from seamscope.records import ClueKind, Endpoint, Mechanism, SystemRef
from seamscope_connectors.tibco.process import Activity
from seamscope_connectors.tibco.project import Project

# Types of version 5 and 6 -> what they do. A call reads or writes by the name of its operation.
KINDS: tuple[tuple[str, str, Mechanism, bool | None], ...] = (
    (r"JDBCQuery\w*", "jdbc", Mechanism.SQL, True),
    (r"JDBC(?:Update|Call|General)\w*|SQLDirect", "jdbc", Mechanism.SQL, False),
    (r"JMS\w*(?:EventSource|GetMessage\w*|Receive\w*)|GetJMS\w*", "jms", Mechanism.EVENTS, True),
    (r"JMS\w*(?:Send|Publish|RequestReply)\w*", "jms", Mechanism.EVENTS, False),
    (r"RVEventSource|RVSubscriber", "rendezvous", Mechanism.EVENTS, True),
    (r"RV(?:Pub|Request)\w*", "rendezvous", Mechanism.EVENTS, False),
    (r"File(?:Read|EventSource)\w*|read|FilePoller", "file", Mechanism.FILE, True),
    (r"FileWrite\w*|write", "file", Mechanism.FILE, False),
    (r"S?FTP(?:Get|Download)\w*", "ftp", Mechanism.FILE, True),
    (r"S?FTP(?:Put|Upload)\w*", "ftp", Mechanism.FILE, False),
    (r"MailPub\w*|sendmail", "mail", Mechanism.MANUAL, False),
    (r"SOAPSendReceive\w*|SOAPInvoke", "soap", Mechanism.API, None),
    (r"HttpRequest\w*|sendHTTPRequest|RestActivity|InvokeRESTAPI", "http", Mechanism.API, None),
)  # fmt: skip
# Starters that wait for callers, which a project does not know.
LISTENERS = re.compile(
    r"(?:HTTP|SOAP|Rest\w*|B2B\w*)(?:EventSource|Receiver|AdapterActivity)?", re.I
)
READING = re.compile(
    r"(?:get|query|retrieve|find|list|search|read|fetch|lookup|check|select|validate)(?![a-z])",
    re.I,
)
NAMED = re.compile(r"\w")  # a name of which only unknown variables are left has no such character
RESOURCES = ("jdbcsharedconfig", "connectionreference", "connector", "property")
QUEUES = ("destination", "destinationqueue", "destinationtopic", "destinationname", "subject")
TABLE = re.compile(r"\b(?:INTO|UPDATE|DELETE\s+FROM)\s+([\w.$\"]{1,160})", re.I)
EMS = re.compile(r"(?:tcp|ssl|tibjmsnaming)://", re.I)
BROKERS = {"jms": "TIBCO EMS", "rendezvous": "TIBCO Rendezvous"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """An access of a process to a system.

    reads: whether data comes from the system.
    island: the unconnected part of the process that contains the activity, see `Activity`.
    """

    activity: Activity
    end: Endpoint
    technology: str
    mechanism: Mechanism
    reads: bool
    after_failure: bool
    sql: str = ""
    doubt: str = ""
    island: str = ""


def find_touch(activity: Activity, path: str, project: Project, *, failed: bool) -> Touch | None:
    """Return the access of an activity to a system, None if the activity accesses no system.

    path: path of the process.
    failed: whether the process runs only after a failure.
    """
    for pattern, technology, mechanism, reads in KINDS:
        if re.fullmatch(pattern, activity.kind):
            settings = {key: project.fill(text, path) for key, text in activity.settings.items()}
            sql = settings.get("statement", "") or settings.get("sqlstatement", "")
            called = settings.get("operation", "") or settings.get("method", "") or activity.name
            is_call = technology == "jdbc" and "Call" in activity.kind
            return Touch(
                activity=activity,
                end=_find_end(technology, activity, settings, path, project),
                technology=technology,
                mechanism=mechanism,
                reads=READING.match(called) is not None if reads is None else reads,
                after_failure=failed or activity.after_failure,
                sql=sql,
                doubt="the procedure may read or write" if is_call else "",
            )
    return None


def _find_end(
    technology: str, activity: Activity, settings: dict[str, str], path: str, project: Project
) -> Endpoint:
    name, resource = _read_resource(settings, path, project)
    match technology:
        case "jdbc":
            return _find_database(activity, settings, name, resource)
        case "jms" | "rendezvous":
            return _find_broker(technology, settings, name, resource)
        case "file":
            file = settings.get("filename", "")
            named = NAMED.search(file)
            return locate_place(file) if named else Endpoint(system=SystemRef(name=FILES))
        case "soap" | "http":
            return _find_service(name or activity.name, settings, resource)
    host = extract_host(settings.get("host", "") or settings.get("hostname", ""))
    place = settings.get("remotefilename", "")
    system = _identify(host, f"{activity.name} ({technology})")
    return Endpoint(system=system, dataset=place.strip("/"))


def _read_resource(
    settings: dict[str, str], path: str, project: Project
) -> tuple[str, dict[str, str]]:
    """Return the name and the settings of the shared resource that an activity uses."""
    reference = next((settings[key] for key in RESOURCES if settings.get(key)), "")
    found = project.find(reference, path, project.resources)
    found = found or project.find_named(reference, path)
    name = (found or reference).rpartition("/")[2]
    values = project.resources.get(found) or project.guess_resource(name, path)
    filled = {key: project.fill(text, found) for key, text in values.items()}
    return re.sub(r"\.(?:shared\w+|\w+Resource)$", "", name, flags=re.I), filled


def _identify(host: str, name: str, product: str = "") -> SystemRef:
    known = "" if host.casefold() in LOCAL else host
    clues = build_clues((ClueKind.HOST, known), (ClueKind.PRODUCT, product))
    fallback = build_clues((ClueKind.SOURCE, name))
    return SystemRef(clues=clues or fallback, service=bool(known))


def _find_database(
    activity: Activity, settings: dict[str, str], name: str, resource: dict[str, str]
) -> Endpoint:
    clues = parse_connection_clues(resource.get("location", "") or resource.get("dburl", ""))
    fallback = build_clues((ClueKind.SOURCE, name or activity.name))
    table = TABLE.search(settings.get("statement", "") or settings.get("sqlstatement", ""))
    dataset = table[1].replace('"', "") if table else settings.get("procedurename", "")
    system = SystemRef(clues=clues or fallback, service=bool(clues))
    return Endpoint(system=system, dataset=dataset)


def _find_broker(
    technology: str, settings: dict[str, str], name: str, resource: dict[str, str]
) -> Endpoint:
    by_name = resource.get("usejndi", "").casefold() == "true"
    keys = ("namingurl", "providerurl") if by_name else ("providerurl", "namingurl")
    url = next((resource[key] for key in keys if resource.get(key)), "")
    host = extract_host(url)
    known = technology == "rendezvous" or EMS.match(url)  # JMS may be any provider's
    product = BROKERS[technology] if known else ""
    queue = next((settings[key] for key in QUEUES if NAMED.search(settings.get(key, ""))), "")
    return Endpoint(system=_identify(host, name or technology, product), dataset=queue)


def _find_service(name: str, settings: dict[str, str], resource: dict[str, str]) -> Endpoint:
    url = settings.get("endpointurl", "") or settings.get("serverhost", "")
    url = url or settings.get("host", "") or resource.get("host", "")
    host = extract_host(url)
    name = settings.get("service", "").rpartition(":")[2] or name
    place = extract_path(url).strip("/") if "://" in url else ""
    dataset = place or settings.get("requesturi", "").split("?")[0].strip("/")
    return Endpoint(system=_identify(host, name), dataset=dataset)
