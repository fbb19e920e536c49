"""Parse SQL text into syntax trees: find the dialect, prepare and, if need be, rewrite the text."""
