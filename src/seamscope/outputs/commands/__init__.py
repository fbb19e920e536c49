"""The text and tables that the commands `show`, `explain`, `diff` and `lineage` print."""
