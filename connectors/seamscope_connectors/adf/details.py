"""Details of an activity: the columns that a copy maps, and what happens after a failure."""

import re
from collections.abc import Iterable, Iterator

from seamscope.connector import Doc
from seamscope.connector.failures import keep_in, list_setting_rules, retry
from seamscope.records import ColumnEdge

FAILURES = frozenset({"failed", "skipped"})
STEP = re.compile(r"\['([^']+)'\]")  # of a path such as `$['order']['id']`
MAX_COLUMNS = 500
SKIPS = "enableSkipIncompatibleRow"


def list_columns(translator: Doc) -> tuple[ColumnEdge, ...]:
    """Return the columns that a copy maps one by one, () if it maps them by name."""
    pairs = (*_list_mappings(translator), *_list_old_mappings(translator["columnMappings"]))
    edges = (ColumnEdge(source=source, target=target) for source, target in pairs)
    return tuple(dict.fromkeys(edges))[:MAX_COLUMNS]


def _list_mappings(translator: Doc) -> Iterator[tuple[str, str]]:
    for one in translator["mappings"]:
        source, target = _read_name(one["source"]), _read_name(one["sink"])
        if source and target:
            yield source, target


def _read_name(side: Doc) -> str:
    """Return the name of a column in a mapping, or its path with dots: ``$['order']['id']`` →
    ``order.id``.
    """
    return side["name"].text or ".".join(STEP.findall(side["path"].text))


def _list_old_mappings(mappings: Doc) -> Iterator[tuple[str, str]]:
    """Yield the columns of ``"a: b, c: d"`` or ``{"a": "b"}``."""
    match mappings.raw:
        case str() as text:
            for part in text.split(","):
                source, _, target = (word.strip() for word in part.partition(":"))
                if source and target:
                    yield source, target
        case dict() as given:
            yield from ((str(key), str(value)) for key, value in given.items())
        case _:
            pass


def list_failure_rules(activity: Doc) -> tuple[str, ...]:
    """Return what happens if an activity fails: retries, and rows that are left out or kept."""
    inner, times = activity["typeProperties"], activity["policy"]["retry"].text
    found = [*list_setting_rules([(SKIPS, inner[SKIPS].text)])] if inner[SKIPS] else []
    if times not in {"", "0"}:
        found.append(retry(times))
    if inner["redirectIncompatibleRowSettings"]:
        found.append(keep_in(inner["redirectIncompatibleRowSettings"]["path"].text))
    return tuple(sorted(set(found)))


def find_caught(activities: Iterable[Doc]) -> frozenset[str]:
    """Return the names of the activities whose failure starts another activity."""
    return frozenset(
        one["activity"].text
        for activity in activities
        for one in activity["dependsOn"]
        if "failed" in {text.casefold() for text in one["dependencyConditions"].texts}
    )


def runs_after_failure(activity: Doc) -> bool:
    """Return whether an activity runs only if an earlier one failed (`dependsOn`)."""
    conditions = [
        {text.casefold() for text in one["dependencyConditions"].texts}
        for one in activity["dependsOn"]
    ]
    return any(one and one <= FAILURES and "failed" in one for one in conditions)
