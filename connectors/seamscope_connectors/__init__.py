"""Connectors that ship with seamscope, one module per format; none imports another."""
