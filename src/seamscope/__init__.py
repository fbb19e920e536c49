"""Estimate the integrations that an AI proof of concept needs in production.

This module is the public Python API, described in docs/python.md. Everything else in this package
is private, apart from `seamscope.connector`, `seamscope.records`, `seamscope.errors` and
`seamscope.testing`, which are the interface for connectors.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from seamscope.version import __version__

if TYPE_CHECKING:  # for type checkers; at run time, each name is imported when it is first used
    from seamscope import lineage
    from seamscope.api import diff, load_survey, render, survey
    from seamscope.document import Survey

__all__ = ["Survey", "__version__", "diff", "lineage", "load_survey", "render", "survey"]

# Maps each public name to the module that defines it. These modules are not imported at the top,
# because they load networkx, sqlglot or numpy.
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
