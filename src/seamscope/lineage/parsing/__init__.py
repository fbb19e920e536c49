"""SQL text to syntax trees: dialects, preparation of the text, and what sqlglot cannot parse."""
