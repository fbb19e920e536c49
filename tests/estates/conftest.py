"""Inputs of an estate are not tests, no matter what they are called."""

collect_ignore_glob = ["*/inputs/*"]
