"""Outputs as text: tables, Markdown, CSV and JSON."""
