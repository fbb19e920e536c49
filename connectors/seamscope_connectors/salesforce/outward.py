"""Find what Salesforce calls and sends: Apex callouts, external services, outbound messages.

A call with GET is a flow into Salesforce; a call with another method is a flow out of Salesforce. A
call whose HTTP method is unknown is a dependency.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from seamscope.connector import extract_host
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import CAUGHT
from seamscope.connector.redaction import redact_value
from seamscope.records import (
    Certainty,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.salesforce.apex import UNKNOWN, Callout, Code
from seamscope_connectors.salesforce.external import identify_system
from seamscope_connectors.salesforce.parts import ORG, Part
from seamscope_connectors.salesforce.services import Service, read_service

READING = frozenset({"GET", "HEAD"})
ADDRESS = re.compile(r"callout:(\w{1,99})/?", re.I)


@dataclass(slots=True)
class Outside:
    """Named credentials and external services by name, which all functions of this module share.

    shown: credentials and hosts with a known flow.
    missing: called credentials that are not in the inputs, with the evidence of the first call.
    """

    credentials: dict[str, Part] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    missing: dict[str, Evidence] = field(default_factory=dict)


def gather_outside(parts: list[Part]) -> Outside:
    """Return the named credentials and external services of an org."""
    outside = Outside()
    for part in parts:
        if part.kind == "namedCredential":
            outside.credentials[part.name.casefold()] = part
        elif part.kind == "externalServiceRegistration":
            outside.services[part.name.casefold()] = read_service(part)
    return outside


def list_callouts(codes: list[Code], outside: Outside) -> Iterator[Record]:
    """Yield the callouts of all classes and triggers; report all computed addresses in one
    report.
    """
    computed: dict[str, Evidence] = {}
    for code in codes:
        yield from _list_code(code, outside)
        for where in code.computed:
            computed.setdefault(code.name, where)
        if code.cut is not None:
            what = "the code is truncated: the block that begins here has no end"
            yield skip_entry(what, "retrieve the class or trigger again", code.cut)
    if computed:
        names = ", ".join(list(computed)[:5])
        more = f" and {len(computed) - 5} more" if len(computed) > 5 else ""
        what = f"classes with callouts to computed addresses: {names}{more}"
        yield skip_entry(
            what, "list the flows of these classes in the inventory", min(computed.values())
        )


def _list_code(code: Code, outside: Outside) -> Iterator[Record]:
    """Yield the callouts of a class or trigger: to addresses, named credentials and services."""
    for callout in code.callouts:
        yield from _list_call(callout, code, outside, doubt="")
    for named in code.names:
        if named.address.casefold() in outside.credentials:
            callout = replace(named, address=f"callout:{named.address}")
            doubt = "the code only passes the name of the credential to another method"
            yield from _list_call(callout, code, outside, doubt=doubt)
    for name, where in code.services:
        yield from _list_service(name, code, where, outside)


def _list_call(callout: Callout, code: Code, outside: Outside, *, doubt: str) -> Iterator[Record]:
    address = redact_value(callout.address)
    match = ADDRESS.match(address)
    path = address[match.end() :] if match else _path(address)
    dataset = re.split(r"[?\0]", path)[0].strip("/")
    if match:
        system = _credential(match[1], callout.evidence, outside)
        shown = match[1].casefold()
    else:
        shown = extract_host(address.partition(UNKNOWN)[0])
        system = SystemRef(clues=build_clues((ClueKind.HOST, shown)), service=True)
    yield from build_calls(
        Endpoint(system=system, dataset=dataset),
        (callout.verb,) if callout.verb else (),
        Call(
            technology="Salesforce Apex callout",
            route=code.name,
            evidence=callout.evidence,
            doubt=doubt,
            error_handling=callout.error_handling,
        ),
        outside,
        shown,
    )


def _path(address: str) -> str:
    return address.partition("://")[2].partition("/")[2]


def _credential(name: str, where: Evidence, outside: Outside) -> SystemRef:
    """Return the system of a named credential.

    A credential that is not in the inputs is identified by its name.
    """
    part = outside.credentials.get(name.casefold())
    if part is None:
        outside.missing.setdefault(name, where)
        return SystemRef(clues=build_clues((ClueKind.SOURCE, name)), service=True)
    return identify_system(part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The facts about a call that its flow or dependency contains.

    route: name of the class or Salesforce Flow.
    doubt: why the flow is only likely, "" if it is certain.
    reason: the reason for its state.
    error_handling: the failure path of a Salesforce Flow, or the catch and the retries of a method.
    """

    technology: str
    route: str
    evidence: Evidence
    doubt: str = ""
    state: State = State.ACTIVE
    reason: str = ""
    frequency: str = ""
    error_handling: tuple[str, ...] = ()


def build_calls(
    target: Endpoint, verbs: tuple[str, ...], call: Call, outside: Outside, shown: str
) -> Iterator[Record]:
    """Yield a flow for each direction in which a call moves data, or a dependency if none is known.

    verbs: the possible HTTP methods of the call, () if unknown.
    shown: the called credential or host, which is added to ``outside.shown`` if a direction is
    known.
    """
    own = Endpoint(system=ORG)
    ways = {verb in READING for verb in verbs}
    for reads in sorted(ways):
        if call.state is State.ACTIVE:
            outside.shown.add(shown)
        yield Flow(
            source=target if reads else own,
            target=own if reads else target,
            mechanism=Mechanism.API,
            technology=call.technology,
            route=call.route,
            frequency=call.frequency,
            error_handling=call.error_handling,
            state=call.state,
            certainty=Certainty.LIKELY if call.doubt else Certainty.CERTAIN,
            reason=call.reason or call.doubt,
            evidence=call.evidence,
        )
    if not ways:
        yield Dependency(
            source=own,
            target=target,
            reason=f"{call.route} calls the target, but the HTTP method is unknown",
            mechanism=Mechanism.API,
            technology=call.technology,
            state=call.state,
            evidence=call.evidence,
        )


def _list_service(name: str, code: Code, where: Evidence, outside: Outside) -> Iterator[Record]:
    service = outside.services.get(name.casefold())
    call = Call(technology="Salesforce external service", route=code.name, evidence=where)
    yield from list_service_call(name, service.verbs if service else (), call, outside)


def list_service_call(
    name: str, verbs: tuple[str, ...], call: Call, outside: Outside
) -> Iterator[Record]:
    """Yield the flows or the dependency of a call of an external service."""
    service = outside.services.get(name.casefold())
    credential = service.credential if service else ""
    if credential:
        system = _credential(credential, call.evidence, outside)
    else:
        system = SystemRef(clues=build_clues((ClueKind.SOURCE, name)), service=True)
    yield from build_calls(Endpoint(system=system), verbs, call, outside, credential.casefold())


def report_missing(outside: Outside) -> Iterator[Record]:
    """Report, in one report, the called named credentials that are not in the inputs."""
    if outside.missing:
        names = ", ".join(sorted(outside.missing)[:5])
        more = f" and {len(outside.missing) - 5} more" if len(outside.missing) > 5 else ""
        what = f"called named credentials that are not in the inputs: {names}{more}"
        yield skip_entry(
            what, "add the folder namedCredentials to the inputs", min(outside.missing.values())
        )


def list_flow_calls(parts: list[Part], outside: Outside) -> Iterator[Record]:
    """Yield the flows or dependencies of Salesforce Flows that call external services."""
    for part in parts:
        if part.kind != "flow":
            continue
        state, reason = read_flow_state(part)
        for action in part.children("actionCalls"):
            if action.text("actionType") == "externalService":
                name, _, operation = action.text("actionName").partition(".")
                service = outside.services.get(name.casefold())
                verb = service.verb(operation) if service else ""
                call = Call(
                    technology="Salesforce Flow external service",
                    route=part.name,
                    evidence=action.evidence,
                    state=state,
                    reason=reason,
                    frequency=_find_frequency(part),
                    error_handling=(CAUGHT,) if any(action.children("faultConnector")) else (),
                )
                yield from list_service_call(name, (verb,) if verb else (), call, outside)


def _find_frequency(part: Part) -> str:
    """Return the frequency in the schedule of a Salesforce Flow, "" without a schedule."""
    schedules = [one for start in part.children("start") for one in start.children("schedule")]
    return next((one.text("frequency").casefold() for one in schedules), "")


def read_flow_state(part: Part) -> tuple[State, str]:
    """Return the state of a Salesforce Flow, and the reason why it is not active ("" if it is)."""
    status = part.text("status")
    if status in {"Active", ""}:
        return State.ACTIVE, ""
    return State.DISABLED, f"the flow {part.name} is {status.casefold()}"


def list_sent_messages(parts: list[Part]) -> Mapping[str, bool]:
    """Return, for each outbound message of Salesforce Flows, whether an active Flow sends it.

    Keys are ``object.message`` in lower case.
    """
    found: dict[str, bool] = defaultdict(bool)
    for part in parts:
        for action in part.children("actionCalls") if part.kind == "flow" else ():
            if action.text("actionType") == "outboundMessage":
                active = read_flow_state(part)[0] is State.ACTIVE
                found[action.text("actionName").casefold()] |= active
    return found
