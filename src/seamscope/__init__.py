"""Scope the integrations of an AI proof of concept while it is still a proof of concept.

The public Python API; docs/python.md shows it. Everything else in this package is private, apart
from `seamscope.connector`, `seamscope.records`, `seamscope.errors` and `seamscope.testing`, which
connectors build on.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from seamscope.version import __version__

if TYPE_CHECKING:  # type checkers see the names; at run time each is imported when first used
    from seamscope import lineage
    from seamscope.api import diff, load_survey, render, survey
    from seamscope.document import Survey

__all__ = ["Survey", "__version__", "diff", "lineage", "load_survey", "render", "survey"]

# Where each public name is defined. Importing them here would load networkx, sqlglot or numpy.
_MODULES = {
    "Survey": "seamscope.document",
    "diff": "seamscope.api",
    "load_survey": "seamscope.api",
    "render": "seamscope.api",
    "survey": "seamscope.api",
}


def __getattr__(name: str) -> object:
    if name == "lineage":
        return import_module("seamscope.lineage")
    if name not in _MODULES:
        raise AttributeError(f"module 'seamscope' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return __all__
