"""The output of `seamscope check`: gates and accepted findings as a table, SARIF or JUnit XML."""

from collections.abc import Iterator

from seamscope.gates import Check
from seamscope.outputs.commands.check_junit import format_junit
from seamscope.outputs.commands.check_sarif import format_sarif
from seamscope.outputs.writers.tabulate import TABLE_FORMATS, Cell, tabulate
from seamscope.wording import mark_each

CHECK_FORMATS = (*TABLE_FORMATS, "sarif", "junit")
HEADERS = mark_each("gate", "limit", "found", "result", "reason")


def format_check(check: Check, shape: str, *, root: str = "", today: str = "") -> str:
    """Return the result of a check in one of CHECK_FORMATS.

    root: the surveyed folder relative to the repository, as prefix of the paths in SARIF.
    today: YYYY-MM-DD, for the time stamp that JUnit requires.
    """
    match shape:
        case "sarif":
            return format_sarif(check, root)
        case "junit":
            return format_junit(check, today)
        case _:
            return tabulate(HEADERS, list(_list_rows(check)), shape)


def _list_rows(check: Check) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each gate, then a row for each finding with a valid or expired acceptance."""
    for gate in check.gates:
        result = "pass" if gate.passed else "FAIL"
        yield gate.name, gate.limit, gate.found, result, gate.why
    for finding in check.accepted:
        if accepted := finding.accepted:
            result = "expired" if accepted.expired else "accepted"
            reason = f"{finding.what}; {accepted.author}: {accepted.statement}"
            until = f"accepted until {accepted.expires}"
            yield finding.id, until, finding.severity.value, result, reason
