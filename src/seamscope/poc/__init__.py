"""Read `poc.yaml`, which describes reads, writes, requirements and targets of the POC."""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.poc.description import Poc
    from seamscope.poc.money import (
        Approval,
        Bill,
        Days,
        Hosting,
        Inference,
        LeadTime,
        ProductWork,
        Saving,
    )
    from seamscope.poc.operation import Involved, Operation
    from seamscope.poc.parts import Member, Override, Phase, Targets, Team, Touch
    from seamscope.poc.reading import NAME, build_poc_schema, looks_like_poc, read_poc
    from seamscope.poc.statement import (
        Answer,
        Criterion,
        Goal,
        Statement,
        format_statement,
        read_statement,
    )
else:
    __getattr__ = import_later(
        __name__,
        {
            "description": ("Poc",),
            "money": (
                "Approval",
                "Bill",
                "Days",
                "Hosting",
                "Inference",
                "LeadTime",
                "ProductWork",
                "Saving",
            ),
            "operation": (
                "Involved",
                "Operation",
            ),
            "parts": (
                "Member",
                "Override",
                "Phase",
                "Targets",
                "Team",
                "Touch",
            ),
            "reading": (
                "NAME",
                "build_poc_schema",
                "looks_like_poc",
                "read_poc",
            ),
            "statement": (
                "Answer",
                "Criterion",
                "Goal",
                "Statement",
                "format_statement",
                "read_statement",
            ),
        },
    )

__all__ = [
    "NAME",
    "Answer",
    "Approval",
    "Bill",
    "Criterion",
    "Days",
    "Goal",
    "Hosting",
    "Inference",
    "Involved",
    "LeadTime",
    "Member",
    "Operation",
    "Override",
    "Phase",
    "Poc",
    "ProductWork",
    "Saving",
    "Statement",
    "Targets",
    "Team",
    "Touch",
    "build_poc_schema",
    "format_statement",
    "looks_like_poc",
    "read_poc",
    "read_statement",
]
