"""SVG as PNG, with the rasteriser and the font that travel with the package."""

from seamscope.errors import SeamscopeError
from seamscope.outputs.canvas.font import FILES, load_font

PIXELS_PER_UNIT = 1.6  # 2,560 pixels for a page of 1,600 units, sharp on a projector


def rasterise(svg: bytes) -> bytes:
    """Return an SVG of this package as PNG; raise SeamscopeError without the rasteriser.

    Fonts of the machine are used only for characters that our font lacks, such as Japanese ones.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise SeamscopeError(
            "no PNG: the rasteriser resvg-py is not installed",
            remedy="run `pip install resvg-py`; the SVG shows the same picture",
        ) from None
    text = svg.decode()
    own_font_suffices = load_font().covers("".join(text.split()))
    return bytes(
        svg_to_bytes(
            svg_string=text,
            zoom=PIXELS_PER_UNIT,
            skip_system_fonts=own_font_suffices,
            font_files=[str(path) for path in FILES.values()],
        )
    )
