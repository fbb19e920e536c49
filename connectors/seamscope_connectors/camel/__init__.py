"""Apache Camel: what the routes of an application carry between which endpoints.

Routes in YAML (as Karavan writes them, Camel K's Integration and Pipe) and in XML (Spring,
Blueprint, plain). The files of a folder are one application: `direct:` and `seda:` join their
routes. Java is not read. Camel is the mechanism, not an end.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import each_of, entry_fault
from seamscope.records import Record, Skipped
from seamscope_connectors.camel.moves import ADD, Reached, movements, statements
from seamscope_connectors.camel.routes import Found, Route, Step
from seamscope_connectors.camel.uris import is_join, is_none, join_of
from seamscope_connectors.camel.xml_dsl import xml_routes
from seamscope_connectors.camel.yaml_dsl import yaml_routes

ENTRY = r"^- (?:route|from|rest|routeTemplate|routeConfiguration|onException|beans):[ \t]*$"
JAVA = re.compile(r"\bextends\s+(?:Endpoint)?RouteBuilder\b")
CODE = frozenset({"bean", "class", "exec", "language", "ref"})


class CamelConnector(Connector):
    """Reads routes; nothing in them runs and no placeholder is filled in."""

    name = "camel"
    reads = "Apache Camel routes (YAML, Spring and Blueprint XML)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384)
        group = f"camel:{file.folder}"
        if file.suffix == ".xml" and re.search(
            r"[\"']http://camel\.apache\.org/schema/|<(?:camel|routes|route)\b[^>]*>\s*<", head
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

    def read(self, source: Source) -> Iterator[Record]:
        found = Found()
        for fault in each_of(source.files, lambda file: _gather(file, found)):
            if isinstance(fault, Skipped):
                yield fault
        for what, where in found.unread:
            yield entry_fault(what, ADD, where)
        taken = defaultdict(list)
        for route in found.routes:
            if route.start is not None and is_join(route.start):
                taken[join_of(route.start)].append(route)
        called: set[str] = set()
        for route in found.routes:
            yield from _route(route, taken, called)
        for name in sorted(set(taken) - called):
            what = f"nothing here calls {name[:80]}"
            yield entry_fault(what, "add the routes that call it", taken[name][0].evidence)
        yield from _code(found.routes)


def _gather(file: File, found: Found) -> Iterator[Record]:
    if file.suffix == ".java":
        remedy = "export them as XML or YAML (`camel transform route`)"
        raise file.error("Camel routes in Java are not read", remedy, 1)
    if not file.head().strip():
        raise file.error("the file is empty", "remove it, or export it again", 1)
    if file.suffix == ".xml":
        xml_routes(file, found)
    else:
        for doc in file.documents():
            yaml_routes(doc, found)
    yield from ()


def _code(routes: list[Route]) -> Iterator[Record]:
    """Report once the calls into the application's own code, and the routes without a system."""
    steps = [step for route in routes for step in _ends(route) if step.scheme in CODE]
    if steps:
        counts = sorted(Counter(step.scheme for step in steps).items())
        listed = ", ".join(f"{count} {scheme}" for scheme, count in counts)
        what = f"endpoints that run code of the application, or stand elsewhere: {listed}"
        yield entry_fault(what, ADD, steps[0].evidence)
    idle = [route for route in routes if route.start and all(map(is_none, _ends(route)))]
    if idle:
        problem = f"routes that touch no system (timers, logs, streams, own code): {len(idle)}"
        remedy = "add the systems that their own code calls to an inventory file"
        yield entry_fault(problem, remedy, idle[0].evidence)


def _ends(route: Route) -> list[Step]:
    return [*route.steps, *([route.start] if route.start else [])]


def _route(route: Route, taken: dict[str, list[Route]], called: set[str]) -> Iterator[Record]:
    if route.start is None:
        yield entry_fault("a route without a `from`", "export it again", route.evidence)
        return
    yield from statements(route)
    reached = list(_reached(route, taken))
    for one in reached:
        if is_join(one.step):
            called.add(join_of(one.step))
            if join_of(one.step) not in taken:
                what = f"no route here takes {join_of(one.step)[:80]}"
                yield entry_fault(what, "add the files of the whole application", one.step.evidence)
    if not is_join(route.start):
        yield from movements(route, route.start, [one for one in reached if not is_join(one.step)])


def _reached(route: Route, taken: dict[str, list[Route]]) -> Iterator[Reached]:
    """Yield the endpoints of a route and of those it leads to, each route once."""
    seen: set[int] = set()
    todo: list[tuple[Route, tuple[str, ...], str]] = [(route, (route.name,), "")]
    while todo:
        here, trail, off = todo.pop(0)
        if id(here) in seen:
            continue
        seen.add(id(here))
        off = off or (f"{here.name or 'the route'} does not start by itself" if here.off else "")
        for step in here.steps:
            yield Reached(step=step, trail=trail, off=off)
            if is_join(step):
                todo += [(one, (*trail, one.name), off) for one in taken.get(join_of(step), [])]
