"""The survey as slides for a review board: PPTX, 16 by 9, native tables and charts."""

from importlib.util import find_spec

from seamscope.document import Survey
from seamscope.errors import SeamscopeError


def pptx(survey: Survey) -> bytes:
    """Return the slides; raise SeamscopeError where python-pptx is not installed."""
    if find_spec("pptx") is None:
        raise SeamscopeError(
            "nothing on this machine writes slides",
            remedy="`pip install 'seamscope[slides]'`; report.html and report.md hold the same",
        )
    from seamscope.outputs.slides.content import slides
    from seamscope.outputs.slides.deck import Deck

    deck = Deck()
    for slide in slides(survey):
        slide(deck)
    return deck.content()
