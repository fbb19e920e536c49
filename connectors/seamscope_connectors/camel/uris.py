"""Find the system of a Camel endpoint from the scheme and options of its URI, or its Kamelet.

Schemes and options follow Camel's component reference, Kamelets follow its catalogue
(`aws-s3-source`, `kafka-not-secured-sink`).
"""

import re

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef
from seamscope_connectors.camel.beans import BEANS
from seamscope_connectors.camel.kinds import API, EVENTS, FILE, KINDS, OTHER, SQL, Kind
from seamscope_connectors.camel.routes import Step

# Schemes that connect the routes of one application.
JOINS = frozenset({"direct", "direct-vm", "seda", "vm", "disruptor", "disruptor-vm"})


# Schemes that only trigger, convert, log or run code, and do not access a system.
NO_SYSTEM = re.compile(
    r"timer|cron|quartz|scheduler|log|mock|stub|test|once|bean|class|language|controlbus|dataset"
    r"|dataset-test|dataformat|validator|json-validator|xslt(?:-saxon)?|xj|velocity|freemarker"
    r"|mustache|string-template|jolt|jslt|jte|browse|random|stream|exec|event|spring-event|master"
    r"|ref|simple|thymeleaf|chunk|xquery|xpath|jsonpath|groovy|joor|mvel|.*-action|sink|source|beer"
)


SERVERS = re.compile(
    r"rest|platform-http|servlet|jetty|undertow|netty-http|cxf|cxfrs|restlet|rest-openapi|webhook"
    r"|websocket|atmosphere-websocket|vertx-websocket|netty|mllp|grpc|coaps?|as2|knative"
)


HOSTS = ("brokers", "bootstrapServers", "hosts", "hostAddresses", "host", "connectionHost",
         "serverName", "brokerURL", "brokerUrl", "remoteURI", "url", "httpUri", "instanceUrl",
         "serviceUrl", "addresses")  # fmt: skip


# sap-idoc-destination:ECP:ORDERS05: the name of the destination or server, and a type or function.
SAP = re.compile(r"sap-(?:idoc|idoclist|qidoc|qidoclist|[stq]rfc)-(?:destination|server)")


READING = re.compile(r"(?:find|get|list|query|select|read|count|aggregate|download|poll)\w*", re.I)


def get_scheme_name(step: Step) -> str:
    """Return the scheme of an endpoint, or the name of its Kamelet (``aws-s3-source``)."""
    return step.path.partition("/")[0] if step.scheme == "kamelet" else step.scheme


def _get_technology(step: Step) -> str:
    """Return the scheme, or the Kamelet's name without its direction: "aws-s3"."""
    return re.sub(r"-(?:source|sink)$", "", get_scheme_name(step))


def is_join(step: Step) -> bool:
    """Return whether an endpoint only connects two routes (``direct:``, ``seda:``)."""
    return step.scheme in JOINS


def get_join_name(step: Step) -> str:
    """Return the name that the sending and the receiving route share: ``direct:orders``."""
    return f"{step.scheme}:{step.path or step.values.get('name', '')}"


def is_no_system(step: Step) -> bool:
    """Return whether an endpoint does not access a system, such as ``timer:`` or ``log:``."""
    return NO_SYSTEM.fullmatch(_get_technology(step)) is not None


def waits_for_callers(step: Step) -> bool:
    """Return whether other systems call a route that starts here, as with ``rest:``."""
    return SERVERS.fullmatch(_get_technology(step)) is not None


def is_read(step: Step) -> bool:
    """Return whether a step reads from its endpoint: ``enrich``, a SELECT, an HTTP GET."""
    sql = read_sql(step)
    asked = step.values.get("operation", "") or step.values.get("httpMethod", "")
    if step.scheme == "salesforce":
        asked = step.path.partition(":")[0]
    selects = re.match(r"\s*(?:select|with)\b", sql, re.I) is not None
    return (
        step.verb in {"enrich", "pollEnrich", "poll"} or selects or bool(READING.fullmatch(asked))
    )


def find_kind(step: Step) -> Kind:
    """Return the technology of an endpoint, OTHER if its scheme is unknown."""
    name = get_scheme_name(step)
    return next((kind for kind in KINDS if re.search(kind.scheme, name)), OTHER)


def read_sql(step: Step) -> str:
    """Return the SQL of an endpoint with `?` for its parameters, "" if there is none.

    ``sql:SELECT id FROM t WHERE d = :#due`` → ``SELECT id FROM t WHERE d = ?``.
    """
    if step.scheme not in {"sql", "spring-jdbc", "cql"}:
        text = step.values.get("query", "") if find_kind(step).mechanism is SQL else ""
    else:
        text = step.path if step.scheme == "sql" else step.values.get("cql", "")
    if not re.match(r"\s*(?:select|with|insert|update|delete|merge|call|exec)\b", text, re.I):
        return ""
    return re.sub(r":[#?]\$?\{?[\w.\[\]\"'{}]+\}?|(?<![\w#])#(?!\w)", "?", text)


def resolve_endpoint(step: Step) -> Endpoint:
    """Return the system and dataset of an endpoint.

    ``kafka:orders?brokers=k1:9092`` → Kafka on host k1, orders.
    """
    kind = find_kind(step)
    dataset = _find_dataset(step, kind)
    host = _list_hosts(step, kind)
    held = (ClueKind.SOURCE, f"{kind.holder}://{dataset}" if kind.holder and dataset else "")
    connection = parse_connection_clues(step.values.get("connectionUri", ""))
    beans = [(ClueKind.SOURCE, step.values.get(key, "").lstrip("#")) for key in BEANS]
    if SAP.fullmatch(step.scheme):
        beans.append((ClueKind.SOURCE, step.path.partition(":")[0]))
    if step.scheme == "jdbc":
        beans.append((ClueKind.SOURCE, step.path))
    found = build_clues(
        (ClueKind.DATABASE, step.values.get("database", step.values.get("databaseName", ""))),
        *((clue.kind, clue.value) for clue in connection),
        *((ClueKind.HOST, one) for one in host),
        *beans,
        held,
        (ClueKind.PRODUCT, kind.product),
    )
    name = "Kafka" if kind.scheme == "kafka" else ""
    own: tuple[Clue, ...] = (
        () if name else build_clues((ClueKind.CLASS, _get_technology(step) or step.path))
    )
    named = "" if kind.holder else dataset
    # A Kamelet connects to one service, so it is a system; a URI is only an address.
    service = step.scheme == "kamelet" and not kind.holder
    system = SystemRef(name=name, clues=found or own, service=service)
    return Endpoint(system=system, dataset=named)


def _find_dataset(step: Step, kind: Kind) -> str:
    given = next((step.values[key] for key in kind.datasets if step.values.get(key)), "")
    if step.scheme in {"kamelet", ""} or (given and kind.mechanism is not API):
        return _get_path(given) if "://" in given else given
    if step.scheme in {"http", "https", "sftp", "ftp", "ftps", "scp", "smb"}:
        return step.path.partition("/")[2].strip("/") or given
    if kind.mechanism is EVENTS:
        last = re.split(r"[:/]", step.path)[-1] if "{{" not in step.path else step.path
        return re.sub(r"^(?:queue|topic|temp-queue):", "", last)
    if step.scheme in {"sql", "cql"}:
        target = r"(?:insert\s+into|update|delete\s+from|merge\s+into)\s+([\w.\"\[\]`{}]+)"
        found = re.search(target, read_sql(step), re.I)
        return found[1] if found else ""
    last = {"jpa": ".", "sap": ":"}.get("sap" if SAP.fullmatch(step.scheme) else step.scheme)
    if last:
        return step.path.rpartition(last)[2]
    return given or (step.path if kind.mechanism is FILE else "")


def _get_path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2].partition("?")[0]


def _list_hosts(step: Step, kind: Kind) -> list[str]:
    """Return the hosts of an endpoint; a placeholder such as ``{{host}}`` is also a host."""
    texts = [step.values[key] for key in HOSTS if step.values.get(key)]
    if step.scheme in {"http", "https", "sftp", "ftp", "ftps", "scp", "smb"} or (
        kind.scheme.startswith("smtp") and step.path
    ):
        texts.append(step.path.partition("/")[0].rpartition("@")[2])
    found: list[str] = []
    for part in (part.strip() for text in texts for part in text.split(",")):
        host = part if part.startswith("{{") and part.endswith("}}") else extract_host(part)
        if host and host.lower() not in LOCAL and host not in found:
            found.append(host)
    return found
