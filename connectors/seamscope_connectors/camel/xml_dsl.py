"""Read Camel routes in Spring, Blueprint and plain XML."""

from xml.etree.ElementTree import Element

from seamscope.connector import File, is_secret_name
from seamscope_connectors.camel.routes import (
    CODE,
    DYNAMIC_ROUTERS,
    METHOD_HEADER,
    OFF,
    READS,
    VERBS,
    WRITES,
    Bean,
    ParsedRoutes,
    Route,
    Step,
    build_step,
    set_http_method,
)


def read_xml_routes(file: File, found: ParsedRoutes) -> None:
    """Add the routes, REST services and beans of an XML file to `found`."""
    root = file.xml()
    shared = {
        element.get("id", ""): element.get("uri", "")
        for element in root.iter()
        if _get_tag(element) == "endpoint"
    }
    for element in root.iter():
        match _get_tag(element):
            case "bean" if element.get("id") and element.get("class"):
                found.beans[element.get("id", "")] = _read_bean(element)
            case "route":
                found.routes.append(_read_route(element, file, shared, found))
            case "rest":
                found.routes.append(_read_rest(element, file, shared))
            case "routeTemplate" | "templatedRoute":
                problem = "a route template is not read, because its endpoints are parameters"
                found.unread.append((problem, file.at(element)))


def _read_route(element: Element, file: File, shared: dict[str, str], found: ParsedRoutes) -> Route:
    start: Step | None = None
    steps: list[Step] = []
    method = ""
    for inner in element.iter():
        tag = _get_tag(inner)
        if tag in DYNAMIC_ROUTERS:
            found.unread.append(
                (f"`{tag}`: its endpoints are computed at run time", file.at(inner))
            )
        if tag == "setHeader" and METHOD_HEADER.fullmatch(_get_header_name(inner)):
            method = _read_uri(inner, {})
        uri = _read_uri(inner, shared) if tag in {"from", *WRITES, *READS} else ""
        uri = f"bean:{inner.get('ref', '')}" if tag in CODE else uri
        if not uri and tag in {"from", *WRITES, *READS}:
            found.unread.append((f"`{tag}` has no endpoint", file.at(inner)))
        if uri and tag == "from":
            start = build_step(tag, uri, {}, file.at(inner))
        elif uri:
            steps.append(set_http_method(build_step(tag, uri, {}, file.at(inner)), method))
    return Route(
        name=element.get("id", ""),
        start=start,
        steps=steps,
        off=element.get("autoStartup", "").lower() in OFF,
        description=_read_description(element),
        evidence=file.at(element),
    )


def _read_description(element: Element) -> str:
    """Return the description of a route, from its attribute or its child element."""
    inner = (child for child in element if _get_tag(child) == "description")
    return element.get("description", "") or next((child.text or "" for child in inner), "")


def _get_header_name(element: Element) -> str:
    """Return the header that `setHeader` sets; Camel 2 calls the attribute ``headerName``."""
    return element.get("name", element.get("headerName", ""))


def _read_bean(element: Element) -> Bean:
    """Return a bean with its properties and the properties of nested beans."""
    values: dict[str, str] = {}
    refs: list[str] = []
    for inner in element.iter():
        name = inner.get("name", "")
        if _get_tag(inner) in {"property", "constructor-arg", "argument", "entry"}:
            text = inner.get("value", "") or (inner.findtext("{*}value") or "").strip()
            if text and not is_secret_name(name):
                values[name or inner.get("key", "")] = text
            refs += filter(None, [inner.get("ref", "")])
    classes = [inner.get("class", "") for inner in element.iter() if _get_tag(inner) == "bean"]
    return Bean(name=classes[0], values=values, refs=tuple(refs), inner=tuple(classes[1:]))


def _read_rest(element: Element, file: File, shared: dict[str, str]) -> Route:
    verbs = [inner for inner in element.iter() if _get_tag(inner) in VERBS]
    ends = [end for verb in verbs for end in verb.iter() if _get_tag(end) == "to"]
    path = element.get("path", "")
    return Route(
        name=element.get("id", path),
        start=build_step("from", f"rest:{path}", {}, file.at(element)),
        steps=[build_step("to", _read_uri(end, shared), {}, file.at(end)) for end in ends],
        operations=len(verbs),
        evidence=file.at(element),
    )


def _read_uri(element: Element, shared: dict[str, str]) -> str:
    """Return the URI of the endpoint that an element refers to, "" if there is none.

    The URI is the attribute `uri`, the `uri` of the endpoint that `ref` refers to (in `shared`), or
    a constant: ``<toD><constant>…``.
    """
    uri = element.get("uri", "")
    named = element.get("ref") or (uri.removeprefix("ref:") if uri.startswith("ref:") else "")
    if named:
        return shared.get(named, f"ref:{named}")
    constants = (inner.text for inner in element if _get_tag(inner) in {"constant", "simple"})
    return uri or next((text.strip() for text in constants if text), "")


def _get_tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
