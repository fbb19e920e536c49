"""The rows of the board page: for each integration a system, its neighbours and the data."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from seamscope.document import Survey
from seamscope.estimate import Scope
from seamscope.knowledge.entity_names import is_telling
from seamscope.landscape import Direction, Integration
from seamscope.outputs.views.display_names import name_kind
from seamscope.outputs.views.effort_rows import (
    Days,
    EffortRow,
    Role,
    list_effort_rows,
    name_mechanism,
)
from seamscope.outputs.views.quality import list_serious_flaws
from seamscope.records import State
from seamscope.resolved import FlowEdge, QuestionKind, SystemNode
from seamscope.wording import mark_each, mark_text, translate, translate_term

READS, WRITES = mark_each("reads", "writes")
UNKNOWN_PACE = mark_text("frequency unknown")
LEVELS = frozenset({"very low", "low", "medium", "high", "very high"})
# Roles that the page marks, the most important first.
MARKED = (Role.TEST_AGAIN, Role.INDIRECT, Role.RETIRE)
UNCLASSIFIED = frozenset({"", "internal", "public"})
# Parts of data classes that a reader recognises; other values, such as "high", need a word before.
CLASSES = ("personal", "confidential", "secret", "restricted", "sensitive", "protected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A system that exchanges data with a system that the POC reads or writes.

    gives: whether the neighbour sends data to that system.
    takes: whether the neighbour receives data from that system.
    role: role of their integration, as in the effort table.
    integration: id of the integration.
    repeated: whether a row above already shows the same integration, from its other end.
    """

    name: str
    gives: bool
    takes: bool
    role: Role
    integration: str = ""
    repeated: bool = False

    @property
    def test_again(self) -> bool:
        """Whether the integration reads data that the POC will write, so it is tested again."""
        return self.role is Role.TEST_AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Data that moves in one direction.

    what: entities or datasets.
    how: protocol and frequency.
    """

    what: tuple[str, ...]
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One system as the board page shows it.

    facts: kind and domain, as displayed.
    owner: "" if unknown, "A or B?" if sources disagree.
    sensitive: data class and criticality.
    lifecycle: "" if active.
    flaws: measured flaws of the data that the POC reads or writes.
    """

    system: str
    name: str
    facts: tuple[str, ...]
    owner: str
    sensitive: tuple[str, ...]
    lifecycle: str
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One integration: between the POC and the card's system; without a POC, between two systems.

    other: the second system, None if it is the POC.
    reads: data that the card's system sends, None without such data.
    writes: data that the card's system receives, None without such data.
    days_word: the label of the days.
    today: the POC's current access, each with READS or WRITES.
    missing: names of unknown facts.
    """

    label: str
    card: Card
    other: Card | None
    neighbours: tuple[Neighbour, ...]
    today: tuple[tuple[str, str], ...]
    days_word: str
    reads: Movement | None
    writes: Movement | None
    days: Days | None
    score: float | None
    missing: tuple[str, ...]
    two_way: bool


def build_rows(survey: Survey) -> tuple[BoardRow, ...]:
    """Return the rows: the integrations to build, the largest first.

    Without a total, they are the two-way integrations, sorted by score.
    """
    index, poc = _Index.build(survey), survey.surface.poc
    table = list_effort_rows(survey)
    return _mark_repeated(
        _build_poc_row(row, index)
        if poc in (row.source, row.target)
        else _build_pair_row(row, index)
        for row in (_rank_to_build(table) if survey.totals else _rank_two_way(table))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """The objects that the rows look up, by id."""

    survey: Survey
    systems: dict[str, SystemNode]
    names: dict[str, str]
    flows: dict[str, FlowEdge]
    integrations: dict[str, Integration]
    datasets: dict[str, str]
    by_system: dict[str, list[EffortRow]]
    missing: dict[str, tuple[str, ...]]
    flaws: dict[str, tuple[str, ...]]
    owners: dict[str, tuple[str, ...]]

    @classmethod
    def build(cls, survey: Survey) -> "_Index":
        by_system: dict[str, list[EffortRow]] = defaultdict(list)
        for row in list_effort_rows(survey):
            for side in (row.source, row.target):
                by_system[side].append(row)
        return cls(
            survey=survey,
            systems={node.id: node for node in survey.systems},
            names={
                **{node.id: node.name or node.id for node in survey.endpoints},
                **{node.id: node.name or node.id for node in survey.systems},
            },
            flows={flow.id: flow for flow in survey.flows},
            integrations={item.id: item for item in survey.integrations},
            datasets={node.id: node.name for node in survey.datasets},
            by_system=by_system,
            flaws=list_serious_flaws(survey),
            owners=_list_disputed_owners(survey),
            missing={
                item.integration: tuple(
                    translate_term(missing.fact)
                    for missing in sorted(item.missing, key=lambda m: (-m.variance_share, m.fact))
                )
                for item in survey.estimates
                if item.scope is Scope.PRODUCTION
            },
        )

    def name(self, key: str) -> str:
        return self.names.get(key, key)


def _mark_repeated(rows: Iterable[BoardRow]) -> tuple[BoardRow, ...]:
    """Mark neighbours as repeated if a row above already shows the same integration."""
    seen: set[str] = set()
    marked = []
    for row in rows:
        neighbours = tuple(replace(one, repeated=one.integration in seen) for one in row.neighbours)
        seen.update(one.integration for one in neighbours)
        marked.append(replace(row, neighbours=neighbours))
    return tuple(marked)


def _rank_to_build(table: Iterable[EffortRow]) -> list[EffortRow]:
    to_build = [row for row in table if row.role is Role.BUILD]
    return sorted(to_build, key=lambda row: (-(row.days.p80 if row.days else 0.0), row.label))


def list_left_out(survey: Survey) -> list[EffortRow]:
    """Return the integrations without a row, if the rows are two-way integrations.

    They are one-way, or the direction of their data is unknown, or they have no score. With a
    total, the list is empty.
    """
    table = list_effort_rows(survey) if survey.totals is None else ()
    ranked = {row.integration for row in _rank_two_way(table) if row.is_two_way}
    active = [row for row in table if row.active]
    sure = [row for row in active if not row.only_possible] or active
    return [row for row in sure if row.integration not in ranked] if ranked else []


def _rank_two_way(table: Iterable[EffortRow]) -> list[EffortRow]:
    """Return the active two-way integrations by score; all active integrations if none is two-way.

    Integrations with a hub such as a broker do not count as two-way, because the board decides on
    the systems that exchange data over the hub. Integrations with the certainty "possible" are left
    out, unless there are no others.
    """
    active = [row for row in table if row.active and row.score is not None]
    active = [row for row in active if not row.only_possible] or active
    chosen = [row for row in active if row.is_two_way] or active
    return sorted(chosen, key=lambda row: (-(row.score or 0.0), row.label))


def _build_poc_row(row: EffortRow, index: _Index) -> BoardRow:
    surface = index.survey.surface
    system = row.target if row.source == surface.poc else row.source
    return BoardRow(
        label=row.label,
        card=_build_card(system, index),
        other=None,
        neighbours=tuple(_list_neighbours(system, index)),
        today=tuple(
            (READS if item.reads else WRITES, item.how)
            for item in surface.today
            if item.system == system
        ),
        reads=_collect_movement(row, system, surface.poc, index),
        writes=_collect_movement(row, surface.poc, system, index),
        days=row.days,
        days_word=row.days_word,
        score=row.score,
        missing=index.missing.get(row.integration, ()),
        two_way=row.direction is Direction.BOTH,
    )


def _build_pair_row(row: EffortRow, index: _Index) -> BoardRow:
    return BoardRow(
        label=row.label,
        card=_build_card(row.source, index),
        other=_build_card(row.target, index),
        neighbours=(),
        today=(),
        reads=_collect_movement(row, row.source, row.target, index),
        writes=_collect_movement(row, row.target, row.source, index),
        days=row.days,
        days_word=row.days_word,
        score=None if index.survey.surface.poc else row.score,
        missing=index.missing.get(row.integration, ()),
        two_way=row.direction is Direction.BOTH,
    )


def _build_card(key: str, index: _Index) -> Card:
    node = index.systems.get(key)
    if node is None:
        return Card(
            system=key,
            name=index.name(key),
            facts=(translate("not placed yet"),),
            owner="",
            sensitive=(),
            lifecycle="",
        )
    kind = name_kind(node.kind) or _name_product(node)
    return Card(
        system=key,
        name=index.name(key),
        facts=tuple(dict.fromkeys(fact for fact in (kind, translate_term(node.domain)) if fact)),
        owner=_name_owner(node, index),
        sensitive=tuple(_describe_sensitivity(node)),
        lifecycle="" if node.lifecycle is State.ACTIVE else translate_term(node.lifecycle.value),
        flaws=index.flaws.get(key, ()),
    )


def _name_product(node: SystemNode) -> str:
    """Return a text in place of an unknown kind: the product, another name, or the vendor.

    Texts that only repeat the system's name are skipped.
    """
    for text in (node.product, node.listed_as, node.vendor):
        if text and text.casefold() not in node.name.casefold():
            return text
    return ""


def _list_disputed_owners(survey: Survey) -> dict[str, tuple[str, ...]]:
    """Return, by id of each system with a disputed owner, the owners according to the sources."""
    return {
        key: question.candidates
        for question in survey.questions
        if question.kind is QuestionKind.ATTRIBUTE and question.subject == "owner"
        for key in question.about
        if len(question.candidates) > 1
    }


def _name_owner(node: SystemNode, index: _Index) -> str:
    if owners := index.owners.get(node.id):
        return f"{join_any(owners)}?"
    return node.owner


def _describe_sensitivity(node: SystemNode) -> Iterable[str]:
    if (data_class := node.classification).casefold() not in UNCLASSIFIED:
        plain = any(word in data_class.casefold() for word in CLASSES)
        yield data_class if plain else translate("classification: {level}", level=data_class)
    if node.criticality:
        level = translate_term(node.criticality)
        if "critical" in node.criticality.casefold():
            yield level
        elif node.criticality.casefold() in LEVELS:
            yield translate("{level} criticality", level=level)
        else:  # the source does not use one of LEVELS; quote its wording
            yield translate("criticality: {level}", level=level)


def _list_neighbours(system: str, index: _Index) -> list[Neighbour]:
    """Return the systems that currently exchange data with a system, those to test again first."""
    poc = index.survey.surface.poc
    found = [
        Neighbour(
            name=index.name(row.target if row.source == system else row.source),
            gives=row.direction is Direction.BOTH
            or (row.direction is not Direction.UNKNOWN and row.target == system),
            takes=row.direction is Direction.BOTH
            or (row.direction is not Direction.UNKNOWN and row.source == system),
            role=row.role,
            integration=row.integration,
        )
        for row in index.by_system[system]
        if row.active and poc not in (row.source, row.target)
    ]
    order = list(Role)
    return sorted(
        found,
        key=lambda item: (
            order.index(item.role) if item.role in MARKED else len(order),
            item.name.casefold(),
        ),
    )


def _collect_movement(row: EffortRow, source: str, target: str, index: _Index) -> Movement | None:
    """Return what the flows of an integration move from source to target, None if nothing."""
    integration = index.integrations[row.integration]
    flows = [
        flow
        for key in integration.flows
        if (flow := index.flows.get(key))
        and (flow.source.system, flow.target.system) == (source, target)
    ]
    if row.active:
        flows = [flow for flow in flows if flow.state is State.ACTIVE]
    if not flows:
        return None
    entities = _drop_repetitions(entity for flow in flows for entity in flow.entities)
    carried = _drop_repetitions(
        _shorten_dataset(index.datasets.get(end.dataset, ""))
        for flow in flows
        for end in (flow.source, flow.target)
    )
    protocols = _drop_contained(
        _drop_repetitions(flow.technology or name_mechanism(flow.mechanism) for flow in flows)
    )
    pace = _drop_repetitions(flow.frequency or flow.latency for flow in flows)
    return Movement(
        what=entities or carried,
        how=(join_two(protocols), join_two(pace) or translate(UNKNOWN_PACE)),
    )


def _shorten_dataset(name: str) -> str:
    """Return the last meaningful part of a dotted name, and the parts after it.

    "sales.dbo.Orders" becomes "Orders", the topic "crm.customer.v1" becomes "customer.v1".
    """
    parts = name.split(".")
    start = next((n for n in range(len(parts) - 1, 0, -1) if is_telling(parts[n])), 0)
    return ".".join(parts[start:])


def join_two(texts: Sequence[str]) -> str:
    """Return the first two strings as one phrase: "orders and payments", "orders", ""."""
    if len(texts) < 2:
        return "".join(texts)
    return translate("{first} and {second}", first=texts[0], second=texts[1])


def join_any(texts: Sequence[str]) -> str:
    """Return strings as alternatives: "A, B or C"."""
    if len(texts) < 2:
        return "".join(texts)
    first = ", ".join(texts[:-1])
    return translate("{first} or {last}", first=first, last=texts[-1])


def _drop_contained(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Drop texts whose words are all in another text: "Fivetran" next to "Fivetran Salesforce"."""
    words = [frozenset(text.casefold().split()) for text in texts]
    return tuple(
        text
        for text, own in zip(texts, words, strict=True)
        if not any(own < other for other in words)
    )


def _drop_repetitions(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct strings in order, without empty strings; "Order" equals "order"."""
    found: dict[str, str] = {}
    for text in texts:
        if text:
            found.setdefault(text.casefold(), text)
    return tuple(found.values())
