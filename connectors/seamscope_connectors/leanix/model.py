"""LeanIX fact sheets by name, and the providers, consumers and data objects of interfaces."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from seamscope.connector import Row
from seamscope.records import Clue, ClueKind, State, SystemRef
from seamscope_connectors.leanix.sheets import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """All fact sheets, which are numbered by their position in `facts`.

    providers, consumers, objects: numbers of the fact sheets that are related to an interface.
    ended: the reason why the relation between an interface and an application has ended.
    directed: what the export says about the direction of data between providers and consumers, ""
    if nothing.
    """

    facts: list[Fact]
    states: dict[int, State]
    by_name: dict[str, list[int]]
    providers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    consumers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    objects: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    ended: dict[tuple[int, int], str] = field(default_factory=dict)
    directed: str = ""

    def find(self, name: str, kind: str) -> list[int]:
        """Return the numbers of the fact sheets with this name or id.

        kind: their type, "" for any type.
        """
        found = self.by_name.get(name.casefold(), [])
        return [n for n in found if not kind or self.facts[n].type == kind]

    def has_type(self, kind: str) -> bool:
        """Return whether the export has fact sheets of a type."""
        return any(fact.type == kind for fact in self.facts)

    def add(self, name: str, kind: str, row: Row) -> int:
        """Add a fact sheet that is not in the export, and return its number.

        row: the row that names it.
        """
        number = len(self.facts)
        self.facts.append(Fact(row=replace(row, cells={}), type=kind, name=name, display=name))
        self.states[number] = State.UNKNOWN
        self.by_name.setdefault(name.casefold(), []).append(number)
        return number

    def build_ref(self, number: int) -> SystemRef:
        """Return the system reference of a fact sheet: its name, and its id as a clue."""
        fact = self.facts[number]
        identity = fact.row.get("id")
        clues = (Clue(kind=ClueKind.ID, value=identity),) if identity else ()
        return SystemRef(name=fact.name, clues=clues)


def build_model(facts: list[Fact], states: dict[int, State], directed: str = "") -> Model:
    """Index fact sheets by name and by id, because a relation may contain the name or the id.

    If the name of one fact sheet equals the id of another, the name takes precedence. A fact sheet
    that occurs in two files is indexed once.

    directed: a remark of the export about the direction of data.
    """
    by_name: dict[str, list[int]] = defaultdict(list)
    seen: set[str] = set()
    for number, fact in enumerate(facts):
        identity = fact.row.get("id")
        if identity in seen:
            continue
        seen |= {identity} - {""}
        for name in {fact.display.casefold(), fact.name.casefold()}:
            by_name[name].append(number)
    for number, fact in enumerate(facts):
        for identity in {fact.row.get(key).casefold() for key in ("id", "externalid")} - {""}:
            by_name.setdefault(identity, [number])
    return Model(facts=facts, states=states, by_name=by_name, directed=directed)
