"""The roadmap to go-live: steps, lead times, milestones and dates, as P10, P50 and P90.

figures    lead times, and the formula of the shortest schedule
team       capacity of the team, and the shortest schedule
steps      the steps of this POC with their lead times
simulate   start and end of each step
workdays   working days, holidays and the change freeze
decisive   questions that decide whether the go-live meets its target
"""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.roadmap.decisive import weigh_by_date
    from seamscope.roadmap.planning import build_roadmap
    from seamscope.roadmap.team import measure_build, measure_shortest
    from seamscope.roadmap.types import Leg, LegKind, Milestone, Roadmap
    from seamscope.roadmap.workdays import Workdays
else:
    __getattr__ = import_later(
        __name__,
        {
            "decisive": ("weigh_by_date",),
            "planning": ("build_roadmap",),
            "team": (
                "measure_build",
                "measure_shortest",
            ),
            "types": (
                "Leg",
                "LegKind",
                "Milestone",
                "Roadmap",
            ),
            "workdays": ("Workdays",),
        },
    )

__all__ = [
    "Leg",
    "LegKind",
    "Milestone",
    "Roadmap",
    "Workdays",
    "build_roadmap",
    "measure_build",
    "measure_shortest",
    "weigh_by_date",
]
