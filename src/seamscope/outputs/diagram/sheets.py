"""A landscape on pages: one drawing while it can be read, else matrix, overview and hub pages."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from seamscope.document import Survey
from seamscope.outputs.diagram.detail import detail_drawing, is_detail
from seamscope.outputs.diagram.drawing import Drawing, DrawingError, Form
from seamscope.outputs.diagram.landscape import landscape
from seamscope.outputs.diagram.matrix import matrix_drawing
from seamscope.outputs.diagram.overview import overview_drawing
from seamscope.outputs.diagram.page import Page
from seamscope.outputs.diagram.picture import as_pdf, as_png, as_svg, checked
from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.views.hub import hubs
from seamscope.outputs.views.rows import Role, rows
from seamscope.outputs.views.scene import SLUG, Scene, scene, source
from seamscope.wording import number

SHAPES = {"svg": as_svg, "png": as_png, "pdf": as_pdf}
WHOLE = 20  # systems that one drawing may hold; the knowledge of pages says how that was found
ON_A_HUB = (18, 12, 8, 5)  # integrations tried on one hub page, until its text is large enough
BUNDLES = (24, 18, 14, 10, 7)
COLUMNS = (12, 6, 3, 0)
DOMAINS = (10, 8, 6, 5)
HUBS = 40  # hub pages of systems; more is no document to print. `--about` draws any other

Draw = Callable[[str], Drawing]  # footer -> drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page: its file name without suffix, its bytes, its smallest text in points on paper."""

    name: str
    content: bytes
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A drawing that was tried: how to make it, at which scale, and its smallest text then."""

    draw: Draw
    scale: float
    points: float


def sheets(survey: Survey, page: Page, shape: str, theme: Theme = LIGHT) -> Iterator[Sheet]:
    """Yield every page as `svg`, `png` or `pdf`. Raises DrawingError if one cannot be drawn.

    Each page takes the fullest drawing whose smallest text stays above the page's floor; where
    none does, the emptiest, and its footer says how small the text is.
    """
    planned = list(_planned(survey, page, theme))
    for place, (name, plan) in enumerate(planned, start=1):
        footer = f"{source(survey)} · page {place} of {len(planned)}"
        if plan.points < page.floor:
            footer += f" · smallest text {plan.points:.1f} pt: take a larger page"
        made = _on(plan.draw(footer), page, plan.scale)
        yield Sheet(name=f"{place:02}-{name}", content=SHAPES[shape](made), points=plan.points)


def _planned(survey: Survey, page: Page, theme: Theme) -> Iterator[tuple[str, _Plan]]:
    if is_detail(survey):
        yield "integration", _first([_detail(survey, theme, most) for most in COLUMNS], page)
        return
    if len(survey.systems) <= WHOLE:
        whole = scene(survey)
        brief = _landscape(_brief(whole), theme, tight=True)
        roomy = [_landscape(whole, theme, tight=tight) for tight in (False, True)]
        plan = _first([*roomy, brief], page)
        if plan.points >= page.floor:
            yield "landscape", plan
            return
    yield "matrix", _first([_matrix(survey, theme, most) for most in DOMAINS], page)
    named, note = _hub_systems(survey)
    yield "overview", _first([_overview(survey, theme, most, note) for most in BUNDLES], page)
    for place, system in enumerate(named, start=1):
        plans = _hub_pages(survey, system, page, theme)
        name = system if SLUG.fullmatch(system) else f"system-{place}"
        for part, plan in enumerate(plans, start=1):
            yield f"{name}-{part}" if len(plans) > 1 else name, plan


def _landscape(shown: Scene, theme: Theme, *, tight: bool = False) -> Draw:
    return lambda footer: landscape(shown, theme, footer, tight=tight)


def _matrix(survey: Survey, theme: Theme, most: int) -> Draw:
    return lambda footer: matrix_drawing(survey, theme, footer, most)


def _detail(survey: Survey, theme: Theme, most: int) -> Draw:
    return lambda footer: detail_drawing(survey, theme, footer, most)


def _overview(survey: Survey, theme: Theme, most: int, note: str) -> Draw:
    return lambda footer: overview_drawing(survey, theme, footer, most, note)


def _brief(shown: Scene) -> Scene:
    """Return a scene with ids on its lines and names in its boxes, and nothing more."""
    nodes = tuple(replace(node, lines=()) for node in shown.nodes)
    return replace(shown, nodes=nodes, labelled=False)


def _first(draws: list[Draw], page: Page) -> _Plan:
    """Return the first, fullest drawing that can be read on the page, else the last."""
    plan = _tried(draws[0], page)
    for draw in draws[1:]:
        if plan.points >= page.floor:
            break
        plan = _tried(draw, page)
    return plan


def _hub_pages(survey: Survey, system: str, page: Page, theme: Theme) -> list[_Plan]:
    """Return the pages about a system: as many integrations on each as can be read."""
    plans: list[_Plan] = []
    for each in ON_A_HUB:
        plans = [
            _tried(_landscape(one, theme, tight=True), page) for one in hubs(survey, system, each)
        ]
        if all(plan.points >= page.floor for plan in plans):
            break
    return plans


def _hub_systems(survey: Survey) -> tuple[list[str], str]:
    """Return the systems with a page of their own, and a sentence on those without."""
    table = [row for row in rows(survey) if row.counts]
    touched = Counter(
        side for row in table if row.role is Role.BUILD for side in (row.source, row.target)
    )
    poc = survey.surface.poc
    ranked = sorted(touched, key=lambda key: (key != poc, -touched[key], key))
    more = len({system.id for system in survey.systems} - set(ranked[:HUBS]))
    note = f"{number(more, 'system')} without a page here: render --about SYSTEM" if more else ""
    return ranked[:HUBS], note


def _tried(draw: Draw, page: Page) -> _Plan:
    """Draw once to see how large it is; a drawing that fails in its full form is no good."""
    drawing = draw("page 00 of 00")
    try:
        dot, drawn = checked(drawing)
    except DrawingError:
        return _Plan(draw=draw, scale=0.0, points=0.0)
    points = page.smallest(drawn) if dot == drawing.forms[0].dot else 0.0
    return _Plan(draw=draw, scale=page.scale(drawn), points=points)


def _on(drawing: Drawing, page: Page, scale: float) -> Drawing:
    """Return the drawing in the middle of the page, as large as it can be."""
    forms = (Form(dot=page.framed(form.dot, scale), nodes=form.nodes) for form in drawing.forms)
    return replace(drawing, forms=tuple(forms))
