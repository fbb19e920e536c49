"""Read GraphQL schemas (SDL) as interfaces: the operations and entities of a service.

A schema does not list its clients, so it yields no flows. The operations are the fields of the root
types: Query, Mutation and Subscription unless `schema` defines others (GraphQL specification, June
2018, section 3.3). `@key` marks entities that an Apollo Federation subgraph shares. Specifications
that `@link` refers to are not fetched.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from seamscope.connector import Claim, Connector, File, Source, redact
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry
from seamscope.records import ClueKind, Evidence, Interface, Record, SystemRef

if TYPE_CHECKING:
    from graphql import DocumentNode

SUFFIXES = frozenset({".graphql", ".gql", ".graphqls"})
TYPE_DEFINITION = re.compile(
    r"^[^\S\n]*+(?:extend\s+)?(?:(?:type|interface|input|enum|union|scalar)\s+\w|schema\b|directive\s+@)",
    re.M,
)
CLIENT_QUERY = re.compile(r"^\s*(?:query|mutation|subscription|fragment)\b|^\s*\{", re.M)
ROOTS = ("query", "mutation", "subscription")
GATEWAY_FIELDS = frozenset(
    {"_service", "_entities"}
)  # only the federation gateway calls these fields
GENERIC_NAMES = frozenset(
    {"schema", "index", "api", "graphql", "typedefs"}
)  # do not identify a service
MAX_TOKENS = 2_000_000  # more than a schema with 100,000 fields needs


class GraphqlConnector(Connector):
    """Reads the GraphQL schema of a service."""

    name = "graphql"
    reads = "GraphQL schemas (SDL: .graphql, .gql)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in SUFFIXES and TYPE_DEFINITION.search(file.head(65536)):
            return Claim(reason="has GraphQL type definitions")
        return None

    def declines(self, file: File) -> str:
        if file.suffix in SUFFIXES and CLIENT_QUERY.search(file.head(65536)):
            return "the file is a client query; add the schema of the service instead"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        document = _parse(file)
        fields = _list_operations(document)
        entities, tallies = _list_types(document)
        counts = Counter({f"{root[:-1]}ies" if root == "query" else f"{root}s": len(names)
                          for root, names in fields.items()}) + tallies  # fmt: skip
        counts["writes"] = len(fields["mutation"])
        name = _derive_name(file)
        yield Interface(
            system=SystemRef(clues=build_clues((ClueKind.FOLDER, name))),
            name=name,
            protocol="graphql",
            operations=sum(map(len, fields.values())),
            entities=tuple(sorted(redact(entity) for entity in entities)),
            counts=tuple((key, number) for key, number in sorted(counts.items()) if number),
            evidence=_locate_first_definition(file, document),
        )
        if not any(fields.values()):
            problem = "the schema has no operations"
            yield skip_entry(problem, "add the file that defines `type Query`", file.at(1))


def _parse(file: File) -> "DocumentNode":
    from graphql import GraphQLSyntaxError, parse

    nesting_error = file.error("the schema is nested too deeply", "split deeply nested types", 1)
    try:
        return parse(file.text(), max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as error:
        if (
            "too deeply" in error.message
        ):  # since graphql-core 3.3; before, it raises RecursionError
            raise nesting_error from None
        line = error.locations[0].line if error.locations else 1
        problem = "not a valid GraphQL schema, or truncated"
        raise file.error(problem, "fix this line, or export the schema again", line) from None
    except RecursionError:
        raise nesting_error from None


def _list_operations(document: "DocumentNode") -> dict[str, set[str]]:
    """Return the fields of the root types by operation kind: query, mutation, subscription."""
    from graphql import ObjectTypeDefinitionNode, ObjectTypeExtensionNode

    root_types = _get_root_types(document)
    fields: dict[str, set[str]] = {root: set() for root in ROOTS}
    for node in document.definitions:
        match node:
            case ObjectTypeDefinitionNode() | ObjectTypeExtensionNode():
                for root in (root for root in ROOTS if root_types.get(root) == node.name.value):
                    fields[root] |= {
                        field.name.value for field in node.fields or ()
                    } - GATEWAY_FIELDS
            case _:
                pass
    return fields


def _get_root_types(document: "DocumentNode") -> dict[str, str]:
    """Return the root type by operation kind, such as ``{"query": "Query"}``.

    The types are taken from the `schema` definition, otherwise from the defaults.
    """
    from graphql import SchemaDefinitionNode, SchemaExtensionNode

    declared = {
        operation.operation.value: operation.type.name.value
        for node in document.definitions
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        for operation in node.operation_types or ()
    }
    return declared or {root: root.capitalize() for root in ROOTS}


def _list_types(document: "DocumentNode") -> tuple[set[str], Counter[str]]:
    """Return the names of the object types that are not root types, and two counts.

    The counts are the number of types and the number of entities with `@key`.
    """
    from graphql import ObjectTypeDefinitionNode, ObjectTypeExtensionNode

    roots = set(_get_root_types(document).values())
    types: set[str] = set()
    shared: set[str] = set()
    for node in document.definitions:
        match node:
            case ObjectTypeDefinitionNode() | ObjectTypeExtensionNode():
                name = node.name.value
                types |= {name} - roots
                if any(directive.name.value == "key" for directive in node.directives or ()):
                    shared.add(name)
            case _:
                pass
    return types, Counter({"types": len(types), "federated_entities": len(shared)})


def _derive_name(file: File) -> str:
    """Return the service name: the file name, or the folder name if the file name is generic."""
    stem = PurePosixPath(file.name).stem
    folder = PurePosixPath(file.folder).name
    return folder if stem.casefold() in GENERIC_NAMES and folder else stem


def _locate_first_definition(file: File, document: "DocumentNode") -> Evidence:
    start = document.definitions[0].loc
    return file.at(start.start_token.line if start else 1)
