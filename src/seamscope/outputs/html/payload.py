"""Pages that are built only when somebody opens them, as JSON trees the script turns into nodes.

A tree is `[tag, attributes or 0, child, …]`; a child is a tree, a text, or the place of a text
that several pages share. No `<` stands in a block, so that none can end it.
"""

import json
from collections import Counter
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from seamscope.outputs.html.markup import ours

SHARED_FROM = 16  # characters; shorter texts cost less than the sharing
Tree = list[object]


def blocks(pages: Mapping[str, Element]) -> list[Element]:
    """Return one data block for each page, by key, and one with the texts they share."""
    counts = Counter(text for page in pages.values() for text in page.itertext())
    shared = sorted(t for t, count in counts.items() if count > 1 and len(t) >= SHARED_FROM)
    index = {text: place for place, text in enumerate(shared)}
    made = [_block({"data-page": key}, _tree(page, index)) for key, page in pages.items()]
    return [_block({"id": "texts"}, shared), *made]


def json_text(value: object) -> str:
    """Return JSON without a `<` or a separator that HTML or a script would act on."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def data_block(name: str, value: object) -> Element:
    """Return a block of data that the script finds by its id."""
    return _block({"id": name}, value)


def _block(attributes: dict[str, str], value: object) -> Element:
    return ours("script", json_text(value), type="application/json", **attributes)


def _tree(element: Element, index: Mapping[str, int]) -> Tree:
    made: Tree = [element.tag, dict(element.attrib) or 0]
    if element.text:
        made.append(index.get(element.text, element.text))
    for child in element:
        made.append(_tree(child, index))
        if child.tail:
            made.append(index.get(child.tail, child.tail))
    return made
