"""Read each file with the connector that claims it, and report files that yield no record."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from seamscope.cache import Cache
from seamscope.connector import Claim, Connector, File
from seamscope.connector.decode import decode
from seamscope.connector.other_books import SUFFIXES as OTHER_BOOKS
from seamscope.connector.pages import WORD
from seamscope.connector.paragraphs import list_paragraphs
from seamscope.connector.redaction import redact
from seamscope.connector.scrub import clean_text
from seamscope.discover.claims import (
    FileOwner,
    assign_companions,
    choose_claimant,
    decline_reference_data,
    list_claimants,
    list_refusals,
)
from seamscope.discover.legends import Meaning, apply_legends, read_legends
from seamscope.discover.memory import Memory
from seamscope.discover.pictures import measure_icon
from seamscope.discover.sentences import is_note, read_sentences
from seamscope.discover.source_reading import Reduce, to_skipped
from seamscope.discover.sources import divide_source, read_sources
from seamscope.engine import Engine, ThisMachine
from seamscope.errors import SeamscopeError, UnreadableError
from seamscope.knowledge.formats import IN_PART, UNCLAIMED, find_format
from seamscope.records import Evidence, Flow, Record, Skipped
from seamscope.residue import PlainText, Sign, find_signs, lists_signs, read_plain_text
from seamscope.residue.plain_text import LONGEST

LIST_SYSTEMS = "list all systems that it names, so that its sentences about two of them are read"
DESCRIBE_FLOWS = "describe its other flows in an inventory"
HERE = ThisMachine()
EXPLAINING = frozenset({".csv", ".eml", ".html", ".md", ".rst", ".tsv", ".txt"})
OFFICE = frozenset({".xlsx", ".xlsm", *OTHER_BOOKS, *WORD})  # files whose words are in a container

# Largest size of an empty file in bytes: it may have line ends or a byte-order mark.
BLANK = 1024
EMPTY, EMPTY_REMEDY = "the file is empty", "export it again, or leave it out"
# Empty files that only keep a folder or mark a package.
PLACEHOLDERS = frozenset({".gitkeep", ".keep", ".nojekyll", "__init__.py", "py.typed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUse:
    """One input file with its hash and its connector.

    records: number of records from this file and the files that are read together with it.
    """

    path: str
    sha256: str
    connector: str = ""
    records: int = 0


@dataclass(slots=True)
class Reading:
    """The results of reading all files: records, errors, and files that were left out.

    texts: the words of text files that no connector reads.
    """

    records: list[Record] = field(default_factory=list)
    errors: list[SeamscopeError] = field(default_factory=list)
    files: list[FileUse] = field(default_factory=list)
    left_out: Counter[Skipped] = field(default_factory=Counter)
    signs: list[Sign] = field(default_factory=list)
    texts: list[PlainText] = field(default_factory=list)

    def add_crashes(self, crashes: Iterable[UnreadableError]) -> None:
        """Add failures of connectors on files that are read all the same."""
        for crash in crashes:
            self.errors.append(crash)
            self.records.append(replace(to_skipped(crash, crash.file), kind="note"))


def read_claimed(
    files: Sequence[File],
    connectors: Sequence[Connector],
    claims: dict[str, str],
    ignored: Mapping[str, Skipped],
    progress: Callable[[str], None],
    *,
    cache: Cache | None = None,
    engine: Engine = HERE,
    reduce: Reduce = iter,
) -> Reading:
    """Read each file with the connector that claims it.

    ignored: the `.gitignore` pattern that matches a file, by path. Such a file is read if a
    connector claims it, otherwise it is counted in `left_out`.
    progress: called with the number of files read so far, in words.
    cache: results of earlier runs.
    engine: where files are read.
    reduce: merges records of a source while they are read.
    """
    memory = Memory(cache, connectors)
    reading = Reading()
    sources: dict[tuple[str, str], list[File]] = defaultdict(list)
    by_name = {connector.name: connector for connector in connectors}
    counts: dict[str, int] = {}
    ordered = sorted(files, key=lambda file: file.path)
    chosen = {
        file.path: _choose_owner(
            file, connectors, claims, reading, ignored=ignored.get(file.path), memory=memory
        )
        for file in ordered
    }
    owners = {path: one for path, one in chosen.items() if isinstance(one, FileOwner)}
    unclaimed = {path: one for path, one in chosen.items() if isinstance(one, Skipped)}
    crashes: list[UnreadableError] = []
    reference = decline_reference_data(
        ordered, owners, unclaimed.keys(), by_name, claims, crashes=crashes
    )
    unclaimed |= reference
    owners = {path: owner for path, owner in owners.items() if path not in reference}
    owners |= assign_companions(ordered, owners, unclaimed.keys(), by_name, crashes=crashes)
    left = {path: skip for path, skip in unclaimed.items() if path not in owners}
    reading.records += left.values()
    unread = [file for file in ordered if file.path in left]
    reading.texts += _read_texts(unread)
    reading.signs += _find_unread_signs(unread)
    for file in ordered:
        if file.path in owners:
            reader = owners[file.path]
            sources[reader.connector, reader.claim.group or file.path].append(file)
    ties = list(_report_ties(owners))
    reading.records += [*ties, *_report_looser_claims(owners), *_report_crashes(owners)]
    reading.errors += [error for owner in owners.values() for error in owner.crashes]
    reading.errors += [
        SeamscopeError(tie.reason, remedy=tie.remedy, file=tie.evidence.file) for tie in ties
    ]
    fruitless = _Fruitless()
    done = 0
    groups = [
        (divide_source(by_name[name], members, crashes), members)
        for (name, _), members in sources.items()
    ]
    reading.add_crashes(crashes)
    contents = read_sources([part for parts, _ in groups for part in parts], memory, engine, reduce)
    for parts, members in groups:
        found: list[Record] = []
        for part in parts:
            progress(f"reading files: {done:,} of {len(owners):,}")
            done += len(part.members)
            content = next(contents)
            found += content.records
            reading.signs += content.signs
            reading.errors += content.errors
        reading.records += found
        fruitless.add(found, members, owners)
        counts |= {file.path: len(found) for file in members}
    reading.records += fruitless.report()
    reading.records = [*apply_legends(reading.records, _read_legends(ordered))]
    notes = [file for file in ordered if file.path in left or file.is_page]
    told = list(read_sentences(notes, reading.records))
    reading.records = [*_report_empty(_note_sentences(reading.records, told), ordered), *told]
    reading.files += [
        FileUse(
            path=file.path,
            sha256=_hash_file(file),
            connector=owners[file.path].connector if file.path in owners else "",
            records=counts.get(file.path, 0),
        )
        for file in ordered
        if file.path in owners or file.path not in ignored
    ]
    return reading


def _note_sentences(records: Iterable[Record], told: Sequence[Flow]) -> Iterator[Record]:
    """Yield the records; the report of an unread note says if flows were read from its sentences.

    told: the flows in sentences.
    """
    files = {flow.evidence.file for flow in told}
    for record in records:
        if isinstance(record, Skipped) and record.kind == "file" and record.evidence.file in files:
            yield replace(
                record,
                reason=f"{IN_PART}; {UNCLAIMED} its other sentences",
                remedy=record.remedy.replace(LIST_SYSTEMS, DESCRIBE_FLOWS),
            )
        else:
            yield record


def _choose_owner(
    file: File,
    connectors: Sequence[Connector],
    claims: dict[str, str],
    reading: Reading,
    *,
    ignored: Skipped | None,
    memory: Memory,
) -> FileOwner | Skipped | None:
    """Return the connector that reads a file, or the Skipped record of an unclaimed file.

    Return None for an unclaimed file that `reading` already reports.
    """
    candidates = _list_candidates(file, connectors, memory, is_ignored=ignored is not None)
    try:
        owner = choose_claimant(file.path, candidates.claims, candidates.faults, claims)
    except SeamscopeError as error:
        if ignored is None:
            reading.errors.append(error)
            reading.records.append(to_skipped(error, file.path))
        else:
            reading.left_out[ignored] += 1
        return None
    if owner is None and ignored is None:
        return candidates.skipped or _skip_unclaimed(file, connectors)
    if owner is None and ignored is not None:
        reading.left_out[ignored] += 1
    return owner


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """The claims on a file, and the errors of connectors that examined it.

    skipped: the report of the file if no connector claims it.
    """

    claims: list[tuple[str, Claim]]
    faults: list[UnreadableError] = field(default_factory=list)
    skipped: Skipped | None = None


def _list_candidates(
    file: File, connectors: Sequence[Connector], memory: Memory, *, is_ignored: bool
) -> _Candidates:
    """Return the claims on a file; those of an earlier run if the file is unchanged.

    is_ignored: whether git ignores the file; such a file is not reported if no connector claims it.
    """
    known = memory.find_claims(file)
    if known is not None and (known.claims or known.skipped or is_ignored):
        return _Candidates(claims=known.claims, skipped=known.skipped)
    found, faults = list_claimants(file, connectors)
    is_reported = not (found or faults or is_ignored)
    skipped = _skip_unclaimed(file, connectors) if is_reported else None
    if faults:
        memory.note_failure()
    else:
        memory.keep_claims(file, found, skipped)
    return _Candidates(claims=found, faults=faults, skipped=skipped)


def _report_ties(owners: Mapping[str, FileOwner]) -> Iterator[Skipped]:
    """Report files with equally specific claims, so that a person can choose the connector."""
    for owner, paths in _group_by_connectors(owners, lambda owner: owner.rivals).items():
        name, rivals = owner
        problem = f"read by {name}; {' and '.join(rivals)} can read it as well{_format_more(paths)}"
        option = f'--claim "{paths[0]}={rivals[0]}"'
        remedy = f"to use another connector, pass {option}, or set `claims:` in seamscope.yaml"
        where = Evidence(file=paths[0], connector=name)
        yield Skipped(reason=problem, remedy=remedy, evidence=where, kind="note")


def _report_looser_claims(owners: Mapping[str, FileOwner]) -> Iterator[Skipped]:
    """Report files that a less specific connector can read as well."""
    for owner, paths in _group_by_connectors(owners, lambda owner: owner.others).items():
        name, others = owner
        rivals = " and ".join(others)
        problem = (
            f"read by {name}; {rivals} (less specific) can read it as well{_format_more(paths)}"
        )
        remedy = f'if {name} is wrong, pass --claim "{paths[0]}={others[0]}"'
        where = Evidence(file=paths[0], connector=name)
        yield Skipped(reason=problem, remedy=remedy, evidence=where, kind="note")


def _report_crashes(owners: Mapping[str, FileOwner]) -> Iterator[Skipped]:
    """Report connectors that failed on a file that another connector reads."""
    failed = _group_by_connectors(
        owners, lambda owner: tuple(crash.what for crash in owner.crashes)
    )
    for (name, crashes), paths in failed.items():
        problem = f"{' and '.join(crashes)}; {name} reads it{_format_more(paths)}"
        remedy = "report this line to the authors of the connectors that failed"
        where = Evidence(file=paths[0], connector=name)
        yield Skipped(reason=problem, remedy=remedy, evidence=where, kind="note")


def _group_by_connectors(
    owners: Mapping[str, FileOwner], list_others: Callable[[FileOwner], tuple[str, ...]]
) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """Group files by the connector that reads them and by the other connectors.

    list_others: returns the other connectors of a file; files without others are left out.
    """
    found: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for path, owner in owners.items():
        if others := list_others(owner):
            found[owner.connector, others].append(path)
    return dict(found)


def _format_more(paths: Sequence[str]) -> str:
    return f" (this file and {len(paths) - 1} more)" if len(paths) > 1 else ""


@dataclass(slots=True, kw_only=True)
class _Fruitless:
    """Files that no record cites, grouped so that each group is reported once.

    beside: files of a source whose other files produced records, by connector.
    alone: files of a source with neither records nor skips, by connector and claim. Such a source
        is due to a bug in the connector.
    """

    beside: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    alone: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(
        self, found: Sequence[Record], members: Sequence[File], owners: Mapping[str, FileOwner]
    ) -> None:
        """Add those files of a source that no record cites.

        found: the records of the source.
        """
        cited = {record.evidence.file for record in found}
        for file in members:
            owner = owners[file.path]
            if file.path not in cited and found:
                self.beside[owner.connector].append(file.path)
            elif file.path not in cited:
                self.alone[owner.connector, owner.claim.reason].append(file.path)

    def report(self) -> Iterator[Skipped]:
        """Yield a record for each group of files."""
        for name, paths in sorted(self.beside.items()):
            problem = (
                f"read together with other files, but no record comes from it{_format_more(paths)}"
            )
            remedy = "if a flow is missing, check the file"
            yield _report_without_record(problem, remedy, name, paths, kind="note")
        for (name, reason), paths in sorted(self.alone.items()):
            problem = f"read ({reason}), but it contains no system or flow{_format_more(paths)}"
            remedy = f"report this line to the author of connector {name}"
            yield _report_without_record(problem, remedy, name, paths, kind="entry")


def _report_without_record(
    problem: str, remedy: str, name: str, paths: Sequence[str], *, kind: str
) -> Skipped:
    where = Evidence(file=min(paths), connector=name)
    return Skipped(reason=problem, remedy=remedy, evidence=where, kind=kind)


def _is_empty(file: File) -> bool:
    """Return whether a file contains only white space."""
    return file.size <= BLANK and not file.head(BLANK).strip("\ufeff \t\r\n\x00")


def _report_empty(records: Iterable[Record], files: Iterable[File]) -> Iterator[Record]:
    """Yield the records; an empty file is reported as a skipped part, not as a skipped file.

    No entry was left out, but the file remains in the list of skipped inputs, because its export
    may have failed.
    """
    empty = {file.path for file in files if _is_empty(file)}
    for record in records:
        match record:
            case (
                Skipped(kind="file", evidence=place)
                | Skipped(reason="the file is empty", evidence=place)
            ) if place.file in empty:
                yield _build_empty(place)
            case _:
                yield record


def _build_empty(place: Evidence) -> Skipped:
    kind = "note" if PurePosixPath(place.file).name in PLACEHOLDERS else "part"
    return Skipped(reason=EMPTY, remedy=EMPTY_REMEDY, evidence=place, kind=kind)


def _skip_unclaimed(file: File, connectors: Sequence[Connector]) -> Skipped:
    if _is_empty(file):
        return _build_empty(file.at())
    if icon := measure_icon(file):
        width, height = icon
        return Skipped(
            reason=f"a picture of {width} × {height} pixels, too small for a drawing of systems",
            remedy="nothing, if it is a logo or an icon; otherwise export the original drawing",
            evidence=file.at(),
            kind="part",
        )
    # A file name may be a secret key with dots, whose last part alone would not be recognised.
    shown = redact(file.path).casefold().endswith(file.suffix)
    ending = (file.suffix if shown else "") or "no ending"
    hints = [f"{name}: {reason}" for name, reason in list_refusals(file, connectors)]
    known = find_format(file.suffix, file.head(16384))
    if known is not None:
        return Skipped(
            reason=f"this looks like a {known.name}, which {UNCLAIMED}",
            remedy="; ".join((*hints, known.instead)),
            evidence=file.at(),
        )
    if is_note(file):
        return Skipped(
            reason=f"{UNCLAIMED} a text ({ending}), except sentences about two listed systems",
            remedy="; ".join((*hints, LIST_SYSTEMS)),
            evidence=file.at(),
        )
    return Skipped(
        reason=f"{UNCLAIMED} this kind of file ({ending})",
        remedy="; ".join(hints) or "run `seamscope connectors` for the supported formats",
        evidence=file.at(),
    )


def _read_texts(files: Iterable[File]) -> Iterator[PlainText]:
    """Yield the words of text files, workbooks and documents that are in no known format."""
    for file in files:
        if find_format(file.suffix, file.head(16384)):
            continue
        text = _read_office_text(file) if file.suffix in OFFICE else _decode_text(file)
        if text is not None and (found := read_plain_text(clean_text(file.path), text)) is not None:
            yield found


def _find_unread_signs(files: Iterable[File]) -> Iterator[Sign]:
    """Yield signs of other systems in text files whose format is known, but not read."""
    for file in files:
        if file.suffix not in OFFICE and find_format(file.suffix, file.head(16384)):
            path = clean_text(file.path)
            yield from find_signs(_decode_text(file) or "", path) if lists_signs(path) else ()


def _read_legends(files: Iterable[File]) -> Iterator[Meaning]:
    """Yield the meanings of status codes that lists and notes explain."""
    for file in files:
        if file.suffix in EXPLAINING:
            yield from read_legends(clean_text(file.path), _decode_text(file) or "")


def _read_office_text(file: File) -> str | None:
    """Return the paragraphs of a document and the rows of tables or sheets, None if unreadable.

    They are separated by blank lines, so that each one is read as a separate sentence.
    """
    if not 0 < file.size <= LONGEST:
        return None
    try:
        grids = file.grids(lambda _: False)
        found = (
            [*list_paragraphs(file.data(), file.suffix, file.path)] if file.suffix in WORD else []
        )
    except UnreadableError:
        return None
    rows = (" ".join(filter(None, line.cells)) for grid in grids for line in grid.lines)
    return "\n\n".join([*found, *rows])


def _decode_text(file: File) -> str | None:
    """Return the text of a file, None if it is empty, too large or not text."""
    if not 0 < file.size <= LONGEST:
        return None
    try:
        return decode(file.data(), file.error)[0]
    except UnreadableError:
        return None


def _hash_file(file: File) -> str:
    try:
        return file.sha256
    except UnreadableError:
        return ""
