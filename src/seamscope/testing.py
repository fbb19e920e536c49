"""Test a connector with cases: folders of input files with the expected records.

A case is a folder with input files and `expected.yaml`::

    counts: {System: 2, Flow: 1}      # exact number of records of every kind
    records:                          # each must match one record in these fields
      - {kind: System, name: SAP S/4HANA, file: systems.csv, line: 2}
      - {kind: Flow, source: SAP S/4HANA, target: "Salesforce/Account", mechanism: api}
    errors: ["broken.csv:3: "]        # each must be part of an error message
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from seamscope.connector import Connector, File, open_file
from seamscope.connector.words import parse_yaml
from seamscope.discover import Discovered, read_files
from seamscope.discover.archive import is_archive, unpack
from seamscope.records import (
    Clue,
    Endpoint,
    Evidence,
    Measurement,
    Query,
    Record,
    Runs,
    Skipped,
    SystemRef,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case folder of one connector."""

    connector: str
    folder: Path

    def __str__(self) -> str:
        return f"{self.connector}/{self.folder.name}"


def find_cases(root: Path) -> list[Case]:
    """Return all cases below `root`: folders `<connector>/<case>` with a file `expected.yaml`."""
    paths = sorted(root.glob("*/*/expected.yaml"))
    return [Case(connector=path.parent.parent.name, folder=path.parent) for path in paths]


def run_case(case: Case, connectors: Sequence[Connector]) -> Discovered:
    """Read the input of a case with these connectors, in the same way as `seamscope survey`."""
    paths = sorted(p for p in case.folder.rglob("*") if p.is_file() and p.name != "expected.yaml")
    files = [open_file(path, path.relative_to(case.folder).as_posix()) for path in paths]
    inputs = [item for file in files for item in (unpack(file) if is_archive(file) else [file])]
    discovered = read_files([item for item in inputs if isinstance(item, File)], connectors)
    skipped = tuple(item for item in inputs if isinstance(item, Skipped))
    return replace(discovered, records=(*skipped, *discovered.records))


def check_cases(root: Path, connectors: Sequence[Connector]) -> list[str]:
    """Run all cases below `root`; return one line for each difference, [] if all cases pass."""
    return [
        f"{case}: {fault}" for case in find_cases(root) for fault in check_case(case, connectors)
    ]


def check_case(case: Case, connectors: Sequence[Connector]) -> list[str]:
    """Return the differences between the records of a case and its `expected.yaml`."""
    text = (case.folder / "expected.yaml").read_text(encoding="utf-8")
    expected = parse_yaml(text)
    discovered = run_case(case, connectors)
    faults = list(_compare_counts(expected.get("counts", {}), discovered.records))
    faults += _compare_records(expected.get("records", []), discovered.records)
    errors = [str(error) for error in discovered.errors]
    for text in expected.get("errors", []):
        if not any(text in error for error in errors):
            faults.append(f"no error contains {text!r}; the errors are {errors}")
    return faults


def _compare_counts(expected: dict[str, int], records: Iterable[Record]) -> Iterator[str]:
    counts = Counter(type(record).__name__ for record in records)
    for kind in sorted({*expected, *counts}):
        if expected.get(kind, 0) != counts[kind]:
            yield f"{kind}: expected {expected.get(kind, 0)}, found {counts[kind]}"


def _compare_records(expected: list[dict[str, object]], records: Sequence[Record]) -> list[str]:
    unmatched = [(record, _flatten(record)) for record in records]
    faults = []
    for wanted in expected:
        match = next((pair for pair in unmatched if _matches(wanted, pair[1])), None)
        if match is None:
            candidates = [
                str(flat) for _, flat in unmatched if flat["kind_of_record"] == wanted.get("kind")
            ]
            faults.append(
                f"no record matches {wanted}; records of this kind:\n  " + "\n  ".join(candidates)
            )
        else:
            unmatched.remove(match)
    return faults


def _matches(wanted: dict[str, object], flat: dict[str, object]) -> bool:
    for key, value in wanted.items():
        actual = flat.get("kind_of_record" if key == "kind" else key)
        if _simplify(actual) != _simplify(value):
            return False
    return True


def _flatten(record: Record) -> dict[str, object]:
    """Return the fields of a record as strings and lists, in the form of `expected.yaml`.

    In `expected.yaml`, `kind` is the class of the record. If the record has a field `kind`, this
    field is called `type`.
    """
    flat: dict[str, object] = {"kind_of_record": type(record).__name__}
    for item in fields(record):
        value = getattr(record, item.name)
        if isinstance(value, Evidence):
            flat |= {"file": value.file, "line": value.line, "place": value.place}
        elif isinstance(value, Runs):
            flat["executions"] = value.count
        elif isinstance(record, Query) and item.name == "text":
            flat["text"] = " ".join(value.split())
        else:
            flat["type" if item.name == "kind" else item.name] = _simplify(value)
    return flat


def _simplify(value: object) -> object:
    match value:
        case Endpoint(system=system, dataset=dataset):
            return f"{_simplify(system)}/{dataset}" if dataset else _simplify(system)
        case SystemRef(name=name, clues=clues):
            return name or (str(_simplify(clues[0])) if clues else "")
        case Clue(kind=kind, value=text):
            return f"{kind}={text}"
        case tuple() | list():
            return [_simplify(item) for item in value]
        case _ if hasattr(value, "__dataclass_fields__"):
            return _join_fields(value)
        case other:
            return other if isinstance(other, int | float | None) else str(other)


def _join_fields(value: object) -> str:
    if isinstance(value, Measurement):
        return _describe_measurement(value)
    parts = (getattr(value, item) for item in getattr(value, "__dataclass_fields__", ()))
    return " ".join(str(part) for part in parts if part)


def _describe_measurement(one: Measurement) -> str:
    """Return a measurement in one line: ``nulls of email: 5, 0.05, failed (not null)``."""
    columns = f" of {', '.join(one.columns)}" if one.columns else ""
    verdict = {None: "", True: "failed", False: "passed"}[one.failed]
    share = "" if one.share is None else f"{one.share:.4g}"
    error = f"± {one.error:.4g}" if one.error else ""
    count = "" if one.count is None else str(one.count)
    target = f"to {one.refers_to}" if one.refers_to else ""
    facts = ", ".join(filter(None, (count, share, error, verdict, target)))
    rule = f" ({one.rule})" if one.rule else ""
    return f"{one.measure.value}{columns}: {facts}{rule}"
