"""Catalogues and constants: YAML beside this file, each figure with its source."""

from functools import cache
from importlib.resources import files


@cache
def load(name: str) -> object:
    """Return the parsed content of `<name>.yaml` of this folder."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=loader)  # noqa: S506 (a safe loader, written in C)
