"""Check a connector against cases: a folder of input with the expected records beside it.

A case is a folder with input files and `expected.yaml`::

    counts: {System: 2, Flow: 1}      # every kind that appears, exactly
    records:                          # each matches one record; only the fields given count
      - {kind: System, name: SAP S/4HANA, file: systems.csv, line: 2}
      - {kind: Flow, source: SAP S/4HANA, target: "Salesforce/Account", mechanism: api}
    errors: ["broken.csv:3: "]        # each is part of the text of one error
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from seamscope.connector import Connector, File, open_file
from seamscope.discover import Discovered, read_files
from seamscope.discover.archive import is_archive, unpack
from seamscope.records import Clue, Endpoint, Evidence, Query, Record, Skipped, SystemRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case folder of one connector."""

    connector: str
    folder: Path

    def __str__(self) -> str:
        return f"{self.connector}/{self.folder.name}"


def cases(root: Path) -> list[Case]:
    """Return every case below `root`, laid out as `<connector>/<case>/expected.yaml`."""
    found = sorted(root.glob("*/*/expected.yaml"))
    return [Case(connector=path.parent.parent.name, folder=path.parent) for path in found]


def run_case(case: Case, connectors: Sequence[Connector]) -> Discovered:
    """Read the input of a case with these connectors, as a run would."""
    paths = sorted(p for p in case.folder.rglob("*") if p.is_file() and p.name != "expected.yaml")
    files = [open_file(path, path.relative_to(case.folder).as_posix()) for path in paths]
    found = [one for file in files for one in (unpack(file) if is_archive(file) else [file])]
    read = read_files([one for one in found if isinstance(one, File)], connectors)
    skipped = tuple(one for one in found if isinstance(one, Skipped))
    return replace(read, records=(*skipped, *read.records))


def check_cases(root: Path, connectors: Sequence[Connector]) -> list[str]:
    """Run all cases below `root` and return what differs, one line each; empty if all hold."""
    return [f"{case}: {fault}" for case in cases(root) for fault in check_case(case, connectors)]


def check_case(case: Case, connectors: Sequence[Connector]) -> list[str]:
    """Return what differs between the records of a case and its `expected.yaml`."""
    import yaml

    expected = yaml.safe_load((case.folder / "expected.yaml").read_text(encoding="utf-8"))
    found = run_case(case, connectors)
    faults = list(_count_faults(expected.get("counts", {}), found.records))
    faults += _record_faults(expected.get("records", []), found.records)
    errors = [str(error) for error in found.errors]
    for wanted in expected.get("errors", []):
        if not any(wanted in error for error in errors):
            faults.append(f"no error says {wanted!r}; errors are {errors}")
    return faults


def _count_faults(wanted: dict[str, int], records: Iterable[Record]) -> Iterator[str]:
    counts = Counter(type(record).__name__ for record in records)
    for kind in sorted({*wanted, *counts}):
        if wanted.get(kind, 0) != counts[kind]:
            yield f"{kind}: expected {wanted.get(kind, 0)}, found {counts[kind]}"


def _record_faults(wanted: list[dict[str, object]], records: Sequence[Record]) -> list[str]:
    left = [(record, _flat(record)) for record in records]
    faults = []
    for want in wanted:
        hit = next((pair for pair in left if _matches(want, pair[1])), None)
        if hit is None:
            near = [str(flat) for _, flat in left if flat["kind_of_record"] == want.get("kind")]
            faults.append(f"no record matches {want}; of this kind are:\n  " + "\n  ".join(near))
        else:
            left.remove(hit)
    return faults


def _matches(want: dict[str, object], flat: dict[str, object]) -> bool:
    for key, value in want.items():
        actual = flat.get("kind_of_record" if key == "kind" else key)
        if _plain(actual) != _plain(value):
            return False
    return True


def _flat(record: Record) -> dict[str, object]:
    """Return the fields of a record as plain text and lists, as `expected.yaml` writes them.

    `kind` in a case names the record; a field called kind is written `type`.
    """
    flat: dict[str, object] = {"kind_of_record": type(record).__name__}
    for item in fields(record):
        value = getattr(record, item.name)
        if isinstance(value, Evidence):
            flat |= {"file": value.file, "line": value.line, "place": value.place}
        elif isinstance(record, Query) and item.name == "text":
            flat["text"] = " ".join(value.split())
        else:
            flat["type" if item.name == "kind" else item.name] = _plain(value)
    return flat


def _plain(value: object) -> object:
    match value:
        case Endpoint(system=system, dataset=dataset):
            return f"{_plain(system)}/{dataset}" if dataset else _plain(system)
        case SystemRef(name=name, clues=clues):
            return name or (str(_plain(clues[0])) if clues else "")
        case Clue(kind=kind, value=text):
            return f"{kind}={text}"
        case tuple() | list():
            return [_plain(item) for item in value]
        case _ if hasattr(value, "__dataclass_fields__"):
            parts = (getattr(value, f) for f in value.__dataclass_fields__)
            return " ".join(str(part) for part in parts if part)
        case other:
            return other if isinstance(other, int | float | None) else str(other)
