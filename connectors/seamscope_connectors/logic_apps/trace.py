"""Follow the data of a workflow: which reads, and which fields, the input of each write is made of.

An action's input names what it uses (`@body('Get_rows')`), so that data is followed by name and not
by the order of actions. Child workflows are followed into the workflows of their name.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seamscope.connector import Doc
from seamscope.connector.entries import skip_entry
from seamscope.records import ColumnEdge, Endpoint, Evidence, Mechanism, Record
from seamscope_connectors.logic_apps.apis import (
    Api,
    extract_name,
    find_api,
    is_reading,
    is_writing,
    only_settles,
)
from seamscope_connectors.logic_apps.ends import Call, build_end
from seamscope_connectors.logic_apps.expressions import (
    UNKNOWN,
    fill,
    find_names,
    find_parameters,
    map_fields,
)
from seamscope_connectors.logic_apps.workflows import Connection, Workflow

MANAGED = frozenset({"ApiConnection", "ApiConnectionWebhook", "ApiConnectionNotification",
                     "OpenApiConnection", "OpenApiConnectionWebhook",
                     "OpenApiConnectionNotification"})  # fmt: skip
CALLS = MANAGED | {"ServiceProvider", "Http", "HttpWebhook", "Function", "ApiManagement"}
# Steps that steer, compute, transform or answer, and reach no system.
STEERING = frozenset({
    "AppendToArrayVariable", "AppendToStringVariable", "Changeset", "Compose", "CSharpScriptCode",
    "DecrementVariable", "Expression", "FlatFileDecoding", "FlatFileEncoding", "Foreach", "If",
    "IncrementVariable", "InitializeVariable", "IntegrationAccountArtifactLookup",
    "JavaScriptCode", "Join", "Liquid", "Manual", "ParseJson", "PowerShellCode", "Query",
    "Recurrence", "Request", "Response", "Scope", "Select", "SetVariable", "SlidingWindow",
    "Switch", "SwiftMTDecode", "SwiftMTEncode", "Table", "Terminate", "Until", "Wait", "XmlCompose",
    "XmlParse", "XmlValidation", "Xslt", "RosettaNetEncode", "RosettaNetDecode", "X12Encode",
    "X12Decode", "EdifactEncode", "EdifactDecode", "Batch", "SendToBatch", "Agent", "NestedAgent",
    "Http2", "Transform", "AS2Encode", "AS2Decode", "RosettaNetWaitForResponse",
})  # fmt: skip
NESTED = ("actions", "else", "default")
FAILURES = frozenset({"failed", "timedout", "skipped"})
# Actions whose input is an object of fields.
MAPPERS = frozenset({"Select", "Compose"})
MAX_STEPS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A call that reads or writes a system. doubt: why the direction is not certain."""

    name: str
    api: Api
    label: str
    end: Endpoint
    reads: bool
    evidence: Evidence
    workflow: str
    doubt: str = ""
    authentication: str = ""
    on_errors: bool = False
    columns: tuple[ColumnEdge, ...] = ()
    sql: str = ""


@dataclass(slots=True, kw_only=True)
class Trace:
    """A workflow's steps by name. uses: what the input of each step or variable is made of.

    trigger: what starts it, None if a call or a timer does; calls: child workflow -> names of the
    steps that call it, with their evidence.
    """

    workflow: Workflow
    touches: dict[str, Touch] = field(default_factory=dict)
    uses: dict[str, frozenset[str]] = field(default_factory=dict)
    fields: dict[str, tuple[ColumnEdge, ...]] = field(default_factory=dict)
    trigger: Touch | None = None
    trigger_kind: str = ""
    frequency: str = ""
    calls: dict[str, dict[str, Evidence]] = field(default_factory=lambda: defaultdict(dict))
    faults: list[Record] = field(default_factory=list)

    def find_origins(self, step: str) -> tuple[list[str], tuple[ColumnEdge, ...]]:
        """Return the calls that the input of a step is made of, and the fields filled on the way.

        `trigger()` stands for what started the workflow.
        """
        seen: set[str] = set()
        found: dict[str, None] = {}
        columns: dict[ColumnEdge, None] = {}
        todo = sorted(self.uses.get(step, frozenset()))
        while todo:
            name = todo.pop(0)
            if name in seen:
                continue
            seen.add(name)
            if name == "trigger()" or name in self.touches:
                found[name] = None
                continue
            columns |= dict.fromkeys(self.fields.get(name, ()))
            todo += sorted(self.uses.get(name, frozenset()))
        return list(found), tuple(columns)


def trace_workflow(workflow: Workflow) -> Trace:
    """Return the calls of a workflow and what their inputs are made of."""
    trace = Trace(workflow=workflow)
    for name, trigger in workflow.definition["triggers"].items():
        _add_trigger(name, trigger, trace)
    for step in _list_steps(workflow.definition["actions"], trace):
        _add_step(step, trace)
    return trace


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    name: str
    doc: Doc
    loops: tuple[str, ...]  # the loops around it, the innermost last
    on_errors: bool


def _list_steps(actions: Doc, trace: Trace) -> Iterator[_Step]:
    """Yield every action with those inside it, in the order of the file."""
    todo = [_Step(name=name, doc=doc, loops=(), on_errors=_handles_failure(doc))
            for name, doc in actions.items()]  # fmt: skip
    for _ in range(MAX_STEPS):
        if not todo:
            return
        step = todo.pop(0)
        yield step
        loops = (*step.loops, step.name) if step.doc["foreach"] else step.loops
        inner: list[_Step] = []
        for branch in _list_branches(step.doc):
            inner += [
                _Step(
                    name=name,
                    doc=doc,
                    loops=loops,
                    on_errors=step.on_errors or _handles_failure(doc),
                )
                for name, doc in branch.items()
            ]
        todo[:0] = inner
    what = f"a workflow of more than {MAX_STEPS} actions; the others are not read"
    trace.faults.append(skip_entry(what, "split the workflow", actions.evidence))


def _list_branches(action: Doc) -> Iterator[Doc]:
    if action["actions"]:
        yield action["actions"]
    for key in ("else", "default"):
        if action[key]:
            yield action[key]["actions"]
    for _name, case in action["cases"].items():  # noqa: PERF102 (a Doc, not a dict)
        yield case["actions"]


def _handles_failure(action: Doc) -> bool:
    """Tell whether an action runs only after others failed."""
    after = [state.casefold() for _, states in action["runAfter"].items() for state in states.texts]
    return bool(after) and set(after) <= FAILURES


def _add_trigger(name: str, trigger: Doc, trace: Trace) -> None:
    kind = trigger["type"].text
    trace.trigger_kind = kind
    trace.frequency = _read_frequency(trigger["recurrence"]) or trace.frequency
    if kind in CALLS:
        trace.trigger = _build_touch(name, trigger, trace, is_trigger=True)
    elif kind not in STEERING:
        trace.faults.append(_skip_unknown(kind, "trigger", trigger))


def _read_frequency(recurrence: Doc) -> str:
    unit = recurrence["frequency"].text.casefold()
    interval = recurrence["interval"].text
    if not unit:
        return ""
    return f"every {unit}" if interval in {"", "1"} else f"every {interval} {unit}s"


def _skip_unknown(kind: str, what: str, where: Doc) -> Record:
    problem = (
        f"a {what} of the type {kind[:40]} is not known" if kind else f"a {what} without a type"
    )
    return skip_entry(problem, "add what it moves to the inventory", where.evidence)


def _add_step(step: _Step, trace: Trace) -> None:
    kind = step.doc["type"].text
    used = _list_used_names(step)
    if "variable" in kind.casefold():
        for name in _list_variables(step.doc):
            trace.uses[name] = trace.uses.get(name, frozenset()) | used
    trace.uses[step.name] = used
    trace.uses[f"loop {step.name}"] = find_names(_encode_text(step.doc["foreach"]))
    if kind in MAPPERS:
        inputs = step.doc["inputs"]
        trace.fields[step.name] = map_fields(
            inputs["select"].raw if kind == "Select" else inputs.raw
        )
    if kind == "Workflow":
        called = step.doc["inputs"]["host"]["workflow"].first("id", "name").text
        called = called or step.doc["inputs"]["host"]["workflowReferenceName"].text
        trace.calls[_read_child_name(called, trace.workflow)][step.name] = step.doc.evidence
    elif kind in CALLS:
        touch = _build_touch(step.name, step.doc, trace, on_errors=step.on_errors)
        if touch is not None:
            trace.touches[step.name] = touch
    elif kind.casefold() not in {known.casefold() for known in STEERING}:
        trace.faults.append(_skip_unknown(kind, "step", step.doc))


def _read_child_name(called: str, workflow: Workflow) -> str:
    """Return the name of a child: the last part of its resource id, or of an expression's text."""
    if not called.startswith("["):
        return called.rstrip("/").rpartition("/")[2]
    quoted = re.findall(r"'([^']+)'", called)
    name = quoted[-1] if quoted else called
    return workflow.settings.get(name.casefold(), name.rpartition("/")[2])


def _list_variables(action: Doc) -> Iterator[str]:
    inputs = action["inputs"]
    if inputs["variables"]:
        for variable in inputs["variables"]:
            yield f"variable {variable['name'].text}"
    elif inputs["name"].text:
        yield f"variable {inputs['name'].text}"


def _list_used_names(step: _Step) -> frozenset[str]:
    """Return what an action's input refers to; `item()` is the item of the loop around it."""
    inputs = step.doc["inputs"]
    found = find_names(_encode_text(inputs))
    if "loop " in found:
        inner = f"loop {step.loops[-1]}" if step.loops else ""
        found = (found - {"loop "}) | ({inner} - {""})
    return found


def _encode_text(doc: Doc) -> str:
    """Return a value as text, for the expressions in it; nothing of it is kept."""
    return doc.raw if isinstance(doc.raw, str) else json.dumps(doc.raw, default=str)


def _build_touch(
    name: str, action: Doc, trace: Trace, *, is_trigger: bool = False, on_errors: bool = False
) -> Touch | None:
    """Return what a call reads or writes; None if it only settles a message."""
    kind, inputs, workflow = action["type"].text, action["inputs"], trace.workflow
    connection, operation = _find_connection(kind, inputs, workflow)
    path = fill(inputs["path"].text or inputs["uri"].text, workflow.settings)
    method = inputs["method"].text
    verb = operation or method or ("subscribe" if is_trigger else "")
    api = find_api(connection.api)
    if not is_trigger and only_settles(api, verb, f"{path} {operation}"):
        return None
    values = _read_values(inputs, workflow.settings)
    sql = values.get("query", "").strip() if api.mechanism is Mechanism.SQL else ""
    sql = "" if UNKNOWN in sql else sql
    verb = sql.partition(" ")[0].casefold() or verb
    reads = is_trigger or is_reading(verb, path)
    known = reads or is_writing(verb)
    return Touch(
        name=name,
        api=api,
        label=connection.api,
        end=build_end(
            Call(
                api=api,
                label=connection.api,
                connection=connection.name,
                settings=tuple(fill(text, workflow.settings) for text in connection.settings),
                path=path,
                values=values,
                unset=find_parameters(path),
                workflow=workflow.name,
                app=workflow.app,
            )
        ),
        reads=reads,
        evidence=action.evidence,
        workflow=workflow.name,
        doubt="" if known else "the call may fetch instead",
        authentication=_read_authentication(inputs),
        on_errors=on_errors,
        columns=() if reads else map_fields(_read_content(inputs)),
        sql=sql,
    )


def _find_connection(kind: str, inputs: Doc, workflow: Workflow) -> tuple[Connection, str]:
    """Return the connection of a call, and the operation it asks for, "" for an HTTP method."""
    if kind == "ServiceProvider":
        used = inputs["serviceProviderConfiguration"]
        found = workflow.connections.get(used["connectionName"].text)
        api = extract_name(used["serviceProviderId"].text)
        return found or Connection(api=api), used["operationId"].text
    if kind in MANAGED:
        return _find_managed_connection(inputs, workflow)
    if kind == "Function":
        named = inputs["function"].first("connectionName", "id").text
        found = workflow.connections.get(named)
        return found or Connection(api="azurefunction", name=_extract_app(named)), ""
    if kind == "ApiManagement":
        named = inputs["api"].first("connectionName", "id").text or "API Management"
        found = workflow.connections.get(named)
        return found or Connection(api="apimanagement", name=named.rpartition("/")[2]), ""
    return Connection(api="http"), ""


def _find_managed_connection(inputs: Doc, workflow: Workflow) -> tuple[Connection, str]:
    host = inputs["host"]
    held = host["connection"]
    reference = host["connectionName"].text or held["referenceName"].text or held["name"].text
    name = _extract_reference(reference)
    found = workflow.connections.get(name)
    api = host["apiId"].text or host["api"].first("runtimeUrl", "id").text
    api = api if "apis/" in api or "/apim/" in api else ""
    return found or Connection(api=extract_name(api or name)), host["operationId"].text


def _extract_reference(text: str) -> str:
    """Return the reference in ``@parameters('$connections')['sql_1']['connectionId']``."""
    quoted = text.split("['")
    return quoted[1].partition("'")[0] if len(quoted) > 1 else text


def _extract_app(resource: str) -> str:
    """Return the Function App of a function's resource id."""
    return resource.partition("/sites/")[2].partition("/")[0] or resource


def _read_values(inputs: Doc, settings: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of a call, by name in lower case without what groups them."""
    found: dict[str, str] = {}
    for listed in (inputs["parameters"], inputs["queries"], inputs["queryParameters"]):
        match listed.raw:
            case dict() as given:
                for key, value in given.items():
                    if isinstance(value, str):
                        short = str(key).rpartition("/")[2].casefold()
                        found.setdefault(short, fill(value, settings))
    match inputs["body"].raw:
        case {"query": str(text)}:
            found.setdefault("query", fill(text, settings))
    return found


def _read_content(inputs: Doc) -> object:
    """Return what a call sends: its body, or the items among its parameters."""
    body = inputs["body"].raw
    if body is not None:
        return body
    match inputs["parameters"].raw:
        case dict() as given:
            items = {str(key).partition("/")[2]: value for key, value in given.items()
                     if str(key).startswith(("item/", "body/"))}  # fmt: skip
            return items or given.get("item") or given.get("body")
        case _:
            return None


def _read_authentication(inputs: Doc) -> str:
    """Return the kind of authentication of an HTTP call, never its values."""
    match inputs["authentication"].raw:
        case {"type": str(kind)}:
            return kind
        case _:
            return ""
