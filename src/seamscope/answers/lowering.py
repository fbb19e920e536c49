"""Convert an answer to decisions for later stages, by the kind of its question."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from seamscope.answers.entry import NAME, Entry, load_rules
from seamscope.answers.names import AnswerError, Meant, Names
from seamscope.answers.values import find_fact_fault
from seamscope.answers.words import affirms, read_way_word, split_direction
from seamscope.connector.states import parse_state
from seamscope.decisions import (
    Apart,
    Carried,
    Decisions,
    Directed,
    Dismissed,
    FlowState,
    Named,
    SameDataset,
    Stated,
    Told,
    Way,
)
from seamscope.knowledge.ratings import read_rating
from seamscope.records import Clue, ClueKind, Evidence, State
from seamscope.resolve.contents import list_contents
from seamscope.resolve.names import fold
from seamscope.resolve.register import POC
from seamscope.resolved import DependencyEdge, FlowEdge, Question, QuestionKind, SystemNode

YES_NO = "write yes or no"
NOTHING = frozenset({"nothing", "nothing more", "nichts", "nichts weiter", "rien", "nada"})
READ_BY = re.compile(r"(?:read|gelesen)(?: by| von|:)\s*(\S.*)", re.IGNORECASE)
KEPT = "stored as information; it does not change the figures"


@dataclass(frozen=True, slots=True, kw_only=True)
class PocFact:
    """The value of a key of poc.yaml, from an answer.

    key: the path of the key, such as `team.sites`.
    """

    key: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The effect of one answer.

    words: a description of the change.
    note: a message to print.
    """

    words: str
    decisions: Decisions = Decisions()  # noqa: RUF009 (frozen)
    facts: tuple[PocFact, ...] = ()
    masters: tuple[tuple[str, str], ...] = ()  # (entity, master system)
    note: str = ""


def lower(entry: Entry, question: Question, names: Names, where: Evidence) -> Effect:
    """Return the effect of an answer; raise AnswerError if it does not answer the question."""
    return LOWER[question.kind](entry.answer, question, names, where)


def check_answer(text: str, question: Question, names: Names) -> Effect:
    """Return the effect that an answer will have; raise AnswerError if it is not an answer."""
    return lower(Entry(id=question.id, answer=text), question, names, Evidence(file=NAME))


def _decide_same_system(text: str, question: Question, known: Names, where: Evidence) -> Effect:
    if asks_about_listing(question):
        return _decide_listing(text, question, known, where)
    affirmed = affirms(text)
    if affirmed is None:
        raise AnswerError(f'"{text}" does not answer whether it is one system', YES_NO)
    asked = [*dict.fromkeys((*question.candidates, *filter(None, [question.subject])))]
    names = " and ".join(f'"{name}"' for name in asked)
    several = [known.find_common_name(name) for name in asked]
    if not affirmed:
        pairs = tuple(Apart(names=pair, evidence=where) for pair in combinations(several, 2))
        return Effect(words=f"{names} remain separate systems", decisions=Decisions(apart=pairs))
    if len(several) == 1:  # several entries have the same name
        one = Named(system=several[0], names=(several[0],), evidence=where)
        return Effect(words=f"{names} is one system", decisions=Decisions(named=(one,)))
    if len(question.about) == 1:  # both names already refer to one system
        return Effect(words=f"{names} are one system, as assumed")
    one = Named(system=several[0], names=tuple(several[1:]), evidence=where)
    return Effect(words=f"{names} become one system", decisions=Decisions(named=(one,)))


def asks_about_listing(question: Question) -> bool:
    """Return whether a question asks if systems that no source lists are separate systems."""
    asked = question.kind is QuestionKind.SAME_SYSTEM
    return asked and not question.candidates and not question.subject


def _decide_listing(text: str, question: Question, names: Names, where: Evidence) -> Effect:
    """Decide whether unlisted systems are separate systems, or names of another system."""
    nodes = [names.systems[key] for key in question.about if key in names.systems]
    listed = ", ".join(node.name for node in nodes)
    found = [node.common_name for node in nodes]
    affirmed = affirms(text)
    if len(found) > 1 and affirmed is None:
        remedy = "write yes or no; declare other names of a system as its aliases in seamscope.yaml"
        raise AnswerError(f'"{text}" does not answer whether they are separate systems', remedy)
    if affirmed is False and len(found) == 1:
        remedy = "write the name of the system that it belongs to"
        raise AnswerError(f'"{text}" does not say which system "{listed}" is', remedy)
    if affirmed is False:
        return _keep(f"{listed}: not all are separate systems; declare aliases in seamscope.yaml")
    if affirmed or fold(text) == fold(listed):
        declared = tuple(Named(system=name, evidence=where) for name in found)
        return Effect(words=f"{listed}: declared as a system", decisions=Decisions(named=declared))
    meant = names.find_system(text)
    one = Named(system=meant.key, names=tuple(found), evidence=where)
    words = f'"{listed}" is another name of {meant.name}'
    return Effect(words=words, decisions=Decisions(named=(one,)), note=_describe_unlisted(meant))


def _describe_unlisted(meant: Meant) -> str:
    """Return the message for a system that no source lists, "" for any other system."""
    return "" if meant.known else f'"{meant.name}" is listed by no source and becomes a system'


def _decide_place(text: str, question: Question, names: Names, where: Evidence) -> Effect:
    clues = question.clues or tuple(
        Clue(kind=node.kind, value=node.name)
        for key in question.about
        if (node := names.endpoints.get(key)) and node.kind is not ClueKind.NAME
    )
    problem = question.subject or ", ".join(clue.value for clue in clues) or question.text
    affirmed = affirms(text)
    if affirmed is False:
        nothing = Decisions(unplaced=clues)
        return Effect(words=f'"{problem}" belongs to no system', decisions=nothing)
    if affirmed and len(question.candidates) != 1:
        raise AnswerError('"yes" does not specify the system', "write the name of the system")
    aliases = tuple(clue.value for clue in clues if clue.kind is ClueKind.NAME)
    own = next((name for name in aliases if fold(name) == fold(text)), "")
    if own:  # the name that is asked about is a system itself
        meant = Meant(name=own, key=own, known=True)
    else:
        name = question.candidates[0] if affirmed else text
        meant = names.find_system(name, question.candidates)
    if not clues:
        return _keep(f'"{problem}" means {meant.name}')
    owned = tuple(clue for clue in clues if clue.kind is not ClueKind.NAME)
    one = Named(system=meant.key, names=aliases, clues=owned, evidence=where)
    words = f'"{problem}" belongs to {meant.name}'
    return Effect(words=words, decisions=Decisions(named=(one,)), note=_describe_unlisted(meant))


def _decide_dataset(text: str, question: Question, names: Names, where: Evidence) -> Effect:
    if affirms(text) is False:
        return Effect(words=f"{question.subject} remains a separate dataset, as assumed")
    only = affirms(text) and len(question.candidates) == 1
    chosen = next((c for c in question.candidates if only or c.casefold() == text.casefold()), "")
    if not chosen:
        remedy = f"write {' or '.join(question.candidates)}, or no for a separate dataset"
        raise AnswerError(f'"{text}" does not say which dataset it is', remedy)
    asked = [node for node in names.resolved.datasets if node.id in question.about]
    if not asked:
        raise AnswerError("the datasets are not in the landscape any more", "delete the entry")
    one = SameDataset(
        system=names.get_common_name(asked[0].system),
        name=question.subject,
        dataset=chosen,
        evidence=where,
    )
    words = f"{question.subject} is the dataset {chosen}"
    return Effect(words=words, decisions=Decisions(same_datasets=(one,)))


def _decide_state(text: str, question: Question, names: Names, where: Evidence) -> Effect:
    state = parse_state(text)
    if state is None or state is State.UNKNOWN:
        known = ", ".join(each.value for each in State if each is not State.UNKNOWN)
        raise AnswerError(f'"{text}" is no state', f"write one of {known}")
    systems = [names.systems[key] for key in question.about if key in names.systems]
    edges = list(_list_edges(question, names))
    if edges:
        decided = tuple(
            FlowState(between=pair, state=state, read_at=read_at, evidence=where)
            for pair, read_at in _list_positions(edges, names)
        )
        words = f"{len(edges)} flows or dependencies are {state.value}"
        return Effect(words=words, decisions=Decisions(flow_states=decided))
    stated = tuple(
        Stated(system=node.common_name, attribute="state", value=state.value, evidence=where)
        for node in systems
    )
    if not stated:
        return _keep(state.value)
    listed = ", ".join(node.name for node in systems)
    return Effect(words=f"{listed} is {state.value}", decisions=Decisions(stated=stated))


def _decide_direction(text: str, question: Question, names: Names, where: Evidence) -> Effect:
    edges = list(_list_edges(question, names))
    ends = _list_ends(question, edges, names)
    pair = (names.get_name(ends[0]), names.get_name(ends[1]))
    way = _parse_way(text, ends, names)
    read_at = {place for edge in edges for place in edge.evidence} or set(question.evidence)
    keys = (names.get_common_name(ends[0]), names.get_common_name(ends[1]))
    decided = Directed(between=keys, way=way, read_at=tuple(sorted(read_at)), evidence=where)
    words = {
        Way.THERE: f"data moves from {pair[0]} to {pair[1]}",
        Way.BACK: f"data moves from {pair[1]} to {pair[0]}",
        Way.BOTH: f"data moves both ways between {pair[0]} and {pair[1]}",
        Way.NONE: f"no data moves between {pair[0]} and {pair[1]}",
    }
    return Effect(words=words[way], decisions=Decisions(directed=(decided,)))


def _parse_way(text: str, ends: tuple[str, str], names: Names) -> Way:
    """Return the direction that an answer states; it may contain aliases of the two systems."""
    word = read_way_word(text)
    if word == "both":
        return Way.BOTH
    if word == "none" or affirms(text) is False:
        return Way.NONE
    there, back = ("a", ends[0]), ("b", ends[1])
    for way, (source, target) in ((Way.THERE, (there, back)), (Way.BACK, (back, there))):
        for sides in split_direction(text):
            letters = tuple(side.strip().casefold() for side in sides)
            named = names.means(sides[0], source[1]) and names.means(sides[1], target[1])
            if named or letters == (source[0], target[0]):
                return way
    one, other = (names.get_name(end) for end in ends)
    remedy = f'write "{one} to {other}", "{other} to {one}", both or none'
    raise AnswerError(f'"{text}" does not specify a direction', remedy)


def _list_ends(
    question: Question, edges: Sequence[FlowEdge | DependencyEdge], names: Names
) -> tuple[str, str]:
    """Return the ids of the two systems or endpoints in a question about a direction."""
    ends = [key for key in question.about if names.find_node(key)]
    if len(ends) < 2 and edges:
        keys = (edges[0].source.system, edges[0].target.system)
        ends = sorted(filter(names.find_node, keys), key=names.get_name)
    if len(ends) < 2:
        raise AnswerError("the two systems are not in the landscape any more", "delete the entry")
    return ends[0], ends[1]


def _list_edges(question: Question, names: Names) -> Iterator[FlowEdge | DependencyEdge]:
    """Yield the flows and dependencies that a question refers to."""
    wanted = set(question.about)
    yield from (edge for edge in names.resolved.flows if edge.id in wanted)
    yield from (edge for edge in names.resolved.dependencies if edge.id in wanted)


def _list_positions(
    edges: Sequence[FlowEdge | DependencyEdge], names: Names
) -> Iterator[tuple[tuple[str, str], tuple[Evidence, ...]]]:
    """Yield the names of the source and target of each edge, with the evidence of the edge."""
    for edge in edges:
        source, target = (names.get_common_name(e.system) for e in (edge.source, edge.target))
        yield (source, target), edge.evidence


def _decide_master(text: str, question: Question, names: Names, _: Evidence) -> Effect:
    only = affirms(text) and len(question.candidates) == 1
    meant = names.find_system(question.candidates[0] if only else text, question.candidates)
    if not meant.known:
        raise AnswerError(f'no system is called "{text}"', "write the name of a listed system")
    entity = question.subject
    if not entity:
        return _keep(f"{meant.name} is the master")
    return Effect(words=f"{meant.name} is the master of {entity}", masters=((entity, meant.name),))


def _decide_release(text: str, _: Question, __: Names, ___: Evidence) -> Effect:
    if affirms(text) is not None:
        raise AnswerError(f'"{text}" does not say who may release it', "write a name")
    return Effect(words=f"{text} may release it; {KEPT}")


def _decide_attribute(text: str, question: Question, names: Names, where: Evidence) -> Effect:
    systems = [names.systems[key] for key in question.about if key in names.systems]
    affirmed = affirms(text)
    if affirmed is not None and text not in question.candidates:
        raise AnswerError(f'"{text}" is no value', "write the correct value")
    if not systems or not question.subject:
        return _keep(text)
    return _build_statement(question.subject, text, systems, where)


def _build_statement(
    attribute: str, text: str, systems: Sequence[SystemNode], where: Evidence
) -> Effect:
    stated = tuple(
        Stated(system=node.common_name, attribute=attribute, value=text, evidence=where)
        for node in systems
    )
    words = f"the {attribute} of {', '.join(node.name for node in systems)} is {text}"
    return Effect(words=words, decisions=Decisions(stated=stated))


def _decide_fact(text: str, question: Question, names: Names, where: Evidence) -> Effect:
    if fault := find_fact_fault(text, question):
        raise AnswerError(*fault)
    systems = [names.systems[key] for key in question.about if key in names.systems]
    rule = load_rules().facts.get(question.subject, {})
    driver = rule.get("rated", "")
    match rule:
        case {"attribute": attribute} if systems and not _denies(driver, text):
            return _build_statement(attribute, text, systems, where)
        case {"poc": key} if any(node.kind == POC for node in names.systems.values()):
            fact = PocFact(key=key, value=text, evidence=where)
            return Effect(words=f"{key} of the POC is {text}", facts=(fact,))
        case {"key": _} | {"rated": _}:
            told = _build_told(text, question, names, where)
            said = f"{question.subject}: {text}"
            return Effect(words=said, decisions=Decisions(told=(told,)))
        case _:
            return _keep(text)


def _denies(driver: str, text: str) -> bool:
    """Return whether an answer about a document says that the document does not exist."""
    return driver == "requirements" and read_rating(driver, text) != ""


def _build_told(text: str, question: Question, names: Names, where: Evidence) -> Told:
    parts = {part for key in question.about for part in (key, *key.split("--"))}
    others = [node for key in parts if (node := names.systems.get(key)) and node.kind != POC]
    rule = load_rules().facts[question.subject]
    team = all(names.systems[key].kind == POC for key in question.about if key in names.systems)
    about = () if rule.get("poc") and team else question.about
    called = {name for node in others for name in (node.id, node.name, *node.aliases)}
    return Told(
        about=about,
        names=tuple(sorted(called)),
        fact=question.subject,
        key=rule.get("key", ""),
        value=text,
        evidence=where,
    )


def _keep(words: str) -> Effect:
    """Return the effect of an answer that changes nothing, with a message that says so."""
    return Effect(words=f"{words}; {KEPT}", note=f"{words}: the answer is {KEPT}")


def _decide_content(text: str, question: Question, names: Names, where: Evidence) -> Effect:
    flows = [flow for flow in names.resolved.flows if flow.id in question.about]
    ends = _list_ends(question, flows, names)
    listed, turned, both = question.candidates
    forth, back = list_contents(ends, flows)
    every = (*forth, *back)
    chosen = {fold(listed): (forth, back), fold(turned): (back, forth), fold(both): (every, every)}
    chosen |= {"both": (every, every)}
    if affirms(text):
        chosen[fold(text)] = (forth, back)
    if fold(text) not in chosen:
        remedy = f'write "{listed}", "{turned}" or "{both}"'
        raise AnswerError(f'"{text}" does not say which content moves which way', remedy)
    there, returned = chosen[fold(text)]
    keys = (names.get_common_name(ends[0]), names.get_common_name(ends[1]))
    read_at = tuple(sorted({place for flow in flows for place in flow.evidence}))
    one = Carried(between=keys, forth=there, back=returned, read_at=read_at, evidence=where)
    assumed = ", as assumed" if there == forth and returned == back else ""
    words = next((c for c in question.candidates if fold(c) == fold(text)), text)
    return Effect(words=f"{words}{assumed}", decisions=Decisions(carried=(one,)))


def _decide_unread(text: str, question: Question, _: Names, where: Evidence) -> Effect:
    said = " ".join(text.split())
    by = READ_BY.match(said)
    if not by and said.casefold() not in {*NOTHING, *load_rules().negative}:
        remedy = (
            'write "nothing", or "read by" and a name; list anything else that it contains in an '
            "inventory"
        )
        raise AnswerError(f'"{text}" does not say that the file contains nothing more', remedy)
    who = by[1].strip() if by else ""
    one = Dismissed(file=question.subject, statement=said, by=who, evidence=where)
    words = f"{question.subject} contains nothing more; it leaves the reserve for unread inputs"
    return Effect(words=words, decisions=Decisions(dismissed=(one,)))


LOWER: Mapping[QuestionKind, Callable[[str, Question, Names, Evidence], Effect]] = {
    QuestionKind.SAME_SYSTEM: _decide_same_system,
    QuestionKind.PLACE: _decide_place,
    QuestionKind.DATASET: _decide_dataset,
    QuestionKind.STATE: _decide_state,
    QuestionKind.DIRECTION: _decide_direction,
    QuestionKind.MASTER: _decide_master,
    QuestionKind.RELEASE: _decide_release,
    QuestionKind.ATTRIBUTE: _decide_attribute,
    QuestionKind.FACT: _decide_fact,
    QuestionKind.UNREAD: _decide_unread,
    QuestionKind.CONTENT: _decide_content,
}
