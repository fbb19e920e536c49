"""Read Camel routes in YAML."""

from collections.abc import Iterator

from seamscope.connector import Doc, is_secret_name
from seamscope.connector.scrub import quote
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

EXPRESSION_DEPTH = 3  # as in expression: {constant: {expression: GET}}
# Steps that contain other steps.
NESTING = frozenset({"steps", "choice", "when", "otherwise", "multicast", "split", "loop", "filter",
                     "doTry", "doCatch", "doFinally", "pipeline", "aggregate"})  # fmt: skip
BLOCKS = frozenset({"when", "otherwise", "doCatch", "doFinally"})  # nothing but their steps
SETTINGS = frozenset({"beans", "dataFormats", "restConfiguration", "errorHandler"})


def read_yaml_routes(doc: Doc, found: ParsedRoutes) -> None:
    """Add the routes of a YAML document, a list of routes or a Camel K resource, to `found`."""
    kind = doc["kind"].text
    if kind in {"Pipe", "KameletBinding"}:
        _read_pipe(doc, found)
        return
    listed = doc["spec"]["flows"] if kind == "Integration" else doc
    if kind and kind != "Integration":
        found.unread.append(
            (f"a Camel resource of kind {quote(kind)} contains no route", doc.evidence)
        )
    if not listed.is_list and not kind:
        found.unread.append(("the document is not a list of routes", doc.evidence))
    for entry in listed:
        if not entry.is_mapping:
            found.unread.append(("the entry is not a route", entry.evidence))
        for word, body in entry.items():
            _read_entry(word, body, found)


def _read_entry(word: str, body: Doc, found: ParsedRoutes) -> None:
    if word in {"route", "from"}:
        start = body["from"] if word == "route" else body
        _add(found, body, body["id"].text or start["id"].text, start)
    elif word == "rest":
        _read_rest(body, found)
    elif word == "beans":
        _read_beans(body, found)
    elif word in {"routeTemplate", "templatedRoute", "route-template"}:
        problem = "a route template is not read, because its endpoints are parameters"
        found.unread.append((problem, body.evidence))
    elif word not in SETTINGS:
        found.unread.append((f"the key `{quote(word)}` is not supported", body.evidence))


def _read_beans(body: Doc, found: ParsedRoutes) -> None:
    """Add the beans of an entry: ``- name: crm, type: …DataSource, properties: {…}``."""
    for entry in body:
        if not entry["name"].text:
            found.unread.append(("a bean without a name is not read", entry.evidence))
            continue
        properties = {key: value for key, value in entry["properties"].items() if value.text}
        refs = (value.text for value in properties.values())
        found.beans[entry["name"].text] = Bean(
            name=entry["type"].text,
            values={k: v.text for k, v in properties.items() if not is_secret_name(k)},
            refs=tuple(ref.strip("#{}").removeprefix("bean:") for ref in refs if ref[:1] == "#"),
        )


def _add(found: ParsedRoutes, body: Doc, name: str, start: Doc) -> None:
    found.routes.append(
        Route(
            name=name,
            start=_read_step("from", start),
            steps=list(_list_steps(start["steps"] or body["steps"], found)),
            off=body["autoStartup"].text.lower() in OFF,
            description=body["description"].text,
            evidence=body.evidence,
        )
    )


def _read_rest(body: Doc, found: ParsedRoutes) -> None:
    verbs = [item for verb in VERBS for item in _list_items(body[verb])]
    steps = [step for item in verbs if (step := _read_step("to", item["to"]))]
    path = body["path"].text
    start = build_step("from", f"rest:{path}", {}, body.evidence)
    found.routes.append(
        Route(
            name=body["id"].text or path,
            start=start,
            steps=steps,
            operations=len(verbs),
            evidence=body.evidence,
        )
    )


def _read_pipe(doc: Doc, found: ParsedRoutes) -> None:
    """Add a Pipe or KameletBinding as a route from its source to its sink."""
    ends = {}
    for side, verb in (("source", "from"), ("sink", "to")):
        end = doc["spec"][side]
        name = end["ref"]["name"].text
        uri = end["uri"].text or (f"kamelet:{name}" if name else "")
        if not uri:
            found.unread.append((f"the {side} of the Pipe has no Kamelet and no URI", end.evidence))
            return
        ends[side] = build_step(verb, uri, _read_texts(end["properties"]), end.evidence)
    found.routes.append(
        Route(
            name=doc["metadata"]["name"].text,
            start=ends["source"],
            steps=[ends["sink"]],
            evidence=doc.evidence,
        )
    )


def _list_steps(steps: Doc, found: ParsedRoutes) -> Iterator[Step]:
    """Yield the endpoints in a list of steps, at any depth and in order."""
    todo = [steps]
    method = ""
    while todo:
        doc = todo.pop(0)
        if doc.is_list:
            todo[:0] = list(doc)
            continue
        below = []
        for key, value in doc.items():
            if step := _read_endpoint(key, value, found):
                yield set_http_method(step, method)
            elif key == "setHeader" and METHOD_HEADER.fullmatch(value["name"].text):
                method = _read_expression(value)
            elif key in DYNAMIC_ROUTERS:
                problem = f"`{key}`: its endpoints are computed at run time"
                found.unread.append((problem, value.evidence))
            elif value.is_mapping or value.is_list or key in NESTING:
                _check_block(key, value, found)
                below.append(value)
        todo[:0] = below


def _check_block(key: str, value: Doc, found: ParsedRoutes) -> None:
    if key in BLOCKS and value.is_mapping and not value["steps"]:
        found.unread.append((f"`{key}` has no `steps`", value.evidence))


def _read_endpoint(key: str, value: Doc, found: ParsedRoutes) -> Step | None:
    """Return the step for a key such as `to`, `enrich` or `bean`, None for any other key."""
    if key in CODE:
        name = value["ref"].text if value.is_mapping else value.text
        return build_step("to", f"bean:{name}", {}, value.evidence)
    if key == "steps" and value.is_mapping:
        found.unread.append(("`steps` is not a list", value.evidence))
    step = _read_step(key, value) if key in WRITES | READS else None
    if key in WRITES | READS and step is None:
        found.unread.append((f"`{key}` has no endpoint", value.evidence))
    return step


def _read_expression(doc: Doc) -> str:
    """Return the constant of an expression: ``constant: GET`` or its nested form."""
    for _ in range(EXPRESSION_DEPTH):
        if not doc.is_mapping:
            break
        doc = doc.first("constant", "simple", "expression")
    return doc.text


def _read_step(verb: str, doc: Doc) -> Step | None:
    expression = doc.first("constant", "simple", "expression")
    uri = doc.text or doc["uri"].text or expression.text or expression["expression"].text
    if verb == "kamelet":
        uri = f"kamelet:{doc.text or doc['name'].text}"
    if not uri:
        inner = expression.first("constant", "simple")
        uri = inner.text or inner["expression"].text
    return build_step(verb, uri, _read_texts(doc["parameters"]), doc.evidence) if uri else None


def _read_texts(doc: Doc) -> dict[str, str]:
    return {key: value.text for key, value in doc.items() if value.text}


def _list_items(doc: Doc) -> list[Doc]:
    return list(doc) if doc.is_list else [doc] if doc else []
