"""Describe the program that performs tasks, because another version may give other results."""

import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from seamscope.cache import combine
from seamscope.cache.program import digest_code
from seamscope.engine.pickling import CONNECTORS
from seamscope.version import __version__

# The packages that reading and tracing import. Packages of extras are included: they change which
# files can be read, and how deeply these may be nested.
PACKAGES = (
    "charset-normalizer",
    "defusedxml",
    "graphql-core",
    "lark",
    "msgspec",
    "openpyxl",
    "pathspec",
    "pyarrow",
    "python-calamine",
    "python-hcl2",
    "PyYAML",
    "RapidFuzz",
    "sqlglot",
    "sqlglotc",
)
CODE = "code"


@lru_cache(maxsize=1)
def describe_program() -> dict[str, str]:
    """Return the version of each component that reading and tracing use, "" if it is missing."""
    import_module(CONNECTORS)
    return {
        "Python": ".".join(map(str, sys.version_info[:3])),
        "seamscope": __version__,
        CODE: digest_code((CONNECTORS,)).hex(),
        **{name: _find_version(name) for name in PACKAGES},
    }


def digest_description(description: Mapping[str, str]) -> bytes:
    """Return a digest of the result of `describe_program`."""
    return combine(*(f"{name}={text}" for name, text in sorted(description.items())))


def list_differences(ours: Mapping[str, str], others: Mapping[str, str]) -> list[str]:
    """Return the differences on another machine: ``Python 3.12.1 instead of 3.11.7``.

    A difference in the code is reported only if all versions are equal.
    """
    found = [
        f"{name} {others.get(name) or '(missing)'} instead of {ours.get(name) or 'none'}"
        for name in dict.fromkeys((*ours, *others))
        if name != CODE and ours.get(name) != others.get(name)
    ]
    if not found and ours.get(CODE) != others.get(CODE):
        found.append(f"other files of seamscope {others.get('seamscope', '')}")
    return found


def _find_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
