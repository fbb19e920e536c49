"""Find the connections, buckets and addresses that the arguments and variables of a job refer to.

The code of a job contains only the name of an argument (``args["FIN_CONN"]``); the template
contains its value. A connection of AWS Glue is also a named connection that the code can use.
"""

from collections import defaultdict
from collections.abc import Iterator

from seamscope.connector.connections import parse_connection_clues
from seamscope.records import Clue, ClueKind, Connection, Evidence
from seamscope_connectors.cloud_resources.ends import UNITS, find_end
from seamscope_connectors.cloud_resources.resources import Resource, Scope, name_resource
from seamscope_connectors.cloud_resources.units import list_unit_variables

GLUE = "awsglueconnection"
ADDRESS = ("connection_properties.jdbc_connection_url", "connection_properties.connection_url",
           "connection_properties.kafka_bootstrap_servers",
           "connection_input.connection_properties.jdbc_connection_url")  # fmt: skip
SHORTEST = 4  # characters of the name of a variable


def list_named_connections(scope: Scope) -> Iterator[Connection]:
    """Yield the connections of Glue, and the systems that the variables of functions and jobs refer
    to.

    A variable with different values in several functions or jobs is left out, because its name
    alone does not identify a system.
    """
    found: dict[str, dict[tuple[Clue, ...], Evidence]] = defaultdict(dict)
    for resource in scope.named.values():
        for name, clues in _list_named(resource):
            found[name].setdefault(clues, resource.evidence)
    for name, meanings in found.items():
        if len(meanings) == 1:
            ((clues, evidence),) = meanings.items()
            yield Connection(name=name, clues=clues, evidence=evidence)


def _list_named(resource: Resource) -> Iterator[tuple[str, tuple[Clue, ...]]]:
    if resource.type == GLUE and (clues := _read_connection(resource)):
        yield name_resource(resource), clues
    for name, value in list_unit_variables(resource) if resource.type in UNITS else ():
        plain = name.lstrip("-")
        if len(plain) >= SHORTEST and (clues := _find_clues(resource, value)):
            yield plain, clues


def _read_connection(resource: Resource) -> tuple[Clue, ...]:
    return parse_connection_clues(resource.text(*ADDRESS))


def _find_clues(resource: Resource, value: str) -> tuple[Clue, ...]:
    """Return the clues of the system that a value names: a connection, a bucket or an address."""
    known = resource.scope.find(value)
    if known is not None and known.type == GLUE:
        name = Clue(kind=ClueKind.SOURCE, value=name_resource(known))
        return (*_read_connection(known), name)
    end = find_end(resource.scope, value)
    if end is None or end.unit or end.broker:
        return ()
    return end.endpoint.system.clues
