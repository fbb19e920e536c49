"""Draw pictures at computed positions, without Graphviz: font metrics, fitting text, SVG and PNG.

Text is measured with the font that is included in the package, so the same survey yields the same
bytes on every machine.
"""
