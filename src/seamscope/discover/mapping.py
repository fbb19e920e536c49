"""Mapping files: the meaning of columns in lists with headers unknown to seamscope.

A `*.mapping.yaml` in the folder of the lists, or `mappings:` in `seamscope.yaml`::

    mapping: 1
    files: ["applications*.csv"]     # names, or patterns of paths
    holds: systems                   # what a connector reads: systems or interfaces
    columns: {name: App title, owner: [Accountable, Deputy]}
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path

from seamscope.config import NAME, ColumnNames
from seamscope.connector import Connector, Doc, File, fold_header, open_file
from seamscope.connector.columns import Columns
from seamscope.connector.entries import report_unknown_keys, report_wrong_types, skip_entry
from seamscope.connector.lists.meanings import MEANINGS
from seamscope.errors import InputError, SeamscopeError, UnreadableError
from seamscope.records import Evidence, Skipped

KEYS = ("mapping", "files", "holds", "sheet", "columns")
# Type of list -> meaning of a column -> known headers with this meaning.
Meanings = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedColumns:
    """The meanings of columns, declared by one mapping.

    files: patterns for the paths of the lists.
    evidence: the position of the mapping.
    """

    files: tuple[str, ...]
    columns: Columns
    evidence: Evidence


def build_mapping_schema() -> dict[str, object]:
    """Return the JSON Schema of mapping files, with the meanings that a column may have."""
    text = {"type": ["string", "number"]}
    texts = {"anyOf": [text, {"type": "array", "items": text}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A seamscope mapping: what the columns of a list mean",
        "type": "object",
        "required": ["mapping", "files", "holds", "columns"],
        "properties": {
            "mapping": {"enum": [1, "1"]},
            "files": texts,
            "holds": {"enum": sorted(MEANINGS)},
            "sheet": text,
            "columns": {"type": "object"},
        },
        "additionalProperties": False,
        "oneOf": [
            {
                "properties": {
                    "holds": {"const": holds},
                    "columns": {
                        "properties": dict.fromkeys(sorted(meanings), texts),
                        "additionalProperties": False,
                    },
                }
            }
            for holds, meanings in sorted(MEANINGS.items())
        ],
    }


def is_mapping(file: File) -> bool:
    """Return whether this is a mapping file, judged by its name."""
    return file.named("*.mapping.yaml", "*.mapping.yml")


def collect_meanings(connectors: Iterable[Connector]) -> Meanings:
    """Return the possible meanings of columns, as declared by the connectors of lists."""
    return {
        holds: meanings for connector in connectors for holds, meanings in connector.columns.items()
    }


def name_columns(
    files: Sequence[File], connectors: Sequence[Connector], declared: Sequence[ColumnNames]
) -> list[Skipped]:
    """Assign column meanings to each list; return a report of each mapping error.

    If several mappings match a list, one in the configuration takes precedence over mapping files,
    and a mapping file over those whose paths come later in alphabetical order.
    """
    meanings = collect_meanings(connectors)
    found: list[NamedColumns] = []
    faults: list[Skipped] = []
    for item in (*_list_declared(declared, meanings), *_read_mapping_files(files, meanings)):
        if isinstance(item, Skipped):
            faults.append(item)
        else:
            found.append(item)
    lists = [file for file in files if file.is_list]
    for named in found:
        hits = [file for file in lists if any(_matches(file, p) for p in named.files)]
        if not hits:
            remedy = "correct `files`, or remove the mapping"
            faults.append(skip_entry("no list matches this mapping", remedy, named.evidence))
        for file in hits:
            if file.content.columns is None:
                file.content.columns = named.columns
            else:
                problem = f"{file.path} is already mapped at {file.content.columns.origin}"
                faults.append(skip_entry(problem, "keep one of the two", named.evidence))
    return faults


def find_mapping_errors(
    paths: Sequence[Path], connectors: Sequence[Connector]
) -> list[SeamscopeError]:
    """Return the errors in all mapping files below the paths, without reading other files."""
    meanings = collect_meanings(connectors)
    files = [
        open_file(file, file.relative_to(path).as_posix())
        for path in paths
        if path.is_dir()
        for file in sorted(path.rglob("*.mapping.y*ml"))
        if file.is_file()
    ]
    return [
        to_user_error(item)
        for item in _read_mapping_files(files, meanings)
        if isinstance(item, Skipped)
    ]


def check_mappings(
    files: Sequence[File], connectors: Sequence[Connector], declared: Sequence[ColumnNames]
) -> None:
    """Raise InputError with all errors in mappings, except for mapping files in archives."""
    meanings = collect_meanings(connectors)
    errors = [
        to_user_error(item)
        for item in (*_list_declared(declared, meanings), *_read_mapping_files(files, meanings))
        if isinstance(item, Skipped) and "!" not in item.evidence.file
    ]
    if errors:
        raise InputError(*errors)


def to_user_error(fault: Skipped) -> SeamscopeError:
    """Return a mapping fault as an error that the user has to correct."""
    where = fault.evidence
    return SeamscopeError(
        fault.reason, remedy=fault.remedy, file=where.file, line=where.line or None
    )


def _matches(file: File, pattern: str) -> bool:
    return fnmatch(file.path if "/" in pattern else file.name, pattern)


def _list_declared(
    declared: Sequence[ColumnNames], meanings: Meanings
) -> Iterator[NamedColumns | Skipped]:
    for one in declared:
        where = Evidence(file=NAME, line=one.line, connector="config")
        yield from _build_columns(one, where, meanings)


def _read_mapping_files(
    files: Sequence[File], meanings: Meanings
) -> Iterator[NamedColumns | Skipped]:
    for file in files:
        if not is_mapping(file):
            continue
        try:
            doc = file.document()
        except UnreadableError as error:
            where = file.at(error.line)
            yield Skipped(reason=error.what, remedy=error.remedy, evidence=where)
            continue
        yield from _read_document(doc, meanings)


def _read_document(doc: Doc, meanings: Meanings) -> Iterator[NamedColumns | Skipped]:
    if doc["mapping"].text != "1" or not doc["files"].texts:
        problem = "the mapping has no `mapping: 1` or `files`"
        yield skip_entry(problem, "see docs/mapping.md; `seamscope init` writes one", doc.evidence)
        return
    yield from report_unknown_keys(doc, KEYS)
    yield from report_wrong_types(doc, ("holds", "sheet"), ("files",))
    yield from report_wrong_types(doc["columns"], (), sorted(doc["columns"].keys()))
    said = ColumnNames(
        files=doc["files"].texts,
        holds=doc["holds"].text,
        sheet=doc["sheet"].text,
        columns={key: value.texts for key, value in doc["columns"].items()},
    )
    yield from _build_columns(said, doc["holds"].evidence, meanings)


def _build_columns(
    said: ColumnNames, where: Evidence, meanings: Meanings
) -> Iterator[NamedColumns | Skipped]:
    """Yield the columns of a mapping, and Skipped for each unknown meaning."""
    if said.holds not in meanings:
        remedy = f"write one of: {', '.join(sorted(meanings))}"
        yield skip_entry(f"holds: '{said.holds[:40]}' is unknown", remedy, where)
        return
    names: dict[str, str] = {}
    for meaning, value in said.columns.items():
        known = meanings[said.holds].get(meaning)
        if known is None:
            near = get_close_matches(meaning, meanings[said.holds], n=1)
            hint = f"did you mean '{near[0]}'?" if near else ", ".join(meanings[said.holds])
            yield skip_entry(f"columns: '{meaning[:40]}' is unknown", hint, where)
            continue
        for header in (value,) if isinstance(value, str) else value:
            names[fold_header(header)] = meaning
    columns = Columns(holds=said.holds, names=names, origin=str(where), sheet=said.sheet)
    yield NamedColumns(files=said.files, columns=columns, evidence=where)
