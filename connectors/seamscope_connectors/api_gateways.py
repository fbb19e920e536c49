"""Read API gateways: flows between the callers of an API and the system behind it.

Reads declarative configurations of Kong, policies of Azure API Management, KrakenD, and proxies of
Apigee. A GET is a flow to the caller, a POST is a flow to the system behind the API. If the callers
are not known, the API is recorded as an interface of that system. The gateway is recorded as the
technology of a flow, never as its source or target.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from seamscope.connector import Claim, Connector, Doc, File, Source, extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import read_each, skip_entry, skip_names
from seamscope.connector.failures import CAUGHT, list_policy_rules, list_setting_rules
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Record,
    State,
    SystemRef,
)

HEAD = 16384
KONG = re.compile(r"^[\"']?_format_version[\"']?[ \t]*:", re.M)
APIM = re.compile(r"<set-backend-service\b[^>]{0,400}\bbase-url\s*=", re.I)
APIGEE = re.compile(r"<(?:ProxyEndpoint|TargetEndpoint)\b")
KRAKEND = re.compile(r"krakend\.io/schema|\"backend\"\s*:\s*\[[^\]]{0,600}\"url_pattern\"", re.S)
READING = frozenset({"GET", "HEAD", "OPTIONS"})
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
METHOD = re.compile(r"\b(GET|HEAD|POST|PUT|PATCH|DELETE)\b")
SERVERS = ("*targetservers*.json", "*target-servers*.json", "*targetServers*.json")
SUFFIX = re.compile(r"(?:MatchesPath|~)\s*\"([^\"]*?)/?\*{0,2}\"")
# "Consumer: Customer portal (app x)" in the description of a proxy.
CONSUMER = re.compile(
    r"\b(?:[Cc]onsumers?|[Kk]onsument(?:en)?|[Cc]onsommateurs?|[Cc]onsumidor(?:es)?|[Cc]lient"
    r"|[Cc]aller|[Ss]ubscriber|[Kk]onsumenci?|[Aa]fnemers?)\s*:\s*(?P<name>[^,;.()]{2,60})"
)
OPEN = re.compile(r"\{\{|\$\{|\$\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An API at a gateway.

    methods: HTTP methods in capitals, empty if any method is allowed.
    callers: the names of each caller.
    """

    name: str
    url: str
    path: str
    methods: frozenset[str]
    callers: tuple[tuple[str, ...], ...]
    technology: str
    evidence: Evidence
    active: bool = True
    error_handling: tuple[str, ...] = ()


class ApiGatewaysConnector(Connector):
    """Reads which systems call which APIs through a gateway."""

    name = "api-gateways"
    reads = "API gateways: Kong, Azure API Management policies, KrakenD, Apigee proxies"

    def claim(self, file: File) -> Claim | None:
        head = file.head(HEAD)
        if file.suffix in {".yaml", ".yml", ".json"} and KONG.search(head):
            return Claim(reason="a declarative configuration of Kong")
        if file.suffix == ".json" and KRAKEND.search(head):
            return Claim(reason="a configuration of KrakenD")
        if file.suffix == ".xml" and APIM.search(head):
            return Claim(reason="policies of Azure API Management")
        if file.suffix == ".xml" and APIGEE.search(head):
            return Claim(reason="a proxy of Apigee")
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        """Return file patterns for the target servers of Apigee, which proxies refer to by name."""
        return SERVERS if file.suffix == ".xml" and APIGEE.search(file.head(HEAD)) else ()

    def read(self, source: Source) -> Iterator[Record]:
        beside = [file for file in source.files if file.named(*SERVERS)]
        servers = dict(pair for file in beside for pair in _list_servers(file))
        files = [file for file in source.files if file not in beside]
        for found in read_each(files, lambda file: _list_routes(file, servers)):
            if isinstance(found, Route):
                yield from _read_route(found)
            else:
                yield found


def _list_routes(file: File, servers: Mapping[str, str]) -> Iterator[Route | Record]:
    if file.suffix == ".xml":
        root = file.xml()
        routes = [*_list_policies(root, file), *_list_targets(root, file, servers)]
    else:
        routes = [
            route for doc in file.documents() for route in (*_list_kong(doc), *_list_krakend(doc))
        ]
    known = [one for one in routes if extract_host(one.url) and not OPEN.search(one.url)]
    yield from known
    unknown = [(one.name, one.evidence) for one in routes if one not in known]
    if unknown:
        remedy = "replace the placeholders, or list the flows in the inventory"
        yield skip_names("APIs whose backend is not known", remedy, unknown)
    if not routes:
        yield skip_entry("the file has no API with a backend", "export the APIs", file.at(1))


def _list_kong(doc: Doc) -> Iterator[Route]:
    groups: dict[str, list[str]] = {}
    for acl in doc["acls"]:
        groups.setdefault(acl["group"].text, []).append(acl["consumer"].text)
    names: dict[str, tuple[str, ...]] = {}
    for one in doc["consumers"]:
        told = (one["username"].text, one["custom_id"].text)
        names[told[0]] = tuple(name for name in told if name)
        for acl in one["acls"]:
            groups.setdefault(acl["group"].text, []).append(told[0])
    for service in doc["services"]:
        for route in service["routes"]:
            allowed = _list_allowed(doc, service, route)
            users = dict.fromkeys(user for group in allowed for user in groups.get(group, ()))
            yield Route(
                name=route["name"].text or service["name"].text,
                url=_build_url(service),
                path=next((path.text for path in route["paths"]), ""),
                methods=frozenset(one.text.upper() for one in route["methods"]),
                callers=tuple(names.get(user, (user,)) for user in users if user),
                technology="Kong",
                evidence=route.evidence,
                active=service["enabled"].text.casefold() != "false",
                error_handling=list_setting_rules([("retries", service["retries"].text)]),
            )


def _list_allowed(doc: Doc, service: Doc, route: Doc) -> list[str]:
    """Return the groups of consumers that may call a route."""
    owners = [*service["plugins"], *route["plugins"]]
    owners += [plugin for plugin in doc["plugins"] if _is_about(plugin, service, route)]
    listed = [one["config"].first("allow", "whitelist") for one in owners
              if one["name"].text in {"", "acl"}]  # fmt: skip
    return [group.text for allow in listed for group in allow if group.text]


def _is_about(plugin: Doc, service: Doc, route: Doc) -> bool:
    """Return whether a plugin at the top level of the file applies to the service or to the
    route.
    """
    names = (plugin["service"].text, plugin["route"].text)
    known = (service["name"].text, route["name"].text)
    return any(name and name == other for name, other in zip(names, known, strict=True))


def _build_url(service: Doc) -> str:
    host = service["host"].text
    built = f"{service['protocol'].text or 'https'}://{host}{service['path'].text}" if host else ""
    return service["url"].text or built


def _list_krakend(doc: Doc) -> Iterator[Route]:
    for endpoint in doc["endpoints"]:
        for backend in endpoint["backend"]:
            host = next((one.text for one in backend["host"]), "")
            host = host or next((one.text for one in doc["host"]), "")
            yield Route(
                name=endpoint["endpoint"].text,
                url=f"{host}{backend['url_pattern'].text}",
                path=endpoint["endpoint"].text,
                methods=frozenset({backend.first("method").text.upper()
                                   or endpoint["method"].text.upper() or "GET"}),
                callers=(),
                technology="KrakenD",
                evidence=endpoint.evidence,
            )  # fmt: skip


def _list_policies(root: Element, file: File) -> Iterator[Route]:
    """Yield a route for each backend in exported policies of Azure API Management.

    The `product` or `subscription` of an enclosing element is the caller.
    """
    holders = {child: parent for parent in root.iter() for child in parent}
    for backend in root.iter("set-backend-service"):
        api: Element | None = backend
        while api is not None and not (api.get("path") or api.get("operations")):
            api = holders.get(api)
        told = dict(api.attrib) if api is not None else {}
        product = told.get("product", "") or told.get("subscription", "")
        yield Route(
            name=told.get("id", "") or told.get("name", "") or file.name,
            url=backend.get("base-url", ""),
            path=told.get("path", ""),
            methods=frozenset(METHOD.findall(told.get("operations", told.get("method", "")))),
            callers=((product,),) if product else (),
            technology="Azure API Management",
            error_handling=list_policy_rules(tostring(root if api is None else api, "unicode")),
            evidence=file.at(backend),
        )


def _list_targets(root: Element, file: File, servers: Mapping[str, str]) -> Iterator[Route]:
    """Yield a route for each target endpoint of an Apigee proxy, with its HTTP methods.

    servers: the hosts of target servers, by name.
    """
    flows = [" ".join(text for text in flow.itertext()) for flow in root.iter("Flow")]
    rules = {
        rule.findtext("TargetEndpoint", ""): rule.findtext("Condition", "")
        for rule in root.iter("RouteRule")
    }
    caller = CONSUMER.search(root.findtext("Description", ""))
    for target in root.iter("TargetEndpoint"):
        url = next((one.text or "" for one in target.iter("URL")), "").strip()
        server = next((one.get("name", "") for one in target.iter("Server")), "")
        if not url and server:
            url = f"https://{servers.get(server, '')}{target.findtext('.//Path', '')}"
        if not url:
            continue  # the name of an endpoint in a rule
        paths = SUFFIX.findall(rules.get(target.get("name", ""), ""))
        # Without a path in its rule, a target takes what no other rule takes.
        other = {path for rule in rules.values() for path in SUFFIX.findall(rule)}
        about = [flow for flow in flows if any(path in flow for path in paths)] if paths else [
            flow for flow in flows if not any(path in flow for path in other)
        ]  # fmt: skip
        methods = frozenset(METHOD.findall(" ".join(about)))
        handled = any(True for tag in ("FaultRule", "DefaultFaultRule") for _ in root.iter(tag))
        yield Route(
            name=target.get("name", "") or root.get("name", ""), url=url, path="",
            methods=methods, callers=((caller["name"].strip(),),) if caller else (),
            technology="Apigee", error_handling=(CAUGHT,) if handled else (),
            evidence=file.at(target),
        )  # fmt: skip


def _list_servers(file: File) -> Iterator[tuple[str, str]]:
    """Yield the names and hosts of the target servers of Apigee."""
    for doc in file.documents():
        for one in doc if doc.is_list else (doc,):
            if one["name"].text and one["host"].text:
                yield one["name"].text, one["host"].text


def _read_route(route: Route) -> Iterator[Record]:
    host = extract_host(route.url)
    if not host or host.casefold() in LOCAL:
        return
    provider = SystemRef(clues=build_clues((ClueKind.HOST, host)))
    path = re.sub(r"^[a-z]+://[^/?#]*", "", route.url).rstrip("/") or route.path
    state = State.ACTIVE if route.active else State.DISABLED
    if not route.callers:
        yield Interface(
            system=provider, name=route.name or route.path, protocol="rest",
            operations=len(route.methods), state=state, evidence=route.evidence,
        )  # fmt: skip
    for names in route.callers:
        clues = tuple(
            Clue(kind=kind, value=name)
            for name in names for kind in (ClueKind.ID, ClueKind.SOURCE)
        )  # fmt: skip
        caller = Endpoint(system=SystemRef(clues=clues))
        yield from _connect(route, caller, Endpoint(system=provider, dataset=path), state)


def _connect(route: Route, caller: Endpoint, api: Endpoint, state: State) -> Iterator[Flow]:
    """Yield the flows of a route: GET → from the API to the caller, POST → from the caller to the
    API.

    If the route has no methods, both flows are possible.
    """
    doubt = "" if route.methods else "the route allows every method"
    ends = []
    if route.methods & READING or not route.methods:
        ends.append((api, caller))
    if route.methods & WRITING or not route.methods:
        ends.append((caller, api))
    for source, target in ends:
        yield Flow(
            source=source, target=target, mechanism=Mechanism.API, technology=route.technology,
            error_handling=route.error_handling, route=route.name, state=state, reason=doubt,
            certainty=Certainty.POSSIBLE if doubt else Certainty.CERTAIN, evidence=route.evidence,
        )  # fmt: skip
