"""Give each source to the one connector that claims it, and collect the records.

A file that nothing claims, that two connectors claim or that cannot be read costs itself only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import entry_points
from pathlib import Path

from seamscope.connector import Claim, Connector, File, Source, make_source, open_file
from seamscope.connector.scrub import scrub
from seamscope.errors import InputError, SeamscopeError, UnreadableError
from seamscope.records import Evidence, Record, Skipped

GROUP = "seamscope.connectors"
# Folders that hold no inventory: version control, caches, dependencies.
IGNORED = frozenset({".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__"})


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


def installed_connectors() -> tuple[list[Connector], list[SeamscopeError]]:
    """Return the connectors of all distributions, and an error for each that fails to load."""
    connectors: list[Connector] = []
    errors: list[SeamscopeError] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            connectors.append(point.load()())
        except Exception as error:  # noqa: BLE001 (a stranger's code may raise anything)
            owner = point.dist.name if point.dist else "an unknown distribution"
            errors.append(
                SeamscopeError(
                    f"connector {point.name} of {owner} does not load ({type(error).__name__})",
                    remedy="update or uninstall that distribution; the run goes on without it",
                )
            )
    return connectors, errors


def discover(
    paths: Sequence[Path],
    connectors: Sequence[Connector],
    *,
    ignore: Sequence[str] = (),
    claims: dict[str, str] | None = None,
) -> Discovered:
    """Read every file below `paths`; raise InputError for each path that does not exist.

    ignore: `fnmatch` patterns of paths to leave out; claims: pattern -> name of the connector
    that gets a file which several claim.
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
    for found in _walk(paths, ignore):
        match found:
            case Skipped():
                skipped.append(found)
            case File():
                files.append(found)
    read = read_files(files, connectors, claims=claims or {})
    return Discovered(records=(*skipped, *read.records), files=read.files, errors=read.errors)


def read_files(
    files: Sequence[File], connectors: Sequence[Connector], *, claims: dict[str, str] | None = None
) -> Discovered:
    """Let the connectors claim and read these files."""
    sources: dict[tuple[str, str], list[File]] = defaultdict(list)
    records: list[Record] = []
    errors: list[SeamscopeError] = []
    owner: dict[str, str] = {}
    for file in sorted(files, key=lambda file: file.path):
        try:
            name, claim = _claimant(file, connectors, claims or {})
        except SeamscopeError as error:
            errors.append(error)
            records.append(_skip(error, file.path))
            continue
        if claim is None:
            records.append(_unclaimed(file))
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


def claimants(
    file: File, connectors: Sequence[Connector]
) -> tuple[list[tuple[str, Claim]], list[UnreadableError]]:
    """Return each connector that claims a file, and what kept others from looking into it."""
    found: list[tuple[str, Claim]] = []
    faults: list[UnreadableError] = []
    for connector in connectors:
        try:
            claim = connector.claim(file)
        except UnreadableError as fault:
            faults.append(fault)
            continue
        except Exception as error:  # noqa: BLE001 (a connector's fault costs that file only)
            faults.append(_crash(connector.name, file.path, error))
            continue
        if claim is not None:
            found.append((connector.name, claim))
    return found, faults


def _claimant(
    file: File, connectors: Sequence[Connector], claims: dict[str, str]
) -> tuple[str, Claim | None]:
    found, faults = claimants(file, connectors)
    wanted = next((name for match, name in claims.items() if fnmatch(file.path, match)), None)
    if wanted:
        found = [(name, claim) for name, claim in found if name == wanted]
    if len(found) > 1:
        names = " and ".join(f"{name} ({claim.reason})" for name, claim in found)
        raise UnreadableError(
            f"claimed by {names}",
            remedy=f'choose with --claim "{file.path}={found[0][0]}" or `claims:` in the workspace',
            file=file.path,
        )
    if found:
        return found[0]
    if faults:
        raise faults[0]
    return "", None


def _read_source(connector: Connector, source: Source) -> tuple[list[Record], list[SeamscopeError]]:
    """Read one source; what was yielded before a failure is kept."""
    records: list[Record] = []
    errors: list[SeamscopeError] = []
    try:
        records.extend(scrub(record) for record in connector.read(source))
    except UnreadableError as error:
        errors.append(error)
    except Exception as error:  # noqa: BLE001 (a connector's fault costs that source only)
        errors.append(_crash(connector.name, source.file.path, error))
    told = [_told(record) for record in records if isinstance(record, Skipped)]
    records += [_skip(error, source.file.path, connector.name) for error in errors]
    errors += [error for error in told if error]
    for file in source.files:
        for note in file.content.notes:
            remedy = "check the letters beyond ASCII, or save it as UTF-8"
            records.append(Skipped(reason=note, remedy=remedy, evidence=file.at(), kind="entry"))
    return records, errors


def _walk(paths: Iterable[Path], ignore: Sequence[str]) -> Iterator[File | Skipped]:
    """Yield the files below the paths; what leads out of them or cannot be opened, as Skipped."""
    several = len(list(paths)) > 1
    for root in paths:
        if root.is_file():
            yield open_file(root, root.name)
            continue
        prefix = f"{root.resolve().name}/" if several else ""
        inside = root.resolve()
        for real in _below(root):
            path = prefix + real.relative_to(root).as_posix()
            if any(fnmatch(path, pattern) for pattern in ignore):
                continue
            where = Evidence(file=path)
            if not real.resolve().is_relative_to(inside):
                yield Skipped(
                    reason="a link that leads out of the input folder",
                    remedy="name its target as an input of its own",
                    evidence=where,
                )
            elif not real.is_file():
                yield Skipped(reason="not a regular file", remedy="leave it out", evidence=where)
            else:
                yield open_file(real, path)


def _below(root: Path) -> Iterator[Path]:
    for folder, folders, names in root.walk() if hasattr(root, "walk") else _walk_311(root):
        folders[:] = sorted(name for name in folders if name not in IGNORED)
        yield from (folder / name for name in sorted(names))


def _walk_311(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    import os

    for folder, folders, names in os.walk(root):
        yield Path(folder), folders, names


def _unclaimed(file: File) -> Skipped:
    ending = file.suffix or "no ending"
    return Skipped(
        reason=f"no connector reads this kind of file ({ending})",
        remedy="see `seamscope connectors` for what is read",
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


def _crash(name: str, path: str, error: Exception) -> UnreadableError:
    return UnreadableError(
        f"connector {name} failed ({type(error).__name__})",
        remedy="report it with the file's structure; the other files were read",
        file=path,
    )


def _hash(file: File) -> str:
    try:
        return file.sha256
    except UnreadableError:
        return ""
