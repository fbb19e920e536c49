"""What stands behind the figures: questions, readiness, findings, systems, gaps and sources."""

from collections import Counter
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html.figures import places
from seamscope.outputs.html.markup import Part, el, listing
from seamscope.outputs.html.tables import findings_table, table
from seamscope.outputs.views.digest import forgotten, ranked_questions
from seamscope.resolved import SystemNode


def questions(survey: Survey) -> Element | None:
    """Return every question, those whose answers narrow the total most first."""
    names = {item.id: item.name for item in survey.systems}
    names |= {item.id: item.label for item in survey.integrations}
    lines: list[list[Part]] = [
        [
            question.text,
            "" if question.variance_share is None else f"{100 * question.variance_share:.1f} %",
            ", ".join(names.get(key, key) for key in question.about),
            ", ".join(map(str, question.evidence)),
        ]
        for question in ranked_questions(survey)
    ]
    headers = ("question", "share of the uncertainty", "about", "read from")
    return table(headers, lines, "Questions") if lines else None


def forgotten_systems(survey: Survey) -> Element | None:
    """Return the systems that the POC does not mention and production meets."""
    found = forgotten(survey)
    return listing(found) if found else None


def readiness(survey: Survey) -> Element | None:
    """Return the production checklist with answers and evidence."""
    if not survey.readiness:
        return None
    counts = Counter(line.state for line in survey.readiness)
    said = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    lines: list[list[Part]] = [
        [
            line.line,
            el("span", line.state, class_=f"state {line.state.split()[0] if line.state else ''}"),
            line.answer,
            ", ".join(map(str, line.evidence)),
        ]
        for line in survey.readiness
    ]
    headers = ("line", "state", "answer", "read from")
    return el("div", el("p", f"{said}."), table(headers, lines, "Readiness for production"))


def systems(survey: Survey) -> Element | None:
    """Return every system with its owner and how it is known."""
    headers = (
        "system",
        "kind",
        "product",
        "domain",
        "owner",
        "lifecycle",
        "known from",
        "read from",
    )
    lines = [_system(system) for system in survey.systems]
    return table(headers, lines, "Systems") if lines else None


def skipped(survey: Survey) -> Element | None:
    """Return what was not read, with its place, its reason and what to do."""
    lines: list[list[Part]] = [
        [item.kind, str(item.evidence), item.reason, item.remedy] for item in survey.skipped
    ]
    headers = ("kind", "place", "why", "what to do")
    return table(headers, lines, "What was not read") if lines else None


def method(survey: Survey) -> Element:
    """Return how figures are made, on whose figures they rest, and which files were read."""
    figures = {part.source for item in survey.estimates for part in item.size}
    figures |= {factor.source for item in survey.estimates for factor in item.factors}
    figures -= {""}
    files: list[list[Part]] = [
        [f.path, f.connector or "nothing claims it", str(f.records), el("code", f.sha256[:16])]
        for f in survey.meta.inputs
    ]
    sql: list[list[Part]] = [
        [c.file, c.dialect, str(c.parsed), str(c.partly), str(c.not_understood)]
        for c in survey.meta.coverage
    ]
    options = ", ".join(f"{k}: {v}" for k, v in sorted((survey.meta.options or {}).items()) if v)
    return el(
        "div",
        el("p", survey.meta.method) if survey.meta.method else None,
        el("p", f"Options: {options}.") if options else None,
        _folded("Sources of the figures", listing(sorted(figures))) if figures else None,
        _folded(
            f"Files ({len(files)})",
            table(("file", "read by", "records", "SHA-256 begins"), files, "Files"),
        )
        if files
        else None,
        _folded(
            "SQL coverage, in statements",
            table(("file", "dialect", "understood", "partly", "not understood"), sql, "SQL"),
        )
        if sql
        else None,
    )


def _system(system: SystemNode) -> list[Part]:
    return [
        el("a", system.name or system.id, href=f"#/system/{system.id}"),
        system.kind,
        system.product,
        system.domain,
        system.owner,
        system.lifecycle.value,
        system.known_from.value,
        places(system.evidence[:3]),
    ]


def _folded(title: str, content: Element) -> Element:
    return el("details", el("summary", title), content)


def findings(survey: Survey) -> Element | None:
    """Return what makes seams expensive or risky."""
    return findings_table(survey)
