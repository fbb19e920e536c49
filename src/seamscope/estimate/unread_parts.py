"""List inputs that were not read, by kind, and estimate how many integrations they may hold.

An unread file or statement is expected to hold as many integrations to build as, on average, a file
that was read or a statement that was understood. A sign of another system, and an endpoint without
a system, is as likely to need an integration as a known system: this is the share of the POC's
systems among these and the systems that exchange data with them. Every system that the POC names
and no input lists is an integration.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.estimate.result import Totals, UnreadPart
from seamscope.knowledge.formats import UNCLAIMED
from seamscope.landscape import Landscape
from seamscope.records import Evidence, Skipped
from seamscope.residue import Residue
from seamscope.resolved import Finding, Severity
from seamscope.unread import list_near_residue
from seamscope.wording import format_count, format_figure, mark_noun

# The kinds of unread input, as nouns that `format_count` counts.
NOUNS = {
    noun: noun
    for noun in (
        mark_noun("unreadable file"),
        mark_noun("unsupported file"),
        mark_noun("unparsed statement"),
        mark_noun("skipped entry"),
        mark_noun("skipped column"),
        mark_noun("unknown system"),
        mark_noun("unplaced endpoint"),
        mark_noun("unlisted system"),
    )
}
SHOWN = 10  # evidence kept for each kind; `seamscope show skipped` lists all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class InputGaps:
    """The inputs that were not read, and counts of those that were.

    skipped, residue: not read; files: number of files read; moves: number of data movements
    understood.
    """

    skipped: tuple[Skipped, ...] = ()
    residue: tuple[Residue, ...] = ()
    files: int = 0
    moves: int = 0


def list_unread_parts(
    gaps: InputGaps, landscape: Landscape, systems: Sequence[str], unmatched: Sequence[Evidence]
) -> tuple[UnreadPart, ...]:
    """Return the kinds of unread input; empty if the POC names no systems.

    systems: ids of the systems that the POC integrates with; unmatched: where poc.yaml names a
    system that no input lists.
    """
    if not systems and not unmatched:
        return ()
    return tuple(_list_parts(gaps, landscape, systems, unmatched))


def _list_parts(
    gaps: InputGaps,
    landscape: Landscape,
    systems: Sequence[str],
    unmatched: Sequence[Evidence],
) -> Iterator[UnreadPart]:
    failed = [item for item in gaps.skipped if item.kind == "file" and _is_damaged(item)]
    by_file = min(len(systems) / max(gaps.files, 1), 1.0)
    by_move = min(len(systems) / max(gaps.moves, 1), 1.0)
    yield _build("unreadable file", _list_places(failed), by_file)
    kinds = (
        ("file", "unsupported file", by_file),
        ("statement", "unparsed statement", by_move),
        ("entry", "skipped entry", by_move),
        ("key", "skipped column", by_move),
    )
    for kind, what, rate in kinds:
        items = [item for item in gaps.skipped if item.kind == kind and item not in failed]
        yield _build(what, _list_places(items), rate)
    signs: dict[str, Evidence] = {}
    for one, _ in list_near_residue(gaps.residue, landscape, systems):
        signs.setdefault(one.value.casefold(), one.evidence)
    ends = _list_near_ends(landscape, systems)
    known = {system.id for system in landscape.systems}
    by_system = len(systems) / max(len(systems) + len(known & ends.keys()), 1)
    endpoints = [ends[key] for key in sorted(ends.keys() - known)]
    yield _build("unknown system", list(signs.values()), by_system)
    yield _build("unplaced endpoint", endpoints, by_system)
    named = _build("unlisted system", list(unmatched), 1.0)
    yield replace(named, exists=True)


def _is_damaged(item: Skipped) -> bool:
    """Return whether a file could not be read although its format is known."""
    return bool(item.evidence.connector) or UNCLAIMED not in item.reason


def _list_places(items: Sequence[Skipped]) -> list[Evidence]:
    return sorted({item.evidence for item in items})


def _list_near_ends(landscape: Landscape, systems: Sequence[str]) -> dict[str, Evidence]:
    """Return the ids of the neighbours of these systems, each with the evidence of one flow."""
    wanted = frozenset(systems)
    found: dict[str, Evidence] = {}
    for flow in landscape.flows:
        for end, other in (
            (flow.source.system, flow.target.system),
            (flow.target.system, flow.source.system),
        ):
            if end in wanted and other not in wanted and flow.evidence:
                found.setdefault(other, flow.evidence[0])
    return found


def _build(what: str, places: Sequence[Evidence], rate: float) -> UnreadPart:
    shown = tuple(sorted(places)[:SHOWN])
    expected = round(len(places) * rate, 6)
    return UnreadPart(what=what, count=len(places), expected=expected, evidence=shown)


def build_unread_findings(totals: Totals | None) -> tuple[Finding, ...]:
    """Return a finding for each kind of unread input, and one for data that nobody has profiled."""
    return (*_find_unread(totals), *_find_unprofiled(totals)) if totals else ()


def _find_unprofiled(totals: Totals) -> Iterator[Finding]:
    if days := totals.unprofiled_hours / totals.hours_per_day:
        yield Finding(
            severity=Severity.MEDIUM,
            what="The data of some integrations to build is not profiled; the P80 of the total "
            f"includes {format_figure(days)} person-days for bad data",
            remedy="run `seamscope profile` on the databases, or add `data_quality:` to poc.yaml",
        )


def _find_unread(totals: Totals) -> Iterator[Finding]:
    """Yield a finding for each kind of unread input, with the person-days of all kinds together."""
    unread = totals.not_readable
    if unread is None:
        return
    days = format_figure(unread.added_hours / totals.hours_per_day)
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
