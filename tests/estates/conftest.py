"""Inputs of an estate are no tests, whatever they are called."""

collect_ignore_glob = ["*/inputs/*"]
