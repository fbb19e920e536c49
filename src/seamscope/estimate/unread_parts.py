"""List inputs that were not read, by kind, and estimate how many integrations they may hold.

An unread file is assumed to hold the average number of integrations to build per file that was
read, an unread statement the average per statement that was understood. A sign of another system
and an endpoint without a system are assumed to hold the average per known neighbour of the POC's
systems. A file that its connector could not read, and a system that no input lists, hold one
integration each.
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
from seamscope.wording import format_count, format_figure

SHOWN = 10  # number of places per kind; `seamscope show skipped` lists all of them


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
    yield _build("files that a connector could not read", _list_places(failed), 1.0)
    kinds = (
        ("file", "files that no connector reads", len(systems) / max(gaps.files, 1)),
        ("statement", "statements not understood", len(systems) / max(gaps.moves, 1)),
        ("entry", "entries of files not read", len(systems) / max(gaps.moves, 1)),
        ("key", "reports of columns or keys not read", len(systems) / max(gaps.moves, 1)),
    )
    for kind, what, rate in kinds:
        items = [item for item in gaps.skipped if item.kind == kind and item not in failed]
        yield _build(what, _list_places(items), min(rate, 1.0))
    near = list_near_residue(gaps.residue, landscape, systems)
    ends = _list_near_ends(landscape, systems)
    known = {system.id for system in landscape.systems}
    rate = min(len(systems) / max(len(known & ends.keys()), 1), 1.0)
    endpoints = [ends[key] for key in sorted(ends.keys() - known)]
    yield _build("signs of other systems", [one.evidence for one, _ in near], rate)
    yield _build("endpoints without a system", endpoints, rate)
    named = _build("systems of the POC that no input lists", list(unmatched), 1.0)
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
    return UnreadPart(what=what, count=len(places), most=len(places) * rate, evidence=shown)


def build_unread_findings(totals: Totals | None) -> tuple[Finding, ...]:
    """Return a finding for each kind of unread input, and one for data that nobody has profiled."""
    return (*_find_unread(totals), *_find_unprofiled(totals)) if totals else ()


def _find_unprofiled(totals: Totals) -> Iterator[Finding]:
    if days := totals.unprofiled_hours / totals.hours_per_day:
        yield Finding(
            severity=Severity.MEDIUM,
            what="Nobody has profiled the data of some integrations to build; the P80 of the total "
            f"includes {format_figure(days)} person-days for bad data",
            remedy="run `seamscope profile` on the databases, or add `data_quality:` to poc.yaml",
        )


def _find_unread(totals: Totals) -> Iterator[Finding]:
    """Yield a finding for each kind of unread input, with the person-days of all kinds together."""
    unread = totals.not_readable
    if unread is None:
        return
    days = format_figure(unread.hours.p80 / totals.hours_per_day)
    price = (
        f"not readable: 0 to {format_count(unread.most, 'integration')}, up to {days} person-days "
        "at P80; the P80 and P90 of the total include them"
    )
    for part in unread.parts:
        yield Finding(
            severity=Severity.MEDIUM,
            what=f"{part.count:,} {part.what} may hold integrations ({price})",
            remedy="check the inputs in `seamscope show skipped` and `seamscope show residue`",
            evidence=part.evidence,
        )
