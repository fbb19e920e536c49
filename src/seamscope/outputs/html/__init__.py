"""The whole report as one HTML file that works offline: no requests, no inline handlers."""

from seamscope.document import Survey
from seamscope.outputs.html.markup import encode_html
from seamscope.outputs.html.page import build_page


def render_html(survey: Survey) -> bytes:
    """Return the report, UTF-8; it mentions diagrams that could not be drawn on this machine."""
    return encode_html(build_page(survey))
