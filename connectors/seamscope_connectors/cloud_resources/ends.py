"""Find the endpoint of a resource, or of an ARN, URL, bucket or id outside the inputs."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope.connector.connections import build_clues
from seamscope.connector.identifiers import find_app_id_clues
from seamscope.connector.places import is_address, locate_place
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef
from seamscope_connectors.cloud_resources.resources import Resource, Scope, fold, name_resource

SQS, SNS, KINESIS = "Amazon SQS", "Amazon SNS", "Amazon Kinesis"
EVENTBRIDGE, PUBSUB, KAFKA = "Amazon EventBridge", "Google Pub/Sub", "Apache Kafka"
SERVICE_BUS, EVENT_HUBS = "Azure Service Bus", "Azure Event Hubs"

# Brokers: folded type -> product. The name of the resource is the dataset.
BROKERS = {
    "awssqsqueue": SQS,
    "awssnstopic": SNS,
    "awskinesisstream": KINESIS,
    "awskinesisfirehosedeliverystream": "Amazon Data Firehose",
    "awscloudwatcheventbus": EVENTBRIDGE,
    "googlepubsubtopic": PUBSUB,
    "kafkatopic": KAFKA,
    "confluentkafkatopic": KAFKA,
    "aivenkafkatopic": KAFKA,
    "azurermservicebusqueue": SERVICE_BUS,
    "azurermservicebustopic": SERVICE_BUS,
    "azurermeventhub": EVENT_HUBS,
    "rabbitmqqueue": "RabbitMQ",
    "rabbitmqexchange": "RabbitMQ",
}
BUCKETS = {"awss3bucket": "s3", "googlestoragebucket": "gs"}
# Code that runs: functions, containers, jobs. Its tags, name or folder identify its system.
UNITS = frozenset(
    {"awslambdafunction", "awsecstaskdefinition", "awsgluejob", "awsbatchjobdefinition",
     "awsapprunnerservice", "googlecloudrunservice", "googlecloudrunv2service",
     "googlecloudfunctionsfunction", "googlecloudfunctions2function", "googlecloudrunv2job",
     "azurermlinuxfunctionapp", "azurermwindowsfunctionapp", "azurermfunctionapp",
     "azurermlinuxwebapp", "azurermwindowswebapp", "azurermcontainerapp",
     "awssfnstatemachine", "awsstepfunctionsstatemachine", "awsserverlessstatemachine",
     "awsbatchjobqueue", "awsecscluster", "awsecsservice", "awsappsyncgraphqlapi"}
)  # fmt: skip
# Stores whose host the template does not contain.
STORES = {
    "awsdynamodbtable": "Amazon DynamoDB",
    "awsamazonmqbroker": "Amazon MQ",
    "awsmqbroker": "Amazon MQ",
    "awsmskcluster": KAFKA,
    "awsmskserverlesscluster": KAFKA,
    "awsdocdbcluster": "Amazon DocumentDB",
}
# A resource that stands for another: a subscription for its topic.
STANDS_FOR = {
    "googlepubsubsubscription": ("topic",),
    "azurermservicebussubscription": ("topic_id",),
    "awscloudwatcheventrule": ("event_bus_name",),
    "awslambdaalias": ("function_name",),
    "awskinesisstreamconsumer": ("stream_arn",),
    "awsdatasynclocations3": ("s3_bucket_arn",),
    "awsgluecatalogtable": ("storage_descriptor.location",),
}
HOSTS = (
    "server_name", "server_hostname", "hostname", "host", "address", "endpoint.address", "url",
    "connection_properties.JDBC_CONNECTION_URL", "oracle_profile.hostname",
    "mysql_profile.hostname", "postgresql_profile.hostname", "sql_server_profile.hostname",
    "configuration.host", "config.host", "base_url", "postgresql_settings.server_name",
    "oracle_settings.server_name", "microsoft_sql_server_settings.server_name",
    "kafka_settings.broker", "mongodb_settings.server_name", "target_url", "invocation_endpoint",
)  # fmt: skip
DATABASES = (
    "database_name", "db_name", "initial_database", "oracle_profile.database_service",
    "mysql_profile.database", "postgresql_profile.database", "sql_server_profile.database",
    "configuration.database", "config.database", "database",
)  # fmt: skip
FOLDERS = ("bucket_folder", "subdirectory", "s3_settings.bucket_folder")
HOLDERS = ("bucket_name", "s3_settings.bucket_name", "configuration.s3_bucket_name")
PRODUCTS = ("engine_name", "engine", "service", "connector_type", "database_version")
TAGS = ("tags", "labels", "tags_all")
OWNERS = frozenset({"application", "app", "system", "service", "appname", "applicationname",
                    "systemname", "applikation", "anwendung"})  # fmt: skip
GCP = re.compile(
    r"(?://[\w.]+/)?projects/(?P<project>[\w:.-]+)/(?P<kind>topics|subscriptions|datasets)"
    r"/(?P<name>[\w.~%+-]+)(?:/tables/(?P<table>[\w$-]+))?"
)
TABLE = re.compile(
    r"(?P<project>[a-z][\w-]{4,60})[.:](?P<dataset>\w{1,200})\.(?P<table>[\w$*-]{1,200})"
)
ARN = re.compile(r"arn:[\w-]*:(sqs|sns|kinesis|events|kafka):[\w-]*:\w*:(?:[a-z-]+/)?([^\s'\"]+)")
ARN_PRODUCTS = {"sqs": SQS, "sns": SNS, "kinesis": KINESIS, "events": EVENTBRIDGE, "kafka": KAFKA}
QUEUE_URL = re.compile(r"https://sqs\.[\w-]+\.amazonaws\.com/\w*/([\w.-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The endpoint that a resource or a value refers to.

    name: the name of the resource.
    unit: whether the resource runs code.
    broker: whether the system is a broker.
    """

    endpoint: Endpoint
    name: str = ""
    unit: bool = False
    broker: bool = False


def find_end(scope: Scope, text: str) -> End | None:
    """Return the endpoint that a value refers to: a resource, an ARN, a URL, a bucket, a table.

    Returns None for a text that identifies nothing, such as a variable without a value.
    """
    resource = scope.find(text)
    if resource is not None:
        return describe_resource(resource)
    filled = scope.fill(text).strip()
    if known := _find_queue(filled) or _find_google(filled):
        return known
    if "${" in filled.partition("://")[2].partition("/")[0] or not is_address(filled):
        return None
    endpoint = locate_place(filled)
    unit = ":function:" in filled
    return (
        End(endpoint=endpoint, name=endpoint.dataset, unit=unit) if endpoint.system.clues else None
    )


def _find_queue(text: str) -> End | None:
    if url := QUEUE_URL.match(text):
        return build_broker(SQS, url[1])
    if arn := ARN.match(text):
        service, name = arn[1], arn[2].rpartition("/")[2] if arn[1] == "kafka" else arn[2]
        return build_broker(ARN_PRODUCTS[service], name.partition("/")[0])
    return None


def _find_google(text: str) -> End | None:
    if match := GCP.fullmatch(text):
        if match["kind"] == "datasets":
            table = f"{match['name']}.{match['table']}" if match["table"] else ""
            return build_bigquery(match["project"], table or match["name"])
        return build_broker(PUBSUB, match["name"])
    if match := TABLE.fullmatch(text):
        return build_bigquery(match["project"], f"{match['dataset']}.{match['table']}")
    return None


def build_bigquery(project: str, dataset: str) -> End:
    """Return the endpoint of a dataset or a table of BigQuery. project: "" if unknown."""
    clues = build_clues((ClueKind.DATABASE, project), (ClueKind.PRODUCT, "BigQuery"))
    return End(endpoint=Endpoint(system=SystemRef(clues=clues, service=True), dataset=dataset))


def build_broker(product: str, dataset: str) -> End:
    """Return the endpoint of a topic, queue or bus of a broker."""
    clues = (Clue(kind=ClueKind.PRODUCT, value=product),)
    end = Endpoint(system=SystemRef(clues=clues, service=True), dataset=dataset)
    return End(endpoint=end, name=dataset, broker=True)


def describe_resource(resource: Resource, depth: int = 0) -> End | None:
    """Return the endpoint of a resource, None if it holds no data and runs no code."""
    kind, name = resource.type, name_resource(resource)
    if kind in STANDS_FOR:
        return _describe_holder(resource, depth)
    if product := BROKERS.get(kind):
        return build_broker(product, name)
    if scheme := BUCKETS.get(kind):
        return End(endpoint=locate_place(f"{scheme}://{name}"), name=name)
    if product := STORES.get(kind):
        clues = (*_find_tagged(resource), Clue(kind=ClueKind.PRODUCT, value=product))
        system = SystemRef(clues=clues, service=True)
        return End(endpoint=Endpoint(system=system, dataset=name), name=name)
    if kind in UNITS:
        clues = (*_find_tagged(resource), Clue(kind=ClueKind.SOURCE, value=name))
        return End(endpoint=Endpoint(system=SystemRef(clues=clues)), name=name, unit=True)
    describe = OTHERS.get(kind, _find_database)
    return describe(resource, name)


def _describe_holder(resource: Resource, depth: int) -> End | None:
    """Return the endpoint of the resource that another resource belongs to.

    A subscription → its topic, a rule → its event bus.
    """
    (path,) = STANDS_FOR[resource.type]
    text = resource.get(path).text
    above = resource.scope.find(text)
    if above is not None and depth < len(STANDS_FOR):
        return describe_resource(above, depth + 1)
    is_rule = resource.type == "awscloudwatcheventrule"
    if not text:
        return build_broker(EVENTBRIDGE, "default") if is_rule else None
    known = find_end(resource.scope, text) if above is None else None
    product = PUBSUB if resource.type.startswith("google") else EVENTBRIDGE
    return known or build_broker(product, resource.scope.fill(text))


def _describe_bigquery(resource: Resource, _: str) -> End:
    table, dataset = resource.text("table_id"), resource.get("dataset_id").text
    holder = resource.scope.find(dataset)
    named = name_resource(holder) if holder else resource.scope.fill(dataset)
    return build_bigquery(resource.text("project"), f"{named}.{table}" if table else named)


def _describe_account(resource: Resource, name: str) -> End:
    return _build_account(resource.text("account_id") or name)


def build_account_end(member: str, scope: Scope) -> End | None:
    """Return the application that uses an account: ``serviceAccount:billing@p.iam…`` → billing.

    Return None for a group, a domain or all users.
    """
    resource = scope.find(member.partition(":")[2] if ":" in member else member)
    if resource is not None:
        return describe_resource(resource)
    filled = scope.fill(member)
    name = re.sub(r"^(?:serviceAccount|User|user):", "", filled).partition("@")[0]
    usable = name and "${" not in name and not filled.startswith(("allUsers", "group:", "domain:"))
    return _build_account(name) if usable and name != "*" else None


def _build_account(name: str) -> End:
    clues = (Clue(kind=ClueKind.ACCOUNT, value=name),)
    return End(endpoint=Endpoint(system=SystemRef(clues=clues)), name=name, unit=True)


def _find_tagged(resource: Resource) -> tuple[Clue, ...]:
    """Return clues from tags such as ``Application = "Billing"`` and ``app-id = "APP-0017"``."""
    pairs = [
        (key, resource.scope.fill(value.text))
        for path in TAGS
        for tags in resource.list_values(path)
        for key, value in _list_tags(tags)
    ]
    kept = [(key, value) for key, value in pairs if value and "${" not in value]
    names = dict.fromkeys(value for key, value in kept if fold(key) in OWNERS)
    named = tuple(Clue(kind=ClueKind.SOURCE, value=name) for name in names)
    return (*find_app_id_clues(kept), *named)


def _list_tags(tags: Doc) -> list[tuple[str, Doc]]:
    """Return the pairs of tag and value in ``{App: Billing}`` or ``{Key: App, Value: Billing}``."""
    if "Key" in tags and "Value" in tags:
        return [(tags["Key"].text, tags["Value"])]
    return list(tags.items())


def _find_database(resource: Resource, name: str) -> End | None:
    """Return the host and database of a resource: an endpoint, a connection, a profile or a
    database.
    """
    host, database = resource.text(*HOSTS), resource.text(*DATABASES)
    bucket = resource.text(*HOLDERS)
    if bucket:
        folder = resource.text(*FOLDERS)
        return End(endpoint=locate_place(f"s3://{bucket}/{folder}".rstrip("/")), name=name)
    if is_address(host):
        endpoint = locate_place(host)
        clues = endpoint.system.clues
    else:
        clues = build_clues((ClueKind.HOST, "" if "${" in host else host.partition(":")[0]))
    product = resource.text(*PRODUCTS)
    more = build_clues(
        (ClueKind.DATABASE, "" if "${" in database else database), (ClueKind.PRODUCT, product)
    )
    tagged = _find_tagged(resource)
    if not (clues or database or tagged):
        return None
    system = SystemRef(clues=tuple(dict.fromkeys((*tagged, *clues, *more))), service=True)
    return End(endpoint=Endpoint(system=system), name=name)


OTHERS: dict[str, Callable[[Resource, str], End | None]] = {
    "googlebigquerydataset": _describe_bigquery,
    "googlebigquerytable": _describe_bigquery,
    "googleserviceaccount": _describe_account,
}
