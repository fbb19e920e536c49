"""What the commands `show`, `explain`, `diff` and `lineage` print."""
