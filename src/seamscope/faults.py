"""Catch internal errors, so that an error leaves out only one part of the survey."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from seamscope.errors import locate_error
from seamscope.records import Evidence
from seamscope.resolved import Finding, Severity

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741 (an item)
MOST_CULPRITS = 5  # a limit, because finding a culprit repeats the work many times
REMEDY = "report this line with the version of seamscope; the rest of the survey is complete"


def attempt(part: str, work: Callable[[], T], instead: T) -> tuple[T, tuple[Finding, ...]]:
    """Return the result of `work`, or `instead` and a finding if it raises.

    The finding has the type and the position of the error. It does not have the text of the error,
    which may contain parts of an input.

    part: name of the part of the survey, for the message of the finding.
    """
    try:
        return work(), ()
    except Exception as error:  # noqa: BLE001 (an error in one part must not stop the others)
        return instead, (describe_fault(part, error),)


class Attempt(Protocol):
    """The type of functions that run `work` and may return `instead` if `work` fails."""

    def __call__(self, part: str, work: Callable[[], T], instead: T, /) -> T:
        """Return the result of `work`, or `instead` if it raises an error that is caught."""
        ...


def run_unprotected(part: str, work: Callable[[], T], instead: T, /) -> T:
    """Return the result of `work` without catching errors."""
    return work()


class Net:
    """Catches errors in parts of a stage.

    findings: one finding for each part that failed.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def catch(self, part: str, work: Callable[[], T], instead: T, /) -> T:
        """Return the result of `work`, or `instead` if it raises."""
        made, faults = attempt(part, work, instead)
        self.findings += faults
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Culprit(Generic[I]):
    """An item that was left out because it causes an error.

    others: number of later items that were left out with it, because too many items cause errors.
    """

    item: I
    error: Exception
    others: int = 0


def salvage(
    work: Callable[[Sequence[I]], T], items: Sequence[I]
) -> tuple[T, tuple[Culprit[I], ...]]:
    """Run `work` without the items that make it fail; return its result and these culprits.

    A culprit is found by bisection: `work` succeeds for the items before it, but fails if the
    culprit is added. After `MOST_CULPRITS` culprits, the next culprit is left out together with all
    items after it. If `work` fails even without items, its error is raised.
    """
    kept = list(items)
    culprits: list[Culprit[I]] = []
    while True:
        try:
            return work(kept), tuple(culprits)
        except Exception as error:
            if not kept:
                raise
            at, cause = _find_culprit(work, kept, error)
        if len(culprits) < MOST_CULPRITS:
            culprits.append(Culprit(item=kept.pop(at), error=cause))
        else:
            culprits.append(Culprit(item=kept[at], error=cause, others=len(kept) - at - 1))
            kept = kept[:at]


def _find_culprit(
    work: Callable[[Sequence[I]], object], items: Sequence[I], error: Exception
) -> tuple[int, Exception]:
    """Return the index of a culprit and its error.

    `work` succeeds for the items before the culprit, but fails if the culprit is added.
    """
    works, fails = 0, len(items)
    while fails - works > 1:
        middle = (works + fails) // 2
        try:
            work(items[:middle])
        except Exception as other:  # noqa: BLE001 (the error of the culprit may be of any type)
            fails, error = middle, other
        else:
            works = middle
    return fails - 1, error


def describe_fault(part: str, error: Exception, evidence: tuple[Evidence, ...] = ()) -> Finding:
    """Return a finding: a part of the survey is missing because of an internal error."""
    return Finding(
        severity=Severity.HIGH,
        what=f"{part}: left out because of an error in seamscope ({locate_error(error)})",
        remedy=REMEDY,
        evidence=evidence,
    )
