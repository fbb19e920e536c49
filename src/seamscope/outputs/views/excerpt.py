"""Select an excerpt of a survey, for `render --about` and for pages about one system.

An excerpt is a survey, so every output can render it. It has no totals, questions, findings or
readiness, because these describe the whole landscape.
"""

from dataclasses import replace
from difflib import get_close_matches

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.landscape import Integration
from seamscope.outputs.views.effort_rows import EffortRow, Role, list_effort_rows
from seamscope.wording import translate

SURFACE = "surface"
MAX_INTEGRATIONS = 18  # maximum number of integrations in an excerpt, which is one page


def select_excerpt(survey: Survey, name: str) -> Survey:
    """Return the part of a survey about a system, an integration, or the surface of the POC.

    An excerpt about a system has at most MAX_INTEGRATIONS integrations. Active integrations and
    those to build come first, sorted by size; the title contains the number of remaining
    integrations. Raises SeamscopeError if nothing has the name, or for `surface` without a POC.
    name: id or name of a system, id or label of an integration, or `surface` for all integrations
    that the POC needs, depends on or affects.
    """
    key = name.strip().casefold()
    if key == SURFACE:
        return _select_surface(survey)
    for item in survey.integrations:
        if key in {item.id.casefold(), item.label.casefold()}:
            names = {system.id: system.name for system in survey.systems}
            ends = " and ".join(names.get(side, side) for side in item.systems)
            return _build_excerpt(survey, (item,), set(item.systems), f"{item.label}: {ends}")
    systems = [s for s in survey.systems if key in {s.id.casefold(), s.name.casefold()}]
    if len(systems) == 1:
        return _select_neighbourhood(survey, systems[0].id, systems[0].name)
    raise _build_error(survey, name, [system.id for system in systems])


def _select_surface(survey: Survey) -> Survey:
    if not survey.surface.poc:
        raise SeamscopeError(
            "`surface` selects the integrations that a POC touches, but no POC was specified",
            remedy="run `seamscope survey` with --poc, or use `--about landscape`",
        )
    ids = {*survey.surface.build, *survey.surface.depends_on, *survey.surface.affects}
    integrations = tuple(item for item in survey.integrations if item.id in ids)
    systems = {side for item in integrations for side in item.systems} | {survey.surface.poc}
    return _build_excerpt(
        survey,
        integrations,
        systems,
        translate("{title}: integrations the POC touches", title=survey.meta.title),
    )


def _select_neighbourhood(survey: Survey, system: str, name: str) -> Survey:
    table = sorted(
        (row for row in list_effort_rows(survey) if system in {row.source, row.target}),
        key=_rank_row,
    )
    shown = {row.integration for row in table[:MAX_INTEGRATIONS]}
    integrations = tuple(item for item in survey.integrations if item.id in shown)
    more = (
        translate(", +{table} more", table=len(table) - MAX_INTEGRATIONS)
        if len(table) > MAX_INTEGRATIONS
        else ""
    )
    systems = {side for item in integrations for side in item.systems} | {system}
    return _build_excerpt(
        survey,
        integrations,
        systems,
        translate("{name} and its integrations{more}", name=name, more=more),
    )


def split_neighbourhood(
    survey: Survey, system: str, per_page: int
) -> tuple[tuple[Survey, ...], int]:
    """Return excerpts about a system with `per_page` integrations each, and the number left out.

    Integrations that the POC needs, depends on or affects are always included. If these are fewer
    than MAX_INTEGRATIONS, the largest other integrations are added up to this number.

    system: the id of the system.
    """
    name = next((item.name for item in survey.systems if item.id == system), system)
    table = [row for row in list_effort_rows(survey) if system in {row.source, row.target}]
    table.sort(key=lambda row: (row.role is Role.OUTSIDE, *_rank_row(row)))
    touched = sum(row.role is not Role.OUTSIDE for row in table) if survey.surface.poc else 0
    shown = table[: max(MAX_INTEGRATIONS, touched)]
    chunks = [shown[at : at + per_page] for at in range(0, len(shown), per_page)] or [[]]
    parts = []
    for place, chunk in enumerate(chunks, start=1):
        ids = {row.integration for row in chunk}
        integrations = tuple(item for item in survey.integrations if item.id in ids)
        systems = {side for item in integrations for side in item.systems} | {system}
        of = (
            translate(", {place} of {chunks}", place=place, chunks=len(chunks))
            if len(chunks) > 1
            else ""
        )
        parts.append(
            _build_excerpt(
                survey,
                integrations,
                systems,
                translate("{name} and its integrations{of}", name=name, of=of),
            )
        )
    return tuple(parts), len(table) - len(shown)


def _rank_row(row: EffortRow) -> tuple[bool, float, str]:
    """Return the sort key of a row: active or to build first, then the highest P50 days."""
    return not row.is_current, -(row.any_days.p50 if row.any_days else 0.0), row.label


def _build_excerpt(
    survey: Survey, integrations: tuple[Integration, ...], systems: set[str], title: str
) -> Survey:
    ids = {item.id for item in integrations}
    flows = {key for item in integrations for key in item.flows}
    edges = {key for item in integrations for key in item.dependencies}
    surface = survey.surface
    return replace(
        survey,
        meta=replace(survey.meta, title=title),
        systems=tuple(item for item in survey.systems if item.id in systems),
        datasets=tuple(item for item in survey.datasets if item.system in systems),
        interfaces=tuple(item for item in survey.interfaces if item.system in systems),
        flows=tuple(item for item in survey.flows if item.id in flows),
        dependencies=tuple(item for item in survey.dependencies if item.id in edges),
        integrations=integrations,
        surface=replace(
            surface,
            poc=surface.poc if surface.poc in systems else "",
            build=tuple(key for key in surface.build if key in ids),
            depends_on=tuple(key for key in surface.depends_on if key in ids),
            affects=tuple(key for key in surface.affects if key in ids),
            replaced=tuple(key for key in surface.replaced if key in systems),
            forgot=(),
        ),
        estimates=tuple(item for item in survey.estimates if item.integration in ids),
        totals=None,
        roadmap=None,
        readiness=(),
        ledger=None,
        findings=(),
        questions=(),
        skipped=(),
    )


def _build_error(survey: Survey, name: str, matches: list[str]) -> SeamscopeError:
    if matches:
        remedy = f"use one of these ids: {', '.join(matches)}"
        return SeamscopeError(f"{name!r} is the name of several systems", remedy=remedy)
    names = [SURFACE, *(s.id for s in survey.systems), *(s.name for s in survey.systems)]
    names += [item.label for item in survey.integrations]
    near = get_close_matches(name, names, n=3)
    hint = (
        f"did you mean {' or '.join(near)}?"
        if near
        else "list the names with `seamscope show systems`"
    )
    return SeamscopeError(f"no system or integration is called {name!r}", remedy=hint)
