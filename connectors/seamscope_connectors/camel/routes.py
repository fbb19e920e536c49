"""The routes of a Camel application: the start and the other endpoints of each route.

Names follow Camel's YAML DSL and its Spring, Blueprint and XML schemas: `from`, `to`, `toD`,
`wireTap`, `enrich`, `pollEnrich`, `poll`, `recipientList`, `rest`.
"""

import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from seamscope.connector import is_secret_name
from seamscope.records import Evidence

WRITES = frozenset({"to", "toD", "wireTap", "kamelet"})
READS = frozenset({"enrich", "pollEnrich", "poll"})
CODE = frozenset({"bean", "process", "script"})
# Header with the HTTP method of the calls that follow.
METHOD_HEADER = re.compile(r"(?:Exchange\.HTTP_METHOD|CamelHttpMethod)")
DYNAMIC_ROUTERS = frozenset({"recipientList", "routingSlip", "dynamicRouter"})


VERBS = ("get", "post", "put", "patch", "delete", "head")


OFF = frozenset({"false", "no", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An endpoint of a route.

    verb: the keyword before the endpoint, such as `to`.
    values: options of the URI, without secrets.
    """

    verb: str
    scheme: str
    path: str
    values: dict[str, str]
    evidence: Evidence

    @property
    def uri(self) -> str:
        """The URI of the endpoint without its options: ``sftp:host/in``."""
        return f"{self.scheme}:{self.path}" if self.path else self.scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The start of a route and its other endpoints in order.

    off: whether the route has ``autoStartup: false``.
    operations: number of operations of a REST service.
    description: the text that the author wrote about the route.
    """

    name: str
    start: Step | None
    steps: list[Step]
    evidence: Evidence
    off: bool = False
    operations: int = 0
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bean:
    """An object that routes refer to by id: a data source, a connection factory, a component.

    name: its class.
    values: its properties, without secrets.
    refs: ids of other beans in its properties.
    inner: classes of the beans nested in it.
    """

    name: str
    values: dict[str, str]
    refs: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()


@dataclass(slots=True)
class ParsedRoutes:
    """The routes and beans of an application, and the parts that are not read.

    unread: the problem and the evidence of each part that is not read.
    """

    routes: list[Route] = field(default_factory=list)
    beans: dict[str, Bean] = field(default_factory=dict)
    unread: list[tuple[str, Evidence]] = field(default_factory=list)


def build_step(verb: str, uri: str, given: dict[str, str], where: Evidence) -> Step:
    """Return the step for a URI; a placeholder such as ``{{host}}`` is kept.

    given: options outside the URI (``parameters:`` in YAML), which override the options of the URI.
    """
    bare, _, options = uri.strip().partition("?")
    scheme, _, path = bare.partition(":")
    values = {}
    for pair in re.split(r"&(?:amp;)?", options):
        key, _, value = pair.partition("=")
        values[key] = unquote(value.strip()).removeprefix("RAW(")
    values |= given
    kept = {key: value for key, value in values.items() if key and not is_secret_name(key)}
    path = path.removeprefix("//") if scheme != "file" else re.sub(r"^//(?=/)", "", path)
    if scheme.startswith("{{"):
        scheme, path = "", bare
    return Step(verb=verb, scheme=scheme.lower(), path=path, values=kept, evidence=where)


def set_http_method(step: Step, method: str) -> Step:
    """Return an HTTP step with the method that an earlier ``setHeader`` set.

    A method in the options of the step itself takes precedence.
    """
    # A placeholder may contain the scheme as well: ``{{crm.url}}/orders``.
    is_call = step.scheme in {"http", "https", "rest", ""} and "httpMethod" not in step.values
    if not (method and is_call):
        return step
    return replace(step, values={**step.values, "httpMethod": method})
