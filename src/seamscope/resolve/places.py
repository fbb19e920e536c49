"""Where every mention leads: listed systems first, then names, then clues."""

from collections.abc import Sequence
from dataclasses import dataclass

from seamscope.config import Config
from seamscope.nodes import SystemNode
from seamscope.records import Evidence, Record, System, SystemRef
from seamscope.resolve import declared
from seamscope.resolve.catalogue import Catalogue
from seamscope.resolve.clues import Clues
from seamscope.resolve.families import Families
from seamscope.resolve.find import Finder
from seamscope.resolve.inferred import Inferred
from seamscope.resolve.mentions import Mention, mention, mentions
from seamscope.resolve.names import fold
from seamscope.resolve.register import Place, Register
from seamscope.resolve.systems import Systems, build
from seamscope.resolve.unlisted import Unlisted


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The systems, and the way from a mention to its system."""

    systems: Systems
    found: dict[Mention, Place]
    production: frozenset[str]

    def system(self, ref: SystemRef, dataset: str, evidence: Evidence) -> SystemNode:
        """Return the system that a reference at this evidence means."""
        return self.lead(ref, dataset, evidence)[0]

    def lead(self, ref: SystemRef, dataset: str, evidence: Evidence) -> tuple[SystemNode, str]:
        """Return the system and, if the reference means another than its production, which."""
        found = self.found[mention(ref, dataset, evidence)]
        system = self.systems.by_entry[found.entry]
        label = found.environment if found.environment and system.id in self.production else ""
        return system, label


def locate(records: Sequence[Record], config: Config, catalogue: Catalogue) -> Places:
    """Resolve every mention in records that stand in their canonical order."""
    register = Register(config.different)
    systems = [record for record in records if isinstance(record, System)]
    declared.enter(systems, config, register)
    names = declared.merge(register)
    families = Families(register, catalogue)
    families.merge()
    finder = Finder(register, names, Clues(register), config.homes)
    found: dict[Mention, Place] = {}
    named: list[tuple[Mention, Evidence]] = []
    nameless: list[tuple[Mention, Evidence]] = []
    every = mentions(records)
    for item, evidence in every.items():
        if listed := finder.find(item, evidence):
            found[item] = listed
        else:
            (named if item.ref.name else nameless).append((item, evidence))
    found |= Unlisted(register, names, families, finder.learned).settle(named)
    found |= Inferred(register, names, families).settle(nameless)
    for name, numbers in finder.learned.items():
        if len({register.find(number) for number in numbers}) == 1:
            names.setdefault(name, min(numbers))
    _remember(register, names, found, every)
    built = build(register, families)
    return Places(systems=built, found=found, production=_production(register, built))


def _remember(
    register: Register,
    names: dict[str, int],
    found: dict[Mention, Place],
    every: dict[Mention, Evidence],
) -> None:
    """Write down where each system is mentioned and what it is called there."""
    for item, place in found.items():
        register.see(place.entry, every[item])
        number = names.get(fold(item.ref.name)) if item.ref.name else None
        if place.environment:
            register.mentioned[place.entry].add(place.environment)
        elif number is not None and register.find(number) == register.find(place.entry):
            register.call(number, item.ref.name)


def _production(register: Register, systems: Systems) -> frozenset[str]:
    return frozenset(
        node.id for n, node in systems.by_entry.items() if n not in register.environments
    )
