"""Readiness of a proof of concept for production: a checklist compared with the sources."""

from seamscope.readiness.checklist import evaluate_readiness
from seamscope.readiness.types import Proof, ReadinessLine, ReadinessState

__all__ = ["Proof", "ReadinessLine", "ReadinessState", "evaluate_readiness"]
