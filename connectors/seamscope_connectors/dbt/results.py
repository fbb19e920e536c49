"""Read dbt test results (run_results.json) and source freshness results (sources.json).

Keys follow run-results v1 to v6, sources v1 to v3 and freshness v0:
`results[].{unique_id, status, failures, timing}`, and
`results[].{max_loaded_at, snapshotted_at, status}`. The dataset and column of a test are taken from
the manifest.
"""

import re
from collections.abc import Iterator, Mapping

from seamscope.connector import Doc
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.measuring import read_count, read_rule, read_time
from seamscope.records import Evidence, Measure, Measurement, Profile, Record
from seamscope_connectors.dbt.nodes import Project, is_noise

RESULTS = "run-results"
FRESHNESS = ("sources", "freshness")
VERDICTS = {"pass": False, "warn": True, "fail": True}
# Values of `fail_calc` for which `failures` is a number of rows.
PLAIN_COUNT = frozenset({"", "count(*)"})
# Tests that return one row per wrong value, not per row of the dataset.
VALUE_TESTS = frozenset({"accepted_values"})
# Ids of results that are not tests, such as model.shop.orders.
BUILT = re.compile(r"(?!test\.)[a-z_]+\.")
REFERENCE = re.compile(r"\b(ref|source)\(([^()]*)\)")
QUOTED = re.compile(r"['\"]([^'\"]*)['\"]")


def report_results_alone(documents: Mapping[str, Doc]) -> Iterator[Record]:
    """Report results without a manifest: only the manifest contains the dataset of each test."""
    for kind in (RESULTS, *FRESHNESS):
        if kind in documents:
            yield skip_entry(
                "the dbt results have no manifest, so the datasets of the tests are unknown",
                "add the manifest.json of the same project to the inputs",
                documents[kind].evidence,
            )


def read_test_results(project: Project, documents: Mapping[str, Doc]) -> Iterator[Record]:
    """Yield a profile for each test result and for each source freshness."""
    unmeasured: list[tuple[str, Evidence]] = []
    for kind in (RESULTS, *FRESHNESS):
        for result in documents[kind]["results"] if kind in documents else ():
            key = result["unique_id"].text
            node = _find_node(project, key)
            if kind == RESULTS and BUILT.match(key):
                result.set_aside()
            elif node is None or not _has_verdict(kind, result):
                unmeasured.append((key or "unnamed", result.evidence))
            elif kind == RESULTS:
                yield from _read_test(project, documents[kind], result, node)
            elif not is_noise(node):
                yield _read_freshness(project, result, node)
    if unmeasured:
        problem = "dbt tests that did not run, or are not in the manifest"
        yield skip_names(
            problem, "run `dbt test`, and add its run_results.json and manifest.json", unmeasured
        )


def _has_verdict(kind: str, result: Doc) -> bool:
    """Return whether a result passed or failed.

    The status "error" of a test means that the test did not run, so it has no verdict. The status
    "error" of a source means that its data is too old, which is a failure.
    """
    status = result["status"].text.casefold()
    return status in VERDICTS or (kind != RESULTS and status == "error")


def _find_node(project: Project, key: str) -> Doc | None:
    for section in ("nodes", "sources"):
        if key in project.manifest[section]:
            return project.manifest[section][key]
    return None


def _read_freshness(project: Project, result: Doc, node: Doc) -> Profile:
    end = project.build_end(node)
    return Profile(
        system=end.system,
        name=end.dataset,
        measured=read_time(result["snapshotted_at"]),
        newest=read_time(result["max_loaded_at"]),
        stale=result["status"].text.casefold() != "pass",
        tool="dbt source freshness",
        evidence=result.evidence,
    )


def _read_test(project: Project, document: Doc, result: Doc, test: Doc) -> Iterator[Record]:
    relation = _find_relation(project, test)
    if relation is None:
        problem = "the dbt test refers to several datasets, and has no `attached_node`"
        yield skip_entry(
            problem, "run the test with dbt 1.5 or newer, which writes it", result.evidence
        )
        return
    if is_noise(relation):
        result.set_aside()
        return
    end = project.build_end(relation)
    yield Profile(
        system=end.system,
        name=end.dataset,
        measured=_find_time(document, result),
        tool="dbt test",
        measurements=(_build_measurement(project, result, test),),
        evidence=result.evidence,
    )


def _find_time(document: Doc, result: Doc) -> str:
    times = [read_time(step["completed_at"]) for step in result["timing"]]
    return max(times, default="") or read_time(document["metadata"]["generated_at"])


def _build_measurement(project: Project, result: Doc, test: Doc) -> Measurement:
    described = test["test_metadata"]
    name = described["name"].text
    measure, rule = read_rule(name or test["name"].text)
    settings = test["config"]
    plain = settings["fail_calc"].text.replace(" ", "").casefold() in PLAIN_COUNT
    counted = plain and name not in VALUE_TESTS and not settings["limit"].text
    if settings["where"].text:
        rule = f"{rule}, in a part of the rows"
    return Measurement(
        measure=measure,
        columns=_list_columns(test),
        count=read_count(result["failures"]) if counted else None,
        failed=VERDICTS[result["status"].text.casefold()],
        rule=rule,
        refers_to=_find_target(project, described) if measure is Measure.ORPHANS else "",
    )


def _list_columns(test: Doc) -> tuple[str, ...]:
    arguments = test["test_metadata"]["kwargs"]
    if column := test["column_name"].text or arguments["column_name"].text:
        return (column,)
    return arguments["combination_of_columns"].texts


def _find_relation(project: Project, test: Doc) -> Doc | None:
    """Return the node that a test examines, None if the manifest does not contain it."""
    if attached := test["attached_node"].text:
        return _find_node(project, attached)
    parents = test["depends_on"]["nodes"].texts
    if len(parents) == 1:
        return _find_node(project, parents[0])
    return _find_reference(project, parents, test["test_metadata"]["kwargs"]["model"].text)


def _find_target(project: Project, described: Doc) -> str:
    """Return the dataset that `to` of a relationships test refers to, with its name in the
    database.
    """
    text = described["kwargs"]["to"].text
    keys = (*project.manifest["nodes"].keys(), *project.manifest["sources"].keys())
    node = _find_reference(project, sorted(keys), text)
    return project.build_end(node).dataset if node is not None else ""


def _find_reference(project: Project, keys: tuple[str, ...] | list[str], text: str) -> Doc | None:
    """Return the node of ``ref('orders')`` or ``source('raw', 'orders')`` in a string.

    keys: unique ids of the nodes to search.
    """
    match = REFERENCE.search(text)
    names = QUOTED.findall(match[2]) if match else []
    if match is None or not names:
        return None
    for key in keys:
        node = _find_node(project, key)
        if node is None or node["name"].text != names[-1]:
            continue
        is_source = node["resource_type"].text == "source" or key.startswith("source.")
        if is_source == (match[1] == "source"):
            return node
    return None
