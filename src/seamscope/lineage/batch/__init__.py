"""Lineage of many queries, in this process or in a pool of worker processes."""
