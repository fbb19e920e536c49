"""Read scan results of Soda Core and Soda Library (JSON).

Keys: `scanStartTimestamp`, `checks[].{table, column, dataSource, outcome, metrics, definition}`,
`metrics[].{identity, metricName, value}` and `profiling[].{table, rowCount, columnProfiles}`.
The definition of a check may contain values, so its text is never stored.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.measuring import (
    build_measurement,
    read_count,
    read_rule,
    read_share,
    read_time,
)
from seamscope.records import ClueKind, Evidence, Measure, Measurement, Profile, Record, SystemRef

SCAN = re.compile(r'"scanStartTimestamp"\s*:')
PARTS = re.compile(r'"(?:checks|metrics|definitionName|defaultDataSource)"\s*:')
OUTCOMES = {"pass": False, "warn": True, "fail": True}
FORMAT = re.compile(r"\bvalid (?:format|regex)\b")
ROWS = "row_count"


class SodaConnector(Connector):
    """Reads the check results and profiles of Soda scans."""

    name = "soda"
    reads = "Soda scan results (JSON)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384) if file.suffix == ".json" else ""
        if SCAN.search(head) and PARTS.search(head):
            return Claim(reason="has the results of a Soda scan")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for document in source.file.documents():
            yield from _read_scan(document)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    """The time of a scan, and its metrics by identity, to which the checks of the scan refer."""

    measured: str
    metrics: Mapping[str, Doc]


def _read_scan(document: Doc) -> Iterator[Record]:
    times = (document["dataTimestamp"], document["scanStartTimestamp"])
    scan = _Scan(
        measured=next((time for doc in times if (time := read_time(doc))), ""),
        metrics={one["identity"].text: one for one in document["metrics"]},
    )
    unmeasured: list[tuple[str, Evidence]] = []
    for check in document["checks"]:
        outcome = check["outcome"].text
        if not check["table"].text or outcome not in OUTCOMES:
            unmeasured.append((check["table"].text or "no table", check.evidence))
        else:
            yield _read_check(scan, check, failed=OUTCOMES[outcome])
    if unmeasured:
        problem = "checks that Soda did not evaluate have no result"
        yield skip_names(problem, "correct the checks and scan again", unmeasured)
    for table in document["profiling"]:
        yield from _read_profiled_table(scan, table)
    if not document["checks"] and not document["profiling"]:
        problem = "the scan has no checks"
        yield skip_entry(problem, "scan with a file of checks", document.evidence)


def _identify(source: Doc) -> SystemRef:
    return SystemRef(clues=build_clues((ClueKind.SOURCE, source.text)))


def _read_check(scan: _Scan, check: Doc, *, failed: bool) -> Profile:
    columns = (check["column"].text,) if check["column"].text else ()
    kind = check["type"].text.casefold()
    is_freshness = "freshness" in kind or "freshness" in check["definition"].text.casefold()
    rows: int | None = None
    used = [scan.metrics[key] for key in check["metrics"].texts if key in scan.metrics]
    for metric in used:
        if metric["metricName"].text == ROWS:
            rows = read_count(metric["value"])
    measurements = (
        _measure(check, metric, columns, rows=rows, failed=failed)
        for metric in used
        if metric["metricName"].text != ROWS and not is_freshness
    )
    diagnostics = check["diagnostics"]
    return Profile(
        system=_identify(check["dataSource"]),
        name=check["table"].text,
        rows=rows,
        measured=scan.measured,
        tool="Soda",
        newest=read_time(diagnostics["maxColumnTimestamp"]) if is_freshness else "",
        stale=failed if is_freshness else None,
        measurements=tuple(measurements),
        evidence=check.evidence,
    )


def _measure(
    check: Doc, metric: Doc, columns: tuple[str, ...], *, rows: int | None, failed: bool
) -> Measurement:
    name = metric["metricName"].text
    measure, rule = read_rule(name)
    if name.startswith("reference"):
        measure = Measure.ORPHANS
    if measure is Measure.FAILURES and FORMAT.search(check["definition"].text.casefold()):
        measure = Measure.OUTLIERS
    is_percent = name.endswith("_percent")
    is_count = name.endswith("_count") or name.startswith(("reference", "failed"))
    share = read_share(metric["value"], percent=True) if is_percent else None
    count = read_count(metric["value"]) if is_count else None
    counted = build_measurement(measure, columns, count=count, rows=rows, share=share)
    return Measurement(
        measure=measure,
        columns=columns,
        count=counted.count,
        share=counted.share,
        failed=failed,
        rule=rule,
    )


def _read_profiled_table(scan: _Scan, table: Doc) -> Iterator[Record]:
    if not table["table"].text:
        yield skip_entry(
            "the profile has no `table`", "scan with `profile columns` again", table.evidence
        )
        return
    rows = read_count(table["rowCount"])
    measurements: list[Measurement] = []
    for column in table["columnProfiles"]:
        name, values = column["columnName"].text, column["profile"]
        for measure, key in ((Measure.NULLS, "missing_count"), (Measure.DISTINCT, "distinct")):
            count = read_count(values[key])
            if name and count is not None:
                measurements.append(build_measurement(measure, (name,), count=count, rows=rows))
    yield Profile(
        system=_identify(table["dataSource"]),
        name=table["table"].text,
        rows=rows,
        measured=scan.measured,
        tool="Soda",
        measurements=tuple(measurements),
        evidence=table.evidence,
    )
