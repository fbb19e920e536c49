"""Select the content of a landscape diagram: systems, integrations and their labels."""

import re
from collections import Counter
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.display_names import name_kind
from seamscope.outputs.views.effort_rows import EffortRow, Role, list_effort_rows
from seamscope.outputs.views.provenance import describe_source
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.records import State
from seamscope.resolved import SystemNode
from seamscope.wording import format_count, format_days, translate, translate_term

MAX_LABELLED_SYSTEMS = (
    30  # with more systems, lines have only ids, because labels on A4 would be below 5 pt
)
MAX_SYSTEMS = 60  # further systems do not fit on a page and are only counted
MAX_LABELLED_EDGES = 80  # with more integrations, the stack of labels would be higher than a screen
MAX_ISOLATED_DRAWN = (
    6  # if there are more systems without an integration, they are listed, not drawn
)
MAX_ISOLATED_NAMED = 60
STORE_KINDS = re.compile(r"warehouse|database|lake|mart|store|\bdwh?\b|\bdb\b", re.IGNORECASE)
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One system to draw.

    key: unique and valid in every output format.
    lines: details below the name.
    state: "" if active.
    """

    key: str
    system: str
    name: str
    lines: tuple[str, ...]
    group: str
    store: bool
    poc: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One integration to draw; source and target are node keys.

    caption: mechanism, effort class and state.
    short_caption: effort class and state.
    """

    label: str
    source: str
    target: str
    direction: Direction
    caption: str
    short_caption: str
    effort_class: str
    role: Role
    active: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The content of a diagram.

    isolated: names of systems without an integration, which are listed, not drawn.
    omitted: a sentence on omitted parts, "" if there are none.
    labelled: False if the labels of integrations are only ids.
    """

    title: str
    source: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    isolated: tuple[str, ...]
    omitted: str
    labelled: bool
    has_poc: bool


def build_scene(survey: Survey) -> Scene:
    """Build a scene with all systems or, if these are too many, the most relevant ones."""
    table = list_effort_rows(survey)
    systems = _index_systems(survey, table)
    connected = {side for row in table for side in (row.source, row.target)}
    poc = survey.surface.poc
    unconnected = [key for key in systems if key not in connected and key != poc]
    isolated = unconnected if len(unconnected) > MAX_ISOLATED_DRAWN else []
    candidates = [key for key in systems if key not in set(isolated)]
    selected = set(_select_systems(survey, table, candidates))
    keys = _assign_keys(sorted(selected))
    drawn = [row for row in table if row.source in selected and row.target in selected]
    by_domain = any(systems[key].domain for key in selected)
    return Scene(
        title=survey.meta.title or translate("Integration landscape"),
        source=describe_source(survey),
        nodes=tuple(
            _build_node(systems[key], keys[key], poc=key == poc, by_domain=by_domain)
            for key in sorted(selected)
        ),
        edges=tuple(_build_edge(row, keys) for row in drawn),
        isolated=tuple(sorted(systems[key].name for key in isolated)),
        omitted="; ".join(
            part
            for part in (
                _describe_omissions(len(candidates) - len(selected), len(table) - len(drawn)),
                _describe_unplaced(survey),
            )
            if part
        ),
        labelled=len(selected) <= MAX_LABELLED_SYSTEMS,
        has_poc=bool(poc),
    )


def _describe_unplaced(survey: Survey) -> str:
    """Return a phrase that lists the endpoints without a system, "" if there are none."""
    names = [endpoint.name for endpoint in survey.endpoints]
    if not names:
        return ""
    shown = ", ".join(names[:MAX_ISOLATED_DRAWN])
    more = len(names) - MAX_ISOLATED_DRAWN
    return translate(
        "not placed yet ({count}): {names}{more}",
        count=len(names),
        names=shown,
        more=translate(" and {more} more", more=more) if more > 0 else "",
    )


def _index_systems(survey: Survey, table: tuple[EffortRow, ...]) -> dict[str, SystemNode]:
    """Return the systems by id; for an endpoint without a system, a system named by its id."""
    systems = {
        side: SystemNode(id=side, name=side) for row in table for side in (row.source, row.target)
    }
    systems.update({system.id: system for system in survey.systems})
    return dict(sorted(systems.items()))


def _select_systems(
    survey: Survey, table: tuple[EffortRow, ...], candidates: list[str]
) -> list[str]:
    """Return at most MAX_SYSTEMS systems, the most relevant to the POC.

    The order is: the POC, systems of integrations to build, systems of integrations that the POC
    depends on or affects, then the systems with the most integrations.
    """
    if len(candidates) <= MAX_SYSTEMS:
        return candidates
    touched = {
        side for row in table if row.role is not Role.OUTSIDE for side in (row.source, row.target)
    }
    built = {side for row in table if row.role is Role.BUILD for side in (row.source, row.target)}
    degree = Counter(side for row in table for side in (row.source, row.target))
    poc = survey.surface.poc
    if poc:
        near = touched | {
            side
            for row in table
            if {row.source, row.target} & touched
            for side in (row.source, row.target)
        }
        candidates = [key for key in candidates if key in near or key == poc]
    ranked = sorted(
        candidates,
        key=lambda key: (key != poc, key not in built, key not in touched, -degree[key], key),
    )
    return ranked[:MAX_SYSTEMS]


def _assign_keys(systems: list[str]) -> dict[str, str]:
    """Return a key for each system that is valid in DOT, SVG and Mermaid.

    An id of letters, digits and hyphens is its own key.
    """
    return {
        system: system if SLUG.fullmatch(system) else f"system_{number}"
        for number, system in enumerate(systems, start=1)
    }


def _build_node(system: SystemNode, key: str, *, poc: bool, by_domain: bool) -> Node:
    description = " · ".join(
        part for part in (name_kind(system.kind), system.product) if part and part != system.name
    )
    state = "" if system.lifecycle is State.ACTIVE else translate_term(system.lifecycle.value)
    group = translate_term(system.domain) if by_domain else name_kind(system.kind)
    lines = (translate("proof of concept") if poc else description, system.owner)
    return Node(
        key=key,
        system=system.id,
        name=system.name if clean_text(system.name).strip() else system.id,
        lines=tuple(line for line in lines if line),
        group="" if poc else group or translate("Other"),
        store=bool(STORE_KINDS.search(f"{system.kind}")),
        poc=poc,
        state=state,
    )


def _build_edge(row: EffortRow, keys: dict[str, str]) -> Edge:
    mechanisms = "+".join(row.mechanisms[:2]) + ("+…" if len(row.mechanisms) > 2 else "")
    state = "" if row.is_current else row.status
    words = " · ".join(part for part in (mechanisms, row.effort_class, state) if part)
    figures = (
        f"P50 {format_days(row.days.p50)}, P80 {format_days(row.days.p80)}, "
        f"P90 {format_days(row.days.p90)} {row.days_word}"
        if row.days
        else ""
    )
    title_parts = [f"{row.label} {row.systems}", words, figures, row.reason]
    return Edge(
        label=row.label,
        source=keys[row.source],
        target=keys[row.target],
        direction=row.direction,
        caption=words,
        short_caption=" · ".join(part for part in (row.effort_class, state) if part),
        effort_class=row.effort_class,
        role=row.role,
        active=row.is_current,
        title="; ".join(part for part in title_parts if part),
    )


def _describe_omissions(systems: int, integrations: int) -> str:
    if systems + integrations == 0:
        return ""
    return translate(
        "+{systems} and {integrations}, see the effort table",
        systems=format_count(systems, "more system"),
        integrations=format_count(integrations, "integration"),
    )
