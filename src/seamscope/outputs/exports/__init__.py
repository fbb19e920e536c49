"""The landscape as a model for other tools, one module for each format.

Shared modules: `model` (systems and relations, with keys that every format allows), `grid`
(positions, computed without a layout program) and `graph_attributes` (attributes of systems and
relations in GraphML, GEXF and Cytoscape).
"""
