"""Decide what a name that no source lists means: a known product, a new system, or a question."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from seamscope.records import Clue, ClueKind, Evidence
from seamscope.resolve.catalogue import Product
from seamscope.resolve.corroboration import Corroboration
from seamscope.resolve.families import Families
from seamscope.resolve.mentions import Mention
from seamscope.resolve.names import fold, join_words, unquote
from seamscope.resolve.product_words import ProductWords, is_called, split_remark
from seamscope.resolve.proper_names import ProperNames
from seamscope.resolve.register import POC, Entry, Origin, Place, Register
from seamscope.resolve.similar_names import Candidate, SimilarNames
from seamscope.resolve.spelled_names import SpelledNames, is_component
from seamscope.resolve.technical_names import is_technical
from seamscope.resolved import QuestionKind

Row = tuple[Mention, Evidence]


class UnlistedNames:
    """Finds the systems of mentions whose names no source lists, or adds new systems."""

    def __init__(
        self,
        register: Register,
        names: dict[str, int],
        families: Families,
        learned: dict[str, set[int]],
        *,
        near: SimilarNames,
        corroboration: Corroboration,
        products: ProductWords,
        spelled: SpelledNames,
        unplaced: Iterable[Clue] = (),
    ) -> None:
        self._register = register
        self._names = names
        self._families = families
        self._learned = learned
        self._near = near
        self._corroboration = corroboration
        self._products = products
        self._spelled = spelled
        self._proper = ProperNames(register, families)
        self._nowhere = {fold(clue.value) for clue in unplaced if clue.kind is ClueKind.NAME}
        self._own: list[int] = []
        self._unplaced: dict[int, list[Candidate]] = {}
        self._awaited: dict[int, Product] = {}  # names in poc.yaml of products that no list has

    def settle(self, rows: Iterable[Row]) -> dict[Mention, Place]:
        """Return the entry that each mention refers to, and add its name to `names`."""
        find_by_name: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            find_by_name[fold(row[0].ref.name)].append(row)
        places: dict[Mention, Place] = {}
        for name in sorted(find_by_name):
            found = self._place_mention(name, find_by_name[name])
            self._ask_hosts(found, find_by_name[name])
            places |= {mention: found for mention, _ in find_by_name[name]}
        return places

    def _place_mention(self, name: str, rows: Sequence[Row]) -> Place:
        spelled, evidence = rows[0][0].ref.name, rows[0][1]
        found = self._find_by_clue(name) or self._find_by_signs(spelled, evidence)
        product = self._families.find_technology(spelled)
        members = self._families.list_members(product) if product and not product.generic else []
        candidates = self._near.suggest_for_name(spelled)
        if members:
            reason = f"its product is {product.name}" if product else ""
            several = [Candidate(rank=0, entry=number, reason=reason) for number in members]
            candidates = several if len(members) > 1 else []
        only_poc = all(evidence.connector == POC for _, evidence in rows)
        sure = not candidates and not (only_poc and self._near.inventory and not members)
        if found is None and product is not None and not product.generic and sure:
            reason = f"known product: {product.name} (alias {spelled})"
            found = self._families.place(product, spelled, reason, evidence)
        if found is None and product is None:
            found = self._find_meant(spelled, rows)
        if found is None:
            system = sure and not is_technical(spelled)
            found = self._enter(spelled, evidence, candidates, system=system)
            if product is not None:
                why = f"known product: {product.name}"
                self._register.products[found.entry] = (product, why)
                if only_poc and not candidates and not product.generic:
                    self._awaited[found.entry] = product
        self._names.setdefault(name, found.entry)
        return found

    def join_recognised(self) -> None:
        """Join products that only poc.yaml mentions with systems that clues identified later."""
        for number, product in self._awaited.items():
            known = self._families.find_recognised(product)
            if known is None or self._is_kept_apart(self._register.entries[number].name, known):
                continue
            reason = f"known product: {product.name}"
            entry = self._register.entries[number]
            self._register.note(known, entry.name, reason, entry.evidence)
            self._register.join(known, number)
            self._unplaced.pop(number, None)

    def _find_meant(self, name: str, rows: Sequence[Row]) -> Place | None:
        """Return the only listed system that a name may refer to, and ask to confirm it."""
        meant = self._near.find_meant(name)
        number = self._products.find(name) if meant is None else meant.entry
        places = sorted({evidence for _, evidence in rows})
        reason = meant.reason if meant else f'its product contains "{name}"'
        # Only a name with several words is assigned by a second name; one word may be a short code.
        if number is None and " " in name.strip():
            number = self._products.find_coded(name)
            reason = f'a list has the second name "{name}"'
        if number is None and (number := self._corroboration.find_longer(name)) is not None:
            reason = f'only its name begins with "{name}"'
        if number is None and (proper := self._proper.find(name)) is not None:
            number, reason = proper
        if number is None and (number := self._find_in_brackets(name)) is not None:
            reason = "the name and the name in brackets are both known names of the system"
        if number is None:
            number, reason = self._find_by_words(name, rows) or (None, "")
        if number is None or self._is_kept_apart(name, number):
            return None
        self._assign(name, number, reason, places)
        return Place(entry=number)

    def _find_by_words(self, name: str, rows: Sequence[Row]) -> tuple[int, str] | None:
        """Return the system that has the words of this name in its name or description, and why."""
        if is_component(name):
            return self._spelled.find(ClueKind.SOURCE, name)
        files = {evidence.file for _, evidence in rows}
        if (number := self._products.find_described(name, files)) is not None:
            return number, f'only its description begins or ends with "{name}"'
        return self._products.find_said(name)

    def _find_in_brackets(self, name: str) -> int | None:
        """Return the system whose proper name and description are in a name: "KYC (Corvida)"."""
        for one, other in split_remark(name):
            proper = self._proper.find(one)
            if proper and is_called(self._register, self._names, self._products, proper[0], other):
                return proper[0]
        return None

    def _enter(
        self, name: str, evidence: Evidence, candidates: list[Candidate], *, system: bool
    ) -> Place:
        """Add a name as a system, or as an endpoint about which a question is asked."""
        origin = Origin.NAME if system else Origin.CLUE
        number = self._register.add(Entry(name=name, origin=origin, evidence=(evidence,)))
        if system:
            self._own.append(number)
        else:
            self._unplaced[number] = candidates
        return Place(entry=number)

    def _find_by_clue(self, name: str) -> Place | None:
        """Return the system that hosts or ids identify in other mentions of this name."""
        roots = {self._register.find(number) for number in self._learned.get(name, ())}
        return self._register.find_head(min(roots)) if len(roots) == 1 else None

    def _find_by_signs(self, name: str, evidence: Evidence) -> Place | None:
        """Return the only system with enough evidence for this name, and ask for confirmation."""
        signed = self._corroboration.find(name)
        if signed is None or self._is_kept_apart(name, signed[0]):
            return None
        number, signs = signed
        self._assign(name, number, signs, (evidence,))
        return self._register.find_head(number)

    def _assign(self, name: str, number: int, reason: str, places: Sequence[Evidence]) -> None:
        """Record that a name refers to a listed system, and ask for confirmation."""
        self._register.note(number, name, reason, places)

        listed = self._register.entries[number].name

        def phrase(names: list[str]) -> str:
            meant = listed if fold(names[0]) == fold(name) else names[0]
            return (
                f'Does "{name}" refer to {meant}? It is assigned to this system, because '
                f"{reason}; "
                "if it is a separate system, list both under `different:` in seamscope.yaml"
            )

        self._register.ask(
            phrase,
            (number,),
            places,
            kind=QuestionKind.PLACE,
            subject=name,
            clues=(Clue(kind=ClueKind.NAME, value=name),),
            effect=f'"no" leaves "{name}" unplaced',
        )

    def _is_kept_apart(self, name: str, number: int) -> bool:
        """Return whether the user declared that a name does not refer to this system."""
        return fold(name) in self._nowhere or self._register.is_name_kept_apart(name, number)

    def _ask_hosts(self, found: Place, rows: Sequence[Row]) -> None:
        """Ask whether a name means one system if it occurs at different hosts."""
        groups: list[set[str]] = []
        for mention, _ in rows:
            clues = mention.ref.clues
            hosts = {unquote(clue.value) for clue in clues if clue.kind is ClueKind.HOST}
            if hosts:
                joined = [group for group in groups if group & hosts]
                groups = [group for group in groups if not group & hosts]
                groups.append(hosts.union(*joined))
        if len(groups) < 2:
            return
        places = join_words(min(group) for group in sorted(groups, key=min))

        def phrase(names: list[str]) -> str:
            return (
                f"Is {names[0]} one system or several? It has the hosts {places} and is shown as "
                "one; if it is several, declare each with its hosts in seamscope.yaml"
            )

        self._register.ask(
            phrase,
            (found.entry,),
            {evidence for _, evidence in rows},
            kind=QuestionKind.SAME_SYSTEM,
            effect="one system becomes several",
        )

    def ask(self) -> None:
        """Ask about each name without a system, and about each system that no source lists.

        If no source lists systems, one question covers all unlisted systems.
        """
        for number, candidates in self._unplaced.items():
            if number not in self._register.environments:
                self._ask_which(number, candidates)
        entries = self._register.entries
        inventory = self._near.inventory
        own = [number for number in self._own if number not in self._register.environments]
        own.sort(key=lambda number: entries[number].name)
        groups = [[number] for number in own] if inventory else [own]
        for numbers in groups:
            if numbers:
                evidence = {item for n in numbers for item in entries[n].evidence}
                self._register.ask(
                    partial(_describe_unlisted, supplied=self._name_supplied(numbers)),
                    numbers,
                    evidence,
                    kind=QuestionKind.SAME_SYSTEM,
                    candidates=(),
                    effect="decides which names are systems and which are other names of a system",
                )

    def _name_supplied(self, numbers: Sequence[int]) -> str:
        """Return the name of the only listed system whose vendor is called like an unlisted system.

        Return "" if there is no such system, or if there are several unlisted systems.

        numbers: the entries of the unlisted systems.
        """
        entries = self._register.entries
        found = self._near.find_supplied(entries[numbers[0]].name) if len(numbers) == 1 else None
        return "" if found is None or found in numbers else entries[found].name

    def _ask_which(self, number: int, candidates: list[Candidate]) -> None:
        entry = self._register.entries[number]
        clue = Clue(kind=ClueKind.NAME, value=entry.name)
        # This question replaces the one about an alias of several systems, which has no mentions.
        declared = self._register.drop_ask(QuestionKind.PLACE, clue)

        def phrase(names: list[str]) -> str:
            end = "not placed yet; declare it as an alias in seamscope.yaml or the inventory"
            asked = f'Which system does "{entry.name}" refer to'
            if names[1:]:
                return f"{asked}: {join_words(names[1:], 'or')}? It is {end}"
            return f"{asked}? No source lists it, so it is {end}"

        for found in candidates:
            self._register.add_near_miss(found.entry, entry.name, found.reason, entry.evidence)
        self._register.ask(
            phrase,
            (number, *(found.entry for found in candidates)),
            (*entry.evidence, *declared),
            kind=QuestionKind.PLACE,
            subject=entry.name,
            clues=(clue,),
            candidates=[found.entry for found in candidates],
            effect=f'assigns "{entry.name}" and its flows to a system',
        )


def _describe_unlisted(names: list[str], *, supplied: str) -> str:
    if len(names) == 1:
        other = f", or {supplied}, the only system of this vendor" if supplied else ""
        return (
            f"Is {names[0]} a separate system{other}? No source lists it; answer yes, or write the "
            "name of the system that it belongs to"
        )
    return (
        f"Are these {len(names)} separate systems: {join_words(names)}? No source lists them; "
        "list them in the inventory, or declare them as aliases of systems in seamscope.yaml"
    )
