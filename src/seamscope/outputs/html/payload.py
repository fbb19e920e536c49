"""Encode pages as JSON trees, which build.js turns into elements when a page is opened.

A tree is `[tag, attributes or 0, child, …]`; a child is a tree, a string, or the index of a string
that several pages share. Trees are stored in blocks, which are `<script>` elements. A block
contains no `<`, so no string in it can close the element. In a large report, blocks with pages and
with the later rows of long tables are packed (gzip in base64), which makes them ten times smaller.
"""

import gzip
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

import msgspec

from seamscope.outputs.html.markup import build_inline_asset

SHARED_FROM = 16  # minimum length of shared strings; sharing shorter strings would not save space
PLAIN_PAGES = 200  # with more pages they are packed
CHUNK = 40  # pages in one packed block: opening a page unpacks this many
Tree = list[object]


def build_page_blocks(pages: Mapping[str, Element]) -> list[Element]:
    """Return a block with the shared strings, then a block for each page or chunk of pages."""
    counts = Counter(text for page in pages.values() for text in page.itertext())
    shared = sorted(t for t, count in counts.items() if count > 1 and len(t) >= SHARED_FROM)
    index = {text: place for place, text in enumerate(shared)}
    trees = {key: _build_tree(page, index) for key, page in pages.items()}
    if len(pages) <= PLAIN_PAGES:
        page_blocks = [_build_block({"data-page": key}, tree) for key, tree in trees.items()]
        return [_build_block({"id": "texts"}, shared), *page_blocks]
    keys = list(trees)
    chunks = [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]
    return [
        _build_packed_block({"id": "texts"}, shared),
        *(
            _build_packed_block(
                {"data-pages": encode_json(part)}, {key: trees[key] for key in part}
            )
            for part in chunks
        ),
    ]


def build_drawing_block(name: str, drawing: Element, *, is_large: bool) -> Element:
    """Return the block of a drawing, which map.js builds when the reader opens it.

    is_large: whether to pack the drawing.
    """
    build = _build_packed_block if is_large else _build_block
    return build({"data-drawing": name}, _build_tree(drawing, {}))


def build_row_block(rows: Sequence[Element]) -> Element:
    """Return a packed block with table rows, which table.js appends when they are needed."""
    trees = [_build_tree(row, {}) for row in rows]
    return _build_packed_block({"data-rows": f"{len(rows)}"}, trees)


def encode_json(value: object) -> str:
    """Encode JSON; `<` and line separators are escaped, because HTML or scripts interpret them."""
    return _escape(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def _escape(text: str) -> str:
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def build_data_block(name: str, value: object) -> Element:
    """Return a block with data for scripts.

    name: the id of the block.
    """
    return _build_block({"id": name}, value)


def _build_block(attributes: dict[str, str], value: object) -> Element:
    return build_inline_asset("script", encode_json(value), type="application/json", **attributes)


def _build_packed_block(attributes: dict[str, str], value: object) -> Element:
    packed = gzip.compress(_escape(msgspec.json.encode(value).decode()).encode(), mtime=0)
    return build_inline_asset(
        "script", b64encode(packed).decode(), type="text/plain", **{"data-packed": "", **attributes}
    )


def _build_tree(element: Element, index: Mapping[str, int]) -> Tree:
    tree: Tree = [element.tag, element.attrib or 0]
    if text := element.text:
        tree.append(index.get(text, text))
    for child in element:
        tree.append(_build_tree(child, index))
        if tail := child.tail:
            tree.append(index.get(tail, tail))
    return tree
