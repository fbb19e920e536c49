"""Assemble the report: head with security policy, then the sections, then data and scripts."""

from collections import Counter
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html import appendix, asking, board, sections, summary
from seamscope.outputs.html.articles import (
    build_brief_article,
    build_integration_article,
    build_system_article,
    index_survey,
)
from seamscope.outputs.html.assets import (
    build_policy,
    build_scripts,
    build_styles,
    list_script_texts,
)
from seamscope.outputs.html.markup import build_element
from seamscope.outputs.html.payload import build_data_block, build_page_blocks
from seamscope.outputs.html.run_costs import build_run_costs
from seamscope.outputs.html.tables import MOST
from seamscope.outputs.html.whatif import build_whatif_model
from seamscope.outputs.views.effort_rows import Role, list_effort_rows
from seamscope.outputs.views.next_steps import rank_questions
from seamscope.readiness import ReadinessState
from seamscope.resolved import Severity
from seamscope.wording import (
    format_number,
    get_language,
    mark_text,
    translate,
    translate_term,
)

Section = Callable[[Survey], Element | None]
IN_FULL = 600  # number of integrations with a full page of about 10 kB; the others get a short page
WITHOUT_SCRIPT = 80  # up to this number of integrations, <noscript> repeats their pages
SECTIONS: tuple[tuple[str, str, Section], ...] = (
    ("board", mark_text("Board page"), board.build_first_screen),
    ("neighbourhood", mark_text("Neighbourhood"), board.build_neighbourhood_section),
    ("summary", mark_text("Key figures"), summary.build_summary),
    ("effort", mark_text("Effort"), sections.build_effort),
    ("landscape", mark_text("Landscape"), sections.build_landscape),
    ("certainty", mark_text("Uncertainty"), sections.build_certainty),
    ("whatif", mark_text("What if"), sections.build_whatif),
    ("costs", mark_text("Run cost"), build_run_costs),
    ("questions", mark_text("Questions"), asking.build_questions),
    ("forgotten", mark_text("Systems not mentioned"), appendix.build_forgotten_systems),
    ("readiness", mark_text("Readiness"), appendix.build_readiness),
    ("findings", mark_text("Findings"), appendix.build_findings),
    ("systems", mark_text("Systems"), appendix.build_systems),
    ("skipped", mark_text("Not read"), appendix.build_skipped),
    ("method", mark_text("Method and sources"), appendix.build_method),
)


def build_page(survey: Survey) -> Element:
    """Return the document; sections without content are left out."""
    built = [(key, translate_term(name), part(survey)) for key, name, part in SECTIONS]
    sections = [(key, name, part) for key, name, part in built if part is not None]
    counts = _count_by_section(survey)
    links = [
        build_element(
            "li", build_element("a", name, *_build_count(counts.get(key)), href=f"#{key}")
        )
        for key, name, _ in sections
    ]
    title = survey.meta.title or translate("Integration landscape")
    head = build_element(
        "head",
        build_element("meta", charset="utf-8"),
        build_policy(),
        build_element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        build_element("meta", name="color-scheme", content="light dark"),
        build_element(
            "meta", name="generator", content=f"{survey.meta.tool} {survey.meta.tool_version}"
        ),
        build_element("title", translate("{title}: integrations, effort, certainty", title=title)),
        *build_styles(),
    )
    body = build_element(
        "body",
        build_element("a", translate("Skip to the content"), href="#content", class_="skip"),
        summary.build_banner(survey, title),
        build_element(
            "nav", build_element("ul", *links), aria_label=translate("Sections"), id="sections"
        ),
        build_element(
            "main",
            _build_noscript(survey),
            build_element("div", *(_build_section(*section) for section in sections), id="report"),
            build_element("div", id="page", hidden="hidden"),
            id="content",
            tabindex="-1",
        ),
        build_element("p", id="told", class_="unseen", role="status"),
        *_build_data(survey),
        *build_scripts(),
    )
    return build_element("html", head, body, lang=get_language())


def _count_by_section(survey: Survey) -> dict[str, str]:
    """Return the text after each section's name in the navigation, such as "3 to build"."""
    to_build = sum(row.role is Role.BUILD for row in list_effort_rows(survey))
    states = Counter(line.state for line in survey.readiness)
    findings = [item for item in survey.findings if not item.is_accepted]
    severe = sum(item.severity is Severity.HIGH for item in findings)
    return {
        "effort": translate("{count:,} to build", count=to_build) if survey.surface.poc else "",
        "questions": _write(len(rank_questions(survey))),
        "forgotten": _write(len(survey.surface.forgot)),
        "readiness": ", ".join(
            f"{states[state]} {translate_term(state.value)}"
            for state in (ReadinessState.OPEN, ReadinessState.CONTRADICTED)
            if states[state]
        ),
        "findings": translate("{severe:,} high", severe=severe)
        if severe
        else _write(len(findings)),
        "systems": _write(len(survey.systems)),
        "skipped": _write(len(survey.skipped)),
    }


def _write(count: int) -> str:
    return format_number(count, ",")


def _build_count(count: str | None) -> list[Element]:
    return [build_element("span", f" {count}", class_="count")] if count else []


def _build_section(key: str, name: str, content: Element) -> Element:
    heading = build_element("h2", name, id=f"{key}-title")
    return build_element("section", heading, content, id=key, aria_labelledby=f"{key}-title")


def _build_data(survey: Survey) -> Iterator[Element]:
    index = index_survey(survey)
    effort_rows = list_effort_rows(survey)  # integrations to build come first
    pages = {row.label: build_integration_article(row, index) for row in effort_rows[:IN_FULL]}
    pages |= {row.label: build_brief_article(row, index) for row in effort_rows[IN_FULL:]}
    pages |= {
        f"system/{system.id}": build_system_article(system, index) for system in survey.systems
    }
    yield from build_page_blocks(pages)
    if model := build_whatif_model(survey):
        yield build_data_block("whatif-model", model)
    yield asking.build_answers_data(survey)
    if get_language() != "en":
        translations = {text: translate_term(text) for text in list_script_texts()}
        yield build_data_block("translations", translations)


def _build_noscript(survey: Survey) -> Element:
    effort_rows = list_effort_rows(survey)
    shown = translate("All figures, findings and questions are on this page.")
    if max(map(len, (effort_rows, survey.findings, survey.systems))) > MOST:
        shown = translate(
            "Long tables show their first rows; survey.json and effort.csv have all of them. The "
            "other figures, findings and questions are on this page."
        )
    more = translate("The factors of each integration are at the end of the page.")
    if len(effort_rows) > WITHOUT_SCRIPT:
        more = translate("`seamscope explain ID` shows one integration in full.")
    disabled = translate(
        "Scripts are disabled: the diagram cannot be zoomed, tables cannot be sorted and what-ifs "
        "cannot be calculated."
    )
    note = f"{disabled} {shown} {more}"
    if len(effort_rows) > WITHOUT_SCRIPT:
        return build_element("noscript", build_element("p", note, class_="note"))
    index = index_survey(survey)
    articles = [build_integration_article(row, index) for row in effort_rows]
    return build_element("noscript", build_element("p", note, class_="note"), *articles)
