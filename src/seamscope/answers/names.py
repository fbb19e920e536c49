"""Find the system that a person means by a name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from seamscope.answers.entry import load_rules
from seamscope.resolve.names import fold
from seamscope.resolved import EndpointNode, Resolved, SystemNode


class AnswerError(Exception):
    """Raised for an answer that cannot be applied, with the problem and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.what = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The system that a name refers to. known: whether a source lists it."""

    name: str
    known: bool


class Names:
    """Finds systems and endpoints of a landscape by name or id."""

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self.systems = {node.id: node for node in resolved.systems}
        self.endpoints = {node.id: node for node in resolved.endpoints}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for node in resolved.systems:
            for name in (node.name, *node.aliases, *(merge.name for merge in node.merges)):
                self._by_name[fold(name)].add(node.id)
        for node in resolved.systems:  # names precede equal aliases
            if len(self._by_name[fold(node.name)]) > 1:
                own = {s.id for s in resolved.systems if fold(s.name) == fold(node.name)}
                self._by_name[fold(node.name)] = own

    def find_node(self, key: str) -> SystemNode | EndpointNode | None:
        """Return the system or endpoint of an id."""
        return self.systems.get(key) or self.endpoints.get(key)

    def find_system(self, text: str, candidates: Iterable[str] = ()) -> Meant:
        """Return the system with this name; raise AnswerError if the name is ambiguous.

        An unknown name that is similar to a known name is a typing error and raises AnswerError.
        Any other unknown name denotes a system that no source lists yet.
        """
        wanted = fold(text)
        found = self._by_name.get(wanted) or ({text} if text in self.systems else set())
        offered = [name for name in candidates if fold(name) == wanted]
        if len(found) > 1:
            ids = ", ".join(sorted(found))
            raise AnswerError(f'"{text}" is the name of several systems', f"write one of {ids}")
        if found:
            return Meant(name=self.systems[next(iter(found))].name, known=True)
        if offered:
            return Meant(name=offered[0], known=True)
        if near := self._suggest(wanted, candidates):
            raise AnswerError(f'no system is called "{text}"', f'did you mean "{near}"?')
        return Meant(name=text, known=False)

    def _suggest(self, wanted: str, candidates: Iterable[str]) -> str:
        """Return the known name that is most similar to a normalised name, or ""."""
        spelled = {fold(node.name): node.name for node in self.resolved.systems}
        spelled |= {fold(name): name for name in candidates}
        close = get_close_matches(wanted, spelled, n=1, cutoff=load_rules().near)
        squeezed = wanted.replace(" ", "")
        same = [name for name in sorted(spelled) if name.replace(" ", "") == squeezed]
        return next((spelled[name] for name in (*same, *close)), "")


def find_closest(text: str, known: Iterable[str]) -> str:
    """Return the known string that is most similar to a string, "" if none is similar."""
    close = get_close_matches(text, list(known), n=1, cutoff=load_rules().near)
    return close[0] if close else ""
