"""Every way to draw a survey, by name; a renderer is imported when it is used.

A renderer is one module with a function `Survey -> bytes`; it knows no other renderer. To add
one, write the module and its line here.
"""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from seamscope.document import Survey
from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.mark import marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One output: its name on the command line, its file suffix, and where its code is.

    code: `module:function` below this package, so that `--help` starts fast; themed: whether
    that function takes a Theme as well.
    """

    name: str
    suffix: str
    description: str
    code: str
    themed: bool = False

    def render(self, survey: Survey, theme: Theme = LIGHT) -> bytes:
        """Return the whole output; raise SeamscopeError if this machine cannot make it."""
        module, _, function = self.code.partition(":")
        renderer: Callable[..., bytes] = getattr(import_module(f"{__name__}.{module}"), function)
        # An output is built and let go as a whole: looking through it for garbage on the way
        # takes a fifth of the time.
        collects = gc.isenabled()
        gc.disable()
        try:
            content = renderer(survey, theme) if self.themed else renderer(survey)
            return marked(content, self.suffix)
        finally:
            if collects:
                gc.enable()


FORMATS: dict[str, Format] = {
    made.name: made
    for made in (
        Format(
            name="table",
            suffix=".txt",
            description="the effort table for the terminal",
            code="text.table:table",
        ),
        Format(
            name="markdown",
            suffix=".md",
            description="the whole report as Markdown",
            code="text.markdown:markdown",
        ),
        Format(
            name="html",
            suffix=".html",
            description="the whole report as one page that works offline",
            code="html:html",
        ),
        Format(
            name="csv",
            suffix=".csv",
            description="the effort table for a spreadsheet",
            code="text.effort:as_csv",
        ),
        Format(
            name="xlsx",
            suffix=".xlsx",
            description="a workbook whose figures follow the assumptions one edits",
            code="workbook:xlsx",
        ),
        Format(
            name="pptx",
            suffix=".pptx",
            description="slides for a review board, with native tables and charts",
            code="slides:pptx",
        ),
        Format(
            name="json",
            suffix=".json",
            description="the effort table for a program",
            code="text.effort:as_json",
        ),
        Format(
            name="svg",
            suffix=".svg",
            description="the landscape as a picture that scales",
            code="diagram.picture:svg",
            themed=True,
        ),
        Format(
            name="png",
            suffix=".png",
            description="the landscape as a picture for slides",
            code="diagram.picture:png",
            themed=True,
        ),
        Format(
            name="pdf",
            suffix=".pdf",
            description="the landscape as a page to print",
            code="diagram.picture:pdf",
            themed=True,
        ),
        Format(
            name="matrix",
            suffix=".svg",
            description="integrations between domains as a picture, for any number of systems",
            code="diagram.matrix:matrix",
            themed=True,
        ),
        Format(
            name="dot",
            suffix=".dot",
            description="the landscape for Graphviz",
            code="diagram.picture:dot",
            themed=True,
        ),
        Format(
            name="mermaid",
            suffix=".mmd",
            description="the landscape for a wiki that draws Mermaid",
            code="exports.mermaid:mermaid",
        ),
        Format(
            name="structurizr-dsl",
            suffix=".dsl",
            description="the landscape as a Structurizr workspace, to edit as text",
            code="exports.structurizr:structurizr_dsl",
        ),
        Format(
            name="structurizr-json",
            suffix=".json",
            description="the landscape as a Structurizr workspace, to load",
            code="exports.structurizr:structurizr_json",
        ),
        Format(
            name="plantuml",
            suffix=".puml",
            description="the landscape as a PlantUML component diagram",
            code="exports.plantuml:plantuml",
        ),
        Format(
            name="archimate",
            suffix=".xml",
            description="the landscape as an ArchiMate model (Open Exchange)",
            code="exports.archimate:archimate",
        ),
        Format(
            name="drawio",
            suffix=".drawio",
            description="the landscape to rearrange in draw.io",
            code="exports.drawio:drawio",
        ),
        Format(
            name="backstage",
            suffix=".yaml",
            description="systems, components and APIs for a Backstage catalog",
            code="exports.backstage:backstage",
        ),
        Format(
            name="openlineage",
            suffix=".ndjson",
            description="flows and columns as OpenLineage job events",
            code="exports.openlineage:openlineage",
        ),
        Format(
            name="graphml",
            suffix=".graphml",
            description="the landscape for yEd, Gephi, networkx",
            code="exports.graph:graphml",
        ),
        Format(
            name="gexf",
            suffix=".gexf",
            description="the landscape for Gephi",
            code="exports.graph:gexf",
        ),
        Format(
            name="cytoscape",
            suffix=".cyjs",
            description="the landscape for Cytoscape",
            code="exports.graph:cytoscape",
        ),
        Format(
            name="mspdi",
            suffix=".xml",
            description="the work as a plan for Microsoft Project",
            code="plan.mspdi:mspdi",
        ),
        Format(
            name="jira",
            suffix=".csv",
            description="the work as issues for Jira Cloud",
            code="plan.tickets:jira_csv",
        ),
        Format(
            name="azure-devops",
            suffix=".csv",
            description="the work as work items for Azure DevOps",
            code="plan.tickets:azure_csv",
        ),
        Format(
            name="gantt",
            suffix=".mmd",
            description="the work as a Mermaid gantt chart",
            code="plan.gantt:gantt",
        ),
    )
}
