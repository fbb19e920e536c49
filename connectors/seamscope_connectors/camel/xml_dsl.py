"""Routes in Spring and Blueprint XML."""

from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope_connectors.camel.routes import (
    CODE,
    MADE,
    METHOD_HEADER,
    OFF,
    READS,
    VERBS,
    WRITES,
    Found,
    Route,
    Step,
    step_of,
    with_method,
)


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
    method = ""
    for inner in element.iter():
        tag = _tag(inner)
        if tag in MADE:
            found.unread.append((f"{tag}: its endpoints are made when it runs", file.at(inner)))
        if tag == "setHeader" and METHOD_HEADER.fullmatch(_header_name(inner)):
            method = _xml_uri(inner, {})
        uri = _xml_uri(inner, shared) if tag in {"from", *WRITES, *READS} else ""
        uri = f"bean:{inner.get('ref', '')}" if tag in CODE else uri
        if not uri and tag in {"from", *WRITES, *READS}:
            found.unread.append((f"{tag}: it names no endpoint", file.at(inner)))
        if uri and tag == "from":
            start = step_of(tag, uri, {}, file.at(inner))
        elif uri:
            steps.append(with_method(step_of(tag, uri, {}, file.at(inner)), method))
    return Route(
        name=element.get("id", ""),
        start=start,
        steps=steps,
        off=element.get("autoStartup", "").lower() in OFF,
        evidence=file.at(element),
    )


def _header_name(element: Element) -> str:
    """Return the header that an element sets; Camel 2 calls the attribute ``headerName``."""
    return element.get("name", element.get("headerName", ""))


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
