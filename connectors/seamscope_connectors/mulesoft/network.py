"""Find the flow that answers an HTTP request of another Mule application.

A request is followed only if the configuration proves its target. The host must contain the
application's name, as on CloudHub, or be the local machine with a port that only one application
uses. The path must belong to a listener, or to an APIkit resource of a listener.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL
from seamscope_connectors.mulesoft.application import (
    Application,
    MuleFlow,
    read_local_name,
    read_namespace,
)

HTTP = frozenset({"http", "https"})
APIKIT = re.compile(r"(\w{1,10}):\\(.{0,400})")
SHORTEST = 5  # shortest application name that is searched in hosts, to exclude "api"
ANY = frozenset({*LOCAL, "0.0.0.0"}) - {""}  # noqa: S104 (only compared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A flow with an HTTP listener.

    path: segments of its path.
    open_end: whether the path ends in ``*``, so that longer paths match too.
    methods: upper-case HTTP methods, empty for all methods.
    """

    app: Application
    flow: MuleFlow
    port: str
    path: tuple[str, ...]
    open_end: bool
    methods: frozenset[str]


@dataclass(slots=True)
class Network:
    """All applications with their listeners. called: flows that other applications call."""

    apps: Sequence[Application]
    folders: dict[int, str] = field(default_factory=dict)  # by id() of the application
    called: set[int] = field(default_factory=set)  # id() of the flows' elements
    _listeners: list[Listener] = field(default_factory=list)
    _owners: dict[str, Application] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for app in self.apps:
            for flow in (*app.flows.values(), *app.handlers.values()):
                self._owners.setdefault(flow.file.path, app)
            self._listeners += _list_listeners(app)

    def find_owner(self, flow: MuleFlow, otherwise: Application) -> Application:
        """Return the application of a flow. otherwise: the result for an unknown flow."""
        return self._owners.get(flow.file.path, otherwise)

    def find_answer(self, element: Element, app: Application) -> MuleFlow | None:
        """Return the flow of another application that answers a request, None if uncertain."""
        if read_local_name(element) != "request" or read_namespace(element) not in HTTP:
            return None
        values = {**app.read_configured_values(element), **app.read_own_values(element)}
        url = values.get("url", "")
        host = extract_host(url) if "://" in url else values.get("host", "")
        port = _port_of(url) if "://" in url else values.get("port", "")
        path = _path_of(url) if "://" in url else (
            *_segments(values.get("basePath", "")), *_segments(values.get("path", ""))
        )  # fmt: skip
        target = self._find_application(host.casefold(), port, app)
        if target is None or target is app:
            return None
        return self._find_flow(target, values.get("method", "GET"), path)

    def _find_application(self, host: str, port: str, caller: Application) -> Application | None:
        if not host or "{" in host:
            return None
        if host in ANY:
            found = [app for app in self.apps if port and port in self._ports(app)]
            return self._nearest(found, caller)
        label = host.partition(".")[0].removeprefix("mule-worker-internal-")
        named = [
            app
            for app in self.apps
            if len(app.name) >= SHORTEST
            and (label == app.name.casefold() or label.startswith(f"{app.name.casefold()}-"))
        ]
        longest = max((len(app.name) for app in named), default=0)
        return self._nearest([app for app in named if len(app.name) == longest], caller)

    def _nearest(self, found: Sequence[Application], caller: Application) -> Application | None:
        """Return the application that shares most folders with the caller, None for a tie."""
        own = self.folders.get(id(caller), "").split("/")
        ranked = defaultdict[int, list[Application]](list)
        for app in found:
            parts = self.folders.get(id(app), "").split("/")
            pairs = zip(own, parts, strict=False)
            same = next((at for at, pair in enumerate(pairs) if pair[0] != pair[1]), 99)
            ranked[same].append(app)
        best = ranked[max(ranked)] if ranked else []
        return best[0] if len(best) == 1 else None

    def _ports(self, app: Application) -> frozenset[str]:
        return frozenset(one.port for one in self._listeners if one.app is app)

    def _find_flow(self, app: Application, method: str, path: tuple[str, ...]) -> MuleFlow | None:
        """Return the flow of an application whose listener has the longest matching path."""
        listeners = sorted(
            (one for one in self._listeners if one.app is app), key=lambda one: -len(one.path)
        )
        for listener in listeners:
            count = len(listener.path)
            allowed = not listener.methods or method.upper() in listener.methods
            if not allowed or not _matches(listener.path, path[:count]):
                continue
            rest = path[count:]
            if listener.open_end and (found := _find_resource(app, method, rest)) is not None:
                return found
            if not rest or (listener.open_end and not _has_router(listener.flow)):
                return listener.flow
        return None


def _list_listeners(app: Application) -> Iterator[Listener]:
    for flow in app.flows.values():
        first = next(iter(flow.element), None)
        if (
            first is None
            or read_local_name(first) != "listener"
            or read_namespace(first) not in HTTP
        ):
            continue
        configured = app.read_configured_values(first)
        own = app.read_own_values(first).get("path", "")
        path = (*_segments(configured.get("basePath", "")), *_segments(own))
        open_end = path[-1:] == ("*",)
        yield Listener(
            app=app,
            flow=flow,
            port=configured.get("port", ""),
            path=path[:-1] if open_end else path,
            open_end=open_end,
            methods=frozenset(re.findall(r"[A-Z]+", first.get("allowedMethods", "").upper())),
        )


def _has_router(flow: MuleFlow) -> bool:
    return any(read_local_name(element) == "router" for element in flow.element.iter())


def _find_resource(app: Application, method: str, path: tuple[str, ...]) -> MuleFlow | None:
    r"""Return the APIkit flow of a method and a path: ``get:\orders\(id):api-config``."""
    for name, flow in app.flows.items():
        match = APIKIT.fullmatch(name)
        if match is None or match[1].casefold() != method.casefold():
            continue
        resource = tuple(part for part in match[2].partition(":")[0].split("\\") if part)
        if len(resource) == len(path) and _matches(resource, path):
            return flow
    return None


def _matches(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Return whether a path matches a pattern; ``{}`` in the pattern matches any segment."""
    return len(pattern) == len(path) and all(
        one.casefold() == other.casefold() or _is_parameter(one) for one, other in
        zip(pattern, path, strict=True)
    )  # fmt: skip


def _is_parameter(segment: str) -> bool:
    return segment.startswith(("{", "(", "#["))


def _segments(text: str) -> tuple[str, ...]:
    """Return the segments of a path: ``#['/orders/' ++ vars.id]`` → ("orders", "{}")."""
    if text.startswith("#["):
        parts = [part.strip() for part in text[2:].removesuffix("]").split("++")]
        quoted = [part[1:-1] if part[:1] in {"'", '"'} else "{}" for part in parts]
        text = "".join(quoted)
    return tuple(part for part in text.partition("?")[0].split("/") if part)


def _path_of(url: str) -> tuple[str, ...]:
    return _segments(url.partition("://")[2].partition("/")[2])


def _port_of(url: str) -> str:
    match = re.search(r"://[^/?]{1,255}:(\d{1,5})(?:[/?]|$)", url)
    return match[1] if match else "443" if url.casefold().startswith("https") else "80"
