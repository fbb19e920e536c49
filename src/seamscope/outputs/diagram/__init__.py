"""Diagrams drawn by Graphviz.

Outputs: `landscape` (SVG, PNG, PDF, DOT), `matrix`, and `pages` (for `--page`). Shared modules:
`*_drawing` and `legend` build DOT, `dot_labels` formats the text in DOT, `drawing` runs Graphviz,
`picture` checks its result, `theme` and `page_size` define colours and page sizes.
"""
