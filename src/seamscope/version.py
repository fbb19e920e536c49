"""The version of the program, in a module without imports so that every module may use it."""

__version__ = "0.1.0"
