"""Parse SQL text into syntax trees: find the dialect, prepare the text, rewrite it if needed."""
