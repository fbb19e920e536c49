"""Modules that all outputs share: tables, XML, languages, the mark of outputs, and folders."""
