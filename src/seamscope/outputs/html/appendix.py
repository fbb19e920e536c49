"""The appendix sections of the report: readiness, findings, systems, skipped inputs, method."""

from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html.estimates import build_evidence_list
from seamscope.outputs.html.markup import Part, build_element, build_list
from seamscope.outputs.html.tables import build_table
from seamscope.outputs.views.digest import list_forgotten_systems
from seamscope.outputs.views.display_names import name_kind
from seamscope.outputs.views.findings import describe_finding, name_severity, rank_findings
from seamscope.resolved import SystemNode
from seamscope.wording import mark_each, translate, translate_term

LISTED = 20  # systems that the POC does not mention, before the others are folded


def build_forgotten_systems(survey: Survey) -> Element | None:
    """Return the systems that the POC does not mention, with the reasons to include them."""
    lines = list_forgotten_systems(survey)
    if not lines:
        return None
    rest = lines[LISTED:]
    more = translate("{count:,} more", count=len(rest))
    folded = build_element(
        "details", build_element("summary", more), build_list(rest), class_="rest"
    )
    return build_element("div", build_list(lines[:LISTED]), folded if rest else None)


def build_readiness(survey: Survey) -> Element | None:
    """Return the readiness checklist with answers and evidence."""
    if not survey.readiness:
        return None
    counts = Counter(line.state for line in survey.readiness)
    summary = ", ".join(
        f"{count} {translate_term(state)}" for state, count in sorted(counts.items())
    )
    lines: list[list[Part]] = [
        [
            translate_term(line.line),
            build_element(
                "span",
                translate_term(line.state),
                class_=f"state {line.state.split()[0] if line.state else ''}",
            ),
            line.answer,
            ", ".join(map(str, line.evidence)),
        ]
        for line in survey.readiness
    ]
    headers = mark_each("requirement", "state", "answer", "evidence")
    return build_element(
        "div",
        build_element("p", f"{summary}."),
        build_table(headers, lines, translate("Readiness for production")),
    )


def build_systems(survey: Survey) -> Element | None:
    """Return all systems, with their owners and with the origin of each system.

    The systems of integrations to build come first, because long tables are not printed whole.
    """
    headers = mark_each(
        "system",
        "kind",
        "product",
        "domain",
        "owner",
        "lifecycle",
        "known from",
        "evidence",
    )
    built = set(survey.surface.build)
    ends = {end for item in survey.integrations if item.id in built for end in item.systems}
    systems = sorted(survey.systems, key=lambda system: system.id not in ends)
    lines = [_build_system_row(system) for system in systems]
    return build_table(headers, lines, translate("Systems")) if lines else None


def build_skipped(survey: Survey) -> Element | None:
    """Return the inputs that were not read, with file and line, reason and remedy."""
    lines: list[list[Part]] = [
        [translate_term(item.kind), str(item.evidence), item.reason, item.remedy]
        for item in survey.skipped
    ]
    headers = mark_each("kind", "file and line", "reason", "what to do")
    return build_table(headers, lines, translate("Not read")) if lines else None


def build_method(survey: Survey) -> Element:
    """Return the method, the sources of its constants, and the files that were read."""
    figures = {part.source for item in survey.estimates for part in item.size}
    figures |= {factor.source for item in survey.estimates for factor in item.factors}
    figures -= {""}
    options = ", ".join(f"{k}: {v}" for k, v in sorted((survey.meta.options or {}).items()) if v)
    return build_element(
        "div",
        build_element("p", translate_term(survey.meta.method)) if survey.meta.method else None,
        build_element("p", translate("Options: {options}.", options=options)) if options else None,
        _build_details(translate("Sources of the constants"), build_list(sorted(figures)))
        if figures
        else None,
        _build_file_table(survey),
        _build_sql_table(survey),
    )


def _build_file_table(survey: Survey) -> Element | None:
    files: list[list[Part]] = [
        [f.path, f.connector or translate("no connector"), str(f.records),
         build_element("code", f.sha256[:16])]
        for f in survey.meta.inputs
    ]  # fmt: skip
    headers = mark_each("file", "connector", "records", "SHA-256, first digits")
    title = translate("Files ({files})", files=len(files))
    return _build_details(title, build_table(headers, files, translate("Files"))) if files else None


def _build_sql_table(survey: Survey) -> Element | None:
    lines: list[list[Part]] = [
        [c.file, c.dialect, str(c.parsed), str(c.partly), str(c.not_understood)]
        for c in survey.meta.coverage
    ]
    headers = mark_each("file", "dialect", "understood", "partly understood", "not understood")
    title = translate("SQL coverage, in statements")
    return _build_details(title, build_table(headers, lines, translate("SQL"))) if lines else None


def _build_system_row(system: SystemNode) -> list[Part]:
    return [
        build_element("a", system.name or system.id, href=f"#/system/{system.id}"),
        name_kind(system.kind),
        system.product,
        translate_term(system.domain),
        system.owner,
        translate_term(system.lifecycle.value),
        translate_term(system.known_from.value),
        build_evidence_list(system.evidence[:3]),
    ]


def _build_details(title: str, content: Element) -> Element:
    return build_element("details", build_element("summary", title), content, class_="appendix")


def build_findings(survey: Survey) -> Element | None:
    """Return the findings with their remedies, the most severe first and accepted findings last."""
    findings = rank_findings(survey)
    if not findings:
        return None
    names = {item.id: item.name for item in survey.systems}
    labels = {item.id: item.label for item in survey.integrations}
    lines: list[list[Part]] = [
        [
            build_element(
                "span",
                name_severity(f),
                class_=f"severity {'accepted' if f.is_accepted else f.severity.value}",
            ),
            describe_finding(f),
            build_element("span", *_build_links(f.where, names, labels)),
            f.remedy,
            ", ".join(map(str, f.evidence)),
        ]
        for f in findings
    ]
    headers = mark_each("severity", "finding", "concerns", "what to do", "evidence")
    return build_table(headers, lines, translate("Findings"))


def _build_links(
    where: Iterable[str], names: dict[str, str], labels: dict[str, str]
) -> Iterator[Part]:
    for number, key in enumerate(where):
        if number:
            yield ", "
        if key in labels:
            yield build_element("a", labels[key], href=f"#/{labels[key]}")
        elif key in names:
            yield build_element("a", names[key], href=f"#/system/{key}")
        else:
            yield key
