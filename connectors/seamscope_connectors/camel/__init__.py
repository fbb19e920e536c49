"""Read Apache Camel routes: flows between the endpoints of the routes of an application.

Reads routes in YAML (of Karavan, and Camel K's Integration and Pipe) and in XML (Spring, Blueprint,
plain). All files of a folder are one application, in which `direct:` and `seda:` endpoints connect
routes. Java is not read. Camel is recorded as the technology of a flow, never as its source or
target.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Record, Skipped
from seamscope_connectors.camel.beans import apply_beans
from seamscope_connectors.camel.moves import (
    ADD_TO_INVENTORY,
    ReachedStep,
    build_flows,
    build_write_queries,
)
from seamscope_connectors.camel.routes import ParsedRoutes, Route, Step
from seamscope_connectors.camel.settings import (
    OWN,
    SUFFIXES,
    apply_settings,
    find_application,
    list_settings_patterns,
    read_settings,
    sort_settings,
)
from seamscope_connectors.camel.uris import get_join_name, is_join, is_no_system
from seamscope_connectors.camel.xml_dsl import read_xml_routes
from seamscope_connectors.camel.yaml_dsl import read_yaml_routes

ENTRY = r"^- (?:route|from|rest|routeTemplate|routeConfiguration|onException|beans):[ \t]*$"
# Routes without a namespace; other formats have `<route>` elements inside.
ROOT = re.compile(
    r"\ufeff?(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->)*+<(?:camel|routes|route)\b[^<>]*>\s*<", re.S
)
JAVA = re.compile(r"\bextends\s+(?:Endpoint)?RouteBuilder\b")
CODE = frozenset({"bean", "class", "exec", "language", "ref"})


class CamelConnector(Connector):
    """Reads routes without running them; settings fill placeholders such as ``{{crm.url}}``."""

    name = "camel"
    reads = "Apache Camel routes (YAML, Spring and Blueprint XML)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384)
        group = f"camel:{find_application(file.folder)}"
        if file.suffix == ".properties" and OWN.search(head):
            return Claim(reason="settings of an application of Apache Camel", group=group)
        if file.suffix == ".xml" and (
            re.search(r"[\"']http://camel\.apache\.org/schema/", head) or ROOT.match(head)
        ):
            return Claim(reason="XML of Apache Camel", group=group)
        if file.suffix in {".yaml", ".yml"} and (
            file.named("*.camel.yaml", "*.camel.yml")
            or re.search(r"^apiVersion:\s*[\"']?camel\.apache\.org/", head, re.M)
            or (re.search(ENTRY, head, re.M) and re.search(r"^\s+(?:uri|steps):", head, re.M))
        ):
            return Claim(reason="routes of Apache Camel", group=group)
        if file.suffix == ".java" and JAVA.search(head):
            return Claim(reason="Camel routes in Java", group=f"camel:{file.path}")
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        return list_settings_patterns(file.folder) if file.suffix != ".java" else ()

    def read(self, source: Source) -> Iterator[Record]:
        found = yield from _gather_all(source)
        for problem, where in found.unread:
            yield skip_entry(problem, ADD_TO_INVENTORY, where)
        receivers = defaultdict(list)
        for route in found.routes:
            if route.start is not None and is_join(route.start):
                receivers[get_join_name(route.start)].append(route)
        called: set[str] = set()
        for route in found.routes:
            yield from _read_route(route, receivers, called)
        for name in sorted(set(receivers) - called):
            problem = f"no route in the inputs sends to {quote(name, 80)}"
            yield skip_entry(
                problem,
                "add the files with the routes that send to this endpoint",
                receivers[name][0].evidence,
            )
        yield from _report_code(found.routes)


def _gather_all(source: Source) -> Generator[Record, None, ParsedRoutes]:
    """Return the routes of all files with their settings; report the files that are not read."""
    found = ParsedRoutes()
    given = [file for file in source.files if file.suffix in SUFFIXES]
    routes = [file for file in source.files if file.suffix not in SUFFIXES]
    if not routes:
        problem = "the settings of Camel have no routes beside them"
        yield skip_entry(problem, "add the files with the routes", given[0].at(1))
    for fault in read_each(routes, lambda file: _gather(file, found)):
        if isinstance(fault, Skipped):
            yield fault
    settings: dict[str, str] = {}
    yield from read_each(sort_settings(given), lambda file: read_settings(file, settings))
    apply_settings(found, settings)
    apply_beans(found)
    return found


def _gather(file: File, found: ParsedRoutes) -> Iterator[Record]:
    if file.suffix == ".java":
        remedy = "export the routes as XML or YAML with `camel transform route`"
        raise file.error("Camel routes in Java are not read", remedy, 1)
    if not file.head().strip():
        raise file.error("the file is empty", "remove the file, or export the routes again", 1)
    if file.suffix == ".xml":
        read_xml_routes(file, found)
    else:
        for doc in file.documents():
            read_yaml_routes(doc, found)
    yield from ()


def _report_code(routes: list[Route]) -> Iterator[Record]:
    """Report the steps that run the application's own code, and routes without a system."""
    steps = [step for route in routes for step in _list_endpoints(route) if step.scheme in CODE]
    if steps:
        counts = sorted(Counter(step.scheme for step in steps).items())
        listed = ", ".join(f"{count} {scheme}" for scheme, count in counts)
        what = f"endpoints that run the application's code, or are defined elsewhere: {listed}"
        yield skip_entry(what, ADD_TO_INVENTORY, steps[0].evidence)
    idle = [
        route for route in routes if route.start and all(map(is_no_system, _list_endpoints(route)))
    ]
    if idle:
        problem = (
            f"routes that do not access a system (timers, logs, streams, own code): {len(idle)}"
        )
        remedy = "list the flows of the application's own code in the inventory"
        yield skip_entry(problem, remedy, idle[0].evidence)


def _list_endpoints(route: Route) -> list[Step]:
    return [*route.steps, *([route.start] if route.start else [])]


def _read_route(
    route: Route, receivers: dict[str, list[Route]], called: set[str]
) -> Iterator[Record]:
    if route.start is None:
        yield skip_entry("the route has no `from`", "export the route again", route.evidence)
        return
    yield from build_write_queries(route)
    reached = list(_follow_route(route, receivers))
    for one in reached:
        if is_join(one.step):
            called.add(get_join_name(one.step))
            if get_join_name(one.step) not in receivers:
                problem = f"no route in the inputs starts from {quote(get_join_name(one.step), 80)}"
                yield skip_entry(
                    problem, "add the files of the whole application", one.step.evidence
                )
    if not is_join(route.start):
        yield from build_flows(
            route, route.start, [one for one in reached if not is_join(one.step)]
        )


def _follow_route(route: Route, receivers: dict[str, list[Route]]) -> Iterator[ReachedStep]:
    """Yield the steps of a route and of the routes that it sends to, each route once."""
    seen: set[int] = set()
    todo: list[tuple[Route, tuple[str, ...], str]] = [(route, (route.name,), "")]
    while todo:
        here, trail, off = todo.pop(0)
        if id(here) in seen:
            continue
        seen.add(id(here))
        off = off or (f"{here.name or 'the route'} has autoStartup: false" if here.off else "")
        for step in here.steps:
            yield ReachedStep(step=step, trail=trail, off=off)
            if is_join(step):
                todo += [
                    (one, (*trail, one.name), off) for one in receivers.get(get_join_name(step), [])
                ]
