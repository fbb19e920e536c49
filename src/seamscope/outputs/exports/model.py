"""The model that exports share: systems with keys that every format allows, and relations."""

from collections import Counter
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.neighbourhood.columns import list_columns
from seamscope.outputs.views.display_names import name_kind
from seamscope.outputs.views.effort_rows import Days, EffortRow, Role, list_effort_rows
from seamscope.outputs.views.provenance import describe_source
from seamscope.outputs.views.scene import SLUG
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.records import State
from seamscope.resolved import FlowEdge, SystemNode
from seamscope.wording import format_days

NO_NAME = "(no name)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSystem:
    """One system of a model.

    key: unique, consists of letters, digits, `-` and `_`.
    system: id of the system in the survey.
    name: unique, on one line.
    facts: (name, value) of every attribute that is not empty.
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
    def description(self) -> str:
        """Kind in words, product and owner on one line.

        A product that is part of the system's name is left out.
        """
        facts = dict(self.facts)
        product = facts.get("product", "")
        kind = "proof of concept" if self.poc else name_kind(facts.get("kind", ""))
        parts = (kind, "" if product in self.name else product, facts.get("owner", ""))
        return " · ".join(word for word in parts if word) or "no description"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One direction of an integration: data moves from the system with key `source` to `target`.

    key: unique.
    directed: False if the direction is unknown.
    label: label of the integration, such as "I-7KQ3M".
    days: effort of the whole integration, the same in both directions.
    entities: entities that move in this direction.
    grey: whether the integration is drawn in grey, because it exists already and others are to be
    built.
    """

    key: str
    label: str
    source: str
    target: str
    directed: bool
    mechanisms: tuple[str, ...]
    entities: tuple[str, ...]
    role: Role
    status: str
    active: bool
    effort_class: str
    days: Days | None
    certainty: str
    grey: bool

    @property
    def technology(self) -> str:
        """The mechanisms of the integration, the most used first."""
        return ", ".join(self.mechanisms)

    @property
    def caption(self) -> str:
        """Label, mechanism, effort class and, if the integration is not active, its state."""
        direction = "" if self.directed else "direction unknown"
        parts = (
            self.technology,
            self.effort_class,
            direction,
            "" if self.active else self.status,
        )
        return " · ".join([self.label, *(word for word in parts if word)])

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The name and the value of every attribute that is not empty."""
        days = self.days
        facts = {
            "integration": self.label,
            "mechanism": self.technology,
            "carries": ", ".join(self.entities),
            "role": self.role.value,
            "state": "" if self.active else self.status,
            "certainty": self.certainty,
            "effort class": self.effort_class,
            "P50 person-days": format_days(days.p50) if days else "",
            "P80 person-days": format_days(days.p80) if days else "",
        }
        return tuple((name, value) for name, value in facts.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The whole landscape, prepared for exports; title and source are single lines.

    columns: name and system keys of each column around the POC, () without a POC.
    """

    title: str
    source: str
    systems: tuple[ModelSystem, ...]
    relations: tuple[Relation, ...]
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def domains(self) -> tuple[str, ...]:
        """All domains, sorted; "" for systems without a domain."""
        return tuple(sorted({part.domain for part in self.systems}))


def build_model(survey: Survey) -> Model:
    """Return all systems, ordered as in the survey, and all relations, ordered by label."""
    keys = {
        system.id: system.id if SLUG.fullmatch(system.id) else f"system_{number}"
        for number, system in enumerate(survey.systems, start=1)
    }
    name_counts = Counter(clean_text(system.name).strip() for system in survey.systems)
    flows = {flow.id: flow for flow in survey.flows}
    flows_of = {item.id: [flows[key] for key in item.flows if key in flows]
               for item in survey.integrations}  # fmt: skip
    ordered = sorted(list_effort_rows(survey), key=lambda row: (row.label, row.integration))
    return Model(
        title=clean_text(survey.meta.title).strip() or "Landscape",
        source=describe_source(survey),
        systems=tuple(
            _build_system(system, keys[system.id], survey, name_counts) for system in survey.systems
        ),
        relations=tuple(
            relation
            for row in ordered
            for relation in _build_relations(
                row, keys, flows_of[row.integration], has_poc=bool(survey.surface.poc)
            )
        ),
        columns=tuple(
            (name, tuple(keys[system] for system in systems))
            for name, systems in list_columns(survey)
        ),
    )


def _build_system(
    system: SystemNode, key: str, survey: Survey, name_counts: Counter[str]
) -> ModelSystem:
    name = clean_text(system.name).strip() or NO_NAME
    poc = system.id == survey.surface.poc
    values = {
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
    facts = ((fact, clean_text(value).strip()) for fact, value in values.items())
    return ModelSystem(
        key=key,
        system=system.id,
        name=f"{name} ({key})" if name == NO_NAME or name_counts[name] > 1 else name,
        kind=clean_text(system.kind).strip(),
        domain=clean_text(system.domain).strip(),
        owner=clean_text(system.owner).strip(),
        state=system.lifecycle,
        poc=poc,
        facts=tuple((fact, value) for fact, value in facts if value),
    )


def _build_relations(
    row: EffortRow, keys: dict[str, str], flows: list[FlowEdge], *, has_poc: bool
) -> list[Relation]:
    """Return the relation of an integration, or two relations if it is bidirectional."""
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
            entities=_list_entities(flows, start),
            role=row.role,
            status=row.status,
            active=row.is_current,
            effort_class=row.effort_class,
            days=row.days,
            certainty=row.certainty,
            grey=has_poc and row.role is not Role.BUILD,
        )
        for (start, end), mark in zip(ends, ("", "-back"), strict=False)
    ]


def _list_entities(flows: list[FlowEdge], source: str) -> tuple[str, ...]:
    entities = {
        clean_text(name) for flow in flows if flow.source.system == source for name in flow.entities
    }
    return tuple(sorted(name for name in entities if name))
