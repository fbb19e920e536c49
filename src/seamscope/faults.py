"""Contain internal errors, so that one costs only the part of the survey it occurs in."""

from collections.abc import Callable
from typing import TypeVar

from seamscope.errors import locate_error
from seamscope.resolved import Finding, Severity

T = TypeVar("T")


def attempt(part: str, work: Callable[[], T], instead: T) -> tuple[T, tuple[Finding, ...]]:
    """Return the result of `work`, or `instead` and a finding if it raises.

    part: the part of the survey that is missing then, for the message. The finding has the type and
    the position of the error, not its text, which may repeat an input.
    """
    try:
        return work(), ()
    except Exception as error:  # noqa: BLE001 (one part must not cost the others)
        return instead, (describe_fault(part, error),)


def describe_fault(part: str, error: Exception) -> Finding:
    """Return the finding for a part of the survey that is missing because of an internal error."""
    return Finding(
        severity=Severity.HIGH,
        what=f"{part}: left out because of an error in seamscope ({locate_error(error)})",
        remedy="report this line with the version of seamscope; the rest of the survey is complete",
    )
