"""Find unread input near the systems of the POC, and ask about it; find systems in unread files."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from seamscope.landscape import Landscape
from seamscope.records import Clue, ClueKind, Skipped
from seamscope.residue import PlainText, Residue
from seamscope.resolve.names import fold
from seamscope.resolved import Question, QuestionKind, Resolved, SystemNode

ENOUGH = 4  # minimum number of letters of a name that is searched for in residue
NAMED = 3  # number of names that the reason of a skipped file lists


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
    """Drop residue whose value is already mentioned by a question or a merge of the same file.

    For example, a question about a host already shows the host's name to the user.
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
    """Return whether a string contains a value as a whole name, not as a part of a longer name."""
    return bool(re.search(rf"(?<![\w.\-]){re.escape(value.casefold())}(?![\w\-]|\.\w)", text))


def list_near_residue(
    residue: Sequence[Residue], landscape: Landscape, systems: Sequence[str]
) -> list[tuple[Residue, tuple[str, ...]]]:
    """Return the residue near these systems, with the ids of the systems.

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


def find_mentions(texts: Iterable[PlainText], landscape: Landscape) -> dict[str, tuple[str, ...]]:
    """Return the names of systems and hosts that occur in each text file that no connector reads.

    A name is found if the text contains all of its words. A short name such as `ONE` or `MES` must
    be written in capitals, because in lower case it is an ordinary word.
    """
    known = [(system.name, frozenset(_split_names(system))) for system in landscape.systems]
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        words = {part for word in text.words for part in fold(word).split()}
        capitals = {fold(word) for word in text.words if word.isupper()}
        named = (
            name for name, several in known if any(_is_named(n, words, capitals) for n in several)
        )
        hosts = sorted({sign.value for sign in text.signs})
        found[text.file] = (*sorted(named), *hosts)
    return found


def _split_names(system: SystemNode) -> Iterator[tuple[str, ...]]:
    """Yield the words of each name of a system, and of each name that was merged into it."""
    for name in (system.name, *system.aliases, *(merge.name for merge in system.merges)):
        yield tuple(fold(name).split())


def _is_named(name: tuple[str, ...], words: set[str], capitals: set[str]) -> bool:
    if len(name) == 1 and len(name[0]) < ENOUGH:
        return name[0] in capitals
    return bool(name) and words.issuperset(name)


def explain_unclaimed(
    skipped: Sequence[Skipped], mentions: Mapping[str, Sequence[str]]
) -> tuple[Skipped, ...]:
    """Add the systems that an unread file mentions to the reason why it was skipped."""
    return tuple(
        replace(one, reason=f"{one.reason}; {_describe_names(mentions[one.evidence.file])}")
        if one.kind == "file" and one.evidence.file in mentions
        else one
        for one in skipped
    )


def _describe_names(names: Sequence[str]) -> str:
    if not names:
        return "it mentions no known system"
    more = len(names) - NAMED
    return f"it mentions {', '.join(names[:NAMED])}{f' and {more} more' if more > 0 else ''}"
