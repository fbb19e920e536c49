"""Shared by all outputs: write tables and XML, mark outputs as ours, replace an output folder."""
