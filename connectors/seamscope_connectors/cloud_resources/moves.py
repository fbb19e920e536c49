"""Read the resources that move data, as their providers document them.

For each type of resource, a rule names the fields with its source and its target. For a type
without a rule, the names of the fields decide: if exactly one field names a source and one a
target, the resource is a likely flow.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector.entries import note_reading, skip_entry
from seamscope.records import Certainty, Endpoint, Flow, Mechanism, Query, Record, State
from seamscope_connectors.cloud_resources.ends import (
    BROKERS,
    EVENTBRIDGE,
    KAFKA,
    KINESIS,
    PUBSUB,
    SNS,
    SQS,
    End,
    build_account_end,
    build_bigquery,
    build_broker,
    describe_resource,
    find_end,
)
from seamscope_connectors.cloud_resources.resources import Resource, name_resource

EVENTS, CDC, FILE, ETL = Mechanism.EVENTS, Mechanism.CDC, Mechanism.FILE, Mechanism.ETL


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The fields of a type of resource that contain its source and its target.

    source, target: paths of fields; `SELF` means the resource itself.
    schedule: the field with its schedule.
    optional: whether a resource without source or target is complete, so that it is not reported.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    optional: bool = False
    mechanism: Mechanism = EVENTS
    technology: str = ""
    schedule: str = ""


SELF = ("",)
RULES = {
    "awssnstopic": Rule(source=SELF, target=("subscription.endpoint",), optional=True),
    "awss3bucket": Rule(
        source=SELF,
        target=(
            "notification_configuration.queue_configurations.queue",
            "notification_configuration.topic_configurations.topic",
            "notification_configuration.lambda_configurations.function",
        ),
        optional=True,
    ),
    "awslambdaeventsourcemapping": Rule(
        source=("event_source_arn", "self_managed_event_source.endpoints.kafka_bootstrap_servers"),
        target=("function_name",),
    ),
    "awssnstopicsubscription": Rule(source=("topic_arn", "topic"), target=("endpoint",)),
    "awspipespipe": Rule(source=("source",), target=("target",)),
    "awss3bucketnotification": Rule(
        source=("bucket",),
        target=("queue.queue_arn", "topic.topic_arn", "lambda_function.lambda_function_arn"),
        optional=True,  # `eventbridge = true`: rules of the bus say what follows
    ),
    "awskinesisfirehosedeliverystream": Rule(
        source=(
            "kinesis_source_configuration.kinesis_stream_arn",
            "kinesis_stream_source_configuration.kinesis_stream_arn",
            "msk_source_configuration.msk_cluster_arn",
        ),
        target=(
            "extended_s3_configuration.bucket_arn",
            "extended_s3_destination_configuration.bucket_arn",
            "s3_destination_configuration.bucket_arn",
            "redshift_configuration.cluster_jdbcurl",
            "redshift_destination_configuration.cluster_jdbcurl",
            "http_endpoint_configuration.url",
            "http_endpoint_destination_configuration.endpoint_configuration.url",
            "snowflake_configuration.account_url",
            "snowflake_destination_configuration.account_url",
        ),
        technology="Amazon Data Firehose",
    ),
    "awsdmsreplicationtask": Rule(
        source=("source_endpoint_arn",),
        target=("target_endpoint_arn",),
        mechanism=CDC,
        technology="AWS DMS",
    ),
    "awsdmsreplicationconfig": Rule(
        source=("source_endpoint_arn",),
        target=("target_endpoint_arn",),
        mechanism=CDC,
        technology="AWS DMS",
    ),
    "awsdatasynctask": Rule(
        source=("source_location_arn",),
        target=("destination_location_arn",),
        mechanism=FILE,
        technology="AWS DataSync",
        schedule="schedule.schedule_expression",
    ),
    "googledatastreamstream": Rule(
        source=("source_config.source_connection_profile",),
        target=(
            "destination_config.destination_connection_profile",
            "destination_config.bigquery_destination_config.single_target_dataset.dataset_id",
        ),
        mechanism=CDC,
        technology="Datastream",
    ),
    "googlepubsubsubscription": Rule(
        source=("topic",),
        target=(
            "push_config.push_endpoint",
            "bigquery_config.table",
            "cloud_storage_config.bucket",
        ),
        optional=True,  # programs pull from it
    ),
    "azurermeventgrideventsubscription": Rule(
        source=("scope",),
        target=(
            "webhook_endpoint.url",
            "service_bus_queue_endpoint_id",
            "service_bus_topic_endpoint_id",
            "eventhub_endpoint_id",
            "azure_function_endpoint.function_id",
        ),
    ),
    "azurermservicebussubscription": Rule(
        source=("topic_id",), target=("forward_to",), optional=True
    ),
    "airbyteconnection": Rule(
        source=("source_id",), target=("destination_id",), mechanism=ETL, technology="Airbyte"
    ),
}
# Event rules of EventBridge: the targets are a resource of their own (Terraform) or inside.
RULE_TARGETS = {
    "awscloudwatcheventtarget": ("rule", "arn"),
    "awseventsrule": ("event_bus_name", "targets.arn"),
}
EVENT_SOURCES = tuple(
    f"properties.{key}" for key in ("queue", "topic", "stream", "bucket", "broker", "cluster")
)
EVENT_BUSES = frozenset({"EventBridgeRule", "CloudWatchEvent"})
# Brokers of events whose address is a parameter without a value.
EVENT_BROKERS = {"MSK": KAFKA, "SelfManagedKafka": KAFKA, "MQ": "Amazon MQ", "SQS": SQS,
                 "SNS": SNS, "Kinesis": KINESIS}  # fmt: skip
TRANSFERS = "googlebigquerydatatransferconfig"
# Rights on topics and queues: field of the topic, field of the members, field of the role.
RIGHTS = {
    "googlepubsubtopiciammember": ("topic", "member", "role"),
    "googlepubsubtopiciambinding": ("topic", "members", "role"),
    "googlepubsubsubscriptioniammember": ("subscription", "member", "role"),
    "googlepubsubsubscriptioniambinding": ("subscription", "members", "role"),
    "kafkaacl": ("resource_name", "acl_principal", "acl_operation"),
    "confluentkafkaacl": ("resource_name", "principal", "operation"),
    "aivenkafkaacl": ("topic", "username", "permission"),
}
WRITES = ("publisher", "write", "sender", "produce")
READS = ("subscriber", "read", "receiver", "consume")
PEOPLE = frozenset({"email", "email-json", "sms"})
OFF = {"enabled": "false", "is_enabled": "false", "disabled": "true", "paused": "true",
       "start_replication_task": "false", "count": "0"}  # fmt: skip
STATES = frozenset({"disabled", "paused", "stopped", "inactive", "suspended", "not_started"})
SIDES = (("source", "from", "input"), ("destination", "target", "sink", "output"))


def list_moves(resource: Resource) -> Iterator[Record]:
    """Yield the flows of a resource, and a report if its source or target is not known."""
    kind = resource.type
    if rule := RULES.get(kind):
        yield from _apply_rule(resource, rule)
    elif kind in RULE_TARGETS:
        yield from _read_event_rule(resource)
    elif kind in RIGHTS:
        yield from _read_rights(resource)
    elif kind == TRANSFERS:
        yield from _read_transfer(resource)
    elif kind == "awslambdafunction":
        yield from _read_function_events(resource)
    else:
        yield from _guess_move(resource)


def find_state(resource: Resource) -> State:
    """Return DISABLED if a resource is switched off, else ACTIVE."""
    for key, value in OFF.items():
        if resource.text(key).casefold() == value:
            return State.DISABLED
    return State.DISABLED if resource.text("state", "status").casefold() in STATES else State.ACTIVE


def _apply_rule(resource: Resource, rule: Rule) -> Iterator[Record]:
    sources = _find_ends(resource, rule.source)
    if not sources and resource.type in BROKERS:
        sources = _find_ends(resource, SELF)  # programs send to it directly
    targets = _find_ends(resource, rule.target)
    if not targets and resource.text("protocol").casefold() in PEOPLE:
        what = f"{resource.name} notifies people, which is no flow between systems"
        yield note_reading(what, "list the flow in the inventory if it is one", resource.evidence)
        return
    if rule.optional and not (sources and targets):
        return
    if not sources or not targets:
        side = "source" if not sources else "target"
        yield skip_entry(
            f"the {side} of {resource.name} is not in the template",
            "add the files that define it, or list the flow in the inventory",
            resource.evidence,
        )
        return
    for source in sources:
        for target in targets:
            yield _build_flow(
                resource,
                source,
                target,
                rule.mechanism,
                technology=rule.technology,
                schedule=rule.schedule,
            )


def _find_ends(resource: Resource, paths: tuple[str, ...]) -> list[End]:
    if paths == SELF:
        own = describe_resource(resource)
        return [own] if own is not None else []
    values = (doc for path in paths for doc in resource.list_values(path) if not doc.is_mapping)
    found = (find_end(resource.scope, doc.text) for doc in values)
    return [end for end in found if end is not None]


def _build_flow(
    resource: Resource,
    source: End,
    target: End,
    mechanism: Mechanism,
    *,
    technology: str = "",
    schedule: str = "",
    reason: str = "",
) -> Flow:
    """Return a flow between two endpoints.

    If one endpoint is a function or job, its name is the route of the flow, because its code may
    pass the data on.
    """
    unit = next((end.name for end in (source, target) if end.unit), "")
    return Flow(
        source=source.endpoint,
        target=target.endpoint,
        mechanism=mechanism,
        technology=technology,
        frequency=resource.text(schedule) if schedule else "",
        latency="near real time" if mechanism in {EVENTS, CDC} else "",
        route=unit or name_resource(resource),
        state=find_state(resource),
        certainty=Certainty.LIKELY if reason else Certainty.CERTAIN,
        reason=reason,
        evidence=resource.evidence,
    )


def _read_event_rule(resource: Resource) -> Iterator[Record]:
    bus, path = RULE_TARGETS[resource.type]
    rule = resource.scope.find(resource.get(bus).text) if bus == "rule" else resource
    if rule is None or rule.text("schedule_expression"):
        return  # a timer carries no data
    source = describe_resource(rule) if rule is not resource else _find_bus(resource)
    for target in _find_ends(resource, (path,)):
        if source is not None:
            yield _build_flow(rule, source, target, EVENTS, technology="Amazon EventBridge")


def _find_bus(rule: Resource, path: str = "event_bus_name") -> End:
    """Return the event bus of a rule; a rule that names no bus uses the default bus of the
    account.
    """
    known = find_end(rule.scope, rule.get(path).text)
    name = rule.text(path) or "default"
    return known or build_broker(EVENTBRIDGE, name)


def _read_rights(resource: Resource) -> Iterator[Record]:
    """Yield a flow for each account that may publish to a topic or subscribe to it.

    The flow goes from an account that publishes, and to an account that subscribes.
    """
    topic, members, role = RIGHTS[resource.type]
    words = resource.text(role).casefold()
    writes, reads = any(one in words for one in WRITES), any(one in words for one in READS)
    if not (writes or reads) or not _concerns_topic(resource):
        return
    place = _find_topic(resource, topic)
    for doc in resource.list_values(members):
        account = build_account_end(doc.text, resource.scope)
        if account is None or place is None:
            continue
        reason = f"the account has the right `{resource.text(role)}`"
        if writes:
            yield _build_flow(resource, account, place, EVENTS, reason=reason)
        if reads:
            yield _build_flow(resource, place, account, EVENTS, reason=reason)


def _concerns_topic(resource: Resource) -> bool:
    kind = resource.text("resource_type")
    return not kind or kind.casefold() == "topic"


def _find_topic(resource: Resource, path: str) -> End | None:
    text = resource.get(path).text
    known = find_end(resource.scope, text)
    if known is not None or not text:
        return known
    product = PUBSUB if resource.type.startswith("google") else KAFKA
    return build_broker(product, resource.scope.fill(text))


def _read_transfer(resource: Resource) -> Iterator[Record]:
    """Yield the record of a BigQuery data transfer: a scheduled query, or a load from another
    service.
    """
    query, schedule = resource.text("params.query"), resource.text("schedule")
    dataset = resource.get("destination_dataset_id").text
    holder = resource.scope.find(dataset)
    known = describe_resource(holder) if holder else None
    target = known or build_bigquery("", resource.scope.fill(dataset))
    if query:
        table = resource.text("params.destination_table_name_template")
        name, system = target.endpoint.dataset, target.endpoint.system
        yield Query(
            text=query,
            dialect="bigquery",
            home=system,
            schema=name,
            target=Endpoint(system=system, dataset=f"{name}.{table}") if table else None,
            route=name_resource(resource),
            frequency=schedule,
            state=find_state(resource),
            evidence=resource.evidence,
        )
        return
    sources = _find_ends(resource, ("params.data_path_template", "params.data_path"))
    for source in sources:
        technology = "BigQuery Data Transfer"
        yield _build_flow(
            resource, source, target, FILE, technology=technology, schedule="schedule"
        )


def _read_function_events(resource: Resource) -> Iterator[Record]:
    """Yield flows from the event sources of a function in a SAM template: queues, topics, streams,
    buckets.
    """
    function = describe_resource(resource)
    for events in resource.list_values("events"):
        for event in (value for _, value in events.items()):
            holder = Resource(
                type=resource.type,
                name=resource.name,
                document=event,
                evidence=event.evidence,
                scope=resource.scope,
            )
            sources = _find_ends(holder, EVENT_SOURCES)
            kind = event["Type"].text
            if not sources and kind in EVENT_BUSES:
                sources = [_find_bus(holder, "properties.event_bus_name")]
            elif not sources and kind in EVENT_BROKERS:
                dataset = holder.text("properties.topics", "properties.queues")
                sources = [build_broker(EVENT_BROKERS[kind], dataset)]
            for source in sources:
                if function is not None:
                    yield _build_flow(holder, source, function, EVENTS)


def _guess_move(resource: Resource) -> Iterator[Record]:
    """Yield a flow if the fields of a resource name exactly one source and one target."""
    if not resource.document.is_mapping:
        return
    ends: list[list[End]] = [[], []]
    for key, value in resource.document.items():
        words = key.casefold()
        for side, starts in enumerate(SIDES):
            if any(words.startswith(start) for start in starts) and not value.is_mapping:
                texts = [item.text for item in value] if value.is_list else [value.text]
                found = (find_end(resource.scope, text) for text in texts if text)
                ends[side] += [end for end in found if end is not None]
    if len(ends[0]) == len(ends[1]) == 1:
        reason = "its fields name one source and one target"
        yield _build_flow(resource, ends[0][0], ends[1][0], Mechanism.UNKNOWN, reason=reason)
