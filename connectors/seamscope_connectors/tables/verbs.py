"""Read the direction of data between provider and consumer from the HTTP methods of a row."""

import re

from seamscope.connector.relations import Direction
from seamscope_connectors.tables.rows import Cells

READING = frozenset({"GET", "HEAD"})
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
METHOD = re.compile(r"(?<![\w-])(?:GET|HEAD|POST|PUT|PATCH|DELETE)(?![\w-])")
ONLY_METHODS = re.compile(r"(?:(?:get|head|post|put|patch|delete)[\s,;/|+]{0,3}){1,6}", re.I)
FIELDS = ("technology", "mechanism", "name")


def read_methods(cells: Cells) -> tuple[Direction | None, str]:
    """Return the direction from provider to consumer, and the methods that determine it.

    A GET returns the data of the provider, a POST sends the data of the consumer. The direction is
    None if the row has no method, and BOTH if the methods read and write.
    """
    found: dict[str, None] = {}
    for key in FIELDS:
        text = cells.get(key, "")
        shown = text.upper() if ONLY_METHODS.fullmatch(text.strip()) else text
        found |= dict.fromkeys(METHOD.findall(shown))
    reads, writes = found.keys() & READING, found.keys() & WRITING
    if not found:
        return None, ""
    said = ", ".join(found)
    if reads and writes:
        return Direction.BOTH, said
    return (Direction.FORWARD if reads else Direction.BACKWARD), said
