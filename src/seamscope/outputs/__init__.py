"""The outputs of a survey: one module for each format, found by name in FORMATS.

An output is a function `Survey -> bytes` (diagrams also take a theme) that imports no other
output. `views` computes data that several outputs show; `writers` writes tables and XML.

text/      effort_table (terminal), markdown, effort_csv_json
    html/      the report as one page
    workbook/  XLSX with live formulas
    slides/    PPTX
    board/     one page for the board's decision (SVG, PNG), drawn without Graphviz
    neighbourhood/  the POC, its systems and their neighbours (SVG), drawn without Graphviz
    diagram/   drawings by Graphviz: landscape (SVG, PNG, PDF, DOT), matrix, pages
    exports/   archimate, backstage, cytoscape, drawio, gexf, graphml, mermaid, openlineage,
               plantuml, structurizr: the landscape as a model for other tools
    plan/      gantt, mspdi, tickets (Jira, Azure DevOps)
    commands/  the text that `show`, `explain`, `diff` and `lineage` print
    canvas/    shared: font metrics, fitting text, drawing SVG, and converting SVG to PNG
    views/     shared: the data that outputs show
    writers/   shared: tables, XML, languages, and replacing a whole output folder

To add an output, write its module and add a Format below. Modules are imported when an output is
rendered, so that `--help` starts fast.
"""

import gc
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from gettext import NullTranslations
from importlib import import_module
from typing import TYPE_CHECKING

from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.views.plan_options import PlanOptions
from seamscope.outputs.writers.mark import add_mark
from seamscope.wording import use_translations

if TYPE_CHECKING:  # slow to import, and commands such as `lineage` do not need it
    from seamscope.document import Survey

# Modules whose output is for other programs, and therefore never translated.
IN_ENGLISH = ("exports.", "text.effort_csv_json:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One output format: its name on the command line and its file suffix.

    code: the function that renders the output, `module:function` below this package.
    themed: whether it also takes a Theme.
    planned: whether it also takes PlanOptions.
    excerpt: the function for `--about`, "" if it is the same function.
    """

    name: str
    suffix: str
    description: str
    code: str
    themed: bool = False
    planned: bool = False
    excerpt: str = ""

    def render(
        self, survey: "Survey", theme: Theme = LIGHT, options: PlanOptions | None = None
    ) -> bytes:
        """Return the output; raise SeamscopeError if a program that it needs is not installed."""
        return self._call(self.code, survey, theme, options)

    def render_excerpt(self, survey: "Survey", theme: Theme = LIGHT) -> bytes:
        """Return the output for `--about`: a part of a survey, or the landscape as a graph."""
        return self._call(self.excerpt or self.code, survey, theme)

    def _call(
        self, code: str, survey: "Survey", theme: Theme, options: PlanOptions | None = None
    ) -> bytes:
        from seamscope.outputs.writers.stored_survey import translate_survey

        module, _, function = code.partition(":")
        renderer: Callable[..., bytes] = getattr(import_module(f"{__name__}.{module}"), function)
        # Building an output creates no garbage, so collection would free nothing, and take a fifth
        # of the time.
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            extra: tuple[Theme | PlanOptions, ...] = (
                *((theme,) if self.themed else ()),
                *((options or PlanOptions(),) if self.planned else ()),
            )
            english = code.startswith(IN_ENGLISH)
            with use_translations(NullTranslations()) if english else nullcontext():
                content = renderer(translate_survey(survey), *extra)
            return add_mark(content, self.suffix)
        finally:
            if was_enabled:
                gc.enable()


FORMATS: dict[str, Format] = {
    output.name: output
    for output in (
        Format(
            name="table",
            suffix=".txt",
            description="the effort table for the terminal",
            code="text.effort_table:render_table",
        ),
        Format(
            name="markdown",
            suffix=".md",
            description="the whole report as Markdown",
            code="text.markdown:render_markdown",
        ),
        Format(
            name="briefs",
            suffix=".md",
            description="a page for the team of each integration to build, as Markdown",
            code="text.briefs:render_briefs",
        ),
        Format(
            name="html",
            suffix=".html",
            description="the whole report as one page that works offline",
            code="html:render_html",
        ),
        Format(
            name="csv",
            suffix=".csv",
            description="the effort table for a spreadsheet",
            code="text.effort_csv_json:render_csv",
        ),
        Format(
            name="xlsx",
            suffix=".xlsx",
            description="a workbook that recalculates when you edit its assumptions",
            code="workbook:render_xlsx",
        ),
        Format(
            name="pptx",
            suffix=".pptx",
            description="slides for a review board, with native tables and charts",
            code="slides:render_pptx",
        ),
        Format(
            name="json",
            suffix=".json",
            description="the effort table for a program",
            code="text.effort_csv_json:render_json",
        ),
        Format(
            name="svg",
            suffix=".svg",
            description="the board page, scalable: what to build, its cost, what is missing",
            code="board:render_svg",
            excerpt="diagram.landscape:render_svg",
            themed=True,
        ),
        Format(
            name="png",
            suffix=".png",
            description="the board page for slides",
            code="board:render_png",
            excerpt="diagram.landscape:render_png",
            themed=True,
        ),
        Format(
            name="neighbourhood",
            suffix=".svg",
            description="the POC, its systems and their direct neighbours, in columns",
            code="neighbourhood:render_svg",
            themed=True,
        ),
        Format(
            name="pdf",
            suffix=".pdf",
            description="the landscape as a page for printing",
            code="diagram.landscape:render_pdf",
            themed=True,
        ),
        Format(
            name="matrix",
            suffix=".svg",
            description="a matrix of the integrations between domains, for any number of systems",
            code="diagram.matrix:render_matrix",
            themed=True,
        ),
        Format(
            name="dot",
            suffix=".dot",
            description="the landscape for Graphviz",
            code="diagram.landscape:render_dot",
            themed=True,
        ),
        Format(
            name="mermaid",
            suffix=".mmd",
            description="the landscape for a wiki that supports Mermaid",
            code="exports.mermaid:render_mermaid",
        ),
        Format(
            name="structurizr-dsl",
            suffix=".dsl",
            description="the landscape as a Structurizr workspace in the DSL",
            code="exports.structurizr:render_structurizr_dsl",
        ),
        Format(
            name="structurizr-json",
            suffix=".json",
            description="the landscape as a Structurizr workspace in JSON",
            code="exports.structurizr:render_structurizr_json",
        ),
        Format(
            name="plantuml",
            suffix=".puml",
            description="the landscape as a PlantUML component diagram",
            code="exports.plantuml:render_plantuml",
        ),
        Format(
            name="archimate",
            suffix=".xml",
            description="the landscape as an ArchiMate model (Open Exchange)",
            code="exports.archimate:render_archimate",
        ),
        Format(
            name="drawio",
            suffix=".drawio",
            description="the landscape as an editable draw.io diagram",
            code="exports.drawio:render_drawio",
        ),
        Format(
            name="backstage",
            suffix=".yaml",
            description="systems, components and APIs for a Backstage catalog",
            code="exports.backstage:render_backstage",
        ),
        Format(
            name="openlineage",
            suffix=".ndjson",
            description="flows and columns as OpenLineage job events",
            code="exports.openlineage:render_openlineage",
        ),
        Format(
            name="graphml",
            suffix=".graphml",
            description="the landscape for yEd, Gephi, networkx",
            code="exports.graphml:render_graphml",
        ),
        Format(
            name="gexf",
            suffix=".gexf",
            description="the landscape for Gephi",
            code="exports.gexf:render_gexf",
        ),
        Format(
            name="cytoscape",
            suffix=".cyjs",
            description="the landscape for Cytoscape",
            code="exports.cytoscape:render_cytoscape",
        ),
        Format(
            name="mspdi",
            suffix=".xml",
            description="the work as a plan for Microsoft Project",
            code="plan.mspdi:render_mspdi",
            planned=True,
        ),
        Format(
            name="jira",
            suffix=".csv",
            description="the work as issues for Jira Cloud",
            code="plan.tickets:render_jira",
            planned=True,
        ),
        Format(
            name="azure-devops",
            suffix=".csv",
            description="the work as work items for Azure DevOps",
            code="plan.tickets:render_azure_devops",
            planned=True,
        ),
        Format(
            name="gantt",
            suffix=".mmd",
            description="the work as a Mermaid Gantt chart",
            code="plan.gantt:render_gantt",
            planned=True,
        ),
    )
}
