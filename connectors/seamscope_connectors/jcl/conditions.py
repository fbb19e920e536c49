"""Find out whether a step runs after success, after failure, or both, from COND and IF."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from seamscope.connector.failures import CONTINUES, STOPS

# Relations of COND, which bypass a step if ``code relation return code`` is true.
RELATIONS: dict[str, Callable[[int, int], bool]] = {
    "EQ": operator.eq, "NE": operator.ne, "LT": operator.lt, "LE": operator.le,
    "GT": operator.gt, "GE": operator.ge, "=": operator.eq, "<": operator.lt, ">": operator.gt,
    "<=": operator.le, ">=": operator.ge, "^=": operator.ne, "\u00ac=": operator.ne,
    "!=": operator.ne, "^>": operator.le, "^<": operator.ge,
}  # fmt: skip
TEST = re.compile(r"(\d{1,4})\s*,\s*(EQ|NE|LT|LE|GT|GE)\b", re.I)
COMPARISON = re.compile(
    r"\bRC\s*(<=|>=|[\^!\u00ac]=|\^[<>]|[=<>]|(?:EQ|NE|LT|LE|GT|GE)\b)\s*(\d{1,4})", re.I
)
ABEND = re.compile(
    r"(?P<no>(?:\bNOT\b|[\^!\u00ac])\s*+(?:\(\s*+)?)?(?:[\w@#$]{1,8}\.){0,2}ABEND\b"
    r"(?P<off>\s*+=\s*+FALSE)?",
    re.I,
)
GOOD, BAD = 0, 12  # return codes of success, and of a failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """When a step runs.

    stops: only if no earlier step failed.
    after_failure: only if an earlier step failed.
    goes_on: whether or not an earlier step failed.
    """

    stops: bool = False
    after_failure: bool = False
    goes_on: bool = False

    @property
    def error_handling(self) -> tuple[str, ...]:
        """What happens if an earlier step fails, as one of the constants that all connectors
        use.
        """
        return (STOPS,) if self.stops else (CONTINUES,) if self.goes_on else ()

    def join(self, other: "Outcome") -> "Outcome":
        """Return the outcome of two conditions that must both hold."""
        return Outcome(
            stops=self.stops or other.stops,
            after_failure=self.after_failure or other.after_failure,
            goes_on=self.goes_on or other.goes_on,
        )

    def reverse(self) -> "Outcome":
        """Return the outcome of the steps after ELSE."""
        return Outcome(stops=self.after_failure, after_failure=self.stops)


def read_condition(text: str) -> Outcome:
    """Return when a step with this COND runs.

    ``(0,NE)`` → not after a failure, ``ONLY`` → only after a failure.
    """
    if re.search(r"\bONLY\b", text, re.I):
        return Outcome(after_failure=True)
    tests = [(int(code), RELATIONS[name.upper()]) for code, name in TEST.findall(text)]
    at_success = any(relation(code, GOOD) for code, relation in tests)
    at_failure = any(relation(code, BAD) for code, relation in tests)
    return Outcome(
        stops=at_failure and not at_success,
        after_failure=at_success and not at_failure,
        goes_on=re.search(r"\bEVEN\b", text, re.I) is not None,
    )


def read_if(text: str) -> Outcome:
    """Return when the steps inside this IF run: ``(STEP1.RC = 0)`` → not after a failure."""
    compared = [(RELATIONS[name.upper()], int(code)) for name, code in COMPARISON.findall(text)]
    abend = ABEND.search(text)
    wants_abend = abend is not None and not (abend["no"] or abend["off"])
    at_success = all(relation(GOOD, code) for relation, code in compared) and not wants_abend
    at_failure = all(relation(BAD, code) for relation, code in compared) and (
        abend is None or wants_abend or bool(compared)
    )
    if not compared and abend is None:
        return Outcome()
    return Outcome(stops=at_success and not at_failure, after_failure=at_failure and not at_success)
