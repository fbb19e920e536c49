"""Find unread input near the POC's systems and ask about it; find systems in unread files."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from seamscope.decisions import Dismissed
from seamscope.landscape import Landscape
from seamscope.records import Clue, ClueKind, Skipped
from seamscope.residue import DEFINITION, VARIABLE, PlainText, Residue
from seamscope.resolve.names import fold
from seamscope.resolved import Question, QuestionKind, Resolved, SystemNode

ENOUGH = 4  # minimum number of letters of a name that is searched for in residue
VARIABLES = frozenset({DEFINITION, VARIABLE})  # their signs do not name a system
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
    """Drop residue whose value is already in a question or a merge of the same file.

    An example is a question about a host, which already shows the host's name to the user.

    residue: mentions of other systems, such as URLs, that no record covers.
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

    residue: mentions of other systems, such as URLs, that no record covers.
    """
    found: list[tuple[Residue, tuple[str, ...]]] = []
    if not residue:
        return found
    files = {key: list_near_files(landscape, [key]) for key in systems}
    names = {key: _list_names(landscape, key) for key in systems}
    for one in (one for one in residue if one.kind not in VARIABLES):
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
    """Return one question for each value in the residue near the POC's systems.

    residue: mentions of other systems, such as URLs, that no record covers.
    """
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """What a text mentions that no connector reads.

    names: names of the listed systems.
    hosts: hosts and other signs of systems.
    together: for each sentence, the ids of the systems that it names.
    """

    names: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    together: tuple[frozenset[str], ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names of the listed systems, then the hosts."""
        return (*self.names, *self.hosts)


def find_mentions(texts: Iterable[PlainText], landscape: Landscape) -> dict[str, Mentions]:
    """Return the mentions of each text that no connector reads, by file.

    A name is found if the text contains all of its words. A short name such as `ONE` or `MES` must
    be written in capitals, because in lower case it is an ordinary word.
    """
    known = [(system, frozenset(_split_names(system))) for system in landscape.systems]
    found: dict[str, Mentions] = {}
    for text in texts:
        named = [pair for pair in known if _list_named([pair], text.words)]
        together = (_list_named(named, words) for words in text.sentences)
        found[text.file] = Mentions(
            names=tuple(sorted(system.name for system, _ in named)),
            hosts=tuple(sorted({s.value for s in text.signs if s.kind not in VARIABLES})),
            together=tuple(group for group in together if group),
        )
    return found


def _list_named(
    known: Iterable[tuple[SystemNode, Iterable[tuple[str, ...]]]], text: Iterable[str]
) -> frozenset[str]:
    """Return the ids of the systems that the words of a text name."""
    words = {part for word in text for part in fold(word).split()}
    capitals = {fold(word) for word in text if word.isupper()}
    return frozenset(
        system.id for system, names in known if any(_is_named(n, words, capitals) for n in names)
    )


def repeats_flows(
    mentions: Mentions, pairs: Container[frozenset[str]], touched: Container[str]
) -> bool:
    """Return whether a text names only systems between which flows are known.

    The systems of a sentence must be connected by flows. If a sentence names only one system, this
    system must also be in a sentence with others, or be connected with the POC.

    pairs: systems with a flow between them.
    touched: ids of the POC and of the systems that it integrates with.
    """
    if mentions.hosts or not mentions.together:
        return False
    several = [group for group in mentions.together if len(group) > 1]
    alone = frozenset().union(*mentions.together) - frozenset().union(*several)
    return all(key in touched for key in alone) and all(_is_connected(g, pairs) for g in several)


def _is_connected(group: frozenset[str], pairs: Container[frozenset[str]]) -> bool:
    reached, rest = {min(group)}, set(group) - {min(group)}
    while near := {key for key in rest if any(frozenset((key, k)) in pairs for k in reached)}:
        reached |= near
        rest -= near
    return not rest


def _split_names(system: SystemNode) -> Iterator[tuple[str, ...]]:
    """Yield the words of each name of a system, and of each name that was merged into it."""
    for name in (system.name, *system.aliases, *(merge.name for merge in system.merges)):
        yield tuple(fold(name).split())


def _is_named(name: tuple[str, ...], words: set[str], capitals: set[str]) -> bool:
    if len(name) == 1 and len(name[0]) < ENOUGH:
        return name[0] in capitals
    return bool(name) and words.issuperset(name)


def explain_unclaimed(
    skipped: Sequence[Skipped],
    mentions: Mapping[str, Mentions],
    dismissed: Sequence[Dismissed] = (),
) -> tuple[Skipped, ...]:
    """Return skips in which the reason for an unread text lists the systems that it mentions.

    dismissed: files that, according to a person, contain nothing more. The reason for such a file
        says where this was answered.
    """
    answers = {one.file: f"answered at {one.evidence}: {one.statement}" for one in dismissed}
    return tuple(
        replace(one, reason="; ".join(_list_reasons(one, mentions, answers)))
        if one.kind == "file"
        else one
        for one in skipped
    )


def _list_reasons(
    skipped: Skipped, mentions: Mapping[str, Mentions], answers: Mapping[str, str]
) -> Iterator[str]:
    file = skipped.evidence.file
    yield skipped.reason
    if file in mentions:
        yield _describe_names(mentions[file].all_names)
    if file in answers:
        yield answers[file]


def _describe_names(names: Sequence[str]) -> str:
    if not names:
        return "it mentions no known system"
    more = len(names) - NAMED
    return f"it mentions {', '.join(names[:NAMED])}{f' and {more} more' if more > 0 else ''}"
