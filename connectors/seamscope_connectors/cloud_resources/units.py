"""Read the settings of functions, containers and jobs: the addresses in their variables."""

import re
from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.records import Certainty, Dependency, Endpoint, Flow, Mechanism, Record
from seamscope_connectors.cloud_resources.ends import UNITS, End, describe_resource, find_end
from seamscope_connectors.cloud_resources.moves import find_state
from seamscope_connectors.cloud_resources.resources import Resource, name_resource

# Where a type keeps its variables: a mapping, or a list of names and values.
VARIABLES = (
    "environment.variables", "container_definitions.environment", "default_arguments",
    "template.spec.containers.env", "template.containers.env", "template.template.containers.env",
    "service_config.environment_variables", "environment_variables", "app_settings",
    "source_configuration.image_repository.image_configuration.runtime_environment_variables",
)  # fmt: skip
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
OUT = frozenset({"target", "sink", "output", "out", "dest", "destination", "push", "publish",
                 "outbound", "export", "write"})  # fmt: skip
IN = frozenset({"source", "input", "in", "src", "pull", "subscribe", "inbound", "import", "read"})
# Addresses that carry no business data.
INNER = re.compile(r"otel|sentry|log|metric|trace|auth|oauth|oidc|issuer|jwks|proxy|registry", re.I)


def list_uses(resource: Resource) -> Iterator[Record]:
    """Yield a flow or a dependency for each address in the variables of a function, container or
    job.
    """
    own = describe_resource(resource) if resource.type in UNITS else None
    if own is None:
        return
    for name, value in list_unit_variables(resource):
        there = find_end(resource.scope, value)
        if there is not None and not INNER.search(name):
            yield _build_use(resource, own, there, name)


def list_unit_variables(resource: Resource) -> Iterator[tuple[str, str]]:
    """Yield names and values of the variables and arguments of a function, container or job."""
    for path in VARIABLES:
        for block in resource.list_values(path):
            yield from _list_variables(block)


def _list_variables(block: Doc) -> list[tuple[str, str]]:
    if not block.is_mapping:
        return []
    keys = block.keys()
    for key, value in (("name", "value"), ("Name", "Value")):
        if {key, value} <= keys:
            return [(block[key].text, block[value].text)]
    return [
        (key, value.text)
        for key, value in block.items()
        if not value.is_mapping and not value.is_list
    ]


def _build_use(resource: Resource, own: End, there: End, name: str) -> Record:
    words = {word.casefold() for word in WORD.findall(name.replace("_", " "))}
    writes, reads = bool(words & OUT), bool(words & IN)
    mechanism = Mechanism.EVENTS if there.broker else Mechanism.API
    here = Endpoint(system=own.endpoint.system)
    if writes == reads:
        return Dependency(
            source=here,
            target=there.endpoint,
            reason=f"the variable {name} of {name_resource(resource)} contains the address, but not"
            " the direction of the data",
            mechanism=mechanism,
            state=find_state(resource),
            evidence=resource.evidence,
        )
    return Flow(
        source=here if writes else there.endpoint,
        target=there.endpoint if writes else here,
        mechanism=mechanism,
        route=own.name,
        certainty=Certainty.LIKELY,
        reason=f"the variable {name} determines the direction of the data",
        state=find_state(resource),
        evidence=resource.evidence,
    )
