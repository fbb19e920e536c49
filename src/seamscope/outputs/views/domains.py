"""Domain by domain: which systems stand together, and how many integrations go between them."""

from collections import Counter
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.rows import Role, rows

MOST = 10  # domains a page shows; the smallest share the last one
OTHERS = "Others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What goes from one domain to another: integrations, those to build, person-days P50."""

    integrations: int = 0
    build: int = 0
    days: float = 0.0

    def __add__(self, other: "Cell") -> "Cell":
        """Return both together."""
        return Cell(
            integrations=self.integrations + other.integrations,
            build=self.build + other.build,
            days=self.days + other.days,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """Domains, or kinds of system where nobody names a domain; the POC stands for itself.

    word: "domain" or "kind"; poc: the POC's own name here, "" without one; of: system -> domain;
    cells: (giver, taker) -> what goes that way, where both ways count in both cells.
    unknown, idle: integrations not counted, of unknown direction and not active.
    """

    word: str
    poc: str
    of: dict[str, str]
    cells: dict[tuple[str, str], Cell]
    unknown: int
    idle: int

    @property
    def names(self) -> list[str]:
        """Return each domain once, by name; the gatherings stand last."""
        last = {OTHERS, f"No {self.word}"}
        found = set(self.of.values())
        return sorted(found, key=lambda name: (name != self.poc, name in last, name))


def domains(survey: Survey, most: int = MOST) -> Domains:
    """Group the systems into at most `most` domains, and count what goes between them."""
    word = "domain" if any(plain(item.domain).strip() for item in survey.systems) else "kind"
    poc = next((f"POC {s.name}" for s in survey.systems if s.id == survey.surface.poc), "")
    of = _groups(survey, word, most) | ({survey.surface.poc: poc} if poc else {})
    cells: dict[tuple[str, str], Cell] = {}
    unknown = idle = 0
    for row in rows(survey):
        idle += not row.counts
        unknown += row.direction is Direction.UNKNOWN
        if not row.counts or row.direction is Direction.UNKNOWN:
            continue
        ends = of.get(row.source, OTHERS), of.get(row.target, OTHERS)
        one = Cell(
            integrations=1,
            build=int(bool(survey.surface.poc) and row.role is Role.BUILD),
            days=row.days.p50 if row.days and row.in_total else 0.0,
        )
        for place in {ends, ends[::-1]} if row.direction is Direction.BOTH else {ends}:
            cells[place] = cells.get(place, Cell()) + one
    return Domains(word=word, poc=poc, of=of, cells=cells, unknown=unknown, idle=idle)


def _groups(survey: Survey, word: str, most: int) -> dict[str, str]:
    """Return the group of every system: its own if that is one of the largest."""
    own = {
        item.id: plain(item.domain if word == "domain" else item.kind).strip() or f"No {word}"
        for item in survey.systems
        if item.id != survey.surface.poc
    }
    inside = Counter(own.values())
    ranked = sorted(inside, key=lambda name: (-inside[name], name))
    shown = set(ranked if len(ranked) <= most else ranked[: most - 1])
    return {key: name if name in shown else OTHERS for key, name in own.items()}
