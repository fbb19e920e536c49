"""Read Great Expectations validation results (JSON) of versions 0.11 to 1.x.

Keys: `results[].{expectation_config.{type or expectation_type, kwargs}, success, exception_info,
result.{element_count, missing_count, unexpected_count, observed_value}}` and `meta.{batch_spec,
active_batch_definition, batch_kwargs, run_id, validation_time}`. A checkpoint contains one such
document per batch under `run_results`. Lists of unexpected values are never read.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.measuring import build_measurement, read_count, read_rule, read_time
from seamscope.records import ClueKind, Evidence, Measure, Measurement, Profile, Record, SystemRef

EXPECTATION = re.compile(r'"expectation_(?:config|type)"\s*:')
COUNTS = re.compile(r'"(?:evaluated_expectations|unexpected_count|expectation_suite_name)"\s*:')
ROW_COUNT = re.compile(r"expect_table_row_count_")
HEAD = 65536  # characters that a claim examines


class GreatExpectationsConnector(Connector):
    """Reads validation results of single runs and of checkpoints."""

    name = "great-expectations"
    reads = "Great Expectations validation results (JSON)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(HEAD) if file.suffix == ".json" else ""
        if EXPECTATION.search(head) and COUNTS.search(head) and '"results"' in head:
            return Claim(reason="has results of expectations")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for document in source.file.documents():
            found = False
            for result in _list_validations(document):
                found = True
                yield from _read_validation(result)
            if not found:
                problem = "the file contains no validation results"
                yield skip_entry(problem, "export the validation result again", document.evidence)


def _list_validations(document: Doc) -> Iterator[Doc]:
    """Yield the validation results of a document.

    The document is one result, a list of results, or a checkpoint with `run_results`.
    """
    if document.is_list:
        for item in document:
            yield from _list_validations(item)
    elif document["run_results"]:
        for _, run in document["run_results"].items():  # noqa: PERF102 (a Doc has no values())
            yield run["validation_result"] if run["validation_result"] else run
    elif document["results"].is_list:
        yield document


def _read_validation(document: Doc) -> Iterator[Record]:
    meta = document["meta"]
    name = _find_name(meta)
    if not name:
        problem = "the validation result does not specify its dataset"
        yield skip_entry(problem, "add the data asset's name to its `meta`", document.evidence)
        return
    failed: list[tuple[str, Evidence]] = []
    rows: list[int] = []
    measurements: set[Measurement] = set()
    for result in document["results"]:
        config = result["expectation_config"]
        kind = config.first("type", "expectation_type").text
        if not kind or result["exception_info"]["raised_exception"].text == "true":
            failed.append((kind or "unnamed", result.evidence))
            continue
        counted = _find_rows(kind, result)
        rows += [counted] if counted is not None else []
        measurements |= {*_measure(kind, config["kwargs"], result, counted)}
    if failed:
        problem = "expectations that raised an error have no result"
        yield skip_names(problem, "correct the expectations and validate again", failed)
    source = meta["active_batch_definition"]["datasource_name"]
    yield Profile(
        system=SystemRef(
            clues=build_clues(
                (ClueKind.SOURCE, source.text or meta["batch_kwargs"]["datasource"].text)
            )
        ),
        name=name,
        rows=max(rows, default=None),
        measured=_find_time(meta),
        tool="Great Expectations",
        measurements=tuple(sorted(measurements, key=repr)),
        evidence=document.evidence,
    )


def _find_name(meta: Doc) -> str:
    """Return the name of the dataset: its table with schema, otherwise its data asset or file."""
    for part in (meta["batch_spec"], meta["batch_kwargs"]):
        if table := part.first("table_name", "table").text:
            schema = part.first("schema_name", "schema").text
            return f"{schema}.{table}" if schema and "." not in table else table
    asset = meta["active_batch_definition"]["data_asset_name"]
    named = asset.text or meta["batch_kwargs"]["data_asset_name"].text
    path = meta["batch_spec"]["path"].text or meta["batch_kwargs"]["path"].text
    return named or PurePosixPath(path.replace("\\", "/")).name


def _find_time(meta: Doc) -> str:
    times = (
        meta["validation_time"],
        meta["run_id"]["run_time"],
        meta["batch_markers"]["ge_load_time"],
    )
    return next((time for doc in times if (time := read_time(doc))), "")


def _find_rows(kind: str, result: Doc) -> int | None:
    """Return the number of rows that an expectation examined."""
    values = result["result"]
    if ROW_COUNT.match(kind):
        return read_count(values["observed_value"])
    return read_count(values["element_count"])


def _measure(kind: str, arguments: Doc, result: Doc, rows: int | None) -> Iterator[Measurement]:
    """Yield the measurements of an expectation, and whether it passed; row counts yield nothing.

    ``expect_column_values_to_not_be_null`` with ``missing_count: 3`` → 3 nulls.
    """
    values = result["result"]
    columns = _list_columns(arguments)
    missing = read_count(values["missing_count"])
    if missing is not None and len(columns) == 1:
        yield build_measurement(Measure.NULLS, columns, count=missing, rows=rows)
    measure, rule = read_rule(kind)
    count = read_count(values["unexpected_count"])
    measured = build_measurement(measure, columns, count=count, rows=rows)
    if ROW_COUNT.match(kind):
        return
    yield Measurement(
        measure=measure,
        columns=columns,
        count=count,
        share=measured.share,
        failed=result["success"].text != "true",
        rule=rule,
    )


def _list_columns(arguments: Doc) -> tuple[str, ...]:
    if column := arguments["column"].text:
        return (column,)
    if listed := arguments["column_list"].texts:
        return listed
    pair = (arguments["column_A"].text, arguments["column_B"].text)
    return tuple(column for column in pair if column)
