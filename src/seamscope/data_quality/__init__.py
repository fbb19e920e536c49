"""Assess the measured quality of datasets: flaws with share, rating, evidence and date.

assessment   the flaws that profiles show, and findings about them
texts        flaws in words
"""

from seamscope.data_quality.assessment import (
    SEVERITIES,
    Assessment,
    Flaw,
    assess,
    find_flaws,
    list_assessments,
    load_thresholds,
    rank_flaw,
)

__all__ = [
    "SEVERITIES",
    "Assessment",
    "Flaw",
    "assess",
    "find_flaws",
    "list_assessments",
    "load_thresholds",
    "rank_flaw",
]
