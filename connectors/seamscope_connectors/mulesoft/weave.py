"""Find the field mappings of a DataWeave script by searching its text."""

import re
from collections.abc import Iterator

from seamscope.records import ColumnEdge, EdgeKind

# `name: expression`
FIELD = re.compile(
    r"[\"']?([A-Za-z_][\w \-]{0,80}?)[\"']?\s{0,20}:\s++([^,{}\s](?:[^,{}\n]*[^,{}\s])?)"
)
PATH = re.compile(
    r"(?:\b(?:payload|vars|item|attributes|\w+)|(?<!\$)\$++)((?:\.[\"']?[\w\-]+[\"']?)+)"
)
PLAIN = re.compile(PATH.pattern + r"(?:\s+default\s+\S+)?")
COMMENT = re.compile(r"/\*(?:[^*/]|\*(?!/)|/(?!\*))*+\*/|(?<!:)//[^\n]*", re.S)
MAX_TEXT = 200_000  # characters of a script that are searched
MAX_FIELDS = 2000


def map_fields(script: str) -> tuple[ColumnEdge, ...]:
    """Return the field mappings of a script's output object; constant fields are left out.

    ``{ Name: payload.first ++ payload.last }`` → ``first → Name`` and ``last → Name``, computed.
    """
    body = COMMENT.sub("", script[:MAX_TEXT].rpartition("---")[2])
    found = dict.fromkeys(_list_edges(body))
    return tuple(found)[:MAX_FIELDS]


def _list_edges(body: str) -> Iterator[ColumnEdge]:
    for field in FIELD.finditer(body):
        target, expression = field[1].strip(), field[2]
        kind = EdgeKind.IDENTITY if PLAIN.fullmatch(expression) else EdgeKind.EXPRESSION
        for path in PATH.finditer(expression):
            source = path[1].strip(".").replace('"', "").replace("'", "")
            yield ColumnEdge(source=source, target=target, kind=kind)
