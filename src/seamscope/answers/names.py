"""Find the system that a name in an answer refers to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from seamscope.answers.entry import load_rules
from seamscope.answers.words import describe_misfit
from seamscope.resolve.names import build_slug, fold
from seamscope.resolved import EndpointNode, Resolved, SystemNode

SHOWN = 3  # candidates in a message


class AnswerError(Exception):
    """Raised for an answer that cannot be applied, with the problem and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.what = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The system that a name refers to.

    name: the name that is shown.
    key: the name that decisions contain.
    known: whether a source lists the system.
    """

    name: str
    key: str
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
        self._by_slug: dict[str, set[str]] = defaultdict(set)
        for name, ids in self._by_name.items():
            self._by_slug[build_slug(name)] |= ids
        for key in self.systems:
            self._by_slug[key] = {key}

    def find_node(self, key: str) -> SystemNode | EndpointNode | None:
        """Return the system or endpoint of an id."""
        return self.systems.get(key) or self.endpoints.get(key)

    def get_name(self, key: str) -> str:
        """Return the name of a system or an endpoint."""
        node = self.find_node(key)
        return node.name if node else ""

    def get_common_name(self, key: str) -> str:
        """Return the name that most files use for a system or an endpoint; decisions contain it."""
        node = self.systems.get(key)
        return node.common_name if node else self.get_name(key)

    def find_common_name(self, text: str) -> str:
        """Return the common name of the system with this name, which decisions contain.

        Return the text itself if no system or several systems have this name. An alias is returned
        unchanged, because a decision may separate it from the system.
        """
        found = [node for node in self.systems.values() if fold(node.name) == fold(text)]
        return found[0].common_name if len(found) == 1 else text

    def find_slug(self, slug: str) -> str:
        """Return the id of the only system with this name or alias, given as a slug, or ""."""
        found = self._by_slug.get(slug, ())
        return next(iter(found)) if len(found) == 1 else ""

    def means(self, text: str, key: str) -> bool:
        """Return whether a text is a name or an alias of the system or endpoint with this id."""
        node = self.find_node(key)
        return self._by_name.get(fold(text)) == {key} or (
            node is not None and fold(node.name) == fold(text)
        )

    def find_system(self, text: str, candidates: Iterable[str] = ()) -> Meant:
        """Return the system with this name; raise AnswerError if the name is ambiguous.

        An unknown name that is similar to a known name is treated as a typing error, and raises
        AnswerError. So does an answer to another kind of question, such as yes, both or `a to b`.
        Any other unknown name denotes a system that no source lists yet.
        """
        wanted = fold(text)
        found = self._by_name.get(wanted) or ({text} if text in self.systems else set())
        if len(found) > 1 and text in found and text not in self._list_names(found):
            found = {text}  # the message below offers ids, and an id may look like the name
        offered = [name for name in candidates if fold(name) == wanted]
        if len(found) > 1:
            ids = ", ".join(sorted(found))
            raise AnswerError(f'"{text}" is the name of several systems', f"write one of {ids}")
        if found:
            node = self.systems[next(iter(found))]
            return Meant(name=node.name, key=node.common_name, known=True)
        if offered:
            return Meant(name=offered[0], key=offered[0], known=True)
        if misfit := describe_misfit(text):
            such = " or ".join([*candidates][:SHOWN])
            example = f", such as {such}" if such else ""
            remedy = f"write the name of a system{example}, or list a system of this name first"
            raise AnswerError(f'"{text}" is {misfit}, not the name of a system', remedy)
        if near := self._suggest(wanted, candidates):
            raise AnswerError(f'no system is called "{text}"', f'did you mean "{near}"?')
        return Meant(name=text, key=text, known=False)

    def _list_names(self, keys: Iterable[str]) -> set[str]:
        """Return the names of the systems with these ids."""
        return {self.systems[key].name for key in keys}

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
