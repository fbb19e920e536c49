"""Trace one parsed statement: the tables it changes or creates, and the columns that feed them."""
