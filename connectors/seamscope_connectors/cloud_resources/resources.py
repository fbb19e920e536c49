"""Resources of Terraform and CloudFormation, and the values that refer to them.

Names of types and fields are compared without case, colons and underscores. Therefore
``AWS::DMS::ReplicationTask`` with ``SourceEndpointArn`` and ``aws_dms_replication_task`` with
``source_endpoint_arn`` are read by the same rules.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seamscope.connector import Doc
from seamscope.records import Evidence

STEPS = 8  # variables that refer to variables
LONGEST = 4000  # characters of a value in which variables are replaced
HOLE = re.compile(r"\$\{([^${}]{1,300})\}")
# aws_sqs_queue.orders.arn, data.aws_s3_bucket.in.id, aws_sqs_queue.orders[0].arn
ADDRESS = re.compile(
    r"(?:data\.)?([a-z]\w{1,80})\.([A-Za-z_][\w-]{0,80})(?:\[[^\]]{0,80}\])?(?:\.([\w.-]{1,80}))?"
)
# Names that the provider fills in: ${AWS::Region}, ${data.aws_region.current.name}
PROVIDED = re.compile(
    r"AWS::|data\.(?:aws_(?:region|caller_identity|partition)|google_project)\.|self\."
)
ACCOUNT = re.compile(r"account_?id", re.I)
# CloudFormation's names of types for which Terraform has another name.
SAME = {
    "awssnssubscription": "awssnstopicsubscription",
    "awsserverlessfunction": "awslambdafunction",
    "awseventseventbus": "awscloudwatcheventbus",
    "awsrdsdbinstance": "awsdbinstance",
    "awsrdsdbcluster": "awsrdscluster",
    "awsdocdbdbcluster": "awsdocdbcluster",
}


def fold(name: str) -> str:
    """Return the name of a type or field without case, underscores and colons."""
    folded = re.sub(r"[^a-z0-9]", "", name.casefold())
    return SAME.get(folded, folded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource.

    type: its type as `fold` returns it, such as "awssqsqueue".
    name: its name in the file.
    document: its fields.
    scope: the resources and variables that its fields may refer to.
    """

    type: str
    name: str
    document: Doc
    evidence: Evidence
    scope: "Scope"

    def get(self, path: str) -> Doc:
        """Return the first value at a path of fields, an empty Doc if there is none."""
        return next(self.list_values(path), Doc(None, self.document.usage))

    def list_values(self, path: str) -> Iterator[Doc]:
        """Yield the values at a path of fields, such as ``push_config.push_endpoint``.

        If a field on the path is a list, the values of all its items are returned.
        """
        found = [self.document]
        for step in path.split("."):
            found = [value for one in found for value in _list_values(one, step)]
        yield from (one for one in found if one)

    def text(self, *paths: str) -> str:
        """Return the first text at one of these paths, with variables replaced by their values."""
        texts = (self.scope.fill(one.text) for path in paths for one in self.list_values(path))
        return next((text for text in texts if text), "")


def _list_values(doc: Doc, step: str) -> Iterator[Doc]:
    if doc.value is None or not isinstance(doc.value, dict):
        return
    for key, value in doc.items():
        if fold(key) == fold(step):
            if isinstance(value.value, list):
                yield from value
            else:
                yield value


@dataclass(slots=True)
class Scope:
    """The resources and variables that a value may refer to.

    named: resources by type and name (Terraform), or by logical id with the type ""
    (CloudFormation).
    variables: values by name: ``var.env``, ``local.queue`` or a parameter.
    ids: resources by the ARN or id that a state contains.
    """

    named: dict[tuple[str, str], Resource] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    ids: dict[str, Resource] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """Replace variables by their values, and references by the names of the resources."""
        for _ in range(STEPS):
            if "${" not in text or len(text) > LONGEST:
                break
            filled = HOLE.sub(lambda hole: self._get_value(hole[1].strip(), hole[0]), text)
            if filled == text:
                break
            text = filled
        return text

    def find(self, text: str) -> Resource | None:
        """Return the resource that the whole value refers to, such as
        ``${aws_sqs_queue.orders.arn}``.

        Return None for any other value.
        """
        for _ in range(STEPS):
            known = self.ids.get(text) or self._find_logical(text)
            if known is not None:
                return known
            hole = HOLE.fullmatch(text.strip())
            if hole is None:
                return None
            found = self._find_address(hole[1].strip()) or self._find_logical(hole[1])
            if found is not None:
                return found
            text = self.variables.get(hole[1].strip(), "")
        return None

    def _find_address(self, text: str) -> Resource | None:
        match = ADDRESS.fullmatch(text)
        return self.named.get((fold(match[1]), match[2])) if match else None

    def _find_logical(self, text: str) -> Resource | None:
        return self.named.get(("", text.strip().partition(".")[0]))

    def _get_value(self, name: str, hole: str) -> str:
        if name in self.variables:
            return self.variables[name]
        if PROVIDED.match(name):
            return "0" if ACCOUNT.search(name) else name.rpartition(":")[2].rpartition(".")[2]
        found = self._find_address(name) or self._find_logical(name)
        return name_resource(found) if found else hole


NAMES = (
    "name", "queue_name", "topic_name", "bucket", "bucket_name", "function_name", "identifier",
    "db_instance_identifier", "cluster_identifier", "dataset_id", "account_id", "event_bus_name",
    "stream_name", "table_name", "endpoint_id", "delivery_stream_name",
)  # fmt: skip


def name_resource(resource: Resource) -> str:
    """Return the name that the provider shows for a resource, else its name in the file."""
    for path in NAMES:
        text = resource.get(path).text
        if text and resource.scope.find(text) is None:
            filled = _fill_once(resource, text)
            if filled and "${" not in filled:
                return filled
    return resource.name


def _fill_once(resource: Resource, text: str) -> str:
    """Replace variables by their values, but keep references to resources.

    The name of another resource could refer back to this resource.
    """
    known: Mapping[str, str] = resource.scope.variables
    for _ in range(STEPS):
        filled = HOLE.sub(lambda hole: known.get(hole[1].strip(), hole[0]), text)
        if filled == text:
            break
        text = filled
    return text
