"""Read Azure API Management: the backends of APIs, and other addresses that policies call."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import list_policy_rules
from seamscope.connector.scrub import quote
from seamscope.records import (
    Dependency,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.azure_messaging.places import find_end
from seamscope_connectors.azure_messaging.templates import Resource, plain

SERVICE = "microsoft.apimanagement/service"
APIS, BACKENDS, VALUES = f"{SERVICE}/apis", f"{SERVICE}/backends", f"{SERVICE}/namedvalues"
OPERATIONS = f"{APIS}/operations"
NEEDED = {OPERATIONS: "method", VALUES: "value"}  # property that a resource of this type must have
COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*+(?:-->|\Z)")
BACKEND = re.compile(r"<set-backend-service\s([^>]{0,2000})>")
ATTRIBUTE = re.compile(r"\b(base-url|backend-id)\s{0,3}=\s{0,3}\"([^\"]{0,500})\"")
CALLED = re.compile(r"<set-url>([^<]{0,2000})</set-url>")
NAMED = re.compile(r"\{\{([\w.\-]{1,128})\}\}")
READING = frozenset({"GET", "HEAD", "OPTIONS"})
REASON = "API Management forwards the calls of {}, whose HTTP methods are not in the template"


@dataclass(slots=True)
class _Gateway:
    """The API Management resources of a template, by name.

    backends: URLs of backends.
    values: named values, which policies refer to as ``{{name}}``.
    methods: HTTP methods of the operations of each API.
    """

    apis: dict[str, Resource] = field(default_factory=dict)
    backends: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    methods: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    policies: list[Resource] = field(default_factory=list)


def list_gateways(resources: list[Resource]) -> Iterator[Record]:
    """Yield an interface for each backend, and flows between it and the gateway."""
    gateway = _gather(resources)
    without: list[Resource] = []
    for name, api in gateway.apis.items():
        if api.text("isCurrent") == "false":
            continue
        ends = list(dict.fromkeys(_find_backends(api, name, gateway)))
        if not ends:
            without.append(api)
        for end in ends:
            rules = _list_failure_rules(api, name, gateway)
            yield from _list_api(api, end, gateway.methods[name], rules)
    for policy in gateway.policies:
        yield from _list_calls(policy, gateway)
    if without:
        names = ", ".join(quote(_label(api), 60) for api in without[:5])
        more = f" and {len(without) - 5} more" if len(without) > 5 else ""
        what = f"APIs without a backend in the template: {names}{more}"
        yield skip_entry(
            what,
            "list the flows between API Management and their backends in the inventory",
            without[0].evidence,
        )


def _gather(resources: list[Resource]) -> _Gateway:
    gateway = _Gateway()
    for one in resources:
        key = "/".join(one.names[:2]).casefold()
        match one.type:
            case kind if kind == APIS:
                gateway.apis.setdefault(key, one)
            case kind if kind == BACKENDS:
                gateway.backends[one.names[-1].casefold()] = one.text("url")
            case kind if kind == VALUES:
                if one.text("secret") != "true":
                    gateway.values[one.names[-1].casefold()] = one.text("value")
            case kind if kind == OPERATIONS:
                gateway.methods[key].append(one.text("method").upper())
            case kind if kind.startswith(f"{SERVICE}/") and kind.endswith("/policies"):
                gateway.policies.append(one)
    return gateway


def _fill_values(text: str, gateway: _Gateway) -> str:
    """Replace ``{{name}}`` in a string by the named value of the gateway."""
    return NAMED.sub(lambda match: gateway.values.get(match[1].casefold(), f"<{match[1]}>"), text)


def _policy(resource: Resource) -> str:
    text = resource.text("value") or resource.text("policyContent")
    return COMMENT.sub("", text)


def _find_backends(api: Resource, name: str, gateway: _Gateway) -> Iterator[Endpoint]:
    """Yield the backends of an API.

    A ``<set-backend-service>`` that applies to all calls replaces the `serviceUrl` of the API. If
    it depends on a condition or belongs to one operation, it adds a backend.
    """
    urls = [(api.text("serviceUrl"), False)]
    for resource in gateway.policies:
        if "/".join(resource.names[:2]).casefold() != name or not resource.type.startswith(APIS):
            continue
        text = _policy(resource)
        for match in BACKEND.finditer(text):
            before = text[: match.start()].casefold()
            narrow = resource.type.startswith(OPERATIONS) or (
                before.count("<choose") > before.count("</choose")
            )
            for key, value in ATTRIBUTE.findall(match[1]):
                url = value if key == "base-url" else gateway.backends.get(value.casefold(), "")
                urls.append((url, not narrow))
    replaced = [url for url, replaces in urls if replaces and url]
    for url in replaced[-1:] or [urls[0][0]], [url for url, replaces in urls[1:] if not replaces]:
        ends = (find_end(_fill_values(one, gateway)) for one in url if one)
        yield from (end for end in ends if end is not None)


def _service(resource: Resource) -> SystemRef:
    end = find_end(f"/providers/{SERVICE}/{resource.names[0]}")
    return end.system if end else SystemRef()


def _label(api: Resource) -> str:
    return api.text("displayName") or api.name


def _list_failure_rules(api: Resource, name: str, gateway: _Gateway) -> tuple[str, ...]:
    """Return what happens if a call of an API fails, from the policies of the API, its operations
    and its service.
    """
    found: set[str] = set()
    for one in gateway.policies:
        own = one.type.startswith(APIS) and "/".join(one.names[:2]).casefold() == name
        above = one.type == f"{SERVICE}/policies" and one.names[0] == api.names[0]
        found |= set(list_policy_rules(_policy(one))) if own or above else set()
    return tuple(sorted(found))


def _list_api(
    api: Resource, backend: Endpoint, methods: list[str], rules: tuple[str, ...]
) -> Iterator[Record]:
    """Yield the interface of a backend, and the flows between backend and gateway."""
    label, path = _label(api), plain(api.text("path"))
    kind = api.text("type") or api.text("apiType") or "http"
    yield Interface(
        system=backend.system,
        name=label,
        protocol=f"{'REST' if kind == 'http' else kind} behind Azure API Management",
        operations=len(methods),
        evidence=api.evidence,
    )
    gateway = Endpoint(system=_service(api), dataset=path)
    for reads in sorted({method in READING for method in methods if method}):
        yield Flow(
            source=backend if reads else gateway,
            target=gateway if reads else backend,
            mechanism=Mechanism.API,
            technology="Azure API Management",
            error_handling=rules,
            route=label,
            state=State.ACTIVE,
            evidence=api.evidence,
        )
    if not any(methods):
        yield Dependency(
            source=gateway,
            target=backend,
            reason=REASON.format(label),
            mechanism=Mechanism.API,
            technology="Azure API Management",
            evidence=api.evidence,
        )


def _list_calls(policy: Resource, gateway: _Gateway) -> Iterator[Record]:
    """Yield a dependency for each address that a policy itself calls (``<set-url>``)."""
    for match in CALLED.finditer(_policy(policy)):
        end = find_end(_fill_values(match[1].strip(), gateway))
        if end is not None:
            yield Dependency(
                source=Endpoint(system=_service(policy)),
                target=end,
                reason="a policy calls this address, but the direction of the data is unknown",
                mechanism=Mechanism.API,
                technology="Azure API Management",
                evidence=policy.evidence,
            )
