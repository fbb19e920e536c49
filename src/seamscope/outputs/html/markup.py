"""Build HTML from elements; strings are always text, never markup, so they are escaped."""

import re
from collections.abc import Iterable
from functools import cache
from xml.etree.ElementTree import Element, tostring

from seamscope.outputs.writers.tabulate import clean_text

Part = Element | str | None
PROSE = frozenset({"p", "li", "td", "small", "dd", "summary"})  # elements with marked-up text
_CODE = re.compile(r"`([^`\n]+)`")
NAMES = {"class_": "class", "for_": "for"}


def build_element(tag: str, /, *parts: Part, **attributes: str | None) -> Element:
    """Return an element; attributes and parts that are None are left out.

    `data_x` becomes the attribute `data-x`, `class_` becomes `class`.
    """
    element = Element(
        tag,
        {
            _name_attribute(key): clean_text(value)
            for key, value in attributes.items()
            if value is not None
        },
    )
    for part in parts:
        if part is not None:
            append_part(element, part)
    return element


@cache  # a large report has hundreds of thousands of attributes
def _name_attribute(key: str) -> str:
    return NAMES.get(key, key.replace("_", "-"))


def append_part(parent: Element, part: Part) -> None:
    """Append an element or text to an element; None appends nothing.

    In prose, text between backticks is code: `seamscope explain`.
    """
    match part:
        case None:
            pass
        case str() if "`" in part and parent.tag in PROSE and _CODE.search(part):
            for place, words in enumerate(_CODE.split(part)):
                append_part(parent, build_element("code", words) if place % 2 else words)
        case str() if len(parent):
            last = parent[-1]
            last.tail = (last.tail or "") + clean_text(part)
        case str():
            parent.text = (parent.text or "") + clean_text(part)
        case _:
            parent.append(part)


def build_inline_asset(tag: str, content: str, /, **attributes: str) -> Element:
    """Return an inline `<script>` or `<style>`; raise ValueError if its content contains `</`."""
    if re.search(r"<(?:/|!--)", content):
        raise ValueError(f"<{tag}> contains a sequence that would end it")
    element = Element(tag, attributes)
    element.text = content
    return element


def build_list(items: Iterable[Part], **attributes: str) -> Element:
    """Return a `<ul>` with one `<li>` for each item."""
    return build_element("ul", *(build_element("li", item) for item in items), **attributes)


def encode_html(root: Element) -> bytes:
    """Return the document as HTML 5, UTF-8."""
    text: str = tostring(
        root, encoding="unicode", method="html"
    )  # twice as fast as encoding to bytes
    return f"<!doctype html>\n{text}\n".encode()
