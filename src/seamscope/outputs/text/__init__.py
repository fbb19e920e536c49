"""Text outputs: the effort table for the terminal, CSV and JSON, and the Markdown report."""
