"""The landscape as a model other tools take in: one module a format, all drawn from `parts`."""
