"""The readiness checklist: requirements of production, compared with poc.yaml and the sources."""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.readiness.checklist import evaluate_readiness
    from seamscope.readiness.types import Proof, ReadinessLine, ReadinessState
else:
    __getattr__ = import_later(
        __name__,
        {
            "checklist": ("evaluate_readiness",),
            "types": (
                "Proof",
                "ReadinessLine",
                "ReadinessState",
            ),
        },
    )

__all__ = [
    "Proof",
    "ReadinessLine",
    "ReadinessState",
    "evaluate_readiness",
]
