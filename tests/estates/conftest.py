"""Exclude the inputs of estates from test collection, whatever their names are."""

collect_ignore_glob = ["*/inputs/*"]
