"""What the head of a document says of itself, before anything is parsed."""

import re

from seamscope.connector.file import File

YAML = frozenset({".yaml", ".yml"})


def root_value(file: File, *keys: str, size: int = 4096) -> tuple[str, str] | None:
    """Return the first of these keys with its value, of JSON or YAML that has it at the root.

    In YAML a key of the root stands at the margin: a contract inside another document, indented,
    does not count. size: characters of the head that are looked at.
    """
    if file.suffix not in {*YAML, ".json"}:
        return None
    margin = "" if file.suffix in YAML else r"[\s{]*"
    named = "|".join(map(re.escape, keys))
    found = re.search(
        rf"^{margin}[\"']?({named})[\"']?\s*:\s*[\"']?([\w.\-/]+)", file.head(size), re.M
    )
    return (found[1], found[2]) if found else None
