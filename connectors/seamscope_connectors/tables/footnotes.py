"""Read footnotes: marks at the end of cells, and their texts below a list or matrix."""

import re
from collections.abc import Iterable, Mapping

TEXT = re.compile(r"([\u00b9\u00b2\u00b3\u2070-\u2079*\u2020\u2021]{1,3})[\s:)]{0,2}(\w.*)")
# A blank and a bracket may surround the mark: "Boiler \u00b2)".
MARK = re.compile(r"(?<=[\w)])\s?([\u00b9\u00b2\u00b3\u2070-\u2079*\u2020\u2021]{1,3})\)?$")


def list_footnotes(texts: Iterable[str]) -> dict[str, str]:
    """Return the footnotes among texts by their marks: "\u00b9 switched off in March"."""
    found = (TEXT.match(text) for text in texts)
    return {one[1]: one[2].strip() for one in found if one}


def take_footnote(text: str, known: Mapping[str, str]) -> tuple[str, str]:
    """Return a cell without the mark of a known footnote, and the text of this footnote."""
    mark = MARK.search(text) if known else None
    if mark is None or mark[1] not in known:
        return text, ""
    return text[: mark.start()], known[mark[1]]
