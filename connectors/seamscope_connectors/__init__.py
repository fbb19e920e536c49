"""Connectors that ship with seamscope: one file per format; none knows another."""
