"""A survey with any number of systems, to test pictures and limits."""

from seamscope.document import Meta, Survey
from seamscope.landscape import Direction, Integration
from seamscope.records import Mechanism
from seamscope.resolved import SystemNode
from seamscope.surface import Surface

from .landscape_sample import flow
from .survey_sample import estimate

DOMAINS = ("Sales", "Finance", "Supply chain", "Service", "People", "Analytics")
KINDS = ("erp", "crm", "warehouse", "app", "broker")
MECHANISMS = (Mechanism.API, Mechanism.ETL, Mechanism.EVENTS, Mechanism.FILE, Mechanism.CDC)
NAMES = ("Salesforce", "SAP S/4HANA", "Snowflake", "Workday", "MuleSoft", "Zendesk", "Coupa")


def large(count: int, *, poc: bool) -> Survey:
    """Return a hub-and-spoke landscape of `count` systems with about 1.5 integrations per
    system.
    """
    ids = [f"s{number:03}" for number in range(count)]
    pairs = {tuple(sorted((ids[n], ids[(n * 7 + 1) % (n + 1) // 2]))) for n in range(1, count)}
    pairs |= {tuple(sorted((ids[n], ids[(n * 3) % count]))) for n in range(0, count, 2)}
    pairs = {pair for pair in pairs if pair[0] != pair[1]}
    flows, integrations, estimates = [], [], []
    directions = (Direction.A_TO_B, Direction.B_TO_A, Direction.BOTH)
    for number, (a, b) in enumerate(sorted(pairs)):
        key = f"{a}--{b}"
        flows.append(flow(f"f{number:03}", (a, b), MECHANISMS[number % 5]))
        integrations.append(
            Integration(
                id=key,
                label=f"I-{number + 1:03}",
                systems=(a, b),
                direction=directions[number % 3],
                flows=(f"f{number:03}",),
            )
        )
        estimates.append(estimate(key, (12.0, 60.0, 160.0, 400.0)[number % 4]))
    build = tuple(i.id for i in integrations if ids[0] in i.systems)
    return Survey(
        meta=Meta(tool="seamscope", tool_version="0.1.0", schema_version="2", title=f"{count}"),
        systems=tuple(
            SystemNode(
                id=key,
                name=f"{NAMES[n % 7]} {n // 7 + 1}",
                kind=KINDS[n % 5],
                domain=DOMAINS[n % 6],
                owner=f"Team {n % 4}",
            )
            for n, key in enumerate(ids)
        ),
        flows=tuple(flows),
        integrations=tuple(integrations),
        surface=Surface(
            poc=ids[0] if poc else "",
            build=build if poc else tuple(i.id for i in integrations),
            affects=tuple(i.id for i in integrations if ids[1] in i.systems and i.id not in build)
            if poc
            else (),
        ),
        estimates=tuple(estimates),
    )
