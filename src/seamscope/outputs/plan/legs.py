"""Compute the working days of each phase of the roadmap (leg) in the plan.

At P50, roadmap and plan have the same dates. The P50 of a sum is not the sum of the P50s, so a leg
in the plan lasts from the end of the preceding leg to its own end.
"""

from datetime import date
from math import ceil

from seamscope.roadmap import Leg, LegKind, Roadmap, Workdays

BESIDE = (LegKind.SECURITY, LegKind.APPROVAL)
LAST = (LegKind.ACCEPTANCE, LegKind.TRAINING)


def measure_build_days(roadmap: Roadmap) -> int:
    """Return the working days from the gate after the POC to the end of build and test."""
    build = _find(roadmap, LegKind.BUILD)
    return max((measure_leg_days(roadmap, leg) for leg in build), default=0)


def measure_leg_days(roadmap: Roadmap, leg: Leg) -> int:
    """Return the working days of a leg in the plan."""
    match leg.kind:
        case LegKind.ACCEPTANCE | LegKind.TRAINING:
            return max(_count(leg) - _find_end(roadmap, LegKind.BUILD), 0)
        case LegKind.WINDOW:
            return max(_count(leg) - _find_end(roadmap, LegKind.ACCEPTANCE), 0)
        case LegKind.CUTOVER:
            before = _find_end(roadmap, LegKind.WINDOW, *LAST, *BESIDE)
            return max(_count_go_live(roadmap) - before, 0)
        case _:
            return max(_count(leg) - ceil(leg.start.p50), 0)


def _find(roadmap: Roadmap, *kinds: LegKind) -> list[Leg]:
    return [leg for leg in roadmap.legs if leg.kind in kinds]


def _find_end(roadmap: Roadmap, *kinds: LegKind) -> int:
    return max((_count(leg) for leg in _find(roadmap, *kinds)), default=0)


def _count(leg: Leg) -> int:
    """Return the number of the working day on which a leg ends; day 1 is the start of the plan."""
    return ceil(leg.finish.p50)


def _count_go_live(roadmap: Roadmap) -> int:
    """Return the number of the working day of the go-live, which may follow a change freeze."""
    planned = ceil(roadmap.go_live.p50)
    if not roadmap.go_live_p50:
        return planned
    free = frozenset(map(date.fromisoformat, roadmap.holidays))
    days = Workdays(start=date.fromisoformat(roadmap.start), holidays=free)
    return max(days.count(date.fromisoformat(roadmap.go_live_p50)) + 1, planned)
