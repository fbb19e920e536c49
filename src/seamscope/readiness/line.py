"""What the checklist is made of: a line, its state, and the facts it may look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from seamscope.estimate import Totals
from seamscope.landscape import Integration, Landscape
from seamscope.poc import Poc
from seamscope.records import Evidence
from seamscope.resolved import FlowEdge, SystemNode
from seamscope.surface import CONNECTOR, Surface

SHOWN = 5  # places of evidence per line


class ReadinessState(StrEnum):
    """What is known of a line of the checklist."""

    ANSWERED = "answered"
    OPEN = "open"
    CONTRADICTED = "contradicted"  # the POC says one thing, the sources another


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessLine:
    """One line of the production checklist.

    answer: what was answered, what is missing, or what contradicts what; source: why it matters.
    """

    id: str
    line: str
    state: ReadinessState
    answer: str = ""
    source: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one check found."""

    state: ReadinessState
    answer: str = ""
    evidence: tuple[Evidence, ...] = ()


Answer = Verdict | None  # what the POC itself answers, None where it is not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a check may look at."""

    landscape: Landscape
    surface: Surface
    totals: Totals
    poc: Poc

    @property
    def build(self) -> tuple[Integration, ...]:
        """The integrations to build, sorted by id."""
        wanted = frozenset(self.surface.build)
        return tuple(i for i in self.landscape.integrations if i.id in wanted)

    @property
    def touched(self) -> tuple[SystemNode, ...]:
        """The systems that the POC reads or writes, sorted by id."""
        ids = {side for i in self.build for side in i.systems} - {self.surface.poc}
        return tuple(self.landscape.system(key) for key in sorted(ids))

    @property
    def flows(self) -> tuple[FlowEdge, ...]:
        """The flows of the POC itself."""
        own = self.surface.poc
        return tuple(
            flow for flow in self.landscape.flows if own in {flow.source.system, flow.target.system}
        )

    def at(self, *fields: str) -> tuple[Evidence, ...]:
        """Return where keys of the POC are written; those that are not written have no place."""
        file, lines = self.poc.file or "poc.yaml", self.poc.lines
        return tuple(
            Evidence(file=file, line=lines[field], place=field, connector=CONNECTOR)
            for field in fields
            if field in lines
        )


def answered(answer: str, evidence: Iterable[Evidence]) -> Verdict:
    """Return that a line is answered."""
    return _verdict(ReadinessState.ANSWERED, answer, evidence)


def unanswered(answer: str, evidence: Iterable[Evidence]) -> Verdict:
    """Return that a line is open, and what is missing."""
    return _verdict(ReadinessState.OPEN, answer, evidence)


def contradicted(texts: Iterable[str], evidence: Iterable[Evidence]) -> Verdict:
    """Return that the sources say otherwise, and what."""
    return _verdict(ReadinessState.CONTRADICTED, "; ".join(texts), evidence)


def names_of(system: SystemNode) -> tuple[str, ...]:
    """Return everything a system is called."""
    return (system.id, system.name, *system.aliases)


def places(systems: Iterable[SystemNode]) -> tuple[Evidence, ...]:
    """Return where systems are read, the first place of each."""
    return tuple(place for system in systems for place in system.evidence[:1])


def _verdict(state: ReadinessState, answer: str, evidence: Iterable[Evidence]) -> Verdict:
    return Verdict(state=state, answer=answer, evidence=tuple(evidence)[:SHOWN])
