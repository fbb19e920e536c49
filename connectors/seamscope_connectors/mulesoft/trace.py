"""Follow a Mule flow step by step: its reads, field mappings and writes, in order.

Flows that are called by `flow-ref` or a `vm` queue are included once.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.records import ColumnEdge, Endpoint, Evidence
from seamscope_connectors.mulesoft.application import (
    Application,
    MuleFlow,
    read_local_name,
    read_namespace,
)
from seamscope_connectors.mulesoft.ends import Operation, build_end
from seamscope_connectors.mulesoft.network import Network
from seamscope_connectors.mulesoft.technologies import (
    NONE,
    READING,
    WRITING,
    Technology,
    find_engine,
    find_technology,
)
from seamscope_connectors.mulesoft.weave import map_fields

# Elements that start a flow when they are its first child.
SOURCE = re.compile(r".*listener(?:-.*)?|on-(?!error).*|.*inbound-endpoint|inbound|scheduler|poll|"
                    r"subscriber|subscribe.*|replay-.*|.*-trigger|(?!data-).*-source|"
                    r"(?:new|modified|updated|deleted|created)-.*")  # fmt: skip
APIKIT = ":\\"  # in the names of APIkit flows: `get:\orders:api-config`
BRANCHES = frozenset({"when", "otherwise", "route"})
ERRORS = re.compile(r"on-error-.*|.*exception-strategy|rollback-.*|on-error")
TRANSFORMS = frozenset({"transform", "transform-message"})
QUERIES = re.compile(r"sql|.*-query|parameterized-query|template-query|dynamic-query|search-string")
SQL = re.compile(
    r"(?<!\s)\s*+\{?\s*+(?:select|with|insert|update|delete|merge|call|exec|begin)\b", re.I
)
VERB_KEYS = ("method", "operation", "functionName", "key")
MAX_STEPS = 20_000  # maximum number of steps of a flow and the flows that it calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """An operation that reads or writes a system.

    doubt: why the direction is uncertain.
    branches: (choice, branch number) for each choice that contains the operation.
    on_errors: whether it is in an error handler.
    replies: whether the call returns a reply.
    sql, dialect: the statement of a database operation.
    """

    technology: Technology
    label: str
    end: Endpoint
    reads: bool
    flow: str
    evidence: Evidence
    doubt: str = ""
    branches: tuple[tuple[int, int], ...] = ()
    on_errors: bool = False
    replies: bool = False
    sql: str = ""
    dialect: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """A step that maps fields, such as a DataWeave script."""

    columns: tuple[ColumnEdge, ...]
    branches: tuple[tuple[int, int], ...] = ()


Step = Touch | Transform


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The trigger of a flow.

    kind: module and name of the source element, "" if the flow is only called.
    origin: the system that sends its messages, None if unknown.
    schedule: the polling schedule.
    """

    kind: str = ""
    origin: Touch | None = None
    schedule: str = ""


Queues = Mapping[str, Sequence[MuleFlow]]


@dataclass(slots=True, kw_only=True)
class Walk:
    """Collects the steps of one flow and of the flows that it calls, also in other applications."""

    app: Application
    called: set[str]  # called flows and queues
    missing: dict[str, Evidence]  # called flows that are not in the inputs
    network: Network
    queues: Mapping[int, Queues]  # by id() of the application
    _seen: set[int] = field(default_factory=set)
    _left: int = MAX_STEPS

    def list_steps(self, flow: MuleFlow) -> list[Step]:
        """Return the steps of a flow in order."""
        return list(self._flow(flow, (), on_errors=False))

    def _flow(
        self, flow: MuleFlow, branches: tuple[tuple[int, int], ...], *, on_errors: bool
    ) -> Iterator[Step]:
        todo: list[tuple[MuleFlow, Element, tuple[tuple[int, int], ...], bool]] = []
        self._enter(flow, branches, todo, on_errors=on_errors)
        while todo and self._left > 0:
            self._left -= 1
            current, element, around, failing = todo.pop(0)
            failing = failing or ERRORS.fullmatch(read_local_name(element)) is not None
            app = self.network.find_owner(current, self.app)
            if failing and app is not self.app:
                continue  # its errors are handled by the caller
            inner: list[tuple[MuleFlow, Element, tuple[tuple[int, int], ...], bool]] = []
            if step := build_step(element, current, app, around, on_errors=failing):
                answer = self.network.find_answer(element, app)
                if answer is None or not self._reaches(answer):
                    yield step
                    continue
                self.network.called.add(id(answer.element))
                self._enter(answer, around, inner, on_errors=failing)
                todo[:0] = inner
                continue
            for number, child in enumerate(element):
                own = ((id(element), number),) if read_local_name(child) in BRANCHES else ()
                inner.append((current, child, (*around, *own), failing))
            for target in self._list_targets(element, current, app):
                self._enter(target, around, inner, on_errors=failing)
            todo[:0] = inner

    def _reaches(self, flow: MuleFlow) -> bool:
        """Return whether a flow of another application accesses a system.

        If it does, its steps are followed. Otherwise the request to it is recorded as an endpoint.
        """
        app = self.network.find_owner(flow, self.app)
        if id(flow.element) in self._seen:
            return True
        alone = Walk(
            app=app, called=set(), missing={}, network=Network(apps=(app,)), queues=self.queues
        )
        return any(isinstance(step, Touch) for step in alone.list_steps(flow))

    def _enter(
        self,
        flow: MuleFlow,
        branches: tuple[tuple[int, int], ...],
        todo: list[tuple[MuleFlow, Element, tuple[tuple[int, int], ...], bool]],
        *,
        on_errors: bool,
    ) -> None:
        """Add the steps of a flow to `todo`, unless the flow has been visited."""
        if id(flow.element) in self._seen:
            return
        self._seen.add(id(flow.element))
        children = [child for child in flow.element if not is_source(child, flow.element)]
        todo += [(flow, child, branches, on_errors) for child in children]

    def _list_targets(
        self, element: Element, flow: MuleFlow, app: Application
    ) -> Iterator[MuleFlow]:
        """Yield the flows that a step calls, or the shared error handler that it refers to."""
        # Calls in another application are recorded when that application is read.
        called = self.called if app is self.app else set[str]()
        if read_local_name(element) == "error-handler" and element.get("ref", "") in app.handlers:
            yield app.handlers[element.get("ref", "")]
        elif read_local_name(element) == "flow-ref":
            name = app.fill(element.get("name", ""))
            called.add(name)
            if name in app.flows:
                yield app.flows[name]
            elif "#[" not in name and app is self.app:
                self.missing.setdefault(name, flow.file.at(element, flow.name))
        elif queue := find_queue(element, app):
            called.add(queue)
            yield from self.queues.get(id(app), {}).get(queue, ())


def find_queue(element: Element, app: Application) -> str:
    """Return the `vm` queue of an element, "" for any other element."""
    if read_namespace(element) not in {"vm", "ee/vm"}:
        return ""
    name = element.get("queueName") or element.get("path") or ""
    return f"vm queue {app.fill(name)}" if name else ""


def is_source(element: Element, flow: Element) -> bool:
    """Return whether an element starts the flow: a listener or scheduler as its first child."""
    return (
        element is next(iter(flow), None) and SOURCE.fullmatch(read_local_name(element)) is not None
    )


def list_queues(app: Application) -> dict[str, list[MuleFlow]]:
    """Return the flows that each `vm` queue starts."""
    found: dict[str, list[MuleFlow]] = defaultdict(list)
    for flow in app.flows.values():
        first = next(iter(flow.element), None)
        if first is not None and (queue := find_queue(first, app)):
            found[queue].append(flow)
    return dict(found)


def read_start(flow: MuleFlow, app: Application) -> Start:
    """Return the trigger of a flow: polling, an event, or a call."""
    first = next(iter(flow.element), None)
    if first is None or not is_source(first, flow.element):
        answers = APIKIT in flow.name or flow.name in app.mapped
        return Start(kind="apikit" if answers else "")
    space, kind = read_namespace(first), read_local_name(first)
    listens = space in {"http", "https", "apikit", "mule-apikit", "cxf", "sockets", "websocket"}
    touch = None if listens else build_step(first, flow, app, (), on_errors=False, reads=True)
    schedule = _read_schedule(first, app)
    inner = [child for child in first.iter() if child is not first] if kind == "poll" else []
    steps = (build_step(child, flow, app, (), on_errors=False, reads=True) for child in inner)
    polled = next((step for step in steps if isinstance(step, Touch)), None)
    origin = polled or (touch if isinstance(touch, Touch) else None)
    return Start(kind=f"{space} {kind}", origin=origin, schedule=schedule)


def _read_schedule(source: Element, app: Application) -> str:
    """Return the polling schedule of a source (cron or interval), "" if it does not poll."""
    for element in source.iter():
        values = {key: app.fill(text) for key, text in element.items()}
        match read_local_name(element):
            case "cron" | "cron-scheduler":
                return values.get("expression", "")
            case "fixed-frequency" | "fixed-frequency-scheduler":
                unit = values.get("timeUnit", "milliseconds").casefold()
                return _format_interval(values.get("frequency", ""), unit)
            case _:
                if "pollingFrequency" in values:
                    return _format_interval(values["pollingFrequency"], "milliseconds")
    return ""


def _format_interval(count: str, unit: str) -> str:
    """Return an interval in its largest whole unit: 60000 milliseconds → "every minute"."""
    if not count.isdigit():
        return ""
    amount, name = int(count), unit
    for smaller, size, larger in (
        ("milliseconds", 1000, "seconds"),
        ("seconds", 60, "minutes"),
        ("minutes", 60, "hours"),
    ):
        if name == smaller and amount and amount % size == 0:
            amount, name = amount // size, larger
    return f"every {amount} {name}" if amount != 1 else f"every {name.removesuffix('s')}"


def build_step(
    element: Element,
    flow: MuleFlow,
    app: Application,
    branches: tuple[tuple[int, int], ...],
    *,
    on_errors: bool,
    reads: bool = False,
) -> Step | None:
    """Return the access or field mapping of an element, None if it has neither.

    reads: whether the element is the source of the flow, so that it receives data.
    """
    space, kind = read_namespace(element), read_local_name(element)
    if kind in TRANSFORMS:
        scripts = [
            _read_script(one, flow, app)
            for one in element.iter()
            if read_local_name(one) == "set-payload"
        ]
        columns = tuple(edge for script in scripts for edge in map_fields(script))
        return Transform(columns=columns, branches=branches)
    if not space or NONE.fullmatch(space) or not _is_operation(element, reads=reads):
        return None
    technology = find_technology(space)
    own, configured = app.read_own_values(element), app.read_configured_values(element)
    query = _query(element, app)
    is_sql = technology.mechanism.value == "sql" and SQL.match(query) is not None
    product, dialect = find_engine(f"{app.name_configuration(element)} {configured.get('url', '')}")
    verb = query.lstrip(" {\n\t").partition(" ")[0] if is_sql else _read_verb(kind, own)
    reading = reads or READING.match(verb) is not None
    writing = WRITING.match(verb) is not None
    return Touch(
        technology=technology,
        label=space.rpartition("/")[2],
        end=build_end(
            Operation(
                kind=kind,
                technology=technology,
                own=own,
                configured=configured,
                query=query,
                product=product,
                names=app.list_configuration_names(element),
                app=app.name,
            )
        ),
        reads=reading,
        flow=flow.name,
        evidence=flow.file.at(element, flow.name),
        doubt="" if reading or writing else "the operation is unknown; a write is assumed",
        branches=branches,
        on_errors=on_errors,
        replies=not reading and technology.mechanism.value in {"api", "unknown"},
        sql=re.sub(r"(?<![:\w]):\w+|#\[(?:(?!#\[)[^\]])*+\]", "?", query).strip("{} \n\t")
        if is_sql
        else "",
        dialect=dialect,
    )


# Modules whose operations access a system even without a configuration.
CONNECTED = frozenset({"file", "sftp", "ftp", "db", "jms", "ibm-mq", "kafka", "amqp", "salesforce",
                       "sfdc", "sap", "s3", "mongo", "wsc"})  # fmt: skip


def _is_operation(element: Element, *, reads: bool) -> bool:
    """Return whether an element is an operation or endpoint, not a setting inside one."""
    keys = ("config-ref", "connector-ref", "address", "url")
    endpoint = read_local_name(element).endswith("endpoint")
    known = READING.match(read_local_name(element)) or WRITING.match(read_local_name(element))
    return (
        reads
        or endpoint
        or any(element.get(key) for key in keys)
        or (known is not None and read_namespace(element) in CONNECTED)
    )


def _read_verb(kind: str, values: dict[str, str]) -> str:
    """Return the HTTP method or operation name of an element, from which reads are recognised."""
    if kind in {"request", "request-builder", "invoke", "consume", "outbound-endpoint"} or (
        "function-call" in kind
    ):
        called = next((values[key] for key in VERB_KEYS if values.get(key)), "")
        called = re.sub(r"^[A-Z]+_(?=[A-Z])", "", called) if "function-call" in kind else called
        default = {"request": "GET", "outbound-endpoint": kind}.get(kind, "")
        return "" if called.startswith("#[") else called or default
    return kind


def _query(element: Element, app: Application) -> str:
    texts = (one.text or "" for one in element.iter() if QUERIES.fullmatch(read_local_name(one)))
    text = next((text for text in texts if text.strip()), element.get("query", ""))
    return app.fill(text).strip()


def _read_script(element: Element, flow: MuleFlow, app: Application) -> str:
    """Return the DataWeave script of an element: its text, or the file in ``resource``."""
    resource = element.get("resource", "").rpartition("classpath:")[2].lstrip("/")
    named = (text for path, text in app.scripts.items() if resource and path.endswith(resource))
    return next(named, element.text or "")
