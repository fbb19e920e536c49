"""Contain internal errors, so that one costs only the part of the survey it occurs in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from seamscope.errors import locate_error
from seamscope.records import Evidence
from seamscope.resolved import Finding, Severity

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741 (an item)
MOST_CULPRITS = 5  # each costs as many attempts as halving the items takes
REMEDY = "report this line with the version of seamscope; the rest of the survey is complete"


def attempt(part: str, work: Callable[[], T], instead: T) -> tuple[T, tuple[Finding, ...]]:
    """Return the result of `work`, or `instead` and a finding if it raises.

    part: the part of the survey that is missing then, for the message. The finding has the type and
    the position of the error, not its text, which may repeat an input.
    """
    try:
        return work(), ()
    except Exception as error:  # noqa: BLE001 (one part must not cost the others)
        return instead, (describe_fault(part, error),)


class Attempt(Protocol):
    """Does a part of a stage: its result, or `instead` if an error of ours is kept from others."""

    def __call__(self, part: str, work: Callable[[], T], instead: T, /) -> T:
        """Return the result of `work` or, if the error is caught, `instead`."""
        ...


def run_unprotected(part: str, work: Callable[[], T], instead: T, /) -> T:
    """Do the part and let an error pass."""
    return work()


class Net:
    """Catches the errors of a stage's parts; `findings` holds one for each part that failed."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def catch(self, part: str, work: Callable[[], T], instead: T, /) -> T:
        """Return the result of `work`, or `instead` if it raises."""
        made, faults = attempt(part, work, instead)
        self.findings += faults
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Culprit(Generic[I]):
    """An item that had to be left out, and the error it raises.

    others: how many items behind it were left out with it because too many raise errors.
    """

    item: I
    error: Exception
    others: int = 0


def salvage(
    work: Callable[[Sequence[I]], T], items: Sequence[I]
) -> tuple[T, tuple[Culprit[I], ...]]:
    """Return `work(items)`, without the items that make it raise, and these.

    A culprit is the last item of the shortest beginning that fails, found by halving. If more than
    `MOST_CULPRITS` fail, only what comes before the next one is kept. Raises an error that `work`
    raises without any item.
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
    """Return the index of the last item of a beginning that fails while the one before works."""
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
    """Return the finding for a part of the survey that is missing because of an internal error."""
    return Finding(
        severity=Severity.HIGH,
        what=f"{part}: left out because of an error in seamscope ({locate_error(error)})",
        remedy=REMEDY,
        evidence=evidence,
    )
