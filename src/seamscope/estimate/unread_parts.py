"""List inputs that were not read, by kind, and estimate how many integrations they may contain.

An unread file is expected to contain as many integrations to build as the average file that was
read; if few files were read, the average of other organisations counts as well. Fewer integrations
are expected in a text, because few of its flows need one. Even fewer are expected if the text
mentions no known system, or if flows between all the systems that it mentions are known already. A
skipped entry, column or statement is expected to contain an unknown flow as often as in
organisations whose flows are all known. Such a flow is assumed to need an integration as often as a
known flow does.

A sign of another system, or an endpoint without a system, seldom refers to a system that no input
lists. Such a system is assumed to need an integration as often as a known one does. Next to a
system of the POC, this rate is the share of the POC's systems among these systems and their direct
neighbours; elsewhere, it is their share among all known systems.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from seamscope.decisions import Dismissed
from seamscope.estimate.constants import load_constants
from seamscope.estimate.result import Totals, UnreadPart
from seamscope.knowledge.formats import UNCLAIMED
from seamscope.landscape import Landscape
from seamscope.records import Evidence, Skipped
from seamscope.residue import VARIABLE, PlainText, Residue
from seamscope.resolved import Finding, Severity
from seamscope.surface import KIND
from seamscope.unread import Mentions, list_near_residue, repeats_flows
from seamscope.wording import format_count, format_days, format_figure, mark_noun

# The kinds of unread input that are whole files.
FILES = frozenset(
    {
        mark_noun("unreadable file"),
        mark_noun("unsupported file"),
        mark_noun("text about other systems"),
        mark_noun("text about known flows"),
        mark_noun("text without system names"),
    }
)
PIECES = frozenset(
    {
        mark_noun("unparsed statement"),
        mark_noun("skipped entry"),
        mark_noun("skipped part"),
        mark_noun("skipped column"),
        mark_noun("unknown system"),
        mark_noun("unplaced endpoint"),
    }
)


class _Nouns(dict[str, str]):
    """Nouns by kind; a kind in a survey of an older version is its own noun."""

    def __missing__(self, kind: str) -> str:
        return kind


# The kinds of unread input, as nouns that `format_count` counts.
NOUNS = _Nouns({noun: noun for noun in FILES | PIECES})
NOWHERE = Evidence(file="")
SHOWN = 10  # evidence kept for each kind; `seamscope show skipped` lists all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class InputGaps:
    """The inputs that were not read, and counts of the inputs that were read.

    skipped: the inputs that were skipped.
    residue: mentions of systems that are in no record.
    texts: the words of text files that no connector reads.
    files: number of files read.
    moves: number of data movements understood.
    nowhere: folded names that, according to an answer, belong to no system.
    """

    skipped: tuple[Skipped, ...] = ()
    residue: tuple[Residue, ...] = ()
    texts: tuple[PlainText, ...] = ()
    files: int = 0
    moves: int = 0
    nowhere: frozenset[str] = frozenset()


def dismiss_files(gaps: InputGaps, dismissed: Sequence[Dismissed]) -> InputGaps:
    """Return the gaps without the files that, according to an answer, describe no integration."""
    files = {one.file for one in dismissed}
    return replace(
        gaps,
        skipped=tuple(i for i in gaps.skipped if i.kind != "file" or i.evidence.file not in files),
        residue=tuple(one for one in gaps.residue if one.evidence.file not in files),
    )


def list_unread_parts(
    gaps: InputGaps,
    landscape: Landscape,
    systems: Sequence[str],
    mentions: Mapping[str, Mentions] = MappingProxyType({}),
) -> tuple[UnreadPart, ...]:
    """Return the unread inputs by kind; () if the POC integrates with no systems.

    systems: ids of the systems that the POC integrates with.
    mentions: the systems that unread texts mention, by file.
    """
    if not systems:
        return ()
    return (
        *_list_files(gaps, landscape, systems, mentions),
        *_list_moves(gaps, landscape, len(systems)),
        *_list_mentions(gaps, landscape, systems),
    )


def _list_files(
    gaps: InputGaps, landscape: Landscape, systems: Sequence[str], mentions: Mapping[str, Mentions]
) -> Iterator[UnreadPart]:
    """Yield the files that were not read, by kind."""
    reserve = load_constants().reserve
    rate = min(_rate_file(gaps, len(systems)), 1.0)
    kinds = _classify_texts(mentions, landscape, systems)
    found: dict[str, set[Evidence]] = defaultdict(set)
    for item in gaps.skipped:
        if item.kind == "file":
            what = kinds.get(item.evidence.file, "unsupported file")
            found["unreadable file" if _is_damaged(item) else what].add(item.evidence)
    yield _build("unreadable file", found["unreadable file"], rate)
    yield _build("unsupported file", found["unsupported file"], rate)
    for what, moves in (
        ("text about other systems", reserve.inconclusive_texts.value),
        ("text about known flows", reserve.redundant_texts.value),
    ):
        yield _build(what, found[what], min(moves * _rate_move(gaps, len(systems)), rate))
    yield _build(
        "text without system names",
        found["text without system names"],
        rate * reserve.unrelated_texts.value,
    )


def _classify_texts(
    mentions: Mapping[str, Mentions], landscape: Landscape, systems: Sequence[str]
) -> dict[str, str]:
    """Return the kind of unread text, by file, for texts without signs of other systems.

    Without system names: no known system is mentioned. About known flows: the known flows cover
    what is mentioned. About other systems: other texts without hosts. A text with a host may be a
    program, so it is left out and estimated like any other unsupported file.
    """
    pairs = {frozenset((flow.source.system, flow.target.system)) for flow in landscape.flows}
    touched = {*systems, *(system.id for system in landscape.systems if system.kind == KIND)}
    kinds: dict[str, str] = {}
    for file, found in mentions.items():
        if not found.all_names:
            kinds[file] = "text without system names"
        elif repeats_flows(found, pairs, touched):
            kinds[file] = "text about known flows"
        elif not found.hosts:
            kinds[file] = "text about other systems"
    return kinds


def _list_moves(gaps: InputGaps, landscape: Landscape, count: int) -> Iterator[UnreadPart]:
    """Yield the statements and rows that were not read, by kind.

    count: number of integrations to build.
    """
    own = {system.id for system in landscape.systems if system.kind == KIND}
    pairs = {(flow.source.system, flow.target.system) for flow in landscape.flows}
    known = sum(a != b and own.isdisjoint((a, b)) for a, b in pairs)
    rate = min(count / max(known, 1), 1.0)
    held = load_constants().reserve.held
    kinds = (
        ("statement", "unparsed statement"),
        ("entry", "skipped entry"),
        ("part", "skipped part"),
        ("key", "skipped column"),
    )
    for kind, what in kinds:
        places = {item.evidence for item in gaps.skipped if item.kind == kind}
        yield _build(what, places, rate * held[kind].value)


def _rate_file(gaps: InputGaps, count: int) -> float:
    """Return the expected number of integrations to build per file.

    A single file is not representative, so the average of other organisations has the weight of
    `weight` files.

    count: number of integrations to build.
    """
    other = load_constants().reserve.other_files
    return (count + other.weight * other.rate) / (gaps.files + other.weight)


def _rate_move(gaps: InputGaps, count: int) -> float:
    """Return the expected number of integrations to build per data movement."""
    return min(count / max(gaps.moves, 1), 1.0)


def _list_mentions(
    gaps: InputGaps, landscape: Landscape, systems: Sequence[str]
) -> Iterator[UnreadPart]:
    """Yield the signs of systems that are in no record, and the endpoints without a system."""
    unread = {item.evidence.file for item in gaps.skipped if item.kind == "file"}
    # Leave out signs in unread files, because the unread files are counted themselves.
    residue = [
        one
        for one in gaps.residue
        if one.evidence.file not in unread
        and one.value.casefold() not in gaps.nowhere
        and one.kind != VARIABLE
    ]
    signs: dict[str, Evidence] = {}
    for one in residue:
        signs.setdefault(one.value.casefold(), one.evidence)
    near = {one.value.casefold() for one, _ in list_near_residue(residue, landscape, systems)}
    beside = _list_near_ends(landscape, systems)
    known = {system.id for system in landscape.systems if system.kind != KIND}
    ends = {
        node.id: min(node.evidence, default=NOWHERE)
        for node in landscape.endpoints
        if node.name.casefold() not in gaps.nowhere
    }
    new = load_constants().reserve.new_systems.value
    by_near = new * len(systems) / max(len(systems) + len(known & beside), 1)
    by_far = new * len(systems) / max(len(known), 1)
    for what, places, close in (
        ("unknown system", signs, near),
        ("unplaced endpoint", ends, beside),
    ):
        count = len(places.keys() & close)
        rate = (count * by_near + (len(places) - count) * by_far) / max(len(places), 1)
        yield _build(what, places.values(), rate)


def _is_damaged(item: Skipped) -> bool:
    """Return whether a file could not be read although its format is known."""
    return bool(item.evidence.connector) or UNCLAIMED not in item.reason


def _list_near_ends(landscape: Landscape, systems: Sequence[str]) -> set[str]:
    """Return the ids of systems and endpoints that exchange data with these systems."""
    wanted = frozenset(systems)
    ends = [(flow.source.system, flow.target.system) for flow in landscape.flows]
    return {end for pair in ends if not wanted.isdisjoint(pair) for end in pair} - wanted


def _build(what: str, found: Collection[Evidence], rate: float) -> UnreadPart:
    return UnreadPart(
        what=what,
        count=len(found),
        expected=round(len(found) * rate, 6),
        evidence=tuple(sorted(set(found) - {NOWHERE})[:SHOWN]),
    )


def build_unread_findings(
    totals: Totals | None, dismissed: Sequence[Dismissed] = ()
) -> tuple[Finding, ...]:
    """Return the findings about unread inputs and about data without a profile.

    dismissed: unread files that, according to an answer, describe no integration; each has a
    finding.
    """
    accepted = tuple(
        Finding(
            severity=Severity.LOW,
            what=f"{one.file} was not read and is not in the reserve, because "
            f"{one.by or 'a person'} answered “{one.statement}”",
            remedy="delete the answer if the file changes",
            evidence=(one.evidence,),
        )
        for one in dismissed
    )
    return (*accepted, *((*_find_unread(totals), *_find_unprofiled(totals)) if totals else ()))


def _find_unprofiled(totals: Totals) -> Iterator[Finding]:
    if days := totals.unprofiled_hours / totals.hours_per_day:
        yield Finding(
            severity=Severity.MEDIUM,
            what="The data of some integrations to build is not profiled; the P80 of the total "
            f"includes {format_days(days)} person-days for bad data",
            remedy="run `seamscope profile` on the databases, or add `data_quality:` to poc.yaml",
        )


def _find_unread(totals: Totals) -> Iterator[Finding]:
    """Yield a finding for each kind of unread input; it states the person-days of all kinds."""
    unread = totals.not_readable
    if unread is None:
        return
    days = format_days(unread.added_hours / totals.hours_per_day)
    price = (
        f"0 to {format_count(unread.most, 'more integration')} in all unread inputs, "
        f"{format_figure(unread.expected)} on average; they add {days} person-days to the P80"
    )
    for part in unread.parts:
        yield Finding(
            severity=Severity.MEDIUM,
            what=f"{format_count(part.count, NOUNS[part.what])} may contain integrations ({price})",
            remedy="read what `seamscope show skipped` and `seamscope show residue` list",
            evidence=part.evidence,
        )
