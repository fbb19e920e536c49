"""Fact sheets by name, and what each interface joins."""

from collections import defaultdict
from dataclasses import dataclass, field

from seamscope.records import Clue, ClueKind, State, SystemRef
from seamscope_connectors.leanix.sheets import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """All fact sheets, their states, and what each interface joins."""

    facts: list[Fact]
    states: dict[int, State]
    by_name: dict[str, list[int]]
    providers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    consumers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    objects: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    over: dict[tuple[int, int], str] = field(default_factory=dict)

    def find(self, name: str, kind: str) -> list[int]:
        """Return the fact sheets of a displayed name, of a type where it is told."""
        found = self.by_name.get(name.casefold(), [])
        return [n for n in found if not kind or self.facts[n].type == kind]

    def ref(self, number: int) -> SystemRef:
        """Name a fact sheet as a system."""
        fact = self.facts[number]
        identity = fact.row.get("id")
        clues = (Clue(kind=ClueKind.ID, value=identity),) if identity else ()
        return SystemRef(name=fact.name, clues=clues)


def index(facts: list[Fact], states: dict[int, State]) -> Model:
    """Make the model; a fact sheet that stands in two files is found once."""
    by_name: dict[str, list[int]] = defaultdict(list)
    seen: set[str] = set()
    for number, fact in enumerate(facts):
        identity = fact.row.get("id")
        if identity in seen:
            continue
        seen |= {identity} - {""}
        for name in {fact.display.casefold(), fact.name.casefold()}:
            by_name[name].append(number)
    return Model(facts=facts, states=states, by_name=by_name)
