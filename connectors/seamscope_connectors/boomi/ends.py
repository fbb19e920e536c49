"""Find system, dataset and direction of a connector step of a Boomi process."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.records import ClueKind, Endpoint, Mechanism, SystemRef
from seamscope_connectors.boomi.components import Account, Component, read_statement
from seamscope_connectors.boomi.trace import Step

HOSTS = ("url", "host", "hostname", "server", "endpoint", "baseurl", "base_url", "wsdlurl",
         "serverurl", "instanceurl", "domain", "bootstrap_servers", "bootstrapservers",
         "urlformat", "customurl", "smtphost", "accountname")  # fmt: skip
DATABASES = ("dbname", "database", "databasename", "servicename", "sid")
DATASETS = ("objectname", "objecttypename", "objecttypeid", "destination", "topic", "queue",
            "queuename", "path", "resourcepath", "remotedirectory", "directory",
            "filename")  # fmt: skip
FOLDERS = ("remotedirectory", "directory", "getdirectory", "senddirectory")
# Word in a connector type -> mechanism and product.
KINDS: tuple[tuple[str, Mechanism, str], ...] = (
    ("database|dbv2|jdbc", Mechanism.SQL, ""),
    ("disk|ftp|sftp|mft|s3|blob|thru", Mechanism.FILE, ""),
    ("jms|kafka|amqp|solace|event|mqtt|pubsub|atomqueue|sqs|servicebus", Mechanism.EVENTS, ""),
    ("mail", Mechanism.MANUAL, ""),
    ("salesforce", Mechanism.API, "Salesforce"),
    ("netsuite", Mechanism.API, "NetSuite"),
    ("workday", Mechanism.API, "Workday"),
    ("successfactors", Mechanism.API, "SAP SuccessFactors"),
    ("sap", Mechanism.API, "SAP"),
    ("dynamics", Mechanism.API, "Dynamics 365"),
    ("servicenow", Mechanism.API, "ServiceNow"),
    ("snowflake", Mechanism.SQL, "Snowflake"),
)
PROTOCOLS = re.compile(r"http|rest|soap|odata|graphql|wss|web|api|fss|as2|openapi")
LISTENERS = re.compile(r"wss|webservices|fss|flowservices|openapi|http-listen|apiservice")
DIALECTS = {"sqlserver": "tsql", "jtds": "tsql", "oracle": "oracle", "mysql": "mysql",
            "postgres": "postgres", "snowflake": "snowflake"}  # fmt: skip
READS = re.compile(r"get|query|receive|read|list|listen|consume|download|fetch|search|lookup", re.I)
WRITES = re.compile(
    r"send|create|update|upsert|delete|put|post|patch|write|upload|produce|publish|insert|move|add",
    re.I,
)
DIRECT = re.compile(r"officialboomi-\w+-|-(?:prod|dev|private|technology)\Z", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A step that reads or writes a system. doubt: why the direction is uncertain."""

    step: Step
    end: Endpoint
    reads: bool
    mechanism: Mechanism
    label: str
    listens: bool = False
    doubt: str = ""
    sql: str = ""
    dialect: str = ""


def build_touch(step: Step, account: Account) -> Touch:
    """Return how a step accesses its system, from its connection, operation and database
    profile.
    """
    connection = account.find(step.connection, "connector-settings")
    operation = account.find(step.operation, "connector-action")
    values = _merge(connection, operation, account)
    kind = f"{step.product} {connection.product if connection else ''}".casefold()
    mechanism, product = _classify(kind)
    sql, table = _read_profile(operation, account)
    verb = _read_verb(step, operation, sql)
    reads = READS.match(verb) is not None
    known = reads or WRITES.match(verb) is not None
    return Touch(
        step=step,
        end=_build_end(
            step, connection, {**values, "table": table}, mechanism=mechanism, product=product
        ),
        reads=reads,
        mechanism=mechanism,
        label=DIRECT.sub("", step.product) or "connector",
        listens=LISTENERS.search(kind) is not None and verb.casefold() == "listen",
        doubt="" if known else "the operation is unknown; a write is assumed",
        sql=sql,
        dialect=next((DIALECTS[word] for word in DIALECTS if word in _driver(values)), ""),
    )


def _driver(values: Mapping[str, str]) -> str:
    keys = ("driverid", "urlformat", "url", "classname")
    return " ".join(values.get(key, "") for key in keys).casefold()


def _merge(
    connection: Component | None, operation: Component | None, account: Account
) -> dict[str, str]:
    """Return the settings of a step; settings of the environment replace settings of the
    connection.
    """
    found: dict[str, str] = {}
    if connection is not None:
        found |= connection.values
        found |= account.settings.get(connection.id.casefold(), {})
    if operation is not None:
        own = {key: value for key, value in operation.values.items() if key in DATASETS}
        base, path = found.get("path", ""), own.get("path", "")
        found |= own
        if base and path:
            found["path"] = f"{base.rstrip('/')}/{path.lstrip('/')}"
    return found


def _classify(kind: str) -> tuple[Mechanism, str]:
    for pattern, mechanism, product in KINDS:
        if re.search(pattern, kind):
            return mechanism, product
    named = DIRECT.sub("", kind.partition(" ")[0])
    return Mechanism.API, "" if PROTOCOLS.search(kind) else named


def _read_profile(operation: Component | None, account: Account) -> tuple[str, str]:
    if operation is None:
        return "", ""
    named = [one.get("profileId", "") for one in operation.element.iter() if one.get("profileId")]
    sql, table = next((read_statement(account.find(one, "profile.db")) for one in named), ("", ""))
    return sql or operation.values.get("query", ""), table


def _read_verb(step: Step, operation: Component | None, sql: str) -> str:
    """Return the verb of a step, such as "get" or "send".

    The first of these that has a verb determines it: SQL, type of the operation, tag of the
    operation, action of the step.
    """
    if sql:
        first = sql.split(None, 1)[0].casefold()
        return "get" if first in {"select", "with"} else "send"
    if operation is not None:
        custom = operation.values.get("customoperationtype", "")
        kind = custom or operation.values.get("operationtype", "")
        if kind and kind.casefold() != "execute":
            return kind
        tags = [one.tag for one in operation.element.iter() if one.tag.endswith("Action")]
        found = re.search(r"(Get|Send|Listen|Query)Action$", tags[0]) if tags else None
        if found:
            return found[1]
    return step.action


def _build_end(
    step: Step,
    connection: Component | None,
    values: Mapping[str, str],
    *,
    mechanism: Mechanism,
    product: str,
) -> Endpoint:
    name = connection.name if connection else step.connection
    addresses = _list_addresses(values, mechanism)
    folder = next((values[key] for key in FOLDERS if values.get(key)), "")
    local = "disk" in step.product.casefold()
    found = build_clues(
        *addresses,
        (ClueKind.SOURCE, f"file://{folder.strip('/')}" if local and folder else ""),
        (ClueKind.SOURCE, name if addresses or not product else ""),
        (ClueKind.PRODUCT, product),
    )
    dataset = next((values[key] for key in ("table", *DATASETS) if values.get(key)), "")
    unnamed = build_clues((ClueKind.SOURCE, f"{step.product} (Boomi)"))
    return Endpoint(
        system=SystemRef(clues=found or unnamed, service=bool(product)),
        dataset="" if local else dataset.strip("/"),
    )


def _list_addresses(values: Mapping[str, str], mechanism: Mechanism) -> list[tuple[ClueKind, str]]:
    found: list[tuple[ClueKind, str]] = []
    if mechanism is Mechanism.SQL:
        named = next((values[key] for key in DATABASES if values.get(key)), "")
        found.append((ClueKind.DATABASE, named))
    for text in (values[key] for key in HOSTS if values.get(key)):
        if text.casefold().startswith("jdbc:"):
            clues = parse_connection_clues(text)
            found += [(one.kind, one.value) for one in clues]
        else:
            host = extract_host(text) if "://" in text else text.split(",")[0].partition(":")[0]
            found.append((ClueKind.HOST, "" if host.casefold() in LOCAL else host))
        if any(kind is ClueKind.HOST and value for kind, value in found):
            break
    return [pair for pair in dict.fromkeys(found) if pair[1]]
