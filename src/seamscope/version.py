"""The version of the program, in a module without imports, so that all modules can use it."""

__version__ = "0.1.0"
