"""Read YAML files of test cases fast: with the parser in C, and each file only once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same documents from both


@cache
def load_yaml(path: Path) -> Any:
    """Return the document of a YAML file. Later calls return the same object, so it must not be
    changed.
    """
    return yaml.load(path.read_text("utf-8"), Loader=LOADER)
