"""Find unread input near the systems of the POC, and ask about it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from seamscope.landscape import Landscape
from seamscope.records import Clue, ClueKind
from seamscope.residue import Residue
from seamscope.resolved import Question, QuestionKind, Resolved

ENOUGH = 4  # letters of a name; shorter names are not searched for in residue


def list_near_files(landscape: Landscape, systems: Iterable[str]) -> frozenset[str]:
    """Return the files with a flow or dependency from or to one of these systems."""
    wanted = frozenset(systems)
    edges = [(f.source.system, f.target.system, f.evidence) for f in landscape.flows]
    edges += [(d.source.system, d.target.system, d.evidence) for d in landscape.dependencies]
    return frozenset(
        place.file
        for source, target, evidence in edges
        if wanted & {source, target}
        for place in evidence
    )


def drop_named_residue(residue: Sequence[Residue], resolved: Resolved) -> tuple[Residue, ...]:
    """Return the residue without values that the landscape already mentions for the same file.

    For example, a question about a host or the reason of a merge already shows this value.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for question in resolved.questions:
        text = f"{question.text} {question.subject} {' '.join(c.value for c in question.clues)}"
        for file in {place.file for place in question.evidence}:
            named[file].append(text.casefold())
    for merge in (merge for system in resolved.systems for merge in system.merges):
        for file in {place.file for place in merge.evidence}:
            named[file].append(f"{merge.name} {merge.reason}".casefold())
    return tuple(
        one
        for one in residue
        if not any(_has_name(text, one.value) for text in named[one.evidence.file])
    )


def _has_name(text: str, value: str) -> bool:
    """Return whether a text contains a value as a whole name, not as a part of a longer name."""
    return bool(re.search(rf"(?<![\w.\-]){re.escape(value.casefold())}(?![\w\-]|\.\w)", text))


def list_near_residue(
    residue: Sequence[Residue], landscape: Landscape, systems: Sequence[str]
) -> list[tuple[Residue, tuple[str, ...]]]:
    """Return the residue near these systems, each with the ids of the near systems.

    Residue is near a system if its file has a flow of the system, or if its value contains the
    system's name.
    """
    found: list[tuple[Residue, tuple[str, ...]]] = []
    if not residue:
        return found
    files = {key: list_near_files(landscape, [key]) for key in systems}
    names = {key: _list_names(landscape, key) for key in systems}
    for one in residue:
        words = set(re.split(r"[^a-z0-9]+", one.value.casefold()))
        near = tuple(
            key for key in systems if one.evidence.file in files[key] or words & names[key]
        )
        if near:
            found.append((one, near))
    return found


def _list_names(landscape: Landscape, key: str) -> frozenset[str]:
    """Return the one-word names of a system in lower case."""
    system = landscape.get_system(key)
    folded = (name.casefold() for name in (system.name, *system.aliases))
    return frozenset(name for name in folded if len(name) >= ENOUGH and name.isalnum())


def ask_about_residue(
    residue: Sequence[Residue], landscape: Landscape, systems: Sequence[str]
) -> tuple[Question, ...]:
    """Return one question for each value in the residue near the POC's systems."""
    asked: dict[str, Question] = {}
    for one, near in list_near_residue(residue, landscape, systems):
        names = " and ".join(landscape.get_system(key).name for key in near)
        asked.setdefault(
            one.value,
            Question(
                text=f'Which system is "{one.value}"? {one.evidence} mentions it ({one.words}), '
                f"near "
                f"{names}, but no flow to or from it is known",
                kind=QuestionKind.PLACE,
                effect=f'assigns "{one.value}" to a system, or shows a missing integration',
                about=near,
                subject=one.value,
                clues=(Clue(kind=ClueKind.HOST, value=one.value),),
                evidence=(one.evidence,),
            ),
        )
    return tuple(asked[value] for value in sorted(asked))
