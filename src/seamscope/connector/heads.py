"""Find keys at the root of a document before parsing it."""

import re

from seamscope.connector.file import File

YAML = frozenset({".yaml", ".yml"})
# The indentation of the first line that is neither a comment nor a document marker.
FIRST_KEY = re.compile(r"^([ ]*)(?!---|%|\.\.\.)[^\s#]", re.M)


def find_root_value(file: File, *keys: str, size: int = 4096) -> tuple[str, str] | None:
    """Return the first of these keys at the root of a JSON or YAML document, with its value.

    In YAML, a root key has the indentation of the first key. Keys of nested documents are ignored.
    size: number of characters to search.
    """
    if file.suffix not in {*YAML, ".json"}:
        return None
    head = file.head(size)
    first = FIRST_KEY.search(head) if file.suffix in YAML else None
    margin = (first[1] if first else "") if file.suffix in YAML else r"[\s{]*"
    named = "|".join(map(re.escape, keys))
    found = re.search(rf"^{margin}[\"']?({named})[\"']?\s*:\s*[\"']?([\w.\-/]+)", head, re.M)
    return (found[1], found[2]) if found else None
