"""The page put together: one file with its policy, its parts in order, its data at the end."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html import appendix, sections, summary
from seamscope.outputs.html.article import brief_article, facts, integration_article, system_article
from seamscope.outputs.html.assets import policy, scripts, styles
from seamscope.outputs.html.costs import costs
from seamscope.outputs.html.markup import el
from seamscope.outputs.html.payload import blocks, data_block
from seamscope.outputs.html.whatif import whatif_data
from seamscope.outputs.views.rows import rows

Section = Callable[[Survey], Element | None]
IN_FULL = 600  # integrations whose page has all factors: each takes about 10 kB
WITHOUT_SCRIPT = 80  # integrations that are also written out for readers without scripts
SECTIONS: tuple[tuple[str, str, Section], ...] = (
    ("summary", "Summary", summary.summary),
    ("landscape", "Landscape", sections.landscape),
    ("effort", "Effort", sections.effort),
    ("certainty", "How sure", sections.certainty),
    ("whatif", "What if", sections.whatif),
    ("costs", "Run cost", costs),
    ("questions", "Questions", appendix.questions),
    ("forgotten", "Not mentioned", appendix.forgotten_systems),
    ("readiness", "Readiness", appendix.readiness),
    ("findings", "Findings", appendix.findings),
    ("systems", "Systems", appendix.systems),
    ("skipped", "Not read", appendix.skipped),
    ("method", "Method and sources", appendix.method),
)


def page(survey: Survey) -> Element:
    """Return the document; sections without content are left out, also of the navigation."""
    made = [(key, name, part(survey)) for key, name, part in SECTIONS]
    found = [(key, name, part) for key, name, part in made if part is not None]
    links = [el("li", el("a", name, href=f"#{key}")) for key, name, _ in found]
    title = survey.meta.title or "Integration landscape"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        policy(),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="generator", content=f"{survey.meta.tool} {survey.meta.tool_version}"),
        el("title", f"{title}: integrations, effort, certainty"),
        *styles(),
    )
    body = el(
        "body",
        el("a", "Skip to the content", href="#content", class_="skip"),
        summary.banner(survey, title),
        el("nav", el("ul", *links), aria_label="Sections", id="sections"),
        el(
            "main",
            _without_script(survey),
            el("div", *(_section(*one) for one in found), id="report"),
            el("div", id="page", hidden="hidden"),
            id="content",
            tabindex="-1",
        ),
        el("p", id="told", class_="unseen", role="status"),
        *_data(survey),
        *scripts(),
    )
    return el("html", head, body, lang="en")


def _section(key: str, name: str, content: Element) -> Element:
    heading = el("h2", name, id=f"{key}-title")
    return el("section", heading, content, id=key, aria_labelledby=f"{key}-title")


def _data(survey: Survey) -> Iterator[Element]:
    known = facts(survey)
    found = rows(survey)  # what is to build comes first
    pages = {row.label: integration_article(row, known) for row in found[:IN_FULL]}
    pages |= {row.label: brief_article(row, known) for row in found[IN_FULL:]}
    pages |= {f"system/{system.id}": system_article(system, known) for system in survey.systems}
    yield from blocks(pages)
    if model := whatif_data(survey):
        yield data_block("whatif-model", model)


def _without_script(survey: Survey) -> Element:
    told = (
        "Without scripts the drawing does not zoom, tables do not sort and what-ifs are not "
        "reckoned; every figure, finding and question is on this page. "
    )
    found = rows(survey)
    if len(found) > WITHOUT_SCRIPT:
        told += "`seamscope explain survey.json I-001` shows one integration to the last point."
        return el("noscript", el("p", told, class_="note"))
    told += "The factors of each integration stand at its end."
    known = facts(survey)
    articles = [integration_article(row, known) for row in found]
    return el("noscript", el("p", told, class_="note"), *articles)
