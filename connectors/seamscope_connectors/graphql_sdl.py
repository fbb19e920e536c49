"""GraphQL schemas (SDL): what a service offers; a contract, and never a flow.

The fields of the root types are its operations, as the specification has it (June 2018, section
3.3: Query, Mutation and Subscription unless `schema` names others). `@key` marks the entities that
a subgraph of Apollo Federation shares; the specification that `@link` names is not fetched.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from seamscope.connector import Claim, Connector, File, Source, redact
from seamscope.connector.connections import clues
from seamscope.connector.entries import entry_fault
from seamscope.records import ClueKind, Evidence, Interface, Record, SystemRef

if TYPE_CHECKING:
    from graphql import DocumentNode

SUFFIXES = frozenset({".graphql", ".gql", ".graphqls"})
DEFINES = re.compile(
    r"^\s*(?:extend\s+)?(?:(?:type|interface|input|enum|union|scalar)\s+\w|schema\b|directive\s+@)",
    re.M,
)
ASKS = re.compile(r"^\s*(?:query|mutation|subscription|fragment)\b|^\s*\{", re.M)
ROOTS = ("query", "mutation", "subscription")
GATEWAY = frozenset({"_service", "_entities"})  # a gateway's own questions to a subgraph
PLAIN = frozenset({"schema", "index", "api", "graphql", "typedefs"})  # names that say nothing
MAX_TOKENS = 2_000_000  # a schema of a hundred thousand fields has fewer


class GraphqlConnector(Connector):
    """Reads a schema."""

    name = "graphql"
    reads = "GraphQL schemas (SDL: .graphql, .gql)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in SUFFIXES and DEFINES.search(file.head(65536)):
            return Claim(reason="type definitions of GraphQL")
        return None

    def declines(self, file: File) -> str:
        if file.suffix in SUFFIXES and ASKS.search(file.head(65536)):
            return "a query that a client sends; the schema of the service says what it offers"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        document = _parsed(file)
        fields = _operations(document)
        entities, tallies = _types(document)
        counts = Counter({f"{root[:-1]}ies" if root == "query" else f"{root}s": len(found)
                          for root, found in fields.items()}) + tallies  # fmt: skip
        counts["writes"] = len(fields["mutation"])
        name = _name(file)
        yield Interface(
            system=SystemRef(clues=clues((ClueKind.FOLDER, name))),
            name=name,
            protocol="graphql",
            operations=sum(map(len, fields.values())),
            entities=tuple(sorted(redact(entity) for entity in entities)),
            counts=tuple((key, number) for key, number in sorted(counts.items()) if number),
            evidence=_first(file, document),
        )
        if not any(fields.values()):
            problem = "a schema without operations"
            yield entry_fault(problem, "add the file that defines type Query", file.at(1))


def _parsed(file: File) -> "DocumentNode":
    from graphql import GraphQLSyntaxError, parse

    nested = file.error("a GraphQL schema nested without end", "export the schema again", 1)
    try:
        return parse(file.text(), max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as error:
        if "too deeply" in error.message:  # so from 3.3 on; older ones run into Python's limit
            raise nested from None
        line = error.locations[0].line if error.locations else 1
        problem = "not a GraphQL schema, or cut off"
        raise file.error(problem, "mend this line, or export the schema again", line) from None
    except RecursionError:
        raise nested from None


def _operations(document: "DocumentNode") -> dict[str, set[str]]:
    """Return the fields of the root types, by the kind of operation."""
    from graphql import ObjectTypeDefinitionNode, ObjectTypeExtensionNode

    called = _roots(document)
    fields: dict[str, set[str]] = {root: set() for root in ROOTS}
    for node in document.definitions:
        match node:
            case ObjectTypeDefinitionNode() | ObjectTypeExtensionNode():
                for root in (root for root in ROOTS if called.get(root) == node.name.value):
                    fields[root] |= {field.name.value for field in node.fields or ()} - GATEWAY
            case _:
                pass
    return fields


def _roots(document: "DocumentNode") -> dict[str, str]:
    """Return the name of each root type: as `schema` says, else the usual ones."""
    from graphql import SchemaDefinitionNode, SchemaExtensionNode

    said = {
        operation.operation.value: operation.type.name.value
        for node in document.definitions
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        for operation in node.operation_types or ()
    }
    return said or {root: root.capitalize() for root in ROOTS}


def _types(document: "DocumentNode") -> tuple[set[str], Counter[str]]:
    """Return the object types that are no root, and how many are shared with other subgraphs."""
    from graphql import ObjectTypeDefinitionNode, ObjectTypeExtensionNode

    roots = set(_roots(document).values())
    types: set[str] = set()
    shared: set[str] = set()
    for node in document.definitions:
        match node:
            case ObjectTypeDefinitionNode() | ObjectTypeExtensionNode():
                name = node.name.value
                types |= {name} - roots
                if any(one.name.value == "key" for one in node.directives or ()):
                    shared.add(name)
            case _:
                pass
    return types, Counter({"types": len(types), "federated_entities": len(shared)})


def _name(file: File) -> str:
    """Return what the file or, if its name says nothing, its folder calls the service."""
    stem = PurePosixPath(file.name).stem
    folder = PurePosixPath(file.folder).name
    return folder if stem.casefold() in PLAIN and folder else stem


def _first(file: File, document: "DocumentNode") -> Evidence:
    start = document.definitions[0].loc
    return file.at(start.start_token.line if start else 1)
