"""The landscape diagram as SVG, PNG, PDF and DOT."""

from seamscope.document import Survey
from seamscope.outputs.diagram.drawing import Drawing
from seamscope.outputs.diagram.integration_drawing import draw_integration, is_single_integration
from seamscope.outputs.diagram.landscape_drawing import draw_landscape
from seamscope.outputs.diagram.picture import draw_pdf, draw_png, draw_svg
from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.views.scene import build_scene


def render_svg(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return the landscape as SVG without scripts or comments; its links lead to report.html."""
    return draw_svg(draw_survey(survey, theme))


def render_png(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return the landscape as PNG at 144 dots per inch."""
    return draw_png(draw_survey(survey, theme))


def render_pdf(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return the landscape as a PDF of one page."""
    return draw_pdf(draw_survey(survey, theme))


def render_dot(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return the landscape as DOT source, UTF-8; Graphviz need not be installed."""
    return draw_survey(survey, theme).variants[0].dot.encode()


def draw_survey(survey: Survey, theme: Theme = LIGHT) -> Drawing:
    """Draw the landscape; a survey of one integration shows its datasets and columns."""
    if is_single_integration(survey):
        return draw_integration(survey, theme)
    return draw_landscape(build_scene(survey), theme)
