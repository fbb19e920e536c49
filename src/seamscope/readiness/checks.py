"""All checks that compare the POC's answers with the sources, by name.

A check takes the facts and the answer in poc.yaml, and returns a verdict. To add a check, write the
function, list it here, and use its name in knowledge/readiness.yaml.
"""

from collections.abc import Callable

from seamscope.readiness.data import (
    check_classification,
    check_data_quality,
    check_directions,
    check_production_data,
)
from seamscope.readiness.freshness import check_freshness
from seamscope.readiness.masters import check_masters
from seamscope.readiness.systems import (
    check_contracts,
    check_forgotten,
    check_lifecycle,
    check_monitoring,
    check_owner,
    check_owners,
    check_retirement,
)
from seamscope.readiness.targets import (
    check_budget,
    check_maintenance,
    check_phases,
    check_stop,
    check_time,
    check_unit_cost,
)
from seamscope.readiness.types import Answer, Facts, Verdict

CHECKS: dict[str, Callable[[Facts, Answer], Verdict]] = {
    "owners": check_owners,
    "owner": check_owner,
    "stop": check_stop,
    "monitoring": check_monitoring,
    "freshness": check_freshness,
    "classification": check_classification,
    "production_data": check_production_data,
    "data_quality": check_data_quality,
    "masters": check_masters,
    "contracts": check_contracts,
    "directions": check_directions,
    "lifecycle": check_lifecycle,
    "forgotten": check_forgotten,
    "retirement": check_retirement,
    "time": check_time,
    "budget": check_budget,
    "unit_cost": check_unit_cost,
    "maintenance": check_maintenance,
    "phases": check_phases,
}
