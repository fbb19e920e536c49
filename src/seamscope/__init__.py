"""Scope the integrations of an AI proof of concept while it is still a proof of concept."""

__version__ = "0.1.0"
