"""Assign ids to findings, and apply the acceptances in `seamscope.yaml`.

The id is a hash of the finding's text without figures, and of the ids of the objects that the
finding concerns. A finding therefore keeps its id and its acceptance when a count changes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from seamscope.config import Accepted
from seamscope.errors import SeamscopeError
from seamscope.landscape.integration import label_ids
from seamscope.resolved import Acceptance, Finding, SystemNode

FIGURE = re.compile(r"\d(?:[\d.,:-]*\d)?")
PREFIX = "F-"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedFindings:
    """Findings with their acceptances, and a message for each entry that has no effect."""

    findings: tuple[Finding, ...]
    notes: tuple[SeamscopeError, ...] = ()


def assign_ids(
    findings: Iterable[Finding], systems: Iterable[SystemNode] = ()
) -> tuple[Finding, ...]:
    """Return the findings in the same order, with ids such as `F-7KQ3M`.

    systems: systems whose name in poc.yaml differs from the name that most files use. The id is
        computed with the latter name, so that it stays the same when poc.yaml is added.
    """
    found = tuple(findings)
    common = {node.name: node.listed_as for node in systems if node.listed_as}
    keys = list(_build_keys(found, common))
    labels = label_ids(keys, PREFIX)
    return tuple(replace(one, id=labels[key]) for one, key in zip(found, keys, strict=True))


def _build_keys(findings: Sequence[Finding], common: Mapping[str, str]) -> Iterator[str]:
    """Yield an identifying string for each finding. If strings are equal, a number is appended."""
    seen: Counter[str] = Counter()
    for one in findings:
        what = _use_common_names(one.what, common)
        key = "\n".join((FIGURE.sub("#", what), *one.where))
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key}\n{seen[key]}"


def _use_common_names(text: str, common: Mapping[str, str]) -> str:
    """Replace system names from poc.yaml in a text with the names that most files use."""
    shown = "|".join(re.escape(name) for name in sorted(common, key=len, reverse=True))
    return re.sub(rf"\b(?:{shown})\b", lambda found: common[found[0]], text) if shown else text


def accept_findings(
    findings: Iterable[Finding], accepted: Sequence[Accepted], *, today: str, file: str
) -> AcceptedFindings:
    """Return the findings with the acceptances of `seamscope.yaml`.

    today: YYYY-MM-DD, or "" if acceptances must not expire.
    file: path of `seamscope.yaml`, for messages about acceptances that have expired or have no
        finding.
    """
    entries = {entry.finding: entry for entry in accepted}
    done = tuple(_accept(one, entries.get(one.id), today) for one in findings)
    known = {one.id: one for one in done}
    notes = (_check_entry(entry, known.get(key), file) for key, entry in entries.items())
    return AcceptedFindings(findings=done, notes=tuple(note for note in notes if note))


def expire_acceptances(findings: Iterable[Finding], today: str) -> tuple[Finding, ...]:
    """Return findings in which acceptances that end before today are marked as expired."""
    return tuple(
        replace(one, accepted=replace(one.accepted, expired=one.accepted.expires < today))
        if one.accepted
        else one
        for one in findings
    )


def _accept(finding: Finding, entry: Accepted | None, today: str) -> Finding:
    if entry is None:
        return replace(finding, accepted=None)
    expires = entry.expires.isoformat()
    acceptance = Acceptance(
        statement=entry.statement,
        author=entry.author,
        expires=expires,
        expired=bool(today) and expires < today,
    )
    return replace(finding, accepted=acceptance)


def _check_entry(entry: Accepted, finding: Finding | None, file: str) -> SeamscopeError | None:
    """Return a message if an entry of `accepted` has no effect."""
    if finding is None:
        what = f"{entry.finding} is accepted, but no finding has this id"
        remedy = "remove the entry, or correct the id (`seamscope show findings` prints it)"
        return SeamscopeError(what, remedy=remedy, file=file, line=entry.line)
    if finding.accepted and finding.accepted.expired:
        until = f"by {entry.author} until {entry.expires}"
        what = f"{entry.finding} was accepted {until}, and is reported again"
        remedy = "resolve the finding, or set a new date"
        return SeamscopeError(what, remedy=remedy, file=file, line=entry.line)
    return None
