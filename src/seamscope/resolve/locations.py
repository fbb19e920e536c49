"""Resolve every mention to a system or endpoint, by listed systems, then names, then clues."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from seamscope.config import Config
from seamscope.decisions import Decisions
from seamscope.records import ClueKind, Evidence, Record, SystemRef
from seamscope.resolve.catalogue import Catalogue
from seamscope.resolve.clue_index import ClueIndex
from seamscope.resolve.corroboration import Corroboration, join_corroborated
from seamscope.resolve.declared_systems import enter_systems
from seamscope.resolve.environments import fold_environments
from seamscope.resolve.families import Families
from seamscope.resolve.inferred_systems import InferredSystems
from seamscope.resolve.lookup import Finder
from seamscope.resolve.mentions import Mention, build_mention, collect_mentions
from seamscope.resolve.merged_systems import merge_systems
from seamscope.resolve.names import fold
from seamscope.resolve.product_names import name_by_products
from seamscope.resolve.product_words import ProductWords, join_product_words
from seamscope.resolve.proper_names import join_proper_names
from seamscope.resolve.register import POC, Origin, Place, Register
from seamscope.resolve.same_places import join_same_places
from seamscope.resolve.similar_names import SimilarNames
from seamscope.resolve.spelled_names import SpelledNames
from seamscope.resolve.spellings import Spellings, list_hosts
from seamscope.resolve.systems import Node, Systems, build_systems
from seamscope.resolve.unlisted_names import UnlistedNames


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The systems and endpoints, and the mentions that refer to them.

    found: the entry of each mention.
    environments: the name of the environment of each entry that is not production.
    production: ids of systems that have a production entry.
    """

    systems: Systems
    found: dict[Mention, Place]
    environments: dict[int, str]
    production: frozenset[str]

    def find_system(self, ref: SystemRef, dataset: str, evidence: Evidence) -> Node:
        """Return the system or endpoint that a reference means.

        dataset: the dataset of the mention, on which the meaning of the name may depend.
        evidence: the position of the mention, on which the meaning may depend, too.
        """
        return self.lead(ref, dataset, evidence)[0]

    def lead(self, ref: SystemRef, dataset: str, evidence: Evidence) -> tuple[Node, str]:
        """Return the system or endpoint that a reference means, and its environment.

        The environment is "" for production.
        """
        found = self.found[build_mention(ref, dataset, evidence)]
        system = self.systems.by_entry[found.entry]
        label = self.environments.get(found.entry, "")
        return system, label if system.id in self.production else ""


def locate(
    records: Sequence[Record],
    config: Config,
    catalogue: Catalogue,
    decisions: Decisions,
    poc_names: Sequence[str] = (),
) -> Places:
    """Resolve every mention in records to a system or endpoint.

    records: sorted records, so that the result does not depend on the order of the inputs.
    poc_names: names of systems in poc.yaml, in the order of the file.
    """
    register = Register((*config.different, *(pair.names for pair in decisions.apart)))
    enter_systems(records, config, register, decisions, catalogue.find_by_name)
    families = Families(register, catalogue)
    names = merge_systems(register, families.find_stated)
    families.merge()
    name_by_products(register, names, families)
    products = ProductWords(register, families)
    join_product_words(register, names, products)
    join_proper_names(register, families)
    join_same_places(register, names)
    corroboration = Corroboration(register, names, catalogue)
    join_corroborated(register, names, corroboration)
    every = collect_mentions(records)
    spellings = _collect_spellings(register, every)
    index = ClueIndex(register, spellings)
    finder = Finder(register, names, index, config.homes, products)
    found: dict[Mention, Place] = {}
    named: list[tuple[Mention, Evidence]] = []
    nameless: list[tuple[Mention, Evidence]] = []
    for item, evidence in every.items():
        if listed := finder.find(item, evidence):
            found[item] = listed
        else:
            (named if item.ref.name else nameless).append((item, evidence))
    near = SimilarNames(register)
    unlisted = UnlistedNames(
        register, names, families, finder.learned,
        near=near, corroboration=corroboration, products=products, unplaced=decisions.unplaced,
        spelled=SpelledNames(register, names, index, corroboration, products),
    )  # fmt: skip
    found |= unlisted.settle(named)
    hosts = _index_hosts(register, spellings, found, named)
    for item, evidence in nameless:
        host = spellings.find_host(item.find_first(ClueKind.HOST))
        if standing := finder.find_database(item, evidence) or hosts.get(host):
            found[item] = standing
    nameless = [row for row in nameless if row[0] not in found]
    inferred = InferredSystems(
        register, names, families, near, spellings,
        spelled=SpelledNames(
            register, names, index, corroboration, products,
            mentioned={c.value for m in every for c in m.ref.clues if c.kind is ClueKind.HOST},
        ),
        decisions=decisions,
    )  # fmt: skip
    found |= inferred.settle(nameless)
    unlisted.join_recognised()
    for name, numbers in finder.learned.items():
        if len({register.find(number) for number in numbers}) == 1:
            names.setdefault(name, min(numbers))
    _remember(register, names, found, every)
    _fold_rest(register, names)
    near.ask_alike(families.find_stated)
    unlisted.ask()
    inferred.ask()
    called = _place_poc_names(poc_names, names, found)
    built = build_systems(register, families, config.authority or {}, called)
    return Places(
        systems=built,
        found=found,
        environments=register.environments,
        production=frozenset(
            node.id for n, node in built.by_entry.items() if n not in register.environments
        ),
    )


def _collect_spellings(register: Register, every: Iterable[Mention]) -> Spellings:
    """Return the spellings of all hosts in the records."""
    declared_clues = (clue for entry in register.entries for clue in entry.clues)
    mentioned = (clue for mention in every for clue in mention.ref.clues)
    return Spellings(list_hosts((*declared_clues, *mentioned)))


def _index_hosts(
    register: Register,
    spellings: Spellings,
    found: Mapping[Mention, Place],
    named: Iterable[tuple[Mention, Evidence]],
) -> dict[str, Place]:
    """Return the place of each host at which exactly one known product is mentioned by name.

    Other mentions may contain only the host: the definitions of RabbitMQ contain its name and host,
    but a flow that publishes there contains only the host. Different spellings of a host count as
    one.
    """
    places: dict[str, dict[int, Place]] = defaultdict(dict)
    for item, _ in named:
        place = found[item]
        for clue in item.ref.clues:
            if clue.kind is ClueKind.HOST:
                root = register.find(place.entry)
                places[spellings.find_host(clue.value)][root] = place
    products = {register.find(number) for number in register.products}
    return {
        host: next(iter(roots.values()))
        for host, roots in places.items()
        if host and len(roots) == 1 and products & roots.keys()
    }


def _remember(
    register: Register,
    names: dict[str, int],
    found: dict[Mention, Place],
    every: dict[Mention, Evidence],
) -> None:
    """Record where each system is mentioned and under which name."""
    for item, place in found.items():
        register.add_mention(place.entry, every[item])
        number = names.get(fold(item.ref.name)) if item.ref.name else None
        if number is not None and register.find(number) == register.find(place.entry):
            register.add_name(number, item.ref.name)


def _place_poc_names(
    poc_names: Sequence[str], names: dict[str, int], found: dict[Mention, Place]
) -> dict[str, int]:
    """Return the entry of each name in poc.yaml that refers to an entry."""
    mentioned = {
        item.ref.name: place.entry for item, place in found.items() if item.connector == POC
    }
    places = {name: mentioned.get(name, names.get(fold(name))) for name in poc_names}
    return {name: number for name, number in places.items() if number is not None}


def _fold_rest(register: Register, names: dict[str, int]) -> None:
    """Merge environments with their systems if no source lists these systems."""
    own = [n for n, entry in enumerate(register.entries) if entry.origin > Origin.RECORD]
    systems = [number for number in own if register.is_system([number])]
    bases = dict(names)
    for numbers in (systems, own):  # a system takes precedence over an endpoint of its name
        count = Counter(fold(register.entries[number].name) for number in numbers)
        for number in numbers:
            name = fold(register.entries[number].name)
            if count[name] == 1:
                bases.setdefault(name, number)
    rest = [n for n, entry in enumerate(register.entries) if entry.origin is not Origin.CONFIG]
    fold_environments(register, bases, rest)
