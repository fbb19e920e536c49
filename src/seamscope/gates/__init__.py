"""Gates for CI: limits for figures of a survey, and readiness lines that must be answered.

To add a gate, write a measure in `measures.py` and add its key to `config.Gates`.

    checking  one check of a survey: gates and accepted findings
    gate      the result of each gate
    measures  the figures that gates limit
"""

from seamscope.gates.checking import Check, check_survey
from seamscope.gates.gate import Gate, check_gates, parse_limit

__all__ = ["Check", "Gate", "check_gates", "check_survey", "parse_limit"]
