"""The landscape as a model for other tools, one module for each format.

Shared: model (systems and relations with safe keys), grid (positions without a layout program)
and graph_attributes (of GraphML, GEXF and Cytoscape).
"""
