"""The types of the checklist: lines, states, verdicts, and the input of the checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from seamscope.decisions import Told
from seamscope.estimate import Totals
from seamscope.landscape import Integration, Landscape
from seamscope.poc import Poc
from seamscope.records import Evidence
from seamscope.resolved import FlowEdge, SystemNode
from seamscope.roadmap import Roadmap
from seamscope.surface import CONNECTOR, Surface

SHOWN = 5  # maximum number of pieces of evidence of a line


class ReadinessState(StrEnum):
    """The state of a checklist line."""

    ANSWERED = "answered"
    OPEN = "open"
    CONTRADICTED = "contradicted"  # the sources contradict the POC


class Proof(StrEnum):
    """Whether an answered line is proven or only claimed."""

    NONE = ""  # the line is not answered
    CLAIMED = "claimed"  # only in poc.yaml
    PROVEN = "proven"  # poc.yaml refers to a file, link or ticket, or the sources show it


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessLine:
    """One line of the readiness checklist.

    answer: the answer, the missing part, or the contradiction.
    source: the reason why the line is in the checklist.
    proof: whether the answer is proven.
    where: the proofs in poc.yaml.
    """

    id: str
    line: str
    state: ReadinessState
    answer: str = ""
    source: str = ""
    evidence: tuple[Evidence, ...] = ()
    proof: Proof = Proof.NONE
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result of one check.

    measured: whether measurements prove the answer.
    """

    state: ReadinessState
    answer: str = ""
    evidence: tuple[Evidence, ...] = ()
    measured: bool = False


Answer = Verdict | None  # the answer in poc.yaml; None for lines without a key in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The input of the checks: the results of the earlier stages.

    told: facts about the integrations that persons answered.
    """

    landscape: Landscape
    surface: Surface
    totals: Totals
    poc: Poc
    roadmap: Roadmap | None = None
    told: tuple[Told, ...] = ()

    @property
    def build(self) -> tuple[Integration, ...]:
        """The integrations to build, sorted by id."""
        ids = frozenset(self.surface.build)
        return tuple(i for i in self.landscape.integrations if i.id in ids)

    @property
    def touched(self) -> tuple[SystemNode, ...]:
        """The systems that the POC reads from or writes to, sorted by id."""
        ids = {side for i in self.build for side in i.systems} - {self.surface.poc}
        return tuple(self.landscape.get_system(key) for key in sorted(ids))

    @property
    def flows(self) -> tuple[FlowEdge, ...]:
        """The flows from or to the POC."""
        own = self.surface.poc
        return tuple(
            flow for flow in self.landscape.flows if own in {flow.source.system, flow.target.system}
        )

    def cite_keys(self, *fields: str) -> tuple[Evidence, ...]:
        """Return the positions of these keys in poc.yaml; missing keys are left out."""
        file, lines = self.poc.file or "poc.yaml", self.poc.lines
        return tuple(
            Evidence(
                file=self.poc.answer_files.get(field, file),
                line=lines[field],
                place=field,
                connector=CONNECTOR,
            )
            for field in fields
            if field in lines
        )


def mark_answered(answer: str, evidence: Iterable[Evidence]) -> Verdict:
    """Return the verdict that a line is answered."""
    return _build_verdict(ReadinessState.ANSWERED, answer, evidence)


def mark_open(answer: str, evidence: Iterable[Evidence]) -> Verdict:
    """Return the verdict that a line is open.

    answer: the missing part.
    """
    return _build_verdict(ReadinessState.OPEN, answer, evidence)


def mark_contradicted(texts: Iterable[str], evidence: Iterable[Evidence]) -> Verdict:
    """Return the verdict that the sources contradict the POC.

    texts: the two statements that contradict each other.
    """
    return _build_verdict(ReadinessState.CONTRADICTED, "; ".join(texts), evidence)


def list_names(system: SystemNode) -> tuple[str, ...]:
    """Return id, name and aliases of a system."""
    return (system.id, system.name, *system.aliases)


def list_evidence(systems: Iterable[SystemNode]) -> tuple[Evidence, ...]:
    """Return the first piece of evidence of each system."""
    return tuple(place for system in systems for place in system.evidence[:1])


def _build_verdict(state: ReadinessState, answer: str, evidence: Iterable[Evidence]) -> Verdict:
    return Verdict(state=state, answer=answer, evidence=tuple(evidence)[:SHOWN])
