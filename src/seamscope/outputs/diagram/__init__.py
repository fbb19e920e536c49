"""Diagrams drawn by Graphviz.

Outputs: landscape (SVG, PNG, PDF, DOT), matrix, and pages (for `--page`). Shared: the
`*_drawing` modules and legend build DOT, dot_labels formats text in it, drawing runs Graphviz,
picture checks the result, theme and page_size hold colours and sizes.
"""
