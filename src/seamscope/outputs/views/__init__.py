"""Data and sentences that several outputs show, computed from a survey; nothing writes a file.

effort_rows: the rows of the effort table. digest: totals, questions and findings as sentences.
verdict: the advice. cost_drivers, breakdown, sensitivity, run_costs: where the figures come
from. catalogue, quality, reality_check, provenance: lists. scene, hub, domains,
integration_detail: the content of diagrams. excerpt: a part of a survey, as a survey.
"""
