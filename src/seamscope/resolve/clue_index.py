"""Find the system to which a host, database, schema or other clue belongs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import translate
from functools import lru_cache

from seamscope.records import Clue, ClueKind, SystemRef
from seamscope.resolve.names import join_words, split_dataset_name, unquote
from seamscope.resolve.register import Origin, Place, Register
from seamscope.resolve.spellings import Spellings
from seamscope.resolved import QuestionKind

PATTERNS = frozenset({ClueKind.NAMESPACE, ClueKind.TOPIC})
# Many systems share a product or a connector class, so these clues do not identify a system.
SHARED = frozenset({ClueKind.PRODUCT, ClueKind.CLASS})

Key = tuple[ClueKind, str]


def name_clue_kind(kind: ClueKind) -> str:
    """Return the word that questions and reasons use for a kind of clue: TOPIC -> "topics"."""
    return "topics" if kind is ClueKind.TOPIC else kind.value


class ClueIndex:
    """Finds systems by the clues that they declare, such as a host, database or topic.

    If several systems declare a clue, none of them is found; the clue leads to a question.
    """

    def __init__(self, register: Register, spellings: Spellings) -> None:
        self._register = register
        self._spellings = spellings
        self._exact: dict[Key, list[int]] = {}
        self._ids: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._regexes: dict[ClueKind, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
        for number, entry in enumerate(register.entries):
            for clue in entry.clues:
                self._add(number, clue)
            for connector, value in sorted(entry.ids if entry.evidence else ()):
                self._ids[connector, value].append(number)
        self._ask_shared()

    def find_by_clue(self, clue: Clue, connector: str) -> Place | None:
        """Return the only system that declares exactly this clue. Spellings of a host are equal."""
        return self._choose_one(self._list_claimants(clue, connector))

    def find_by_all(self, clues: Iterable[Clue], connector: str) -> tuple[Clue, Place] | None:
        """Return the only system that declares all of these clues, and the last of these clues.

        A database name may occur at several hosts, and a host may have several databases; only
        both together identify a system.
        """
        sets: list[tuple[Clue, set[int]]] = []
        for clue in clues:
            roots = {self._register.find(n) for n in self._list_claimants(clue, connector)}
            if roots:
                sets.append((clue, roots))
        common = set.intersection(*(roots for _, roots in sets)) if len(sets) > 1 else set()
        return (sets[-1][0], Place(entry=min(common))) if len(common) == 1 else None

    def _list_claimants(self, clue: Clue, connector: str) -> list[int]:
        """Return the entries that declare a clue. A server may also be declared as a host."""
        if clue.kind is ClueKind.ID:
            own = self._ids.get((connector, clue.value))
            return own or self._exact.get((clue.kind, clue.value), [])
        found = self._exact.get((clue.kind, self._spellings.find_key(clue)), [])
        if not found and clue.kind is ClueKind.SERVER:
            host = self._spellings.find_host(clue.value)
            return self._exact.get((ClueKind.HOST, host), [])
        return found

    def find_by_namespace(self, dataset: str, schema: str) -> Place | None:
        """Return the only system that declares a namespace ("erp.*") with this dataset."""
        parts = split_dataset_name(dataset) if dataset else ()
        texts = {".".join(parts[start:]) for start in range(len(parts))}
        if schema:
            texts.add(f"{unquote(schema)}.{parts[-1] if parts else ''}")
        return self._find_by_pattern(ClueKind.NAMESPACE, texts)

    def find_by_topic(self, topic: str) -> Place | None:
        """Return the only system that declares topics ("orders.*") which include this topic."""
        return self._find_by_pattern(ClueKind.TOPIC, {unquote(topic)})

    def _add(self, number: int, clue: Clue) -> None:
        if clue.kind in SHARED:
            return
        for value in self._list_keys(clue):
            known = self._exact.setdefault((clue.kind, value), [])
            if clue.kind in PATTERNS and re.search(r"[*?\[]", value) and not known:
                self._regexes[clue.kind].append((re.compile(translate(value)), value))
            origins = {self._register.entries[other].origin for other in known}
            own = self._register.entries[number].origin
            # A declaration in seamscope.yaml overrides the sources.
            if Origin.CONFIG not in origins or own is Origin.CONFIG:
                known.append(number)

    def _list_keys(self, clue: Clue) -> list[str]:
        """Return the keys of a clue; the namespace "erp.*" has the key "erp."."""
        value = clue.value if clue.kind is ClueKind.ID else self._spellings.find_key(clue)
        if clue.kind not in PATTERNS or not value:
            return [value] if value else []
        short = re.sub(r"\.[*%]$", ".", value)
        if re.search(r"[*?\[]", short):
            return [value]
        return [short] if short != value else [value, f"{value}."]

    def _find_by_pattern(self, kind: ClueKind, texts: set[str]) -> Place | None:
        found: list[int] = []
        for text in sorted(texts):
            for key in _list_prefixes(text):
                found += self._exact.get((kind, key), [])
            for regex, value in self._regexes[kind]:
                if regex.match(text):
                    found += self._exact[kind, value]
        return self._choose_one(found)

    def _choose_one(self, numbers: list[int]) -> Place | None:
        """Return the system of these entries, None if they belong to several systems.

        If an entry of a production environment is among them, it is returned.
        """
        if len({self._register.find(number) for number in numbers}) != 1:
            return None
        return Place(entry=min(numbers, key=self._rank))

    def _rank(self, number: int) -> tuple[bool, int]:
        return (number in self._register.environments, number)

    def _ask_shared(self) -> None:
        shared: dict[tuple[ClueKind, tuple[int, ...]], list[str]] = defaultdict(list)
        for (kind, value), numbers in self._exact.items():
            roots = {self._register.find(number): number for number in reversed(numbers)}
            if len(roots) > 1 and kind not in {ClueKind.ID, ClueKind.APP_ID}:
                shared[kind, tuple(roots[root] for root in sorted(roots))].append(value)
        for (kind, claimants), values in sorted(shared.items()):
            self._ask(kind, claimants, sorted(values))

    def _ask(self, kind: ClueKind, numbers: tuple[int, ...], values: list[str]) -> None:
        evidence = [item for n in numbers for item in self._register.entries[n].evidence]
        quoted = join_words(f'"{value}"' for value in values)

        def phrase(names: list[str]) -> str:
            return (
                f"Whose {name_clue_kind(kind)} is {quoted}? {join_words(names)} all declare it, "
                "so it identifies none of them; remove it from all but one, or declare it in "
                "seamscope.yaml"
            )

        self._register.ask(
            phrase,
            numbers,
            evidence,
            kind=QuestionKind.PLACE,
            subject=values[0],
            clues=[Clue(kind=kind, value=value) for value in values],
            effect=f"assigns what is read at {quoted} to a system",
        )


def get_schema(ref: SystemRef) -> str:
    """Return the schema of a reference, "" if it has none."""
    return next((clue.value for clue in ref.clues if clue.kind is ClueKind.SCHEMA), "")


@lru_cache(maxsize=65536)
def _list_prefixes(text: str) -> tuple[str, ...]:
    return (text, *_list_dotted(text))


def _list_dotted(text: str) -> Iterator[str]:
    for found in re.finditer(r"\.", text):
        yield text[: found.end()]
