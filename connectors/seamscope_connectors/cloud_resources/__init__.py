"""Read Terraform and CloudFormation: the resources that move data, and the permissions on topics.

Each queue, topic, stream and bucket is an endpoint; an event source, a subscription, a replication
task or a pipe is a flow between two endpoints. A function or container is an endpoint with the name
in its tags. Nothing is deployed, and no provider is called. The rules follow the documentation of
the AWS, Google, Azure, Kafka and Airbyte providers.
"""

import re
from collections.abc import Iterable, Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import note_reading, read_each, skip_names
from seamscope.records import Evidence, Record, Skipped
from seamscope_connectors.cloud_resources.arguments import list_named_connections
from seamscope_connectors.cloud_resources.cloudformation import read_template
from seamscope_connectors.cloud_resources.moves import list_moves
from seamscope_connectors.cloud_resources.resources import Scope
from seamscope_connectors.cloud_resources.terraform import read_configuration, read_state
from seamscope_connectors.cloud_resources.units import list_uses

HEAD = 262144
BLOCK = re.compile(r'^[ \t]{0,20}(?:resource|module)\s{1,9}"', re.M)
TEMPLATE = re.compile(r"\bAWSTemplateFormatVersion\b|\bAWS::Serverless-2016-10-31\b")
TYPE = re.compile(r"[\"']?Type[\"']?\s{0,9}:\s{0,9}[\"']?AWS::\w+::\w+")
STATE = re.compile(r'"terraform_version"\s{0,9}:')
SHOWN = re.compile(r'"(?:planned_values|values|lineage)"\s{0,9}:')
# Types whose resources move data by rules or code that is not in the template.
MOVERS = frozenset(
    {"awsappflowflow", "awssfnstatemachine", "awsstepfunctionsstatemachine", "awsgluejob",
     "awsglueworkflow", "awsmskconnectconnector", "awskafkaconnectconnector",
     "awstransferconnector", "awstransferworkflow", "googledataflowjob",
     "googledataflowflextemplatejob", "googledatafusioninstance", "googlecloudschedulerjob",
     "googleworkflowsworkflow", "googleeventarctrigger", "azurermdatafactorypipeline",
     "azurermlogicappworkflow", "azurermstreamanalyticsjob", "confluentconnector",
     "fivetranconnector", "fivetranconnection", "snowflakepipe", "snowflaketask",
     "databricksjob", "databrickspipeline"}
)  # fmt: skip
CONFIGURATION = (".tf", ".tf.json", ".tfvars", ".tfvars.json")


class CloudResourcesConnector(Connector):
    """Reads configuration and states of Terraform, and templates of CloudFormation and SAM."""

    name = "cloud-resources"
    reads = "Terraform (.tf, .tfvars, states) and CloudFormation and SAM templates"

    def claim(self, file: File) -> Claim | None:
        name = file.name.casefold()
        if name.endswith(".tf.json") or (file.suffix == ".tf" and BLOCK.search(file.head(HEAD))):
            return Claim(reason="a Terraform configuration", group="terraform")
        if file.suffix not in {".json", ".yaml", ".yml", ".template", ".tfstate"}:
            return None
        head = file.head(HEAD)
        if STATE.search(head) and SHOWN.search(head):
            return Claim(reason="a Terraform state or plan")
        if TEMPLATE.search(head) and TYPE.search(head):
            return Claim(reason="a CloudFormation template")
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        """Return patterns of files with variables, outputs or values in the same folder."""
        if not file.name.casefold().endswith(CONFIGURATION):
            return ()
        folder = f"{file.folder}/" if file.folder else ""
        return tuple(f"{folder}*{ending}" for ending in CONFIGURATION)

    def declines(self, file: File) -> str:
        if file.suffix == ".tf":
            return "it contains no resource and no module"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        configuration = [
            file for file in source.files if file.name.casefold().endswith(CONFIGURATION)
        ]
        others = [file for file in source.files if file not in configuration]
        for scope in read_configuration(configuration):
            if isinstance(scope, Skipped):
                yield scope
            else:
                yield from _read_scope(scope)
        yield from read_each(others, _read_file)


def _read_file(file: File) -> Iterator[Record]:
    scopes: Iterable[Scope] = (
        [read_state(file)] if STATE.search(file.head(HEAD)) else read_template(file)
    )
    for scope in scopes:
        yield from _read_scope(scope)


def _read_scope(scope: Scope) -> Iterator[Record]:
    found: list[Record] = []
    unread: list[tuple[str, Evidence]] = []
    for resource in scope.named.values():
        records = [*list_moves(resource), *list_uses(resource)]
        found += records
        if not records and resource.type in MOVERS:
            unread.append((resource.name, resource.evidence))
    yield from dict.fromkeys(found)
    yield from list_named_connections(scope)
    if unread:
        problem = "resources that may move data, but are not read"
        yield skip_names(problem, "list their flows in the inventory", unread)
    elif not found and scope.named:
        first = min(one.evidence for one in scope.named.values())
        what = f"none of the {len(scope.named)} resources moves data between systems"
        yield note_reading(what, "list their flows in the inventory if they do", first)
