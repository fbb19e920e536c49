"""The whole survey as one HTML file that works offline: no request, no inline handler."""

from seamscope.document import Survey
from seamscope.outputs.html.markup import to_html
from seamscope.outputs.html.page import page


def html(survey: Survey) -> bytes:
    """Return the page, UTF-8; what cannot be drawn on this machine is named in it."""
    return to_html(page(survey))
