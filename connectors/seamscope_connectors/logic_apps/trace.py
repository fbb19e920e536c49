"""Trace each write of a workflow back to the reads whose data it sends.

The input of an action contains the names of the actions it uses (`@body('Get_rows')`), so these
names are followed instead of the order of the actions. Calls of child workflows are recorded for
records.py.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seamscope.connector import Doc
from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import retry
from seamscope.connector.scrub import quote
from seamscope.records import ColumnEdge, Endpoint, Evidence, Mechanism, Record
from seamscope_connectors.logic_apps.apis import (
    Api,
    find_api,
    is_reading,
    is_writing,
    only_settles,
)
from seamscope_connectors.logic_apps.connections import MANAGED, find_connection
from seamscope_connectors.logic_apps.ends import Call, build_end
from seamscope_connectors.logic_apps.expressions import (
    AGENT,
    UNKNOWN,
    fill,
    find_names,
    find_parameters,
    map_fields,
)
from seamscope_connectors.logic_apps.workflows import Workflow

CALLS = MANAGED | {"ServiceProvider", "Http", "HttpWebhook", "Function", "ApiManagement"}
# Actions that control, compute, transform or respond, and do not access a system.
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
FAILURES = frozenset({"failed", "timedout", "skipped"})
# Actions whose input is an object with a field for each result.
MAPPERS = frozenset({"Select", "Compose"})
MAX_STEPS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A call that reads or writes a system.

    reads: False if the call writes.
    doubt: why the direction is uncertain.
    on_errors: whether it runs only after a failure.
    error_handling: its retries.
    columns: column edges into the data that it sends.
    """

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
    error_handling: tuple[str, ...] = ()
    columns: tuple[ColumnEdge, ...] = ()
    sql: str = ""


@dataclass(slots=True, kw_only=True)
class Trace:
    """The actions of a workflow by name.

    touches: the calls of connectors.
    uses: the names in the input of each action, variable, loop and agent.
    trigger: the call that starts the workflow, None for a request or timer.
    calls: the actions that call a child workflow with their evidence, by child workflow.
    caught: names of the actions whose failure starts another action.
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
    caught: set[str] = field(default_factory=set)

    def find_origins(self, step: str) -> tuple[list[str], tuple[ColumnEdge, ...]]:
        """Return the names of the calls whose data a step receives, and the column edges on the
        way.

        `trigger()` is the name of the data that started the workflow.
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
    """Return the trigger, calls and references of a workflow."""
    trace = Trace(workflow=workflow)
    for name, trigger in workflow.definition["triggers"].items():
        _add_trigger(name, trigger, trace)
    steps = list(_list_steps(workflow.definition["actions"], trace))
    handled = {name for step in steps for name in _list_handled(step.doc)}
    for step in steps:
        _add_step(step, trace)
        if not handled.isdisjoint((step.name, *step.parents)):
            trace.caught.add(step.name)
    for name in [name for name in trace.uses if name.startswith(AGENT)]:
        trace.uses[name] = frozenset(
            used
            for used in trace.uses[name]
            if used not in trace.touches or trace.touches[used].reads
        )
    return trace


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    name: str
    doc: Doc
    loops: tuple[str, ...]  # the loops around the action, innermost last
    parents: tuple[str, ...] = ()  # all actions around the action
    on_errors: bool
    agent: str = ""  # the agent that may choose the action as a tool


def _list_steps(actions: Doc, trace: Trace) -> Iterator[_Step]:
    """Yield all actions in file order, including those in loops and branches."""
    todo = [_Step(name=name, doc=doc, loops=(), on_errors=_handles_failure(doc))
            for name, doc in actions.items()]  # fmt: skip
    for _ in range(MAX_STEPS):
        if not todo:
            return
        step = todo.pop(0)
        yield step
        loops = (*step.loops, step.name) if step.doc["foreach"] else step.loops
        agent = step.name if step.doc["tools"] else step.agent
        inner: list[_Step] = []
        for branch in _list_branches(step.doc):
            inner += [
                _Step(
                    name=name,
                    doc=doc,
                    loops=loops,
                    parents=(*step.parents, step.name),
                    on_errors=step.on_errors or _handles_failure(doc),
                    agent=agent,
                )
                for name, doc in branch.items()
            ]
        todo[:0] = inner
    what = f"the workflow has more than {MAX_STEPS} actions; later actions are not read"
    trace.faults.append(skip_entry(what, "split the workflow", actions.evidence))


def _list_branches(action: Doc) -> Iterator[Doc]:
    if action["actions"]:
        yield action["actions"]
    for key in ("else", "default"):
        if action[key]:
            yield action[key]["actions"]
    # Branches of a switch, and the tools among which an agent chooses.
    for key in ("cases", "tools"):
        for _name, case in action[key].items():  # noqa: PERF102 (a Doc, not a dict)
            yield case["actions"]


def _handles_failure(action: Doc) -> bool:
    """Return whether an action runs only after other actions failed (`runAfter`)."""
    after = [state.casefold() for _, states in action["runAfter"].items() for state in states.texts]
    return bool(after) and set(after) <= FAILURES


def _list_handled(action: Doc) -> Iterator[str]:
    """Yield the actions whose failure starts this action, by name (`runAfter`)."""
    for name, states in action["runAfter"].items():
        if not FAILURES.isdisjoint(
            state.casefold() for state in states.texts if state != "Skipped"
        ):
            yield name


def _read_retries(policy: Doc) -> tuple[str, ...]:
    """Return the failure rule of a retry policy, () if there is no policy or its type is `none`."""
    kind, count = policy["type"].text.casefold(), policy["count"].text
    return (retry(count),) if kind not in {"", "none"} and count != "0" else ()


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
    problem = f"a {what} of unknown type {quote(kind)}" if kind else f"a {what} without a type"
    return skip_entry(problem, "list its flows in the inventory", where.evidence)


def _add_step(step: _Step, trace: Trace) -> None:
    kind = step.doc["type"].text
    _add_uses(step, kind, trace)
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
        trace.faults.append(_skip_unknown(kind, "workflow action", step.doc))


def _add_uses(step: _Step, kind: str, trace: Trace) -> None:
    """Record the names that an action uses.

    The names are also recorded for the variables that the action sets. The loop and the agent that
    contain the action get entries of their own.
    """
    used = _list_used_names(step)
    if "variable" in kind.casefold():
        for name in _list_variables(step.doc):
            trace.uses[name] = trace.uses.get(name, frozenset()) | used
    trace.uses[step.name] = used
    if step.agent or step.doc["tools"]:
        # An agent may send what any of its tools returned.
        key = f"{AGENT}{step.agent or step.name}"
        trace.uses[key] = trace.uses.get(key, frozenset()) | {step.name}
    trace.uses[f"loop {step.name}"] = find_names(_encode_text(step.doc["foreach"]))


def _read_child_name(called: str, workflow: Workflow) -> str:
    """Return the name of a child workflow, the last part of its resource id or expression."""
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
    """Return the names in an action's input; ``item()`` refers to the enclosing loop."""
    inputs = step.doc["inputs"]
    found = find_names(_encode_text(inputs))
    if "loop " in found:
        inner = f"loop {step.loops[-1]}" if step.loops else ""
        found = (found - {"loop "}) | ({inner} - {""})
    if AGENT in found:
        found = (found - {AGENT}) | {f"{AGENT}{step.agent}"}
    return found


def _encode_text(doc: Doc) -> str:
    """Return a value as text, to search it for references."""
    return doc.raw if isinstance(doc.raw, str) else json.dumps(doc.raw, default=str)


def _build_touch(
    name: str, action: Doc, trace: Trace, *, is_trigger: bool = False, on_errors: bool = False
) -> Touch | None:
    """Return a call with its system and direction, None if it only confirms or deletes a
    message.
    """
    kind, inputs, workflow = action["type"].text, action["inputs"], trace.workflow
    connection, operation = find_connection(kind, inputs, workflow)
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
        doubt=_doubt(inputs, known=known, reads=reads),
        authentication=_read_authentication(inputs),
        on_errors=on_errors,
        error_handling=_read_retries(inputs["retryPolicy"]),
        columns=() if reads else map_fields(_read_content(inputs)),
        sql=sql,
    )


def _doubt(inputs: Doc, *, known: bool, reads: bool) -> str:
    """Return why the direction or the content of a call is uncertain, "" if it is not."""
    if not known:
        return "the operation is unknown; a write is assumed"
    chosen = not reads and AGENT in find_names(_encode_text(inputs))
    return "an agent chooses the data that it sends" if chosen else ""


def _read_values(inputs: Doc, settings: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of a call by lower-case name: ``subscribe/Queue`` → "queue"."""
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
    """Return the content that a call sends: its body, else the parameters ``body/…``."""
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
    """Return the authentication type of an HTTP call, such as "Basic"; credentials are not read."""
    match inputs["authentication"].raw:
        case {"type": str(kind)}:
            return kind
        case _:
            return ""
