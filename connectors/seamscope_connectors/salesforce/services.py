"""Read external services: the registered operations of an OpenAPI document with their methods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector.parse import parse_json, parse_yaml
from seamscope.errors import UnreadableError
from seamscope_connectors.salesforce.parts import Part

METHODS = frozenset({"get", "head", "post", "put", "patch", "delete"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An external service.

    credential: name of its named credential, "" if none.
    methods: pairs of a case-folded operation name and an HTTP method, such as GET.
    """

    part: Part
    credential: str
    methods: tuple[tuple[str, str], ...]

    def verb(self, operation: str) -> str:
        """Return the HTTP method of an operation, "" if it is not in the OpenAPI description."""
        return dict(self.methods).get(_fold(operation), "")

    @property
    def verbs(self) -> tuple[str, ...]:
        """The HTTP methods of all operations, () if GET and other methods are mixed.

        With mixed methods, a call of an unknown operation may read or write.
        """
        found = {verb for _, verb in self.methods}
        return tuple(sorted(found)) if len({verb == "GET" for verb in found}) == 1 else ()


def read_service(part: Part) -> Service:
    """Return the service of a metadata file, with the methods of active operations.

    Without a readable OpenAPI description, the service has no methods.
    """
    text = part.text("schema")
    try:
        root = parse_json(text, part.file.path) if text.startswith("{") else _first(text, part)
    except UnreadableError:
        root = None
    active = {_fold(one.text("name")) for one in part.children("operations")}
    off = {
        _fold(one.text("name"))
        for one in part.children("operations")
        if one.text("active") == "false"
    }
    methods = tuple(
        (name, verb)
        for name, verb in _list_operations(root)
        if (not active or name in active) and name not in off
    )
    credential = part.text("namedCredentialReference") or part.text("namedCredential")
    return Service(part=part, credential=credential, methods=methods)


def _first(text: str, part: Part) -> object:
    return next(iter(parse_yaml(text, part.file.path)), None) if text else None


def _list_operations(root: object) -> Iterator[tuple[str, str]]:
    """Yield the case-folded name and HTTP method of each operation of an OpenAPI description.

    An operation without an id is named by method and path, as in Salesforce.
    """
    match root:
        case {"paths": dict() as paths}:
            for path, item in paths.items():
                for verb, operation in item.items() if isinstance(item, dict) else ():
                    if str(verb).casefold() in METHODS:
                        match operation:
                            case {"operationId": str() as name}:
                                yield _fold(name), str(verb).upper()
                            case _:
                                yield _fold(f"{verb}{path}"), str(verb).upper()
        case _:
            return


def _fold(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())
