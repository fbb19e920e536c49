"""Let each file be read by the connector that claims it, and say what nothing came of."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from seamscope.connector import Connector, File, Source, make_source
from seamscope.connector.scrub import scrub
from seamscope.discover.claims import Claimed, claimant, crash, declined
from seamscope.errors import SeamscopeError, UnreadableError
from seamscope.knowledge.formats import find_format
from seamscope.records import Evidence, Flow, Record, Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One file of the run: its hash, who read it and how many records it gave its source."""

    path: str
    sha256: str
    connector: str = ""
    records: int = 0


@dataclass(slots=True)
class Reading:
    """What reading the files gave so far."""

    records: list[Record] = field(default_factory=list)
    errors: list[SeamscopeError] = field(default_factory=list)
    files: list[Read] = field(default_factory=list)
    left_out: Counter[Skipped] = field(default_factory=Counter)


def read_claimed(
    files: Sequence[File],
    connectors: Sequence[Connector],
    claims: dict[str, str],
    ignored: Mapping[str, Skipped],
) -> Reading:
    """Read each file by the connector that claims it.

    ignored: path -> the pattern of git by which it would be left out; such a file is read if a
    connector claims it, and counted in `left_out` if none does.
    """
    made = Reading()
    sources: dict[tuple[str, str], list[File]] = defaultdict(list)
    owners: dict[str, Claimed] = {}
    counts: dict[str, int] = {}
    ordered = sorted(files, key=lambda file: file.path)
    for file in ordered:
        owner = _owner(file, connectors, claims, made, ignored.get(file.path))
        if owner:
            owners[file.path] = owner
            sources[owner.connector, owner.claim.group or file.path].append(file)
    ties = list(_ties(owners))
    made.records += [*ties, *_looser(owners), *_crashed(owners)]
    made.errors += [error for owner in owners.values() for error in owner.crashes]
    made.errors += [
        SeamscopeError(tie.reason, remedy=tie.remedy, file=tie.evidence.file) for tie in ties
    ]
    by_name = {connector.name: connector for connector in connectors}
    fruitless = _Fruitless()
    for (name, _), members in sources.items():
        found, faults = _read_source(by_name[name], make_source(name, members))
        made.records += found
        fruitless.add(found, members, owners)
        made.errors += faults
        counts |= {file.path: len(found) for file in members}
    made.records += fruitless.report()
    made.files += [
        Read(
            path=file.path,
            sha256=_hash(file),
            connector=owners[file.path].connector if file.path in owners else "",
            records=counts.get(file.path, 0),
        )
        for file in ordered
        if file.path in owners or file.path not in ignored
    ]
    return made


def _owner(
    file: File,
    connectors: Sequence[Connector],
    claims: dict[str, str],
    made: Reading,
    ignored: Skipped | None,
) -> Claimed | None:
    """Return who gets a file; enter why nobody does."""
    try:
        owner = claimant(file, connectors, claims)
    except SeamscopeError as error:
        if ignored is None:
            made.errors.append(error)
            made.records.append(as_skipped(error, file.path))
        else:
            made.left_out[ignored] += 1
        return None
    if owner is None and ignored is None:
        made.records.append(_unclaimed(file, connectors))
    elif owner is None and ignored is not None:
        made.left_out[ignored] += 1
    return owner


def _ties(owners: Mapping[str, Claimed]) -> Iterator[Skipped]:
    """Say which files another connector may read as well, so that a person should choose."""
    for owner, paths in _together(owners, lambda owner: owner.rivals).items():
        name, rivals = owner
        what = f"{' and '.join(rivals)} may read it as well; {name} does{_more(paths)}"
        option = f'--claim "{paths[0]}={rivals[0]}"'
        remedy = f"choose another with {option}, or with `claims:` in seamscope.yaml"
        where = Evidence(file=paths[0], connector=name)
        yield Skipped(reason=what, remedy=remedy, evidence=where, kind="entry")


def _looser(owners: Mapping[str, Claimed]) -> Iterator[Skipped]:
    """Say which files a connector for anything of the kind would have read."""
    for owner, paths in _together(owners, lambda owner: owner.others).items():
        name, others = owner
        what = f"{' and '.join(others)} may read it as well; {name} knows it better{_more(paths)}"
        remedy = "nothing to do; --claim gives it to another"
        where = Evidence(file=paths[0], connector=name)
        yield Skipped(reason=what, remedy=remedy, evidence=where, kind="entry")


def _crashed(owners: Mapping[str, Claimed]) -> Iterator[Skipped]:
    """Report connectors that failed on files which another one reads."""
    failed = _together(owners, lambda owner: tuple(crash.what for crash in owner.crashes))
    for (name, crashes), paths in failed.items():
        what = f"{' and '.join(crashes)}; {name} reads it{_more(paths)}"
        remedy = "report this line to the authors of the connectors that failed"
        where = Evidence(file=paths[0], connector=name)
        yield Skipped(reason=what, remedy=remedy, evidence=where, kind="entry")


def _together(
    owners: Mapping[str, Claimed], who: Callable[[Claimed], tuple[str, ...]]
) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """Put the files together that the same connectors claim."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for path, owner in owners.items():
        if others := who(owner):
            found[owner.connector, others].append(path)
    return dict(found)


def _more(paths: Sequence[str]) -> str:
    return f" (this file and {len(paths) - 1} more)" if len(paths) > 1 else ""


@dataclass(slots=True, kw_only=True)
class _Fruitless:
    """Files without a record of their own, counted so that each kind makes one line.

    beside: those that were read together with others, by connector; alone: those of a source that
    gave nothing at all and no reason, by connector and claim, which is the connector's fault.
    """

    beside: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    alone: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(
        self, found: Sequence[Record], members: Sequence[File], owners: Mapping[str, Claimed]
    ) -> None:
        """Count the files of a source that no record was read from."""
        cited = {record.evidence.file for record in found}
        for file in members:
            owner = owners[file.path]
            if file.path not in cited and found:
                self.beside[owner.connector].append(file.path)
            elif file.path not in cited:
                self.alone[owner.connector, owner.claim.reason].append(file.path)

    def report(self) -> Iterator[Skipped]:
        """Yield one line for each connector, and one for each reason of its claims."""
        for name, paths in sorted(self.beside.items()):
            what = f"read together with others, without a record of its own{_more(paths)}"
            yield _without_record(what, "no action needed unless a flow is missing", name, paths)
        for (name, reason), paths in sorted(self.alone.items()):
            what = f"read ({reason}), but nothing was found in it, and no reason{_more(paths)}"
            remedy = f"report this line to the author of connector {name}"
            yield _without_record(what, remedy, name, paths)


def _without_record(what: str, remedy: str, name: str, paths: Sequence[str]) -> Skipped:
    where = Evidence(file=min(paths), connector=name)
    return Skipped(reason=what, remedy=remedy, evidence=where, kind="entry")


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
    told = [told_error(record) for record in records if isinstance(record, Skipped)]
    records += [as_skipped(error, source.file.path, connector.name) for error in errors]
    errors += [error for error in told if error]
    for file in source.files:
        for what, remedy in file.content.notes:
            records.append(Skipped(reason=what, remedy=remedy, evidence=file.at(), kind="entry"))
        reported = {
            record.evidence.place
            for record in records
            if isinstance(record, Skipped) and record.evidence.file == file.path
        }
        records += [fault for usage in file.usages() for fault in usage.faults(reported)]
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
    known = find_format(file.suffix, file.head(16384))
    if known is not None:
        return Skipped(
            reason=f"this looks like a {known.name}, which no connector reads",
            remedy="; ".join((*said, known.instead)),
            evidence=file.at(),
        )
    return Skipped(
        reason=f"no connector reads this kind of file ({ending})",
        remedy="; ".join(said) or "see `seamscope connectors` for what is read",
        evidence=file.at(),
    )


def as_skipped(error: SeamscopeError, path: str, connector: str = "") -> Skipped:
    """Return an error as the record of what was not read."""
    where = Evidence(file=error.file or path, line=error.line or 0, connector=connector)
    return Skipped(reason=error.what, remedy=error.remedy, evidence=where)


def told_error(skipped: Skipped) -> UnreadableError | None:
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
