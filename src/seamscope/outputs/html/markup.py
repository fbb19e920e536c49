"""Build HTML from elements: no part is ever a string of markup, so every text is escaped."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

from seamscope.outputs.tabulate import plain

Part = Element | str | None
NAMES = {"class_": "class", "for_": "for"}


def el(tag: str, /, *parts: Part, **attributes: str | None) -> Element:
    """Return an element; None leaves an attribute or a part out, `data_x` becomes `data-x`."""
    made = Element(tag)
    for key, value in attributes.items():
        if value is not None:
            made.set(NAMES.get(key, key.replace("_", "-")), plain(value))
    for part in parts:
        add(made, part)
    return made


def add(parent: Element, part: Part) -> None:
    """Append an element or a text to the end of an element."""
    match part:
        case None:
            pass
        case str():
            last = parent[-1] if len(parent) else None
            if last is None:
                parent.text = (parent.text or "") + plain(part)
            else:
                last.tail = (last.tail or "") + plain(part)
        case _:
            parent.append(part)


def ours(tag: str, content: str, /, **attributes: str) -> Element:
    """Return a `<script>` or `<style>` of our own; raise ValueError if it could end early."""
    if re.search(r"<(?:/|!--)", content):
        raise ValueError(f"<{tag}> holds a sequence that would end it")
    made = Element(tag, attributes)
    made.text = content
    return made


def listing(items: Iterable[Part], **attributes: str) -> Element:
    """Return `<ul>` with one `<li>` an item."""
    return el("ul", *(el("li", item) for item in items), **attributes)


def to_html(root: Element) -> bytes:
    """Return the whole document as HTML 5, UTF-8."""
    made: str = tostring(root, encoding="unicode", method="html")  # twice as fast as bytes
    return f"<!doctype html>\n{made}\n".encode()
