"""The landscape on pages: one diagram if legible, else a matrix, an overview and hub pages."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from seamscope.document import Survey
from seamscope.outputs.diagram.drawing import Drawing, DrawingError, DrawingVariant
from seamscope.outputs.diagram.integration_drawing import draw_integration, is_single_integration
from seamscope.outputs.diagram.landscape_drawing import draw_landscape
from seamscope.outputs.diagram.matrix import draw_matrix
from seamscope.outputs.diagram.overview_drawing import draw_overview
from seamscope.outputs.diagram.page_size import PageSize
from seamscope.outputs.diagram.picture import draw_checked, draw_pdf, draw_png, draw_svg
from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.views.effort_rows import Role, list_effort_rows
from seamscope.outputs.views.hub import build_hub_scenes
from seamscope.outputs.views.provenance import describe_source
from seamscope.outputs.views.scene import SLUG, Scene, build_scene
from seamscope.wording import format_count, translate

SHAPES = {"svg": draw_svg, "png": draw_png, "pdf": draw_pdf}
WHOLE = 20  # maximum number of systems in one drawing; see knowledge/pages.yaml for the reason
ON_A_HUB = (12, 8, 5)  # integrations on one hub page: the first number with legible text is used
BUNDLES = (24, 18, 14, 10, 7)
COLUMNS = (12, 6, 3, 0)
DOMAINS = (10, 8, 6, 5)
HUBS = 40  # maximum number of systems with hub pages; `render --about` draws any system

Draw = Callable[[str], Drawing]  # footer -> drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    name: file name without suffix.
    points: size of its smallest text.
    """

    name: str
    content: bytes
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """A drawing with its scale on a page.

    scale: the factor that fits the drawing to the page.
    points: the size of its smallest text at that scale.
    """

    draw: Draw
    scale: float
    points: float


def render_pages(
    survey: Survey, size: PageSize, shape: str, theme: Theme = LIGHT
) -> Iterator[Page]:
    """Yield every page as `svg`, `png` or `pdf`; raise DrawingError if a page cannot be drawn.

    Each page shows the most detailed drawing that is legible. If no drawing is legible, the page
    shows the least detailed drawing, and its footer contains the size of the smallest text.
    """
    layouts = list(_choose_layouts(survey, size, theme))
    for place, (name, layout) in enumerate(layouts, start=1):
        footer = translate(
            "{source} · page {place} of {layouts}",
            source=describe_source(survey),
            place=place,
            layouts=len(layouts),
        )
        if layout.points < size.floor:
            footer += translate(
                " · smallest text {points:.1f} pt, use a larger page size", points=layout.points
            )
        drawing = _fit_to_page(layout.draw(footer), size, layout.scale)
        yield Page(name=f"{place:02}-{name}", content=SHAPES[shape](drawing), points=layout.points)


def _choose_layouts(survey: Survey, size: PageSize, theme: Theme) -> Iterator[tuple[str, _Layout]]:
    if is_single_integration(survey):
        yield (
            "integration",
            _choose_legible([_make_integration(survey, theme, most) for most in COLUMNS], size),
        )
        return
    if len(survey.systems) <= WHOLE:
        whole = build_scene(survey)
        brief = _make_landscape(_shorten_labels(whole), theme, tight=True)
        roomy = [_make_landscape(whole, theme, tight=tight) for tight in (False, True)]
        layout = _choose_legible([*roomy, brief], size)
        if layout.points >= size.floor:
            yield "landscape", layout
            return
    yield (
        "matrix",
        _choose_legible([_make_matrix(survey, theme, most) for most in DOMAINS], size),
    )
    hubs, note = _select_hubs(survey)
    yield (
        "overview",
        _choose_legible([_make_overview(survey, theme, most, note) for most in BUNDLES], size),
    )
    for place, system in enumerate(hubs, start=1):
        layouts = _lay_out_hub(survey, system, size, theme)
        name = system if SLUG.fullmatch(system) else f"system-{place}"
        for part, layout in enumerate(layouts, start=1):
            yield f"{name}-{part}" if len(layouts) > 1 else name, layout


def _make_landscape(shown: Scene, theme: Theme, *, tight: bool = False) -> Draw:
    return lambda footer: draw_landscape(shown, theme, footer, tight=tight)


def _make_matrix(survey: Survey, theme: Theme, most: int) -> Draw:
    return lambda footer: draw_matrix(survey, theme, footer, most)


def _make_integration(survey: Survey, theme: Theme, most: int) -> Draw:
    return lambda footer: draw_integration(survey, theme, footer, most)


def _make_overview(survey: Survey, theme: Theme, most: int, note: str) -> Draw:
    return lambda footer: draw_overview(survey, theme, footer, most, note)


def _shorten_labels(shown: Scene) -> Scene:
    """Return the scene with short labels: only ids on lines, and only names in boxes."""
    nodes = tuple(replace(node, lines=()) for node in shown.nodes)
    return replace(shown, nodes=nodes, labelled=False)


def _choose_legible(draws: list[Draw], size: PageSize) -> _Layout:
    """Return the first drawing that is legible on the page, or the last drawing if none is.

    draws: drawings of the same content, the most detailed one first.
    """
    layout = _measure(draws[0], size)
    for draw in draws[1:]:
        if layout.points >= size.floor:
            break
        layout = _measure(draw, size)
    return layout


def _lay_out_hub(survey: Survey, system: str, size: PageSize, theme: Theme) -> list[_Layout]:
    """Return the hub pages about a system, with as many integrations per page as can be legible."""
    layouts: list[_Layout] = []
    for each in ON_A_HUB:
        layouts = [
            _measure(_make_landscape(hub_scene, theme, tight=True), size)
            for hub_scene in build_hub_scenes(survey, system, each)
        ]
        if all(layout.points >= size.floor for layout in layouts):
            break
    return layouts


def _select_hubs(survey: Survey) -> tuple[list[str], str]:
    """Return the systems with a hub page, and a sentence about the other systems.

    The POC and the systems that it integrates with get a hub page. Without a POC, no system gets
    one, because there is no criterion to choose systems.
    """
    table = [row for row in list_effort_rows(survey) if row.is_current]
    poc = survey.surface.poc
    touched = Counter(
        side for row in table if poc and row.role is Role.BUILD for side in (row.source, row.target)
    )
    ranked = sorted(touched, key=lambda key: (key != poc, -touched[key], key))
    more = len({system.id for system in survey.systems} - set(ranked[:HUBS]))
    note = (
        translate(
            "{systems} without a page; `seamscope render --about` draws one",
            systems=format_count(more, "system"),
        )
        if more
        else ""
    )
    return ranked[:HUBS], note


def _measure(draw: Draw, size: PageSize) -> _Layout:
    """Draw once to measure scale and text size.

    The text size, `points`, is 0 if the full version of the drawing fails.
    """
    drawing = draw(translate("page 00 of 00"))
    try:
        dot, drawn = draw_checked(drawing)
    except DrawingError:
        return _Layout(draw=draw, scale=0.0, points=0.0)
    points = size.find_smallest_text(drawn) if dot == drawing.variants[0].dot else 0.0
    return _Layout(draw=draw, scale=size.scale(drawn), points=points)


def _fit_to_page(drawing: Drawing, size: PageSize, scale: float) -> Drawing:
    """Return the drawing, scaled and centred on the page."""
    forms = (
        DrawingVariant(dot=size.frame(form.dot, scale), nodes=form.nodes)
        for form in drawing.variants
    )
    return replace(drawing, variants=tuple(forms))
