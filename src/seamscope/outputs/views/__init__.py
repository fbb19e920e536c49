"""Data and sentences that several outputs show, computed from a survey without writing files.

`effort_rows`: the rows of the effort table. `digest`: totals, questions and findings as sentences.
`verdict`: the advice. `cost_drivers`, `breakdown`, `sensitivity`, `run_costs`: what the figures
consist of. `catalogue`, `quality`, `reality_check`, `provenance`: lists. `scene`, `hub`,
`domains`, `integration_detail`: the content of diagrams. `excerpt`: a survey of a part of the
landscape.
"""
