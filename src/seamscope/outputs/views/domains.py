"""Systems grouped by domain, and the integrations between the groups."""

from collections import Counter
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.effort_rows import Role, list_effort_rows
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.wording import mark_text, translate, translate_term

MAX_DOMAINS = 10  # maximum number of groups; the smallest domains share the group "Others"
OTHERS = mark_text("Others")


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainFlow:
    """Integrations from one domain to another.

    integrations: their number.
    build: how many of them are to be built.
    days: the sum of their days at P50.
    """

    integrations: int = 0
    build: int = 0
    days: float = 0.0

    def __add__(self, other: "DomainFlow") -> "DomainFlow":
        """Return the sum of this object and `other`."""
        return DomainFlow(
            integrations=self.integrations + other.integrations,
            build=self.build + other.build,
            days=self.days + other.days,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """Systems by domain, or by kind if no system has a domain; the POC is a separate group.

    word: "domain" or "kind".
    poc: name of the POC's group, "" without a POC.
    of: group of each system.
    cells: integrations by (source group, target group); a bidirectional integration counts in both
    cells.
    unknown: number of integrations that are in no cell because their direction is unknown.
    inactive: number of integrations that are in no cell because no flow is active.
    """

    word: str
    poc: str
    of: dict[str, str]
    cells: dict[tuple[str, str], DomainFlow]
    unknown: int
    inactive: int

    @property
    def names(self) -> list[str]:
        """The names of the groups, sorted; the POC first, "Others" and "No domain" last."""
        last = {translate(OTHERS), name_missing(self.word)}
        names = set(self.of.values())
        return sorted(names, key=lambda name: (name != self.poc, name in last, name))


def group_by_domain(survey: Survey, max_domains: int = MAX_DOMAINS) -> Domains:
    """Group the systems into at most `max_domains` domains and count their integrations."""
    word = "domain" if any(clean_text(item.domain).strip() for item in survey.systems) else "kind"
    poc = next(
        (
            translate("POC {name}", name=s.name)
            for s in survey.systems
            if s.id == survey.surface.poc
        ),
        "",
    )
    of = _assign_groups(survey, word, max_domains) | ({survey.surface.poc: poc} if poc else {})
    cells: dict[tuple[str, str], DomainFlow] = {}
    unknown = idle = 0
    others = translate(OTHERS)
    for row in list_effort_rows(survey):
        idle += not row.is_current
        unknown += row.direction is Direction.UNKNOWN
        if not row.is_current or row.direction is Direction.UNKNOWN:
            continue
        ends = of.get(row.source, others), of.get(row.target, others)
        flow = DomainFlow(
            integrations=1,
            build=int(bool(survey.surface.poc) and row.role is Role.BUILD),
            days=row.days.p50 if row.days and row.in_total else 0.0,
        )
        for pair in {ends, ends[::-1]} if row.direction is Direction.BOTH else {ends}:
            cells[pair] = cells.get(pair, DomainFlow()) + flow
    return Domains(word=word, poc=poc, of=of, cells=cells, unknown=unknown, inactive=idle)


def _assign_groups(survey: Survey, word: str, max_domains: int) -> dict[str, str]:
    """Return the group of every system: its domain, or OTHERS if the domain is not a large one."""
    own = {
        item.id: translate_term(clean_text(item.domain if word == "domain" else item.kind).strip())
        or name_missing(word)
        for item in survey.systems
        if item.id != survey.surface.poc
    }
    sizes = Counter(own.values())
    ranked = sorted(sizes, key=lambda name: (-sizes[name], name))
    shown = set(ranked if len(ranked) <= max_domains else ranked[: max_domains - 1])
    others = translate(OTHERS)
    return {key: name if name in shown else others for key, name in own.items()}


def name_missing(word: str) -> str:
    """Return the name of the group of systems without a domain or kind."""
    return translate("No domain") if word == "domain" else translate("No kind")
