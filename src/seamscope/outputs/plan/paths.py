"""Split the build of one integration into set-up, each path of the data, and error handling."""

from dataclasses import dataclass
from enum import Enum

from seamscope.estimate import Estimate
from seamscope.estimate.size import REGRESSION
from seamscope.landscape import Direction
from seamscope.outputs.plan.constants import load_constants
from seamscope.outputs.views.effort_rows import EffortRow
from seamscope.wording import mark_text, translate

SETUP = mark_text("Set-up: connection, accounts, deployment")
ERRORS = mark_text("Error handling and reconciliation")


class Way(Enum):
    """Whether a path brings data to the POC or takes data from it."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPart:
    """One part of building an integration: set-up, a path of the data, or error handling.

    share: share of the integration's hours, 0 to 1.
    first: whether all other parts wait for this part.
    last: whether this part waits for all other parts.
    way: the direction of a path, seen from the POC.
    """

    name: str
    share: float
    first: bool = False
    last: bool = False
    way: Way | None = None


def split_build(estimate: Estimate, row: EffortRow, poc: str) -> tuple[PathPart, ...]:
    """Return set-up, the paths, and error handling; their shares add up to 1.

    Regression tests of existing integrations are not included, because one task of the plan covers
    all of them.

    poc: name of the POC.
    """
    names = load_constants().error_parts
    errors = 0.0
    paths: dict[tuple[str, Way | None], float] = {}
    for part in estimate.size:
        hours = part.cfp * estimate.rate
        if part.direction == REGRESSION:
            continue
        if any(words in part.name for words in names):
            errors += hours
        elif hours:
            path = _name_path(part.direction, row, poc)
            paths[path] = paths.get(path, 0.0) + hours
    built = errors + sum(paths.values())
    errors = max(errors, (built + estimate.setup_hours) * load_constants().least_errors.value)
    whole = estimate.setup_hours + sum(paths.values()) + errors
    if whole <= 0:
        return (PathPart(name=translate(ERRORS), share=1.0, last=True),)
    middle = (
        PathPart(name=name, share=hours / whole, way=way) for (name, way), hours in paths.items()
    )
    setup = PathPart(name=translate(SETUP), share=estimate.setup_hours / whole, first=True)
    return (
        *((setup,) if estimate.setup_hours else ()),
        *middle,
        PathPart(name=translate(ERRORS), share=errors / whole, last=True),
    )


def _name_path(direction: str, row: EffortRow, poc: str) -> tuple[str, Way | None]:
    """Return `Read path: SAP → POC` or `Write path: POC → SAP`; without a POC `Path: A → B`."""
    way = direction or (row.systems if row.direction is not Direction.BOTH else "")
    if not way:
        return translate("Both paths: {systems}", systems=row.systems), None
    if poc and way.startswith(f"{poc} → "):
        return translate("Write path: {way}", way=way), Way.WRITE
    if poc and way.endswith(f" → {poc}"):
        return translate("Read path: {way}", way=way), Way.READ
    return translate("Path: {way}", way=way), None
