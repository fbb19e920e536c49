"""What every model export says: systems with safe keys, and one relation for each way data goes."""

from collections import Counter
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.rows import Days, Role, Row, rows
from seamscope.outputs.views.scene import SLUG, source
from seamscope.records import State
from seamscope.resolved import FlowEdge, SystemNode

NO_NAME = "(no name)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One system. key: unique, of letters, digits, `-` and `_`; name: unique, on one line.

    facts: what is said of it, by name, the empty left out.
    """

    key: str
    system: str
    name: str
    kind: str
    domain: str
    owner: str
    state: State
    poc: bool
    facts: tuple[tuple[str, str], ...]

    @property
    def told(self) -> str:
        """What it is, in one line."""
        said = dict(self.facts)
        words = (said.get("kind", ""), said.get("product", ""), said.get("owner", ""))
        return " · ".join(word for word in words if word) or "nobody says what it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One way of one integration: data goes from source to target (keys), if `directed`.

    key: unique; label: of the integration, e.g. "I-001"; days: of the whole integration, so a
    bidirectional one says the same twice; entities: what goes this way, as far as anyone says.
    """

    key: str
    label: str
    source: str
    target: str
    directed: bool
    mechanisms: tuple[str, ...]
    entities: tuple[str, ...]
    role: Role
    standing: str
    active: bool
    effort_class: str
    days: Days | None
    certainty: str

    @property
    def technology(self) -> str:
        """How data moves, most used first."""
        return ", ".join(self.mechanisms)

    @property
    def words(self) -> str:
        """Label, mechanism, class and, where it is none of today's, its state."""
        unsure = "" if self.directed else "direction unknown"
        said = (self.technology, self.effort_class, unsure, "" if self.active else self.standing)
        return " · ".join([self.label, *(word for word in said if word)])

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What is said of it, by name, the empty left out; person-days with their spread."""
        days = self.days
        said = {
            "integration": self.label,
            "mechanism": self.technology,
            "carries": ", ".join(self.entities),
            "role": self.role.value,
            "state": "" if self.active else self.standing,
            "certainty": self.certainty,
            "effort class": self.effort_class,
            "P50 person-days": f"{days.p50:.1f}" if days else "",
            "P80 person-days": f"{days.p80:.1f}" if days else "",
        }
        return tuple((name, value) for name, value in said.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The whole landscape; title and source as text on one line."""

    title: str
    source: str
    parts: tuple[Part, ...]
    relations: tuple[Relation, ...]

    @property
    def domains(self) -> tuple[str, ...]:
        """Every domain, sorted; "" for systems of none."""
        return tuple(sorted({part.domain for part in self.parts}))


def model(survey: Survey) -> Model:
    """Return systems and relations, nothing left out, in the order of the survey."""
    keys = {
        system.id: system.id if SLUG.fullmatch(system.id) else f"system_{number}"
        for number, system in enumerate(survey.systems, start=1)
    }
    twice = Counter(plain(system.name).strip() for system in survey.systems)
    flows = {flow.id: flow for flow in survey.flows}
    carried = {item.id: [flows[key] for key in item.flows if key in flows]
               for item in survey.integrations}  # fmt: skip
    ordered = sorted(rows(survey), key=lambda row: (row.label, row.integration))
    return Model(
        title=plain(survey.meta.title).strip() or "Landscape",
        source=source(survey),
        parts=tuple(_part(system, keys[system.id], survey, twice) for system in survey.systems),
        relations=tuple(
            way for row in ordered for way in _ways(row, keys, carried[row.integration])
        ),
    )


def _part(system: SystemNode, key: str, survey: Survey, twice: Counter[str]) -> Part:
    name = plain(system.name).strip() or NO_NAME
    poc = system.id == survey.surface.poc
    said = {
        "kind": system.kind,
        "product": system.product,
        "vendor": system.vendor,
        "domain": system.domain,
        "owner": system.owner,
        "support": system.support,
        "criticality": system.criticality,
        "hosting": system.hosting,
        "classification": system.classification,
        "documentation": system.documentation,
        "lifecycle": system.lifecycle.value,
        "known from": system.known_from.value,
        "proof of concept": "yes" if poc else "",
    }
    facts = ((fact, plain(value).strip()) for fact, value in said.items())
    return Part(
        key=key,
        system=system.id,
        name=f"{name} ({key})" if name == NO_NAME or twice[name] > 1 else name,
        kind=plain(system.kind).strip(),
        domain=plain(system.domain).strip(),
        owner=plain(system.owner).strip(),
        state=system.lifecycle,
        poc=poc,
        facts=tuple((fact, value) for fact, value in facts if value),
    )


def _ways(row: Row, keys: dict[str, str], flows: list[FlowEdge]) -> list[Relation]:
    """Return one relation, or both ways of an integration that is bidirectional."""
    ends = [(row.source, row.target)]
    if row.direction is Direction.BOTH:
        ends.append((row.target, row.source))
    return [
        Relation(
            key=f"{row.label.lower()}{mark}",
            label=row.label,
            source=keys[start],
            target=keys[end],
            directed=row.direction is not Direction.UNKNOWN,
            mechanisms=row.mechanisms,
            entities=_entities(flows, start),
            role=row.role,
            standing=row.standing,
            active=row.counts,
            effort_class=row.effort_class,
            days=row.days,
            certainty=row.certainty,
        )
        for (start, end), mark in zip(ends, ("", "-back"), strict=False)
    ]


def _entities(flows: list[FlowEdge], start: str) -> tuple[str, ...]:
    found = {plain(name) for flow in flows if flow.source.system == start for name in flow.entities}
    return tuple(sorted(name for name in found if name))
