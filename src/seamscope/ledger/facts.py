"""The input of the ledger, and the figures of `knowledge/ledger.yaml`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from seamscope.estimate import Totals
from seamscope.knowledge import load
from seamscope.landscape import Integration, Landscape
from seamscope.ledger.types import LedgerEntry, RiskKind
from seamscope.poc import Poc
from seamscope.readiness import ReadinessLine
from seamscope.records import Evidence
from seamscope.resolved import Question, SystemNode
from seamscope.roadmap import Roadmap
from seamscope.surface import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of work in person-days (low, high), and the reason or source of these days."""

    days: tuple[float, float]
    reason: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The remedy of a risk, and its unit of work.

    per: what needs one unit each, such as "system"; "" for a single unit.
    """

    remedy: str
    unit: str
    per: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A service that every production system needs.

    days: person-days to connect it (low, high).
    """

    name: str
    days: tuple[float, float]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate:
    """A published rate of success or failure, with a label for its reliability."""

    text: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideView:
    """Published overruns of other projects, and what they mean for this estimate."""

    text: str
    source: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The content of `knowledge/ledger.yaml`; see the comments there."""

    base_rate: BaseRate
    outside_view: OutsideView
    units: dict[str, Unit]
    kinds: dict[RiskKind, Remedy]
    lines: dict[str, Remedy]
    limit: Remedy
    limits: dict[str, str]
    needs: dict[str, Need]
    decisive: frozenset[str]
    far: int


@cache
def load_figures() -> Figures:
    """Return the figures of `ledger.yaml`, which is read and checked at the first call."""
    from pydantic import TypeAdapter

    return TypeAdapter(Figures).validate_python(load("ledger"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The input of the ledger: the results of the earlier stages."""

    landscape: Landscape
    surface: Surface
    totals: Totals
    poc: Poc
    readiness: tuple[ReadinessLine, ...]
    questions: tuple[Question, ...]
    roadmap: Roadmap | None

    @property
    def build(self) -> tuple[Integration, ...]:
        """The integrations to build, sorted by id."""
        ids = frozenset(self.surface.build)
        return tuple(i for i in self.landscape.integrations if i.id in ids)

    @property
    def touched(self) -> tuple[SystemNode, ...]:
        """The systems that the POC reads from or writes to, sorted by id."""
        return self._list_systems({side for i in self.build for side in i.systems})

    @property
    def near(self) -> tuple[SystemNode, ...]:
        """The systems of integrations that the POC builds, depends on or affects, sorted by id."""
        surface = self.surface
        ids = {*surface.build, *surface.depends_on, *surface.affects}
        sides = {s for i in self.landscape.integrations if i.id in ids for s in i.systems}
        return self._list_systems(sides)

    def _list_systems(self, sides: set[str]) -> tuple[SystemNode, ...]:
        keys = sorted(key for key in sides - {self.surface.poc} if self.landscape.is_system(key))
        return tuple(self.landscape.get_system(key) for key in keys)

    def cite_line(self, line: int) -> tuple[Evidence, ...]:
        """Return a line of poc.yaml as evidence."""
        return (Evidence(file=self.poc.file or "poc.yaml", line=line, connector="poc"),)


def build_entry(
    kind: RiskKind,
    what: str,
    *,
    remedy: str = "",
    known: Remedy | None = None,
    count: int = 1,
    decisive: bool = False,
    outside: bool = False,
    evidence: Iterable[Evidence] = (),
) -> LedgerEntry:
    """Return an entry with its remedy and effort.

    remedy: "" for the usual remedy.
    known: the usual remedy and its unit, None to use those of the kind.
    count: number of units of work.
    """
    figures = load_figures()
    known = known or figures.kinds[kind]
    unit = figures.units[known.unit]
    return LedgerEntry(
        kind=kind,
        what=what,
        remedy=remedy or known.remedy,
        days=(round(count * unit.days[0], 2), round(count * unit.days[1], 2)),
        count=count,
        reason=unit.reason,
        assumed=unit.assumed,
        decisive=decisive,
        outside=outside,
        evidence=tuple(evidence)[:3],
    )
