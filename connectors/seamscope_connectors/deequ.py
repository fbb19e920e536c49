"""Read Deequ and PyDeequ metrics (JSON).

Two forms are supported: the rows of `successMetricsAsJson` (`entity, instance, name, value`, with
the tags of a repository as additional keys), and the file of a FileSystemMetricsRepository
(`resultKey.{dataSetDate, tags}`, `analyzerContext.metricMap[].metric`). Neither form contains the
name of the dataset, so it is taken from a tag such as `table`, otherwise from the file name. Deequ
writes the entity "Multicolumn" as "Mutlicolumn"; both spellings are read.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import note_reading, skip_entry
from seamscope.connector.measuring import build_measurement, read_count, read_share, read_time
from seamscope.records import Evidence, Measure, Measurement, Profile, Record, SystemRef

ENTITY = re.compile(r'"entity"\s*:\s*"(?:Column|Dataset|Mu(?:tl|lt)icolumn)"')
INSTANCE = re.compile(r'"instance"\s*:')
# Metrics whose value is the share of good rows; 1 minus the value is recorded.
KEPT = {"Completeness": Measure.NULLS, "Uniqueness": Measure.DUPLICATE_ROWS}
COUNTED = {"CountDistinct": Measure.DISTINCT, "ApproxCountDistinct": Measure.DISTINCT}
TAGS = ("dataset", "dataset_name", "datasetName", "table", "table_name", "tableName")
# Words of a file name that are not part of the dataset's name: "orders_metrics".
FILE_WORDS = frozenset({"deequ", "metric", "metrics", "result", "results", "quality", "dq"})


class DeequConnector(Connector):
    """Reads exported metrics and metrics repositories of Deequ."""

    name = "deequ"
    reads = "Deequ and PyDeequ metrics (JSON)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384) if file.suffix in {".json", ".jsonl", ".ndjson"} else ""
        if ENTITY.search(head) and INSTANCE.search(head):
            return Claim(reason="has metrics of Deequ")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for document in source.file.documents():
            for run in _list_runs(document):
                yield from _read_run(source.file, run)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """The metrics of one dataset at one time."""

    name: str
    measured: str
    metrics: tuple[Doc, ...]
    evidence: Evidence


def _list_runs(document: Doc) -> Iterator[_Run]:
    rows: dict[tuple[str, str], list[Doc]] = defaultdict(list)
    for item in document if document.is_list else [document]:
        if item["analyzerContext"]:
            key = item["resultKey"]
            metrics = item["analyzerContext"]["metricMap"]
            yield _Run(
                name=key["tags"].first(*TAGS).text,
                measured=read_time(key["dataSetDate"]),
                metrics=tuple(one["metric"] for one in metrics),
                evidence=item.evidence,
            )
        else:
            rows[item.first(*TAGS).text, read_time(item["dataset_date"])].append(item)
    for (name, measured), found in rows.items():
        yield _Run(name=name, measured=measured, metrics=tuple(found), evidence=found[0].evidence)


def _read_run(file: File, run: _Run) -> Iterator[Record]:
    name = run.name
    if not name:
        name = _derive_name(file)
        problem = f"the metrics do not specify a dataset, so the file name is used: {name}"
        remedy = "add a tag `dataset` to the metrics, or rename the file after the dataset"
        yield note_reading(problem, remedy, run.evidence)
    sizes = (m["value"] for m in run.metrics if m["name"].text == "Size")
    rows = max((size for one in sizes if (size := read_count(one)) is not None), default=None)
    measurements: list[Measurement] = []
    for metric in run.metrics:
        if metric["name"].text and metric["value"].text:
            measurements += _measure(metric, rows)
            metric.set_aside()
        else:
            problem = "the name or the value of the metric is missing"
            yield skip_entry(problem, "export the metrics again", metric.evidence)
    if rows is None and not measurements:
        problem = "no metric counts rows, missing values, duplicates or failed rules"
        yield skip_entry(
            problem, "add the analyzers Size and Completeness, and run again", run.evidence
        )
        return
    yield Profile(
        system=SystemRef(),
        name=name,
        rows=rows,
        measured=run.measured,
        tool="Deequ",
        measurements=tuple(sorted(set(measurements), key=repr)),
        evidence=run.evidence,
    )


def _derive_name(file: File) -> str:
    """Return the dataset name that a file name contains: ``orders_metrics.json`` → "orders"."""
    stem = file.name.rsplit(".", 1)[0]
    words = [word for word in stem.split("_") if word.casefold() not in FILE_WORDS]
    return "_".join(words) or stem


def _measure(metric: Doc, rows: int | None) -> Iterator[Measurement]:
    """Yield the measurement of a metric, or nothing if the metric is not supported.

    ``{"name": "Completeness", "instance": "due", "value": 0.98}`` → 2 % nulls in column due.
    """
    name, instance, value = metric["name"].text, metric["instance"].text, metric["value"]
    columns = tuple(part.strip() for part in instance.split(",") if part.strip() not in {"", "*"})
    share = read_share(value)
    if name in KEPT and share is not None:
        yield build_measurement(KEPT[name], columns, rows=rows, share=1 - share)
    elif name in COUNTED:
        count = read_count(value)
        if count is not None:
            yield build_measurement(COUNTED[name], columns, count=count, rows=rows)
    elif name == "Distinctness" and share is not None and rows is not None:
        yield build_measurement(Measure.DISTINCT, columns, count=round(share * rows), rows=rows)
    elif share is not None and name == "Compliance":
        # The instance of this metric is the name of a rule, not of a column.
        failing = build_measurement(Measure.FAILURES, (), rows=rows, share=1 - share)
        yield Measurement(
            measure=failing.measure, count=failing.count, share=failing.share, rule="compliance"
        )
    elif share is not None and name == "PatternMatch":
        yield build_measurement(Measure.OUTLIERS, columns, rows=rows, share=1 - share)
