"""The number of integrations between domains as a matrix, legible for any number of systems."""

from seamscope.document import Survey
from seamscope.outputs.diagram.dot_labels import (
    add_titled_frame,
    format_bold,
    format_small,
    start_graph,
    wrap_name,
)
from seamscope.outputs.diagram.drawing import Drawing, DrawingVariant
from seamscope.outputs.diagram.picture import draw_svg
from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.views.domains import (
    MAX_DOMAINS,
    OTHERS,
    DomainFlow,
    Domains,
    group_by_domain,
)
from seamscope.outputs.views.provenance import describe_source
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.wording import format_count, translate

SIDE, HIGH = 76, 46  # width and height of a cell, in points


def render_matrix(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return the matrix as SVG; rows send data, columns receive it."""
    return draw_svg(draw_matrix(survey, theme))


def draw_matrix(
    survey: Survey, theme: Theme = LIGHT, footer: str = "", most: int = MAX_DOMAINS
) -> Drawing:
    """Draw the matrix of at most `most` domains as one table."""
    domains = group_by_domain(survey, most)
    name = clean_text(survey.meta.title) or translate("Landscape")
    title = (
        translate("{title}: integrations between domains", title=name)
        if domains.word == "domain"
        else translate("{title}: integrations between kinds of systems", title=name)
    )
    graph = start_graph(footer or describe_source(survey), theme)
    with add_titled_frame(graph, title, theme) as page:
        page.node("note_matrix", id="matrix", shape="plain", label=_build_table(domains, theme))
    form = DrawingVariant(dot=str(graph.source), nodes=1)
    return Drawing(title=title, description=_describe_matrix(domains), variants=(form,))


def _build_table(domains: Domains, theme: Theme) -> str:
    names = domains.names
    heads = "".join(f"<TD>{format_bold(wrap_name(name, 13))}</TD>" for name in names)
    hint = format_small(translate("rows send, columns receive"), theme.muted)
    corner = f'<TD ALIGN="LEFT">{hint}</TD>'
    lines = [f"{corner}{heads}"]
    # Cells of the group "Others" are ignored: their high counts would make all other cells pale.
    highest = max(
        (c.integrations for k, c in domains.cells.items() if translate(OTHERS) not in k), default=1
    )
    for source in names:
        cells = (domains.cells.get((source, target), DomainFlow()) for target in names)
        body = "".join(_build_cell(cell, highest, theme) for cell in cells)
        lines.append(f'<TD ALIGN="RIGHT">{format_bold(wrap_name(source, 16))}</TD>{body}')
    lines += [
        f'<TD ALIGN="LEFT" COLSPAN="{len(names) + 1}">{format_small(note, theme.ink, 140)}</TD>'
        for note in _list_notes(domains)
    ]
    body = "".join(f"<TR>{line}</TR>" for line in lines)
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="2">{body}</TABLE>>'


def _build_cell(cell: DomainFlow, highest: int, theme: Theme) -> str:
    last = len(theme.shades) - 1
    shade = min(-(-cell.integrations * last // highest), last)
    ink = theme.paper if shade >= theme.inverted_from else theme.ink
    words = ""
    if cell.integrations:
        words = (
            f'<FONT POINT-SIZE="16" COLOR="{ink}">{format_bold((str(cell.integrations),))}</FONT>'
        )
    if cell.build:
        lines = (
            translate("{count} to build", count=cell.build),
            f"{format_count(round(cell.days), 'day')}",
        )
        words += "".join(f"<BR/>{format_small(line, ink)}" for line in lines)
    thick, line = (3, theme.ink) if cell.build else (1, theme.group_line)
    return (
        f'<TD FIXEDSIZE="TRUE" WIDTH="{SIDE}" HEIGHT="{HIGH}" BORDER="{thick}" '
        f'COLOR="{line}" BGCOLOR="{theme.shades[shade]}">{words}</TD>'
    )


def _list_notes(domains: Domains) -> list[str]:
    notes = [
        translate(
            "number: active integrations, darker means more; a bidirectional integration is "
            "counted in both cells"
        )
    ]
    if any(cell.build for cell in domains.cells.values()):
        notes.append(
            translate(
                "thick frame: some are to be built for the POC; days: sum of their P50 person-days"
            )
        )
    if domains.unknown or domains.inactive:
        notes.append(
            translate(
                "not counted: {unknown} of unknown direction, {inactive} not active; see "
                "the effort table",
                unknown=domains.unknown,
                inactive=domains.inactive,
            )
        )
    return notes


def _describe_matrix(domains: Domains) -> str:
    sentences = [
        translate(
            "{source} to {target}: {integrations}",
            source=source,
            target=target,
            integrations=format_count(cell.integrations, "integration"),
        )
        for (source, target), cell in sorted(domains.cells.items())
    ]
    return (
        f"{'; '.join(sentences)}."
        if sentences
        else translate("There is no integration between domains.")
    )
