"""Shared by all outputs: tables, XML, languages, the mark of outputs, and output folders."""
