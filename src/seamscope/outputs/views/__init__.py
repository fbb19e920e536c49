"""What several outputs show, computed once from a survey; no module here writes a file.

effort_rows: the rows of the effort table. digest: totals, questions and findings as sentences.
verdict: the advice. cost_drivers, breakdown, sensitivity, run_costs: where the figures come
from. catalogue, reality_check, provenance: lists. scene, hub, domains, integration_detail: what
a diagram shows. excerpt: a part of a survey, as a survey.
"""
