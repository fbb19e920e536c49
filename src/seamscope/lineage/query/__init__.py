"""One query: which tables it depends on and which columns feed its output columns."""
