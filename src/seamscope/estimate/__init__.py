"""Effort estimates for integrations: size, cost drivers, distribution and open questions."""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.estimate.estimating import estimate
    from seamscope.estimate.result import (
        AnswerEffect,
        Effort,
        EffortClass,
        Estimate,
        Estimates,
        Factor,
        Missing,
        NotReadable,
        Scope,
        SizePart,
        Totals,
        UnreadPart,
    )
else:
    __getattr__ = import_later(
        __name__,
        {
            "estimating": ("estimate",),
            "result": (
                "AnswerEffect",
                "Effort",
                "EffortClass",
                "Estimate",
                "Estimates",
                "Factor",
                "Missing",
                "NotReadable",
                "Scope",
                "SizePart",
                "Totals",
                "UnreadPart",
            ),
        },
    )

__all__ = [
    "AnswerEffect",
    "Effort",
    "EffortClass",
    "Estimate",
    "Estimates",
    "Factor",
    "Missing",
    "NotReadable",
    "Scope",
    "SizePart",
    "Totals",
    "UnreadPart",
    "estimate",
]
