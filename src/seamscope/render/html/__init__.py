"""The whole survey as one HTML file that works offline: no request, no inline handler."""

from seamscope.render.html.markup import to_html
from seamscope.render.html.page import page
from seamscope.survey import Survey


def html(survey: Survey) -> bytes:
    """Return the page, UTF-8; what cannot be drawn on this machine is named in it."""
    return to_html(page(survey))
