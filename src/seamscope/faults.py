"""Catch internal errors, so that an error removes only one part of the survey."""

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

    part: name of the part of the survey, for the message of the finding. The finding has the type
    and the position of the error, not its text, which may contain parts of an input.
    """
    try:
        return work(), ()
    except Exception as error:  # noqa: BLE001 (one part must not cost the others)
        return instead, (describe_fault(part, error),)


class Attempt(Protocol):
    """The type of functions that run one part of a stage, and may return `instead` if it fails."""

    def __call__(self, part: str, work: Callable[[], T], instead: T, /) -> T:
        """Return the result of `work`, or `instead` if it raises an error that is caught."""
        ...


def run_unprotected(part: str, work: Callable[[], T], instead: T, /) -> T:
    """Return the result of `work` without catching errors."""
    return work()


class Net:
    """Catches errors in parts of a stage. findings: a finding for each part that failed."""

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

    others: number of items after it that were also left out, because too many items cause errors.
    """

    item: I
    error: Exception
    others: int = 0


def salvage(
    work: Callable[[Sequence[I]], T], items: Sequence[I]
) -> tuple[T, tuple[Culprit[I], ...]]:
    """Return the result of `work` for the items without an error, and the items that cause errors.

    A culprit is found by bisection: `work` fails for all items up to and including the culprit, but
    not for the items before it. If there are more than `MOST_CULPRITS`, all items after the next
    one are left out. Raises an error that `work` raises even without items.
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
    """Return the index of a culprit: `work` succeeds for the items before it, but not with it."""
    works, fails = 0, len(items)
    while fails - works > 1:
        middle = (works + fails) // 2
        try:
            work(items[:middle])
        except Exception as other:  # noqa: BLE001 (it is what is looked for)
            fails, error = middle, other
        else:
            works = middle
    return fails - 1, error


def describe_fault(part: str, error: Exception, evidence: tuple[Evidence, ...] = ()) -> Finding:
    """Return a finding about a part of the survey that is missing because of an internal error."""
    return Finding(
        severity=Severity.HIGH,
        what=f"{part}: left out because of an error in seamscope ({locate_error(error)})",
        remedy=REMEDY,
        evidence=evidence,
    )
