"""The version of the program. This module has no imports, so that all modules can use it."""

__version__ = "0.1.0"
