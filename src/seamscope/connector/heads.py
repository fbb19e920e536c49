"""Find keys at the root of a document before it is parsed."""

import re

from seamscope.connector.file import File

YAML = frozenset({".yaml", ".yml"})
# The indentation of the first line that is no comment and no marker of a document.
FIRST_KEY = re.compile(r"^([ ]*)(?!---|%|\.\.\.)[^\s#]", re.M)


def find_root_value(file: File, *keys: str, size: int = 4096) -> tuple[str, str] | None:
    """Return the first of these keys at the root of JSON or YAML, with its value.

    In YAML a key of the root has the indentation of the document's first key, which is mostly none:
    a contract inside another document does not count. size: characters of the head to search.
    """
    if file.suffix not in {*YAML, ".json"}:
        return None
    head = file.head(size)
    first = FIRST_KEY.search(head) if file.suffix in YAML else None
    margin = (first[1] if first else "") if file.suffix in YAML else r"[\s{]*"
    named = "|".join(map(re.escape, keys))
    found = re.search(rf"^{margin}[\"']?({named})[\"']?\s*:\s*[\"']?([\w.\-/]+)", head, re.M)
    return (found[1], found[2]) if found else None
