"""Convert SVG to PNG with resvg and the font that is included in this package."""

from seamscope.errors import SeamscopeError
from seamscope.outputs.canvas.font import FILES, load_font

PIXELS_PER_UNIT = 1.6  # 2,560 pixels for a page of 1,600 units, sharp on a projector


def rasterise(svg: bytes) -> bytes:
    """Convert an SVG that this package drew to PNG.

    System fonts are used only for characters missing from our font, such as Japanese characters.
    Raises SeamscopeError if the rasteriser is not installed.
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
