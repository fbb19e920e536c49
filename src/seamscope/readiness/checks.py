"""The checks that look beyond the POC's own words, by name.

Each takes the facts and what the POC answers. To add one, write the function, name it here, and
use it in knowledge/readiness.yaml.
"""

from collections.abc import Callable

from seamscope.readiness.data import classification, directions, masters, production_data
from seamscope.readiness.fresh import freshness
from seamscope.readiness.line import Answer, Facts, Verdict
from seamscope.readiness.promises import budget, maintenance, phases, time, unit_cost
from seamscope.readiness.systems import (
    contracts,
    forgotten,
    lifecycle,
    monitoring,
    owners,
    retirement,
)

CHECKS: dict[str, Callable[[Facts, Answer], Verdict]] = {
    "owners": owners,
    "monitoring": monitoring,
    "freshness": freshness,
    "classification": classification,
    "production_data": production_data,
    "masters": masters,
    "contracts": contracts,
    "directions": directions,
    "lifecycle": lifecycle,
    "forgotten": forgotten,
    "retirement": retirement,
    "time": time,
    "budget": budget,
    "unit_cost": unit_cost,
    "maintenance": maintenance,
    "phases": phases,
}
