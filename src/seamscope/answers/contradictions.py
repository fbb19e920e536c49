"""Find answers that contradict each other, so that none of them is applied."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from seamscope.answers.lowering import Effect
from seamscope.config import NAME as CONFIG_NAME
from seamscope.config import Config
from seamscope.decisions import Apart, Named
from seamscope.records import Evidence
from seamscope.resolve.names import fold

K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Answers that contradict each other.

    what: the subject on which they differ.
    places: the positions of the answers.
    """

    what: str
    places: tuple[Evidence, ...]


def find_contradictions(effects: Sequence[Effect], config: Config) -> list[Contradiction]:
    """Return every contradiction among answers, and between answers and `seamscope.yaml`."""
    decided = [effect.decisions for effect in effects]
    named = [one for each in decided for one in each.named]
    apart = [one for each in decided for one in each.apart]
    datasets = [one for each in decided for one in each.same_datasets]
    stated = [one for each in decided for one in each.stated]
    directed = [one for each in decided for one in each.directed]
    states = [one for each in decided for one in each.flow_states]
    told = [one for each in decided for one in each.told]
    facts = [fact for effect in effects for fact in effect.facts]
    return [
        *_find_merged_separations(
            [*named, *_list_own_names(config)], [*apart, *_list_own_separations(config)]
        ),
        *_find_unequal(
            ((clue, fold(one.system), one.evidence) for one in named for clue in one.clues),
            lambda clue: f'which system the {clue.kind.value} "{clue.value}" belongs to',
        ),
        *_find_unequal(
            (((fold(d.system), d.name), d.dataset, d.evidence) for d in datasets),
            lambda key: f"which dataset of {key[0]} {key[1]} is",
        ),
        *_find_unequal(
            (((fold(s.system), s.attribute), fold(s.value), s.evidence) for s in stated),
            lambda key: f"what the {key[1]} of {key[0]} is",
        ),
        *_find_unequal(
            (((d.between, place), d.way, d.evidence) for d in directed for place in d.read_at),
            lambda key: f"the direction of data between {key[0][0]} and {key[0][1]}",
        ),
        *_find_unequal(
            (((s.between, place), s.state, s.evidence) for s in states for place in s.read_at),
            lambda key: f"the state of the flow from {key[0][0]} to {key[0][1]}",
        ),
        *_find_unequal(((f.key, fold(f.value), f.evidence) for f in facts), lambda key: f"`{key}`"),
        *_find_unequal(
            (((t.about, t.fact), fold(t.value), t.evidence) for t in told),
            lambda key: f"the {key[1]}",
        ),
    ]


def _list_own_names(config: Config) -> Iterator[Named]:
    for alias in config.systems:
        where = Evidence(file=config.file or CONFIG_NAME, line=alias.line, connector="config")
        yield Named(system=alias.system, names=alias.names, evidence=where)


def _list_own_separations(config: Config) -> Iterator[Apart]:
    where = Evidence(file=config.file or CONFIG_NAME, place="different", connector="config")
    for names in config.different:
        for index, one in enumerate(names):
            for other in names[index + 1 :]:
                yield Apart(names=(one, other), evidence=where)


def _find_merged_separations(
    named: Sequence[Named], apart: Iterable[Apart]
) -> Iterator[Contradiction]:
    """Yield names that one decision separates and other decisions join, directly or indirectly."""
    joined: dict[str, list[tuple[str, Evidence]]] = defaultdict(list)
    for one in named:
        for name in one.names:
            first, second = fold(one.system), fold(name)
            joined[first].append((second, one.evidence))
            joined[second].append((first, one.evidence))
    for pair in apart:
        way = _find_path(fold(pair.names[0]), fold(pair.names[1]), joined)
        if way:
            problem = f"whether {pair.names[0]} and {pair.names[1]} are one system"
            yield Contradiction(what=problem, places=tuple(dict.fromkeys((*way, pair.evidence))))


def _find_path(
    start: str, goal: str, joined: dict[str, list[tuple[str, Evidence]]]
) -> tuple[Evidence, ...]:
    """Return the positions of the decisions that join two names, () if they are not joined."""
    came: dict[str, tuple[Evidence, ...]] = {start: ()}
    todo = deque([start])
    while todo:
        name = todo.popleft()
        if name == goal:
            return came[name]
        for other, evidence in joined.get(name, ()):
            if other not in came:
                came[other] = (*came[name], evidence)
                todo.append(other)
    return ()


def _find_unequal(
    statements: Iterable[tuple[K, object, Evidence]], words: Callable[[K], str]
) -> Iterator[Contradiction]:
    """Yield a contradiction for each key with several values.

    Contradictions with the same positions are reported only once.
    statements: (key, value, position).
    words: returns the subject of the contradiction for a key.
    """
    values: dict[K, dict[object, Evidence]] = defaultdict(dict)
    for key, value, evidence in statements:
        values[key].setdefault(value, evidence)
    reported: set[tuple[Evidence, ...]] = set()
    for key, found in values.items():
        places = tuple(dict.fromkeys(found.values()))
        if len(found) > 1 and places not in reported:
            reported.add(places)
            yield Contradiction(what=words(key), places=places)
