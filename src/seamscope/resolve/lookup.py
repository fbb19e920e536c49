"""Where a mention leads by what is declared: names, clues, namespaces, homes."""

from collections import defaultdict
from collections.abc import Sequence
from fnmatch import fnmatch

from seamscope.config import Home
from seamscope.records import Clue, ClueKind, Evidence
from seamscope.resolve.clues import Clues, schema_of, word
from seamscope.resolve.declared import alias_reason
from seamscope.resolve.mentions import Mention
from seamscope.resolve.names import dataset_parts, fold, unquoted
from seamscope.resolve.register import SYSTEM, Place, Register
from seamscope.resolved import QuestionKind

STRONG = (ClueKind.ID, ClueKind.APP_ID, ClueKind.HOST, ClueKind.SERVER, ClueKind.DATABASE)
# Clues that say the text's own home is not meant, or that no query text is at hand.
ELSEWHERE = frozenset(
    {ClueKind.ID, ClueKind.APP_ID, ClueKind.HOST, ClueKind.SERVER, ClueKind.SOURCE, ClueKind.TOPIC}
)


class Finder:
    """Looks mentions up among the listed systems."""

    def __init__(
        self,
        register: Register,
        names: dict[str, int],
        clues: Clues,
        homes: Sequence[Home],
    ) -> None:
        self._register = register
        self._names = names
        self._clues = clues
        self._homes = homes
        # What unlisted names turned out to mean, by the strong clues beside them.
        self.learned: dict[str, set[int]] = defaultdict(set)
        # Whose host each database was found at.
        self._holders: dict[str, set[int]] = defaultdict(set)

    def find(self, mention: Mention, evidence: Evidence) -> Place | None:
        """Return the one listed system a mention means, None if none is known for sure."""
        named = self._names.get(fold(mention.ref.name)) if mention.ref.name else None
        if named is not None:
            found = self._reached(mention, evidence) if mention.ref.clues else None
            return found or self._by_name(named, mention, evidence)
        return (
            self._first(mention, self._written(mention), evidence)
            or self._namespace(mention, evidence)
            or self._strong(mention, evidence)
            or self._first(mention, (ClueKind.SCHEMA,), evidence)
            or self._home(mention)
            or self._weak(mention, evidence)
        )

    def find_database(self, mention: Mention, evidence: Evidence) -> Place | None:
        """Return the system at whose host a database stands that is named without its host.

        For use when all mentions were looked up: only a database of one system tells it.
        """
        elsewhere = {clue.kind for clue in mention.ref.clues} & ELSEWHERE
        database = "" if elsewhere else unquoted(mention.first(ClueKind.DATABASE))
        roots = {self._register.find(n) for n in self._holders.get(database, ())}
        if not database or len(roots) != 1:
            return None
        place = self._register.head(min(roots))
        reason = f'database "{database}" stands on a host of {SYSTEM}'
        self._register.note(place.entry, database, reason, (evidence,))
        return place

    def strong(self, mention: Mention) -> tuple[Clue, Place] | None:
        """Return the first id, host, server or database that one system declares.

        Where each is declared by several, all of them together may tell one.
        """
        for kind in STRONG:
            for clue in mention.ref.clues:
                found = self._clues.by_clue(clue, mention.connector) if clue.kind is kind else None
                if found is not None:
                    return clue, found
        strong = [clue for clue in mention.ref.clues if clue.kind in STRONG]
        return self._clues.by_all(strong, mention.connector)

    def _by_name(self, number: int, mention: Mention, evidence: Evidence) -> Place:
        entry, name = self._register.entries[number], mention.ref.name
        if fold(name) != fold(entry.name):
            self._register.note(number, name, alias_reason(entry), (evidence,))
        strong = self.strong(mention) if mention.ref.clues else None
        if strong is not None and strong[0].kind is not ClueKind.DATABASE:
            # Among systems or environments of one name, the clue tells which.
            if fold(self._register.entries[strong[1].entry].name) == fold(name):
                return strong[1]
            self._ask_other(number, strong, evidence)
        return Place(entry=number)

    def _ask_other(self, number: int, strong: tuple[Clue, Place], evidence: Evidence) -> None:
        clue, other = strong

        def words(names: list[str]) -> str:
            return (
                f"Is it {names[0]} or {names[1]} at {evidence.file}? It has the name of the one "
                f'and the {word(clue.kind)} "{clue.value}" of the other; the name was followed; '
                "correct the name, or declare the clue in seamscope.yaml"
            )

        if self._register.find(number) != self._register.find(other.entry):
            self._register.ask(
                words,
                (number, other.entry),
                (evidence,),
                kind=QuestionKind.PLACE,
                effect=f"places what {evidence.file} says",
            )

    def _reached(self, mention: Mention, evidence: Evidence) -> Place | None:
        """Return the system that a text whose home is known reaches into, None if it stays home.

        A declared namespace tells it. A database that is only the default does not stand against
        one; a database or server that is written does, for a warehouse holds copies.
        """
        kinds = self._written(mention)
        if any(self._clues.by_clue(c, mention.connector) for c in mention.ref.clues
               if c.kind in kinds):  # fmt: skip
            return None
        if found := self._namespace(mention, evidence):
            return found
        strong = self.strong(mention)
        return None if strong else self._first(mention, (ClueKind.SCHEMA,), evidence)

    def _written(self, mention: Mention) -> tuple[ClueKind, ...]:
        """Return the kinds of clues that the text itself writes beside a dataset's name."""
        written = mention.database_is_written
        return (ClueKind.SERVER, ClueKind.DATABASE) if written else (ClueKind.SERVER,)

    def _namespace(self, mention: Mention, evidence: Evidence) -> Place | None:
        found = self._clues.by_namespace(mention.dataset, schema_of(mention.ref))
        if found is not None:
            *schema, _ = dataset_parts(mention.dataset) if mention.dataset else ("",)
            name = schema_of(mention.ref) or ".".join(schema) or mention.dataset
            self._register.note(found.entry, name, "its namespace is declared", (evidence,))
        return found

    def _strong(self, mention: Mention, evidence: Evidence) -> Place | None:
        strong = self.strong(mention)
        if strong is None:
            return None
        if mention.ref.name:
            self.learned[fold(mention.ref.name)].add(strong[1].entry)
        if strong[0].kind in {ClueKind.HOST, ClueKind.SERVER}:
            self._holders[unquoted(mention.first(ClueKind.DATABASE))].add(strong[1].entry)
        return self._noted(strong[1], mention, strong[0], evidence)

    def _home(self, mention: Mention) -> Place | None:
        """Return the declared home of a query's file, unless the mention leads elsewhere."""
        kinds = {clue.kind for clue in mention.ref.clues}
        if mention.ref.name or kinds & ELSEWHERE or mention.database_is_written:
            return None
        for home in self._homes:
            if home.match and fnmatch(mention.file, home.match):
                return Place(entry=self._names[fold(home.system)])
        return None

    def _weak(self, mention: Mention, evidence: Evidence) -> Place | None:
        if mention.ref.name:
            return None
        kinds = (ClueKind.SOURCE, ClueKind.TOPIC, ClueKind.FOLDER)
        return self._first(mention, kinds, evidence)

    def _first(
        self, mention: Mention, kinds: Sequence[ClueKind], evidence: Evidence
    ) -> Place | None:
        for clue in mention.ref.clues:
            if clue.kind not in kinds:
                continue
            found = self._clues.by_clue(clue, mention.connector)
            if found is None and clue.kind is ClueKind.TOPIC:
                found = self._clues.by_topic(clue.value)
            if found is not None:
                return self._noted(found, mention, clue, evidence)
        return None

    def _noted(self, found: Place, mention: Mention, clue: Clue, evidence: Evidence) -> Place:
        entry = self._register.entries[found.entry]
        name = mention.ref.name or clue.value
        if clue.kind is not ClueKind.ID or fold(name) != fold(entry.name):
            reason = f'{word(clue.kind)} "{clue.value}" is declared for {SYSTEM}'
            self._register.note(found.entry, name, reason, (evidence,))
        return found
