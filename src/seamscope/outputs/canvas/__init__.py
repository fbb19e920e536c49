"""Draw pictures by arithmetic, without a layouter: font metrics, text that fits, SVG and PNG.

Widths come from the font that travels with the package, so the same survey gives the same bytes
on every machine.
"""
