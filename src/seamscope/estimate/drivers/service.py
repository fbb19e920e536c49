"""Effort drivers for requirements: service level, criticality, contracts, authentication."""

import re
from collections.abc import Iterator

from seamscope.estimate.drivers.base import (
    Driver,
    DriverQuestion,
    RatedStatement,
    build_factor,
    build_unknown_factor,
    choose_worst,
)
from seamscope.estimate.in_place import CALLED, find_in_place
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.process import list_processes
from seamscope.estimate.result import Factor
from seamscope.knowledge.ratings import match_criticality, match_pace, match_rating
from seamscope.records import Evidence
from seamscope.resolved import FlowEdge, InterfaceNode, SystemNode


def rate_service(context: IntegrationContext) -> Factor:
    """Rate the required freshness of the data and the service level that the POC promises.

    Easy: one file a week.
    Hard: an answer in under a second, around the clock.
    """
    return choose_worst("service", _rate_promises(context), "no latency or frequency is specified")


def _rate_promises(context: IntegrationContext) -> Iterator[RatedStatement]:
    for flow in context.flows:
        yield _rate_latency(flow.latency or flow.frequency, flow.evidence[:1])
    for touch in context.touches:
        yield _rate_latency(touch.latency or touch.frequency, context.cite_touch(touch))
    if context.poc_system and context.poc and context.poc.sla:
        sla = context.poc.sla
        statement = f"the POC promises “{sla}”"
        yield RatedStatement(
            rating=match_rating("service", sla), text=statement, evidence=context.cite_key("sla")
        )


def _rate_latency(text: str, evidence: tuple[Evidence, ...]) -> RatedStatement:
    if not text:
        return RatedStatement(rating="", text="")
    statement = f"data is required “{text}”"
    return RatedStatement(rating=match_pace(text), text=statement, evidence=evidence)


def rate_reliability(context: IntegrationContext) -> Factor:
    """Rate the criticality of the more critical of the two systems.

    Easy: the canteen's menus, tier 4 at both ends.
    Hard: the company's order entry at one end.
    """
    statements = (
        RatedStatement(
            rating=match_criticality(end.criticality),
            text=f"{end.name} has criticality “{end.criticality}”",
            evidence=end.evidence[:1],
        )
        for end in context.others
        if end.criticality
    )
    return choose_worst("reliability", statements, "no criticality is specified for either system")


def rate_requirements(context: IntegrationContext) -> Factor:
    """Rate the description of the interfaces: by contracts, else by documentation.

    Easy: OpenAPI or OData contracts of both systems are available.
    Hard: an undocumented system.
    """
    offered = [end for end in context.others if _list_contracts(context, end)]
    contracts = [end for end in offered if _is_about_moved(context, end)]
    if contracts:
        described = (_list_contracts(context, end)[0] for end in contracts)
        evidence = tuple(e for interface in described for e in interface.evidence[:1])
        rating = "high" if len(contracts) == len(context.others) else "nominal"
        statement = f"a contract of {_join_names(contracts)} is available"
        return build_factor("requirements", rating, statement, evidence)
    documented = [end for end in context.others if end.documentation]
    if documented:
        evidence = tuple(e for end in documented for e in end.evidence[:1])
        statement = f"documentation of {_join_names(documented)} is available"
        return build_factor("requirements", "nominal", statement, evidence)
    if offered:
        names = _join_names(offered)
        reason = f"the contract of {names} covers other entities than those that move"
        return build_unknown_factor("requirements", reason)
    return build_unknown_factor("requirements", "no contract or documentation is available")


def _list_contracts(context: IntegrationContext, end: SystemNode) -> list[InterfaceNode]:
    """Return the interfaces of a system that have a known contract; a name is not a contract."""
    return [one for one in context.interfaces.get(end.id, ()) if one.is_described]


def _is_about_moved(context: IntegrationContext, end: SystemNode) -> bool:
    """Return whether a contract of a system covers data that moves.

    If the contract has no entities, or the flows have no known data, return True.
    """
    offered = {
        _normalise_name(name)
        for interface in _list_contracts(context, end)
        for name in interface.entities
    } - {""}
    moved = {
        _normalise_name(name)
        for flow in context.flows
        for name in (*flow.entities, *_list_dataset_names(context, flow))
    } - {""}
    if not offered or not moved or not any(flow.entities for flow in context.flows):
        return True
    return any(a in b or b in a for a in offered for b in moved)


def _list_dataset_names(context: IntegrationContext, flow: FlowEdge) -> Iterator[str]:
    for end in (flow.source, flow.target):
        if end.dataset:
            node = context.datasets[end.dataset]
            yield from (node.name, node.entity)


def _normalise_name(name: str) -> str:
    """Return a name in lower case, with only letters and digits and without a plural s."""
    return re.sub(r"[\W_]+", "", name.casefold()).removesuffix("s")


def rate_authentication(context: IntegrationContext) -> Factor:
    """Rate the authentication method of the flows or, if they have none, of the contracts.

    Easy: a key in a header.
    Hard: mutual TLS with certificates from two authorities.
    """
    in_use = _find_sign_on_in_use(context)
    if in_use:
        return build_factor("authentication", "nominal", f"{in_use}, so authentication works")
    schemes: list[tuple[str, tuple[Evidence, ...]]]
    schemes = [(flow.authentication, flow.evidence[:1]) for flow in context.flows]
    schemes += [(t.authentication, context.cite_touch(t)) for t in context.touches]
    schemes = [(scheme, evidence) for scheme, evidence in schemes if scheme]
    if not schemes:
        schemes = [
            (scheme, interface.evidence[:1])
            for end in context.others
            for interface in context.interfaces.get(end.id, ())
            for scheme in interface.authentication
        ]
    statements = (
        RatedStatement(
            rating=match_rating("authentication", scheme),
            text=f"authentication: {scheme}",
            evidence=evidence,
        )
        for scheme, evidence in schemes
    )
    return choose_worst("authentication", statements, "no authentication method is specified")


def _find_sign_on_in_use(context: IntegrationContext) -> str:
    """Return why authentication already works, "" if an interface to call is not in use yet.

    If all interfaces to call are in use, this is the reason of the first. Without interfaces to
    call, return "".
    """
    called = [p for p in list_processes(context) if p.mechanism in CALLED]
    reasons = [find_in_place(context, process) for process in called]
    return reasons[0] if reasons and all(reasons) else ""


def find_called_system(context: IntegrationContext) -> SystemNode:
    """Return the system that is called: the last one with a contract, else the last of the pair."""
    offering = [end for end in context.others if context.interfaces.get(end.id)]
    return (offering or context.others)[-1]


def _join_names(ends: list[SystemNode]) -> str:
    return " and ".join(end.name for end in ends)


def _ask_about_service(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    text = f"How fresh must data between {context.between} be, and which service level is promised?"
    return (DriverQuestion(text=text, about=(context.integration.id,)),)


def _ask_about_reliability(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    return tuple(
        DriverQuestion(text=f"How critical is {end.name} to the business?", about=(end.id,))
        for end in context.others
    )


def _ask_about_requirements(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    return tuple(
        DriverQuestion(
            text=f"Where is the contract or documentation of {end.name}?", about=(end.id,)
        )
        for end in context.others
    )


def _ask_about_authentication(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    end = find_called_system(context)
    return (DriverQuestion(text=f"How does {end.name} authenticate its callers?", about=(end.id,)),)


DRIVERS = (
    Driver(name="service", fact="latency", rate=rate_service, ask=_ask_about_service),
    Driver(
        name="reliability", fact="criticality", rate=rate_reliability, ask=_ask_about_reliability
    ),
    Driver(
        name="requirements", fact="contract", rate=rate_requirements, ask=_ask_about_requirements
    ),
    Driver(
        name="authentication",
        fact="authentication",
        rate=rate_authentication,
        ask=_ask_about_authentication,
    ),
)
