"""Give each source to the one connector that claims it, and collect the records.

A file that nothing claims, that two connectors claim or that cannot be read costs itself only.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seamscope.config import ColumnNames
from seamscope.connector import Connector, File, Source, make_source
from seamscope.connector.scrub import scrub
from seamscope.discover.claims import claimant, claimants, crash, declined
from seamscope.discover.mapping import is_mapping, name_columns
from seamscope.discover.plugins import installed_connectors
from seamscope.discover.walk import walk
from seamscope.errors import InputError, SeamscopeError, UnreadableError
from seamscope.records import Evidence, Flow, Record, Skipped

__all__ = [
    "Discovered",
    "Read",
    "claimants",
    "declined",
    "discover",
    "installed_connectors",
    "read_files",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One file of the run: its hash, who read it and how many records it gave its source."""

    path: str
    sha256: str
    connector: str = ""
    records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """All records, in the order of the files, with what was skipped among them.

    errors: what to tell the user at once, as ``file:line: what; what to do``.
    """

    records: tuple[Record, ...]
    files: tuple[Read, ...]
    errors: tuple[SeamscopeError, ...]


def discover(
    paths: Sequence[Path],
    connectors: Sequence[Connector],
    *,
    ignore: Sequence[str] = (),
    claims: dict[str, str] | None = None,
    mappings: Sequence[ColumnNames] = (),
) -> Discovered:
    """Read every file below `paths`; raise InputError for each path that does not exist.

    ignore: `fnmatch` patterns of paths to leave out; claims: pattern -> name of the connector
    that gets a file which several claim; mappings: what columns of lists mean, beside what
    mapping files say.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise InputError(
            *(
                SeamscopeError("no such file or folder", remedy="check the path", file=str(path))
                for path in missing
            )
        )
    files: list[File] = []
    skipped: list[Skipped] = []
    for found in walk(paths, ignore):
        match found:
            case Skipped():
                skipped.append(found)
            case File():
                files.append(found)
    read = read_files(files, connectors, claims=claims or {}, mappings=mappings)
    told = tuple(error for item in skipped if (error := _told(item)))
    return Discovered(
        records=(*skipped, *read.records), files=read.files, errors=(*told, *read.errors)
    )


def read_files(
    files: Sequence[File],
    connectors: Sequence[Connector],
    *,
    claims: dict[str, str] | None = None,
    mappings: Sequence[ColumnNames] = (),
) -> Discovered:
    """Let the connectors claim and read these files; mapping files say how, and are no input."""
    faults = name_columns(sorted(files, key=lambda file: file.path), connectors, mappings)
    read = _read_claimed([f for f in files if not is_mapping(f)], connectors, claims or {})
    told = tuple(error for item in faults if (error := _told(item)))
    return replace(read, records=(*faults, *read.records), errors=(*told, *read.errors))


def _read_claimed(
    files: Sequence[File], connectors: Sequence[Connector], claims: dict[str, str]
) -> Discovered:
    sources: dict[tuple[str, str], list[File]] = defaultdict(list)
    records: list[Record] = []
    errors: list[SeamscopeError] = []
    owner: dict[str, str] = {}
    for file in sorted(files, key=lambda file: file.path):
        try:
            name, claim = claimant(file, connectors, claims)
        except SeamscopeError as error:
            errors.append(error)
            records.append(_skip(error, file.path))
            continue
        if claim is None:
            records.append(_unclaimed(file, connectors))
            continue
        owner[file.path] = name
        sources[name, claim.group or file.path].append(file)
    by_name = {connector.name: connector for connector in connectors}
    counts: dict[str, int] = {}
    for (name, _), members in sources.items():
        source = make_source(name, members)
        made, faults = _read_source(by_name[name], source)
        records += made
        errors += faults
        counts |= {file.path: len(made) for file in members}
    read = tuple(
        Read(
            path=file.path,
            sha256=_hash(file),
            connector=owner.get(file.path, ""),
            records=counts.get(file.path, 0),
        )
        for file in sorted(files, key=lambda file: file.path)
    )
    return Discovered(records=tuple(records), files=read, errors=tuple(errors))


def _read_source(connector: Connector, source: Source) -> tuple[list[Record], list[SeamscopeError]]:
    """Read one source; what was yielded before a failure is kept."""
    records: list[Record] = []
    errors: list[SeamscopeError] = []
    try:
        records.extend(_stamped(scrub(record), connector) for record in connector.read(source))
    except UnreadableError as error:
        errors.append(error)
    except Exception as error:  # noqa: BLE001 (a connector's fault costs that source only)
        errors.append(crash(connector.name, source.file.path, error))
    told = [_told(record) for record in records if isinstance(record, Skipped)]
    records += [_skip(error, source.file.path, connector.name) for error in errors]
    errors += [error for error in told if error]
    for file in source.files:
        for what, remedy in file.content.notes:
            records.append(Skipped(reason=what, remedy=remedy, evidence=file.at(), kind="entry"))
    return records, errors


def _stamped(record: Record, connector: Connector) -> Record:
    """Return the record with who says so: people, or what runs."""
    if isinstance(record, Flow) and connector.declares:
        return replace(record, declared=True)
    return record


def _unclaimed(file: File, connectors: Sequence[Connector]) -> Skipped:
    if not file.size:
        remedy = "export it again, or leave it out"
        return Skipped(reason="the file is empty", remedy=remedy, evidence=file.at())
    ending = file.suffix or "no ending"
    said = [f"{name}: {reason}" for name, reason in declined(file, connectors)]
    return Skipped(
        reason=f"no connector reads this kind of file ({ending})",
        remedy="; ".join(said) or "see `seamscope connectors` for what is read",
        evidence=file.at(),
    )


def _skip(error: SeamscopeError, path: str, connector: str = "") -> Skipped:
    where = Evidence(file=error.file or path, line=error.line or 0, connector=connector)
    return Skipped(reason=error.what, remedy=error.remedy, evidence=where)


def _told(skipped: Skipped) -> UnreadableError | None:
    """Return what to tell the user at once about a whole file that a connector passed over."""
    if skipped.kind != "file":
        return None
    where = skipped.evidence
    return UnreadableError(
        skipped.reason, remedy=skipped.remedy, file=where.file, line=where.line or None
    )


def _hash(file: File) -> str:
    try:
        return file.sha256
    except UnreadableError:
        return ""
