"""Camel routes, from YAML and XML alike: what each starts from and which endpoints it reaches.

Names as in Camel's YAML DSL and its Spring, Blueprint and XML schemas: `from`, `to`, `toD`,
`wireTap`, `enrich`, `pollEnrich`, `poll`, `recipientList`, `rest`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from seamscope.connector import Doc, File, is_secret_name
from seamscope.records import Evidence

WRITES = frozenset({"to", "toD", "wireTap", "kamelet"})
READS = frozenset({"enrich", "pollEnrich", "poll"})
CODE = frozenset({"bean", "process", "script"})
MADE = frozenset({"recipientList", "routingSlip", "dynamicRouter"})
SETTINGS = frozenset({"beans", "dataFormats", "restConfiguration", "errorHandler"})
VERBS = ("get", "post", "put", "patch", "delete", "head")
OFF = frozenset({"false", "no", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An endpoint of a route: verb is the word that names it; values are options, no secrets."""

    verb: str
    scheme: str
    path: str
    values: dict[str, str]
    evidence: Evidence

    @property
    def uri(self) -> str:
        """The endpoint without its options, as people write it."""
        return f"{self.scheme}:{self.path}" if self.path else self.scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What starts a route and what it reaches, in its order; operations: of a REST service."""

    name: str
    start: Step | None
    steps: list[Step]
    evidence: Evidence
    off: bool = False
    operations: int = 0


@dataclass(slots=True)
class Found:
    """The routes of a source, and what of it is not read, with the reason."""

    routes: list[Route] = field(default_factory=list)
    unread: list[tuple[str, Evidence]] = field(default_factory=list)


def step_of(verb: str, uri: str, given: dict[str, str], where: Evidence) -> Step:
    """Take an endpoint's URI apart; `{{placeholder}}` stays as it is written."""
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


def yaml_routes(doc: Doc, found: Found) -> None:
    """Add the routes of one YAML document: a list of routes, or a resource of Camel K."""
    kind = doc["kind"].text
    if kind in {"Pipe", "KameletBinding"}:
        _pipe(doc, found)
        return
    listed = doc["spec"]["flows"] if kind == "Integration" else doc
    if kind and kind != "Integration":
        found.unread.append((f"a Camel resource of kind {kind[:40]} has no route", doc.evidence))
    if not listed.is_list and not kind:
        found.unread.append(("this is no list of routes", doc.evidence))
    for entry in listed:
        if not entry.is_mapping:
            found.unread.append(("an entry that is no route", entry.evidence))
        for word, body in entry.items():
            _entry(word, body, found)


def _entry(word: str, body: Doc, found: Found) -> None:
    if word in {"route", "from"}:
        start = body["from"] if word == "route" else body
        _add(found, body, body["id"].text or start["id"].text, start)
    elif word == "rest":
        _rest(body, found)
    elif word in {"routeTemplate", "templatedRoute", "route-template"}:
        what = "a route template is not read: its endpoints are set where it is used"
        found.unread.append((what, body.evidence))
    elif word not in SETTINGS:
        found.unread.append((f"{word[:40]} beside the routes is not read", body.evidence))


def _add(found: Found, body: Doc, name: str, start: Doc) -> None:
    found.routes.append(
        Route(
            name=name,
            start=_yaml_step("from", start),
            steps=list(_yaml_steps(start["steps"] or body["steps"], found)),
            off=body["autoStartup"].text.lower() in OFF,
            evidence=body.evidence,
        )
    )


def _rest(body: Doc, found: Found) -> None:
    verbs = [item for verb in VERBS for item in _listed(body[verb])]
    steps = [step for item in verbs if (step := _yaml_step("to", item["to"]))]
    path = body["path"].text
    start = step_of("from", f"rest:{path}", {}, body.evidence)
    found.routes.append(
        Route(
            name=body["id"].text or path,
            start=start,
            steps=steps,
            operations=len(verbs),
            evidence=body.evidence,
        )
    )


def _pipe(doc: Doc, found: Found) -> None:
    """A Kamelet binding: source and sink are Kamelets, or URIs, with their properties."""
    ends = {}
    for side, verb in (("source", "from"), ("sink", "to")):
        end = doc["spec"][side]
        uri = end["uri"].text or f"kamelet:{end['ref']['name'].text}"
        ends[side] = step_of(verb, uri, _texts(end["properties"]), end.evidence)
    found.routes.append(
        Route(
            name=doc["metadata"]["name"].text,
            start=ends["source"],
            steps=[ends["sink"]],
            evidence=doc.evidence,
        )
    )


def _yaml_steps(steps: Doc, found: Found) -> Iterator[Step]:
    """Yield the endpoints in steps at any depth, in their order."""
    todo = [steps]
    while todo:
        doc = todo.pop(0)
        inner = [value for _, value in doc.items()] if doc.is_mapping else list(doc)
        below = []
        for key, value in doc.items():
            if key in WRITES | READS and (step := _yaml_step(key, value)):
                yield step
            elif key in CODE:
                yield step_of("to", f"bean:{value['ref'].text}", {}, value.evidence)
            elif key in MADE:
                what = f"{key}: its endpoints are made when the route runs"
                found.unread.append((what, value.evidence))
            else:
                below.append(value)
        todo[:0] = below if doc.is_mapping else inner


def _yaml_step(verb: str, doc: Doc) -> Step | None:
    expression = doc.first("constant", "simple", "expression")
    uri = doc.text or doc["uri"].text or expression.text or expression["expression"].text
    if verb == "kamelet":
        uri = f"kamelet:{doc.text or doc['name'].text}"
    if not uri:
        inner = expression.first("constant", "simple")
        uri = inner.text or inner["expression"].text
    return step_of(verb, uri, _texts(doc["parameters"]), doc.evidence) if uri else None


def _texts(doc: Doc) -> dict[str, str]:
    return {key: value.text for key, value in doc.items() if value.text}


def _listed(doc: Doc) -> list[Doc]:
    return list(doc) if doc.is_list else [doc] if doc else []


def xml_routes(file: File, found: Found) -> None:
    """Add the routes of an XML file, wherever in it they stand."""
    root = file.xml()
    shared = {
        element.get("id", ""): element.get("uri", "")
        for element in root.iter()
        if _tag(element) == "endpoint"
    }
    for element in root.iter():
        match _tag(element):
            case "route":
                found.routes.append(_xml_route(element, file, shared, found))
            case "rest":
                found.routes.append(_xml_rest(element, file, shared))
            case "routeTemplate" | "templatedRoute":
                what = "a route template is not read: its endpoints are set where it is used"
                found.unread.append((what, file.at(element)))


def _xml_route(element: Element, file: File, shared: dict[str, str], found: Found) -> Route:
    start: Step | None = None
    steps: list[Step] = []
    for inner in element.iter():
        tag = _tag(inner)
        if tag in MADE:
            found.unread.append((f"{tag}: its endpoints are made when it runs", file.at(inner)))
        uri = _xml_uri(inner, shared) if tag in {"from", *WRITES, *READS} else ""
        uri = f"bean:{inner.get('ref', '')}" if tag in CODE else uri
        if uri and tag == "from":
            start = step_of(tag, uri, {}, file.at(inner))
        elif uri:
            steps.append(step_of(tag, uri, {}, file.at(inner)))
    return Route(
        name=element.get("id", ""),
        start=start,
        steps=steps,
        off=element.get("autoStartup", "").lower() in OFF,
        evidence=file.at(element),
    )


def _xml_rest(element: Element, file: File, shared: dict[str, str]) -> Route:
    verbs = [inner for inner in element.iter() if _tag(inner) in VERBS]
    ends = [end for verb in verbs for end in verb.iter() if _tag(end) == "to"]
    path = element.get("path", "")
    return Route(
        name=element.get("id", path),
        start=step_of("from", f"rest:{path}", {}, file.at(element)),
        steps=[step_of("to", _xml_uri(end, shared), {}, file.at(end)) for end in ends],
        operations=len(verbs),
        evidence=file.at(element),
    )


def _xml_uri(element: Element, shared: dict[str, str]) -> str:
    """Return the URI of an element: its own, that of an endpoint it names, or a constant's."""
    uri = element.get("uri", "")
    named = element.get("ref") or (uri.removeprefix("ref:") if uri.startswith("ref:") else "")
    if named:
        return shared.get(named, f"ref:{named}")
    constants = (inner.text for inner in element if _tag(inner) in {"constant", "simple"})
    return uri or next((text.strip() for text in constants if text), "")


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
