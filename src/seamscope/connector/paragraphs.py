"""Read the paragraphs of Word documents and web pages, without tables and struck-through text."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

from seamscope.connector.decode import decode
from seamscope.connector.pages import WORD, W, is_struck, parse_word_document
from seamscope.errors import UnreadableError

BLOCKS = frozenset({"p", "li", "dd", "div", "h1", "h2", "h3", "h4", "blockquote", "br"})
LEFT_OUT = frozenset({"script", "style", "table", "s", "del", "strike", "nav", "head", "pre"})


def list_paragraphs(data: bytes, suffix: str, file: str) -> Iterator[str]:
    """Yield the text of each paragraph.

    suffix: ``.docx`` or an extension of web pages.
    """
    if suffix in WORD:
        yield from _list_word_paragraphs(parse_word_document(data, file))
        return

    def refuse(what: str, remedy: str = "", line: int = 0) -> UnreadableError:
        return UnreadableError(what, remedy=remedy, file=file, line=line)

    parser = _Paragraphs()
    text, _ = decode(data, refuse)
    parser.feed(text)
    parser.close()
    yield from parser.list_texts()


def _list_word_paragraphs(root: Element) -> Iterator[str]:
    tables = {id(p) for table in root.iter(f"{W}tbl") for p in table.iter(f"{W}p")}
    for paragraph in root.iter(f"{W}p"):
        if id(paragraph) not in tables:
            runs = [run for run in paragraph.iter(f"{W}r") if not is_struck(run)]
            text = "".join(t.text or "" for run in runs for t in run.iter(f"{W}t")).strip()
            if text:
                yield text


class _Paragraphs(HTMLParser):
    """Collects the text between the block elements of a page as paragraphs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._inside: list[str] = []  # open elements whose text is left out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LEFT_OUT:
            self._inside.append(tag)
        elif tag in BLOCKS:
            self._parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass
        elif tag in BLOCKS:
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._parts.append(data)

    def list_texts(self) -> list[str]:
        """Return the paragraphs that are not empty."""
        parts = re.split(r"\n\s*\n", "".join(self._parts))
        return [" ".join(part.split()) for part in parts if part.strip()]
