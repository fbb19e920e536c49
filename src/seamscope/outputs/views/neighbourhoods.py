"""A part of a survey, as a survey: what one draws when the whole is too much for a page.

Every format draws it, as it draws the whole; figures of the whole (totals, questions, findings)
are left out of a part, which could not explain them.
"""

from dataclasses import replace
from difflib import get_close_matches

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.landscape import Integration
from seamscope.outputs.views.rows import Role, Row, rows

SURFACE = "surface"
AROUND = 18  # integrations about one system that a page still shows


def about(survey: Survey, what: str) -> Survey:
    """Return what concerns `surface`, a system (id or name) or an integration (id or label).

    A system's neighbourhood holds at most AROUND integrations, what is to build and the dearest
    first; its title says how many more there are. Raises SeamscopeError if nothing has that name.
    """
    wanted = what.strip().casefold()
    if wanted == SURFACE:
        return _surface(survey)
    for item in survey.integrations:
        if wanted in {item.id.casefold(), item.label.casefold()}:
            names = {system.id: system.name for system in survey.systems}
            ends = " and ".join(names.get(key, key) for key in item.systems)
            return _part(survey, (item,), set(item.systems), f"{item.label}: {ends}")
    found = [s for s in survey.systems if wanted in {s.id.casefold(), s.name.casefold()}]
    if len(found) == 1:
        return _neighbourhood(survey, found[0].id, found[0].name)
    raise _unknown(survey, what, [system.id for system in found])


def _surface(survey: Survey) -> Survey:
    named = {*survey.surface.build, *survey.surface.depends_on, *survey.surface.affects}
    kept = tuple(item for item in survey.integrations if item.id in named)
    systems = {side for item in kept for side in item.systems} | {survey.surface.poc}
    return _part(survey, kept, systems, f"{survey.meta.title}: what it touches")


def _neighbourhood(survey: Survey, system: str, name: str) -> Survey:
    table = sorted((row for row in rows(survey) if system in {row.source, row.target}), key=_weight)
    shown = {row.integration for row in table[:AROUND]}
    kept = tuple(item for item in survey.integrations if item.id in shown)
    more = f", +{len(table) - AROUND} more" if len(table) > AROUND else ""
    systems = {side for item in kept for side in item.systems} | {system}
    return _part(survey, kept, systems, f"{name} and what it exchanges data with{more}")


def neighbourhoods(survey: Survey, system: str, each: int) -> tuple[tuple[Survey, ...], int]:
    """Return parts about a system (its id) for pages of `each` integrations; how many are left.

    What the POC touches is shown in any case, the dearest of the rest up to AROUND.
    """
    name = next((item.name for item in survey.systems if item.id == system), system)
    table = [row for row in rows(survey) if system in {row.source, row.target}]
    table.sort(key=lambda row: (row.role is Role.OUTSIDE, *_weight(row)))
    touched = sum(row.role is not Role.OUTSIDE for row in table) if survey.surface.poc else 0
    shown = table[: max(AROUND, touched)]
    chunks = [shown[at : at + each] for at in range(0, len(shown), each)] or [[]]
    parts = []
    for place, chunk in enumerate(chunks, start=1):
        ids = {row.integration for row in chunk}
        kept = tuple(item for item in survey.integrations if item.id in ids)
        systems = {side for item in kept for side in item.systems} | {system}
        of = f", {place} of {len(chunks)}" if len(chunks) > 1 else ""
        parts.append(_part(survey, kept, systems, f"{name} and what it exchanges data with{of}"))
    return tuple(parts), len(table) - len(shown)


def _weight(row: Row) -> tuple[bool, float, str]:
    """Order rows as `rows` does by role; within a role the dearest first."""
    return not row.counts, -(row.days.p50 if row.days else 0.0), row.label


def _part(survey: Survey, kept: tuple[Integration, ...], systems: set[str], title: str) -> Survey:
    ids = {item.id for item in kept}
    flows = {key for item in kept for key in item.flows}
    edges = {key for item in kept for key in item.dependencies}
    surface = survey.surface
    return replace(
        survey,
        meta=replace(survey.meta, title=title),
        systems=tuple(item for item in survey.systems if item.id in systems),
        datasets=tuple(item for item in survey.datasets if item.system in systems),
        interfaces=tuple(item for item in survey.interfaces if item.system in systems),
        flows=tuple(item for item in survey.flows if item.id in flows),
        dependencies=tuple(item for item in survey.dependencies if item.id in edges),
        integrations=kept,
        surface=replace(
            surface,
            poc=surface.poc if surface.poc in systems else "",
            build=tuple(key for key in surface.build if key in ids),
            depends_on=tuple(key for key in surface.depends_on if key in ids),
            affects=tuple(key for key in surface.affects if key in ids),
            forgot=(),
        ),
        estimates=tuple(item for item in survey.estimates if item.integration in ids),
        totals=None,
        readiness=(),
        findings=(),
        questions=(),
        skipped=(),
    )


def _unknown(survey: Survey, what: str, several: list[str]) -> SeamscopeError:
    if several:
        remedy = f"name one by its id: {', '.join(several)}"
        return SeamscopeError(f"several systems are called {what!r}", remedy=remedy)
    known = [SURFACE, *(s.id for s in survey.systems), *(s.name for s in survey.systems)]
    known += [item.label for item in survey.integrations]
    near = get_close_matches(what, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`seamscope show systems` names them"
    return SeamscopeError(f"nothing here is called {what!r}", remedy=hint)
