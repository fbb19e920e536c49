"""Find the endpoint that a call of a client reads or writes."""

import re
from collections.abc import Callable, Mapping

from seamscope.connector import redact
from seamscope.connector.places import locate_place
from seamscope.records import Endpoint
from seamscope_connectors.python_programs.call import Call
from seamscope_connectors.python_programs.settings import cut_holes, locate_path
from seamscope_connectors.python_programs.values import HOLE, UNKNOWN, Client, Value

# AWS keyword with the resource -> service in its ARN.
RESOURCES = {
    "QueueUrl": "sqs", "QueueName": "sqs", "TopicArn": "sns", "StreamName": "kinesis",
    "StreamARN": "kinesis", "TableName": "dynamodb", "DeliveryStreamName": "firehose",
    "FunctionName": "lambda", "EndpointName": "sagemaker", "EventBusName": "events",
    "stateMachineArn": "states",
}  # fmt: skip
BOUND = {"Table": "dynamodb", "Topic": "sns", "Queue": "sqs", "get_queue_by_name": "sqs"}


def locate_call(call: Call, given: Mapping[str, Value], client: Client) -> Endpoint | None:
    """Return the endpoint that a call reads or writes, None if its arguments do not name it.

    given: the arguments by meaning, see `Operation`.
    """
    locate = LOCATORS.get(client.kind, _locate_dataset)
    return locate(call, given, client)


def name_dataset(value: Value) -> str:
    """Return the name of a dataset in an argument, "" if it is known only at run time."""
    first = value.elements[0] if value.elements else value
    return cut_holes(redact(first.text or ""))  # clean before it is joined with other parts


def locate_resource(service: str, value: Value) -> Endpoint:
    """Return the endpoint of a resource of AWS: a name, a URL or an ARN."""
    text = redact(value.format_text())  # before it is cut: half a secret looks like a name
    if HOLE.fullmatch(text):
        return locate_path(text)
    return locate_place(f"arn:aws:{service}:::{re.split(r'[:/]', text)[-1]}")


def locate_copied(value: Value) -> Endpoint:
    """Return the object that ``CopySource={"Bucket": …, "Key": …}`` names."""
    parts = [one.format_text() for key in ("Bucket", "Key") if (one := value.get(key))]
    return locate_path(f"s3://{'/'.join(parts) if parts else value.format_text()}")


def _locate_dataset(call: Call, given: Mapping[str, Value], client: Client) -> Endpoint:
    names = [client.dataset]
    names += [name_dataset(given[key]) for key in ("dataset", "path") if key in given]
    return Endpoint(system=client.system, dataset=cut_holes(next(filter(None, names), "")))


def _locate_ftp(call: Call, given: Mapping[str, Value], client: Client) -> Endpoint:
    command = name_dataset(given.get("path", UNKNOWN))
    path = re.sub(r"^(?:RETR|STOR|APPE)\s+", "", command, flags=re.I)
    return Endpoint(system=client.system, dataset=path)


def _locate_topic(call: Call, given: Mapping[str, Value], client: Client) -> Endpoint:
    topic = given.get("topic", given.get("dataset", UNKNOWN))
    return Endpoint(system=client.system, dataset=name_dataset(topic).rpartition("/")[2])


def _locate_blob(call: Call, given: Mapping[str, Value], client: Client) -> Endpoint:
    names = [name_dataset(given[key]) for key in ("bucket", "key") if key in given]
    return Endpoint(system=client.system, dataset="/".join(filter(None, (client.dataset, *names))))


def _locate_url(call: Call, given: Mapping[str, Value], client: Client) -> Endpoint | None:
    """Return the endpoint of a URL, or of a path that is relative to the base address of a
    client.
    """
    text = re.split(r"[?#]", given["address"].format_text())[0] if "address" in given else ""
    if "://" in text or HOLE.match(text):
        place = locate_path(text)
        is_known = place.system.clues and "{" not in place.system.clues[0].value
        return place if is_known else None
    if not client.system.clues:
        return None
    return Endpoint(system=client.system, dataset=cut_holes(text))


def _locate_file(call: Call, given: Mapping[str, Value], client: Client) -> Endpoint | None:
    """Return the endpoint of a file; None for a buffer in memory."""
    value = given.get("path", UNKNOWN)
    first = value.elements[0] if value.elements else value
    if first.builder == "file" and not first.origins:
        return locate_path(first.label)
    if value.collect_origins() or (first.text is None and not first.label):
        return None
    return locate_path(re.split(r"[?#]", first.format_text())[0])


def _locate_object(call: Call, given: Mapping[str, Value], client: Client) -> Endpoint | None:
    scheme = "gs" if client.kind == "gcs" else "s3"
    parts = [client.dataset] if client.dataset else []
    parts += [given[key].format_text() for key in ("bucket", "key") if key in given]
    return locate_path(f"{scheme}://{'/'.join(parts)}") if parts else None


def _locate_aws(call: Call, given: Mapping[str, Value], client: Client) -> Endpoint | None:
    """Return the resource of an AWS service that the keywords of a call name."""
    for key, service in RESOURCES.items():
        if key in call.keywords:
            return locate_resource(service, call.keywords[key])
    model = call.keywords.get("modelId", UNKNOWN)
    dataset = client.dataset or name_dataset(model)
    return Endpoint(system=client.system, dataset=dataset) if client.system.clues else None


LOCATORS: Mapping[str, Callable[[Call, Mapping[str, Value], Client], Endpoint | None]] = {
    "http": _locate_url, "files": _locate_file, "s3": _locate_object, "gcs": _locate_object,
    "aws": _locate_aws, "awsmail": _locate_aws, "bedrock": _locate_aws, "blobs": _locate_blob,
    "ftp": _locate_ftp, "pubsub": _locate_topic,
}  # fmt: skip
