"""Find what a package does if a task fails: event handlers and precedence constraints."""

from xml.etree.ElementTree import Element

from seamscope.connector.failures import CAUGHT
from seamscope_connectors.ssis.elements import DTS, get_setting, list_children

FAILURE = "1"  # DTS:Value of a constraint: 0 success, 1 failure, 2 completion
HANDLED = frozenset({"OnError", "OnTaskFailed"})


def is_error_handler(element: Element) -> bool:
    """Return whether an element is an event handler that only runs after an error."""
    return element.tag == f"{DTS}EventHandler" and get_setting(element, "EventName") in HANDLED


def list_failure_rules(container: Element) -> tuple[str, ...]:
    """Return what a package or container does if one of its tasks fails."""
    handlers = list_children(container, "EventHandlers", "EventHandler")
    return (CAUGHT,) if any(map(is_error_handler, handlers)) else ()


def find_failure_paths(container: Element) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of the tasks whose failure starts another task, and the keys of the started
    tasks.

    The started tasks include only tasks that never run after a success.
    """
    failing: set[str] = set()
    started: dict[str, set[str]] = {}
    for one in list_children(container, "PrecedenceConstraints", "PrecedenceConstraint"):
        start, end, value = *_read_ends(one), get_setting(one, "Value") or "0"
        started.setdefault(end, set()).add(value)
        if value == FAILURE:
            failing.add(start)
    only = {end for end, values in started.items() if values == {FAILURE}}
    return frozenset(failing), frozenset(only)


def _read_ends(constraint: Element) -> tuple[str, str]:
    """Return the keys of the two tasks that a precedence constraint connects.

    Before 2012, the keys are in child elements.
    """
    ends = {bool(one.get(f"{DTS}IsFrom", "0").strip("0")): one.get(f"{DTS}IDREF", "")
            for one in constraint.iterfind(f"{DTS}Executable")}  # fmt: skip
    start = constraint.get(f"{DTS}From") or ends.get(True, "")
    return start, constraint.get(f"{DTS}To") or ends.get(False, "")


def list_keys(task: Element) -> set[str]:
    """Return the keys by which precedence constraints refer to a task: its path, or its id before
    2012.
    """
    keys = {task.get(f"{DTS}refId", ""), get_setting(task, "DTSID")}
    return keys - {""}
