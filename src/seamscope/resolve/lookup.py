"""Find the listed system that a mention refers to: by name, clue, namespace or `homes:`."""

from collections import defaultdict
from collections.abc import Sequence
from fnmatch import fnmatch

from seamscope.config import Home
from seamscope.records import Clue, ClueKind, Evidence
from seamscope.resolve.clue_index import ClueIndex, get_schema, name_clue_kind
from seamscope.resolve.mentions import Mention
from seamscope.resolve.merged_systems import describe_alias
from seamscope.resolve.names import fold, split_dataset_name, unquote
from seamscope.resolve.product_names import describe_product
from seamscope.resolve.product_words import (
    ProductWords,
    find_called,
    find_composed,
    is_called,
    split_remark,
)
from seamscope.resolve.register import SYSTEM, Place, Register
from seamscope.resolved import QuestionKind

STRONG = (ClueKind.ID, ClueKind.APP_ID, ClueKind.HOST, ClueKind.SERVER, ClueKind.DATABASE)
# A mention with one of these clues does not refer to the home of the query's file.
ELSEWHERE = frozenset(
    {ClueKind.ID, ClueKind.APP_ID, ClueKind.HOST, ClueKind.SERVER, ClueKind.SOURCE, ClueKind.TOPIC}
)


class Finder:
    """Finds the listed system that a mention refers to."""

    def __init__(
        self,
        register: Register,
        names: dict[str, int],
        clues: ClueIndex,
        homes: Sequence[Home],
        products: ProductWords,
    ) -> None:
        self._register = register
        self._products = products
        self._names = names
        self._clues = clues
        self._homes = homes
        self._families = products.families
        # Names that no source lists, with the systems that strong clues in their mentions identify.
        self.learned: dict[str, set[int]] = defaultdict(set)
        # Databases, with the systems at whose hosts they were mentioned, and their products.
        self._holders: dict[str, set[tuple[int, str]]] = defaultdict(set)

    def find(self, mention: Mention, evidence: Evidence) -> Place | None:
        """Return the listed system that a mention refers to, None if uncertain."""
        named = self._find_name(mention.ref.name) if mention.ref.name else None
        if named is not None:
            found = self._find_reached_system(mention, evidence) if mention.ref.clues else None
            return found or self._find_by_name(named, mention, evidence)
        return (
            self._choose_first(mention, self._list_written_kinds(mention), evidence)
            or self._find_by_namespace(mention, evidence)
            or self._find_by_strong_clue(mention, evidence)
            or self._choose_first(mention, (ClueKind.SCHEMA,), evidence)
            or self._find_home(mention)
            or self._find_by_weak_clue(mention, evidence)
        )

    def _find_name(self, name: str) -> int | None:
        """Return the entry of a name, which may be followed by another name in brackets.

        ``Industry network (GDV)`` is found if both names refer to the same system.
        """
        number = self._names.get(fold(name))
        if number is not None:
            return number
        for one, other in split_remark(name):
            number = find_called(self._names, self._products, one)
            if number is not None and self._is_called(number, other):
                return number
        if (number := self._find_explained(name)) is not None:
            return number
        return find_composed(self._register, self._names, self._products, name)

    def _find_explained(self, name: str) -> int | None:
        """Return the system whose name is in brackets after a general name: "Pharmacy (DrugLog)".

        A known product or vendor in brackets is not used, because it may only say what something is
        built on.
        """
        base, remark = (split_remark(name) or (("", ""),))[0]
        number = self._names.get(fold(remark))
        if number is None or fold(base) in self._names or self._products.is_general(fold(remark)):
            return None
        own = fold(self._register.entries[number].name) == fold(remark)
        known = self._families.find_technology(remark) is not None
        return None if known or not own or self._names_another(base, number) else number

    def _names_another(self, name: str, number: int) -> bool:
        """Return whether the name or description of another system contains this name.

        number: an entry of the system to leave out.
        """
        return any(
            f" {fold(name)} " in f" {fold(text)} "
            for other, entry in enumerate(self._register.entries)
            if entry.record and self._register.find(other) != self._register.find(number)
            for text in (entry.name, *entry.aliases, entry.record.description)
        )

    def _is_called(self, number: int, name: str) -> bool:
        return is_called(self._register, self._names, self._products, number, name)

    def find_database(self, mention: Mention, evidence: Evidence) -> Place | None:
        """Return the system of a mention that contains only a database.

        It is the system at whose host other mentions have this database. Call this method after all
        mentions were looked up. Return None if several systems have this database.
        """
        elsewhere = {clue.kind for clue in mention.ref.clues} & ELSEWHERE
        database = "" if elsewhere else unquote(mention.find_first(ClueKind.DATABASE))
        engine = self._families.find_engine(mention.ref.clues)
        roots = {
            self._register.find(number)
            for number, other in self._holders.get(database, ())
            if "" in {engine, other} or engine == other
        }
        if not database or len(roots) != 1:
            return None
        place = self._register.find_head(min(roots))
        reason = f'database "{database}" is on a host of {SYSTEM}'
        self._register.note(place.entry, database, reason, (evidence,))
        return place

    def find_by_strong_clue(self, mention: Mention) -> tuple[Clue, Place] | None:
        """Return the only system that declares an id, host, server or database, and that clue.

        The first clue that only one system declares is used. An id that no system declares may be
        the short name of a system, because lists have codes beside names. If several systems
        declare each of these clues, return the only system that declares all of them.
        """
        for kind in STRONG:
            for clue in mention.ref.clues:
                found = (
                    self._clues.find_by_clue(clue, mention.connector) if clue.kind is kind else None
                )
                if found is None and clue.kind is kind is ClueKind.ID:
                    found = self._find_code(clue.value)
                if found is not None:
                    return clue, found
        strong = [clue for clue in mention.ref.clues if clue.kind in STRONG]
        return self._clues.find_by_all(strong, mention.connector)

    def _find_code(self, text: str) -> Place | None:
        """Return the system that has this text as one of its names, None for a plain number."""
        number = None if text.isdecimal() else self._names.get(fold(text))
        return None if number is None else Place(entry=number)

    def _find_by_name(self, number: int, mention: Mention, evidence: Evidence) -> Place:
        entry, name = self._register.entries[number], mention.ref.name
        if fold(name) != fold(entry.name):
            by_product = self._register.product_names.get(fold(name)) == number
            contained = "it contains the system's name"
            alias = describe_alias(entry) if fold(name) in self._names else contained
            reason = describe_product(name) if by_product else alias
            self._register.note(number, name, reason, (evidence,))
        strong = self.find_by_strong_clue(mention) if mention.ref.clues else None
        if strong is not None and strong[0].kind is not ClueKind.DATABASE:
            # If several systems or environments have this name, the clue decides.
            if fold(self._register.entries[strong[1].entry].name) == fold(name):
                return strong[1]
            self._ask_other(number, strong, evidence)
        return Place(entry=number)

    def _ask_other(self, number: int, strong: tuple[Clue, Place], evidence: Evidence) -> None:
        clue, other = strong

        def phrase(names: list[str]) -> str:
            return (
                f"Does {evidence.file} refer to {names[0]} or {names[1]}? It uses the name of "
                f'{names[0]} and the {name_clue_kind(clue.kind)} "{clue.value}" of {names[1]}, and '
                f"was assigned to {names[0]}; correct the name, or declare the clue in "
                "seamscope.yaml"
            )

        if self._register.find(number) != self._register.find(other.entry):
            self._register.ask(
                phrase,
                (number, other.entry),
                (evidence,),
                kind=QuestionKind.PLACE,
                effect=f"assigns the flows of {evidence.file} to the right system",
            )

    def _find_reached_system(self, mention: Mention, evidence: Evidence) -> Place | None:
        """Return the system of a dataset if SQL of another system reads or writes the dataset.

        A declared namespace ("erp.*") determines the system of the dataset. A declared schema
        determines it only if no declared database or host does. Return None if the SQL itself
        contains a known database or server, because a warehouse may have a copy of the namespace.
        """
        kinds = self._list_written_kinds(mention)
        if any(self._clues.find_by_clue(c, mention.connector) for c in mention.ref.clues
               if c.kind in kinds):  # fmt: skip
            return None
        if found := self._find_by_namespace(mention, evidence):
            return found
        strong = self.find_by_strong_clue(mention)
        return None if strong else self._choose_first(mention, (ClueKind.SCHEMA,), evidence)

    def _list_written_kinds(self, mention: Mention) -> tuple[ClueKind, ...]:
        """Return the kinds of clues that the name of the dataset contains, as in ``srv.db.s.t``."""
        written = mention.database_is_written
        return (ClueKind.SERVER, ClueKind.DATABASE) if written else (ClueKind.SERVER,)

    def _find_by_namespace(self, mention: Mention, evidence: Evidence) -> Place | None:
        found = self._clues.find_by_namespace(mention.dataset, get_schema(mention.ref))
        if found is not None:
            *schema, _ = split_dataset_name(mention.dataset) if mention.dataset else ("",)
            name = get_schema(mention.ref) or ".".join(schema) or mention.dataset
            self._register.note(found.entry, name, "its namespace is declared", (evidence,))
        return found

    def _find_by_strong_clue(self, mention: Mention, evidence: Evidence) -> Place | None:
        strong = self.find_by_strong_clue(mention)
        if strong is None:
            return None
        if mention.ref.name:
            self.learned[fold(mention.ref.name)].add(strong[1].entry)
        if strong[0].kind in {ClueKind.HOST, ClueKind.SERVER}:
            database = unquote(mention.find_first(ClueKind.DATABASE))
            engine = self._families.find_engine(mention.ref.clues)
            self._holders[database].add((strong[1].entry, engine))
        return self._note(strong[1], mention, strong[0], evidence)

    def _find_home(self, mention: Mention) -> Place | None:
        """Return the system that `homes:` states for the file of a query.

        Return None if the query itself names a system, host, server or database.
        """
        kinds = {clue.kind for clue in mention.ref.clues}
        if mention.ref.name or kinds & ELSEWHERE or mention.database_is_written:
            return None
        for home in self._homes:
            if home.match and fnmatch(mention.file, home.match):
                return Place(entry=self._names[fold(home.system)])
        return None

    def _find_by_weak_clue(self, mention: Mention, evidence: Evidence) -> Place | None:
        if mention.ref.name:
            return None
        kinds = (ClueKind.SOURCE, ClueKind.TOPIC, ClueKind.FOLDER)
        return self._choose_first(mention, kinds, evidence)

    def _choose_first(
        self, mention: Mention, kinds: Sequence[ClueKind], evidence: Evidence
    ) -> Place | None:
        for clue in mention.ref.clues:
            if clue.kind not in kinds:
                continue
            found = self._clues.find_by_clue(clue, mention.connector)
            if found is None and clue.kind is ClueKind.TOPIC:
                found = self._clues.find_by_topic(clue.value)
            if found is not None:
                return self._note(found, mention, clue, evidence)
        return None

    def _note(self, found: Place, mention: Mention, clue: Clue, evidence: Evidence) -> Place:
        entry = self._register.entries[found.entry]
        name = mention.ref.name or clue.value
        if clue.kind is not ClueKind.ID or fold(name) != fold(entry.name):
            reason = f'{name_clue_kind(clue.kind)} "{clue.value}" is declared for {SYSTEM}'
            self._register.note(found.entry, name, reason, (evidence,))
        return found
