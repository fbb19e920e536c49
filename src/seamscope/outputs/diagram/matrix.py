"""How many integrations go from domain to domain; legible where no graph is."""

from seamscope.document import Survey
from seamscope.outputs.diagram.dot_labels import bold, empty, small, titled, wrapped
from seamscope.outputs.diagram.drawing import Drawing, Form
from seamscope.outputs.diagram.picture import as_svg
from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.domains import MOST, OTHERS, Cell, Domains, domains
from seamscope.outputs.views.scene import source
from seamscope.wording import number

SIDE, HIGH = 76, 46  # points of a cell


def matrix(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return the matrix as SVG: rows give data, columns take it; both ways count in both."""
    return as_svg(matrix_drawing(survey, theme))


def matrix_drawing(
    survey: Survey, theme: Theme = LIGHT, footer: str = "", most: int = MOST
) -> Drawing:
    """Return the matrix of at most `most` domains as one table, which needs no layout."""
    found = domains(survey, most)
    title = f"{plain(survey.meta.title) or 'Landscape'}: integrations between {found.word}s"
    graph = empty(footer or source(survey), theme)
    with titled(graph, title, theme) as page:
        page.node("note_matrix", id="matrix", shape="plain", label=_table(found, theme))
    form = Form(dot=str(graph.source), nodes=1)
    return Drawing(title=title, description=_description(found), forms=(form,))


def _table(found: Domains, theme: Theme) -> str:
    names = found.names
    heads = "".join(f"<TD>{bold(wrapped(name, 13))}</TD>" for name in names)
    corner = f'<TD ALIGN="LEFT">{small("rows give, columns take", theme.muted)}</TD>'
    lines = [f"{corner}{heads}"]
    # the gathering of small domains is no domain: it would leave all others pale
    most = max((c.integrations for k, c in found.cells.items() if OTHERS not in k), default=1)
    for giver in names:
        cells = (found.cells.get((giver, taker), Cell()) for taker in names)
        body = "".join(_cell(cell, most, theme) for cell in cells)
        lines.append(f'<TD ALIGN="RIGHT">{bold(wrapped(giver, 16))}</TD>{body}')
    lines += [
        f'<TD ALIGN="LEFT" COLSPAN="{len(names) + 1}">{small(told, theme.ink, 140)}</TD>'
        for told in _notes(found)
    ]
    body = "".join(f"<TR>{line}</TR>" for line in lines)
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="2">{body}</TABLE>>'


def _cell(cell: Cell, most: int, theme: Theme) -> str:
    last = len(theme.shades) - 1
    shade = min(-(-cell.integrations * last // most), last)
    ink = theme.paper if shade >= theme.turned_from else theme.ink
    words = ""
    if cell.integrations:
        words = f'<FONT POINT-SIZE="16" COLOR="{ink}">{bold((str(cell.integrations),))}</FONT>'
    if cell.build:
        told = (f"{cell.build} to build", f"{number(round(cell.days), 'day')}")
        words += "".join(f"<BR/>{small(line, ink)}" for line in told)
    thick, line = (3, theme.ink) if cell.build else (1, theme.group_line)
    return (
        f'<TD FIXEDSIZE="TRUE" WIDTH="{SIDE}" HEIGHT="{HIGH}" BORDER="{thick}" '
        f'COLOR="{line}" BGCOLOR="{theme.shades[shade]}">{words}</TD>'
    )


def _notes(found: Domains) -> list[str]:
    told = ["figure: active integrations; darker is more; both ways count in both cells"]
    if any(cell.build for cell in found.cells.values()):
        told.append(
            "thick frame: some are to build for the POC; days: sum of their person-days at P50"
        )
    if found.unknown or found.idle:
        told.append(
            f"not counted: {found.unknown} of unknown direction, {found.idle} not active; "
            "see the table"
        )
    return told


def _description(found: Domains) -> str:
    told = [
        f"{giver} to {taker}: {number(cell.integrations, 'integration')}"
        for (giver, taker), cell in sorted(found.cells.items())
    ]
    return f"{'; '.join(told)}." if told else "No integration between domains."
