"""Read YAML files of cases with the parser in C, each once, since thousands of tests need them."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same documents from both


@cache
def load_yaml(path: Path) -> Any:
    """Return the document of a file; treat it as read-only, because the next call shares it."""
    return yaml.load(path.read_text("utf-8"), Loader=LOADER)
