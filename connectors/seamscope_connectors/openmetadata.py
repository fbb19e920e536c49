"""Read OpenMetadata tables with their profiles, and test cases with their results.

The files are JSON from the OpenMetadata API or from `metadata` exports.

Keys of a table (`entity/data/table.json`): `fullyQualifiedName` (service.database.schema.table),
`columns[].{name, dataType, profile}` and `profile.{timestamp, rowCount, profileSample,
profileSampleType}`. In a column profile, `distinctCount` is the number of different values and
`duplicateCount` the number of rows that repeat a value. Sample data, minimum and maximum are never
read.

Keys of a test case (`tests/testCase.json`): `entityLink`, `testDefinition.name` and
`testCaseResult.{timestamp, testCaseStatus, failedRows, failedRowsPercentage, testResultValue}`.
Parameters, result messages and samples of failed rows may contain values, so they are never read.
"""

import re
from collections.abc import Iterable, Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.descriptions import shorten_description
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.measuring import (
    build_measurement,
    read_count,
    read_rule,
    read_share,
    read_time,
)
from seamscope.records import (
    ClueKind,
    Column,
    Dataset,
    Evidence,
    Measure,
    Measurement,
    Profile,
    Record,
    SystemRef,
)

NAME = re.compile(r'"fullyQualifiedName"\s*:')
TABLE = re.compile(r'"(?:tableType|databaseSchema|serviceType|dataTypeDisplay)"\s*:')
COLUMNS = re.compile(r'"columns"\s*:')
PART = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')  # of a qualified name: a."b.c"
# A test case's link to a table or column, and the prefix of a definition: columnValuesToBeUnique.
LINK = re.compile(r'"entityLink"\s*:\s*"<#E::table::')
AROUND = re.compile(r"\A(?:columnValues?|table)(?:To(?=[A-Z]))?")
RULES = {"be not null": Measure.NULLS, "missing count to be equal": Measure.NULLS}
OUTCOMES = {"success": False, "failed": True}
# Names of result values that are the number of rows with a null.
FAILING = frozenset({"nullCount", "missingCount"})
COUNTS = {
    Measure.NULLS: ("nullCount", "nullProportion"),
    Measure.DISTINCT: ("distinctCount", "distinctProportion"),
    Measure.DUPLICATE_ROWS: ("duplicateCount", ""),
}
# Parts of a complete name: service, database, schema and table.
NAME_PARTS = 4


class OpenMetadataConnector(Connector):
    """Reads tables with their columns and profiles, and results of test cases."""

    name = "openmetadata"
    reads = "OpenMetadata tables with their profiles, and test cases with their results (JSON)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536) if file.suffix in {".json", ".jsonl", ".ndjson"} else ""
        if NAME.search(head) and TABLE.search(head) and COLUMNS.search(head):
            return Claim(reason="has OpenMetadata tables")
        return Claim(reason="has OpenMetadata test cases") if LINK.search(head) else None

    def read(self, source: Source) -> Iterator[Record]:
        for document in source.file.documents():
            listed = document if document.is_list else document["data"]
            entities = list(listed) if listed else [document]
            tests = [entity for entity in entities if entity["entityLink"].text]
            for entity in entities:
                if not entity["entityLink"].text:
                    yield from _read_table(entity)
            yield from _read_tests(tests)


def _read_table(table: Doc) -> Iterator[Record]:
    parts = _split_name(table["fullyQualifiedName"].text)
    if len(parts) != NAME_PARTS or not table["columns"].is_list:
        problem = "the entity is not a table with `columns` and a four-part name"
        yield skip_entry(problem, "export tables with `fields=columns,profile`", table.evidence)
        return
    system, name = _identify(table, parts), ".".join(parts[1:])
    columns = tuple(
        Column(
            name=column["name"].text,
            type=column["dataType"].text,
            description=shorten_description(column.first("displayName", "description").text),
        )
        for column in table["columns"]
        if column["name"].text
    )
    kind = table["tableType"].text.casefold()
    yield Dataset(
        system=system,
        name=name,
        columns=columns or None,
        kind="view" if "view" in kind else "table",
        evidence=table.evidence,
    )
    profile = _build_profile(system, name, table)
    if profile.rows is not None or profile.measurements:
        yield profile


def _split_name(text: str) -> list[str]:
    return [found[1] or found[2] for found in PART.finditer(text)]


def _identify(table: Doc, parts: list[str]) -> SystemRef:
    return SystemRef(
        clues=build_clues(
            (ClueKind.DATABASE, "" if parts[1] == "default" else parts[1]),
            (ClueKind.SOURCE, parts[0]),
            (ClueKind.CLASS, table["serviceType"].text),
        )
    )


def _build_profile(system: SystemRef, name: str, table: Doc) -> Profile:
    profile = table["profile"]
    rows = read_count(profile["rowCount"])
    sampled = _count_sample(profile, rows)
    examined = rows if sampled is None else sampled
    measurements: list[Measurement] = []
    times: list[str] = [read_time(profile["timestamp"])]
    for column in table["columns"]:
        values = column["profile"]
        times.append(read_time(values["timestamp"]))
        for measure, (count_key, share_key) in COUNTS.items():
            count = read_count(values[count_key])
            share = read_share(values[share_key]) if share_key else None
            if column["name"].text and (count is not None or share is not None):
                measurements.append(
                    build_measurement(
                        measure, (column["name"].text,), count=count, share=share, rows=examined
                    )
                )
    return Profile(
        system=system,
        name=name,
        rows=rows,
        sampled=sampled,
        measured=max(times),
        tool="OpenMetadata",
        measurements=tuple(measurements),
        evidence=(profile if profile else table).evidence,
    )


def _count_sample(profile: Doc, rows: int | None) -> int | None:
    """Return the number of sampled rows, None if unknown or if all rows were read."""
    if profile["profileSampleType"].text.casefold() == "rows":
        sampled = read_count(profile["profileSample"])
    else:
        share = read_share(profile["profileSample"], percent=True)
        sampled = None if share is None or rows is None else round(share * rows)
    return sampled if sampled is None or rows is None or sampled < rows else None


def _read_tests(tests: Iterable[Doc]) -> Iterator[Record]:
    """Yield a profile for the latest result of each test case."""
    unknown: list[tuple[str, Evidence]] = []
    aborted: list[tuple[str, Evidence]] = []
    for test in tests:
        table, column = _split_link(test["entityLink"].text)
        parts = _split_name(table)
        status = test["testCaseResult"]["testCaseStatus"].text.casefold()
        if len(parts) != NAME_PARTS or not test["testDefinition"].is_mapping:
            unknown.append((test["name"].text or "unnamed", test.evidence))
        elif test["deleted"].text == "true":
            continue
        elif status not in OUTCOMES:
            aborted.append((test["name"].text or "unnamed", test.evidence))
        else:
            yield _build_result(test, parts, column, failed=OUTCOMES[status])
    if unknown:
        problem = "test cases without a table or a definition"
        yield skip_names(problem, "export the test cases with `fields=testDefinition`", unknown)
    if aborted:
        problem = "test cases without a result, because they did not run or were aborted"
        yield skip_names(
            problem, "run them, and export the test cases with `fields=testCaseResult`", aborted
        )


def _split_link(link: str) -> tuple[str, str]:
    """Return table and column of a link.

    ``<#E::table::pg.shop.public.t::columns::due>`` → "pg.shop.public.t", "due".
    """
    table, _, rest = link.removeprefix("<#E::table::").removesuffix(">").partition("::")
    column = rest.removeprefix("columns::").partition("::")[0]
    return table, column.strip('"') if rest.startswith("columns::") else ""


def _build_result(test: Doc, parts: list[str], column: str, *, failed: bool) -> Profile:
    result = test["testCaseResult"]
    measure, rule = _read_definition(test["testDefinition"]["name"].text)
    passed, failing = read_count(result["passedRows"]), read_count(result["failedRows"])
    if failing is None:
        values = {one["name"].text: one["value"] for one in result["testResultValue"]}
        counts = (read_count(values[name]) for name in sorted(FAILING & values.keys()))
        failing = next(counts, None) if measure is Measure.NULLS else None
    counted = build_measurement(
        measure,
        count=failing,
        share=read_share(result["failedRowsPercentage"], percent=True),
        rows=None if passed is None or failing is None else passed + failing,
    )
    return Profile(
        system=_identify(test, parts),
        name=".".join(parts[1:]),
        measured=read_time(result["timestamp"]),
        tool="OpenMetadata",
        measurements=(
            Measurement(
                measure=measure,
                columns=(column,) if column else (),
                count=counted.count,
                share=counted.share,
                failed=failed,
                rule=rule,
            ),
        ),
        evidence=test.evidence,
    )


def _read_definition(name: str) -> tuple[Measure, str]:
    """Return the measure of the rows that fail a test, and the rule of the test in words.

    ``columnValuesToBeNotNull`` → nulls, "be not null"; ``columnValuesToBeUnique`` → duplicate rows.
    """
    measure, words = read_rule(AROUND.sub("", name, count=1))
    return RULES.get(words, measure), words
