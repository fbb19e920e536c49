"""What a picture of the landscape shows: which systems, which integrations, in which words."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.rows import Role, Row, rows
from seamscope.records import State
from seamscope.resolved import SystemNode
from seamscope.wording import number

LABELLED = 30  # an 11 pt label in a larger drawing falls below 5 pt on A4: ids only from here on
DRAWN = 60  # beyond, no page holds the drawing; the rest is counted and stands in the table
WORDED = 80  # integrations; the words of more pile up into a tower higher than any screen
ALONE = 6  # more systems without an integration than this are listed, not drawn
NAMED_ALONE = 60
STORES = re.compile(r"warehouse|database|lake|mart|store|\bdwh?\b|\bdb\b", re.IGNORECASE)
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One system to draw. key: a safe id, unique; lines: small print; state: "" when active."""

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
    """One integration to draw, from source to target by keys.

    words: mechanism, class and state; brief: without the mechanism, where there is little room.
    """

    label: str
    source: str
    target: str
    direction: Direction
    words: str
    brief: str
    effort_class: str
    role: Role
    active: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A whole picture. alone: names of systems without an integration that are only listed.

    left_out: sentence on what is not drawn, "" if all is; labelled: whether edges carry words.
    """

    title: str
    source: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    alone: tuple[str, ...]
    left_out: str
    labelled: bool
    has_poc: bool


def scene(survey: Survey) -> Scene:
    """Choose what to draw: everything while it can be read, else what matters most."""
    table = rows(survey)
    systems = _systems(survey, table)
    connected = {side for row in table for side in (row.source, row.target)}
    poc = survey.surface.poc
    alone = [key for key in systems if key not in connected and key != poc]
    listed = alone if len(alone) > ALONE else []
    candidates = [key for key in systems if key not in set(listed)]
    kept = set(_most_telling(survey, table, candidates))
    keys = _keys(sorted(kept))
    drawn = [row for row in table if row.source in kept and row.target in kept]
    by_domain = any(systems[key].domain for key in kept)
    return Scene(
        title=survey.meta.title or "Integration landscape",
        source=source(survey),
        nodes=tuple(
            _node(systems[key], keys[key], poc=key == poc, by_domain=by_domain)
            for key in sorted(kept)
        ),
        edges=tuple(_edge(row, keys) for row in drawn),
        alone=tuple(sorted(systems[key].name for key in listed)),
        left_out="; ".join(
            part
            for part in (
                _left_out(len(candidates) - len(kept), len(table) - len(drawn)),
                _not_placed(survey),
            )
            if part
        ),
        labelled=len(kept) <= LABELLED,
        has_poc=bool(poc),
    )


def _not_placed(survey: Survey) -> str:
    """Name the endpoints that no evidence places in a system, "" if there are none."""
    names = [endpoint.name for endpoint in survey.endpoints]
    if not names:
        return ""
    more = f" and {len(names) - ALONE} more" if len(names) > ALONE else ""
    return f"not placed yet ({len(names)}): {', '.join(names[:ALONE])}{more}"


def _systems(survey: Survey, table: tuple[Row, ...]) -> dict[str, SystemNode]:
    """Return every system by id; one that only an integration names is drawn by its id."""
    found = {
        side: SystemNode(id=side, name=side) for row in table for side in (row.source, row.target)
    }
    found.update({system.id: system for system in survey.systems})
    return dict(sorted(found.items()))


def _most_telling(survey: Survey, table: tuple[Row, ...], candidates: list[str]) -> list[str]:
    """Return at most DRAWN systems: the POC, its surface, then those with most integrations."""
    if len(candidates) <= DRAWN:
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
    return ranked[:DRAWN]


def _keys(systems: list[str]) -> dict[str, str]:
    """Give every system an id that is safe in DOT, SVG and Mermaid; slugs stay as they are."""
    return {
        system: system if SLUG.fullmatch(system) else f"system_{number}"
        for number, system in enumerate(systems, start=1)
    }


def _node(system: SystemNode, key: str, *, poc: bool, by_domain: bool) -> Node:
    what = " · ".join(
        part for part in (system.kind, system.product) if part and part != system.name
    )
    state = "" if system.lifecycle is State.ACTIVE else system.lifecycle.value
    group = system.domain if by_domain else system.kind
    lines = ("proof of concept" if poc else what, system.owner)
    return Node(
        key=key,
        system=system.id,
        name=system.name if plain(system.name).strip() else system.id,
        lines=tuple(line for line in lines if line),
        group="" if poc else group or "Other",
        store=bool(STORES.search(f"{system.kind}")),
        poc=poc,
        state=state,
    )


def _edge(row: Row, keys: dict[str, str]) -> Edge:
    how = "+".join(row.mechanisms[:2]) + ("+…" if len(row.mechanisms) > 2 else "")
    state = "" if row.counts else row.standing
    words = " · ".join(part for part in (how, row.effort_class, state) if part)
    figures = (
        f"P50 {row.days.p50:.1f}, P80 {row.days.p80:.1f}, P90 {row.days.p90:.1f} person-days"
        if row.days
        else ""
    )
    told = [f"{row.label} {row.systems}", words, figures, row.reason]
    return Edge(
        label=row.label,
        source=keys[row.source],
        target=keys[row.target],
        direction=row.direction,
        words=words,
        brief=" · ".join(part for part in (row.effort_class, state) if part),
        effort_class=row.effort_class,
        role=row.role,
        active=row.counts,
        title="; ".join(part for part in told if part),
    )


def source(survey: Survey) -> str:
    """Name program, date if recorded, and hashes, so that a printed picture can be traced."""
    listed = sorted(f"{item.path} {item.sha256}\n" for item in survey.meta.inputs)
    digest = hashlib.sha256("".join(listed).encode()).hexdigest()[:12]
    options = survey.meta.options or {}
    poc = options.get("poc_sha256", "")[:12]
    parts = (
        f"{survey.meta.tool} {survey.meta.tool_version}",
        options.get("date", ""),
        f"inputs {digest}",
        f"POC {poc}" if poc else "",
    )
    return " · ".join(part for part in parts if part)


def _left_out(systems: int, integrations: int) -> str:
    if systems + integrations == 0:
        return ""
    return (
        f"+{number(systems, 'more system')} and {number(integrations, 'integration')}, "
        "see the table"
    )
