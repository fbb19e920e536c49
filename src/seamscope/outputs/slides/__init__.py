"""The survey as slides for a review board: PPTX, 16:9, with native tables and charts."""

from importlib.util import find_spec

from seamscope.document import Survey
from seamscope.errors import SeamscopeError


def render_pptx(survey: Survey) -> bytes:
    """Return the slides; raise SeamscopeError if python-pptx is not installed."""
    if find_spec("pptx") is None:
        raise SeamscopeError(
            "no slides: python-pptx is not installed",
            remedy="run `pip install 'seamscope[slides]'`; report.html and report.md have the same "
            "content",
        )
    from seamscope.outputs.slides.content import list_slides
    from seamscope.outputs.slides.deck import Deck

    deck = Deck()
    for slide in list_slides(survey):
        slide(deck)
    return deck.encode()
