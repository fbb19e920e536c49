"""Read tables from Markdown, HTML (including Confluence's storage format) and Word documents."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

from seamscope.connector.grid import MAX_COLUMNS, Grid, Line
from seamscope.connector.parse import parse_xml
from seamscope.connector.scrub import quote
from seamscope.errors import UnreadableError

MARKDOWN = frozenset({".md", ".markdown"})
HTML = frozenset({".html", ".htm", ".xhtml"})
WORD = frozenset({".docx"})
SUFFIXES = MARKDOWN | HTML | WORD
MAX_ROWS = 100_000
MAX_SPAN = 1000  # rows or columns one cell may span
MAX_XML = 96 * 1024 * 1024  # bytes of the text of a Word document

RULE = re.compile(r"^\s*+\|?+\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*+$")
SECTION = re.compile(r"<!\[(?!CDATA\[)")  # the parser would stop at any other marked section
LINK = re.compile(r"!?\[([^\[\]]*+)\]\([^)]{0,500}+\)")
MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
BREAK = re.compile(r"<br\s*/?>", re.I)
STRUCK = re.compile(r"^~~.*~~$", re.S)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_markdown_grids(text: str) -> list[Grid]:
    """Return the pipe tables of a Markdown page, each named after the heading above it."""
    lines = text.splitlines()
    grids: list[Grid] = []
    heading, fenced, place = "", False, 0
    while place < len(lines):
        line = lines[place]
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and line.startswith("#"):
            heading = _strip_markup(line.lstrip("# ").rstrip("# "))
        below = lines[place + 1] if place + 1 < len(lines) else ""
        if not fenced and "|" in line and "|" in below and RULE.match(below):
            end = place + 2
            while end < len(lines) and "|" in lines[end] and end - place < MAX_ROWS:
                end += 1
            rows = [(place, line), *((at, lines[at]) for at in range(place + 2, end))]
            grids.append(Grid(name=heading, lines=tuple(_parse_row(at, row) for at, row in rows)))
            place = end
            continue
        place += 1
    return _number_duplicates(grids)


def _parse_row(at: int, row: str) -> Line:
    inner = row.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]
    struck = frozenset(n for n, cell in enumerate(cells) if STRUCK.match(cell))
    return Line(number=at + 1, cells=tuple(_strip_markup(cell) for cell in cells), struck=struck)


def _strip_markup(text: str) -> str:
    text = BREAK.sub("\n", LINK.sub(r"\1", text)).replace("~~", "")
    return MARKUP.sub("", text).strip()


def read_html_grids(text: str, file: str) -> list[Grid]:
    """Return the tables of an HTML page, each named after the heading above it."""
    parser = _Tables()
    try:
        parser.feed(SECTION.sub("&lt;![", text))
        parser.close()
    except AssertionError as error:  # the parser rejects unknown declarations by this assertion
        raise UnreadableError(
            f"the file is not valid HTML ({quote(str(error), 80)})",
            remedy="export the page again",
            file=file,
        ) from None
    return _number_duplicates([table.build_grid() for table in parser.done if table.rows])


def _number_duplicates(grids: list[Grid]) -> list[Grid]:
    """Number tables below the same heading, because evidence identifies a table by its name."""
    named: list[Grid] = []
    for place, grid in enumerate(grids, start=1):
        name = grid.name or f"table {place}"
        again = sum(one.name.partition(" #")[0] == name for one in named)
        named.append(replace(grid, name=f"{name} #{again + 1}" if again else name))
    return named


@dataclass(slots=True)
class _Cell:
    text: str = ""
    across: int = 1
    down: int = 1
    struck: bool = False
    fill: str = ""


@dataclass(slots=True)
class _Row:
    number: int
    cells: list[_Cell] = field(default_factory=list)
    hidden: bool = False


@dataclass(slots=True)
class _Table:
    """A table while it is parsed; a cell that spans rows or columns is repeated in each of them."""

    name: str
    rows: list[_Row] = field(default_factory=list)

    def build_grid(self) -> Grid:
        spanned: dict[int, tuple[int, _Cell]] = {}  # column -> rows left, the cell
        lines = tuple(_lay_out(row, spanned) for row in self.rows[:MAX_ROWS])
        return Grid(name=self.name, lines=lines)


def _lay_out(row: _Row, spanned: dict[int, tuple[int, _Cell]]) -> Line:
    cells: list[str] = []
    wide: set[int] = set()
    struck: set[int] = set()
    fill = ""
    waiting = list(row.cells)
    while (waiting or len(cells) in spanned) and len(cells) < MAX_COLUMNS:
        left, cell = spanned.pop(len(cells), (0, _Cell()))
        if left:
            new = False
        else:
            cell, new = waiting.pop(0), True
            left = min(cell.down, MAX_SPAN)
        text = " \n".join(part.strip() for part in cell.text.split("\n") if part.strip())
        for step in range(min(cell.across, MAX_SPAN) if new else 1):
            at = len(cells)
            if step:
                wide.add(at)
            if left > 1:
                spanned[at] = (left - 1, _Cell(text=cell.text, struck=cell.struck))
            if cell.struck and text:
                struck.add(at)
            cells.append(text.replace(" \n", "\n"))
        fill = fill or cell.fill
    return Line(
        number=row.number, cells=tuple(cells), wide=frozenset(wide), struck=frozenset(struck),
        hidden=row.hidden, fill=fill,
    )  # fmt: skip


STRIKES = frozenset({"s", "del", "strike"})
BLOCKS = frozenset({"br", "p", "li", "div"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption"})
COLOUR = re.compile(r"background(?:-color)?\s*:\s*([#\w]+)", re.I)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
LINE_THROUGH = re.compile(r"text-decoration(?:(?!text-decoration)[^;])*?line-through", re.I)


class _Tables(HTMLParser):
    """Collects the tables of an HTML page; a table inside a cell is a separate table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[_Table] = []
        self.open: list[_Table] = []
        self.cells: list[_Cell | None] = []
        self.strikes = 0
        self.heading: list[str] | None = None
        self.name = ""
        self.muted = ""
        self.link: tuple[_Cell, str, str] | None = (
            None  # the cell, its text before the link, the page
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        style = attributes.get("style", "")
        if tag == "table":
            self.open.append(_Table(name=self.name))
            self.cells.append(None)
            self.done.append(self.open[-1])
        elif tag in {"script", "style"} or (
            tag == "ac:parameter" and attributes.get("ac:name") != "title"
        ):
            self.muted = tag
        elif tag in HEADINGS:
            self.heading = []
        elif self.open:
            self._handle_tag_in_table(tag, attributes, style)

    def _handle_tag_in_table(self, tag: str, attributes: dict[str, str], style: str) -> None:
        table, cell = self.open[-1], self.cells[-1]
        if tag == "tr":
            hidden = bool(HIDDEN.search(style)) or "hidden" in attributes
            table.rows.append(_Row(number=len(table.rows) + 1, hidden=hidden))
        elif tag in {"td", "th"}:
            if not table.rows:
                table.rows.append(_Row(number=1))
            made = _Cell(
                across=_parse_span(attributes.get("colspan", "")),
                down=_parse_span(attributes.get("rowspan", "")),
                struck=bool(LINE_THROUGH.search(style)),
                fill=_get_fill(attributes, style),
            )
            table.rows[-1].cells.append(made)
            self.cells[-1] = made
        elif cell is not None:
            self._handle_tag_in_cell(cell, tag, attributes, style)

    def _handle_tag_in_cell(
        self, cell: _Cell, tag: str, attributes: dict[str, str], style: str
    ) -> None:
        """Record a line break, a link to a page or struck-through text inside a cell."""
        if tag in BLOCKS:
            cell.text += "\n"
        elif tag == "ac:link":
            self.link = (cell, cell.text, "")
        elif tag == "ri:page" and self.link is not None:
            self.link = (*self.link[:2], attributes.get("ri:content-title", ""))
        elif tag in STRIKES or LINE_THROUGH.search(style):
            self.strikes += tag in STRIKES
            cell.struck = True

    def handle_endtag(self, tag: str) -> None:
        if tag == self.muted:
            self.muted = ""
        elif tag == "ac:link" and self.link is not None:
            cell, before, title = self.link  # a link without text shows the page's name
            cell.text += title if cell.text == before else ""
            self.link = None
        elif tag == "table" and self.open:
            self.open.pop()
            self.cells.pop()
        elif tag in HEADINGS and self.heading is not None:
            self.name = quote(" ".join("".join(self.heading).split()), 120)
            if tag == "caption" and self.open:
                self.open[-1].name = self.name
            self.heading = None
        elif tag in {"td", "th"} and self.cells:
            self.cells[-1] = None

    def handle_data(self, data: str) -> None:
        if self.muted:
            return
        if self.heading is not None:
            self.heading.append(data)
        elif self.cells and (cell := self.cells[-1]) is not None:
            cell.text += re.sub(r"\s+", " ", data)

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data[6:].removesuffix("]]"))


def _parse_span(text: str) -> int:
    return max(1, min(int(text), MAX_SPAN)) if text.strip().isdecimal() else 1


def _get_fill(attributes: dict[str, str], style: str) -> str:
    found = COLOUR.search(style)
    colour = (
        attributes.get("data-highlight-colour")
        or attributes.get("bgcolor")
        or (found[1] if found else "")
    )
    plain = {"", "white", "#fff", "#ffffff", "transparent", "inherit", "none"}
    return "" if colour.lower() in plain else colour.lstrip("#").upper()


def read_word_grids(data: bytes, file: str) -> list[Grid]:
    """Return the tables of a Word document, without text that a tracked change deletes."""
    root = parse_word_document(data, file)
    return _number_duplicates(
        [_read_word_table(table, name) for name, table in _list_word_tables(root)]
    )


def parse_word_document(data: bytes, file: str) -> Element:
    """Return the root element of a Word document's text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = archive.getinfo("word/document.xml")
            if entry.file_size > MAX_XML:
                problem = f"the document unpacks to {entry.file_size // 2**20} MB"
                raise UnreadableError(problem, remedy="split it, or export CSV", file=file)
            xml = archive.read(entry)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError) as error:
        raise UnreadableError(
            f"not a Word document, or cut off ({type(error).__name__})",
            remedy="save it as .docx without a password",
            file=file,
        ) from None
    return parse_xml(xml, file)


def _list_word_tables(root: Element) -> Iterator[tuple[str, Element]]:
    """Yield each table with the text of the paragraph before it."""
    name = ""
    for element in root.iter():
        if element.tag == f"{W}tbl":
            yield name, element
            name = ""
        elif element.tag == f"{W}p" and (text := _get_word_text(element).strip()):
            name = text[:120] if len(text) < 120 else ""


def _read_word_table(table: Element, name: str) -> Grid:
    made = _Table(name=name)
    above: dict[int, _Cell] = {}
    for number, row in enumerate(table.findall(f"{W}tr"), start=1):
        line = _Row(number=number)
        column = 0
        for tc in row.findall(f"{W}tc"):
            cell = _read_word_cell(tc)
            merge = tc.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart" and column in above:
                cell.text = above[column].text
            above[column] = cell
            column += cell.across
            line.cells.append(cell)
        made.rows.append(line)
    return made.build_grid()


def _read_word_cell(tc: Element) -> _Cell:
    span = tc.find(f"{W}tcPr/{W}gridSpan")
    shade = tc.find(f"{W}tcPr/{W}shd")
    fill = "" if shade is None else shade.get(f"{W}fill", "")
    runs = [run for run in tc.iter(f"{W}r") if run.find(f"{W}t") is not None]
    return _Cell(
        text="\n".join(_get_word_text(p) for p in tc.findall(f"{W}p")),
        across=_parse_span(span.get(f"{W}val", "") if span is not None else ""),
        struck=bool(runs) and all(is_struck(run) for run in runs),
        fill="" if fill in {"auto", "FFFFFF"} else fill,
    )


def is_struck(run: Element) -> bool:
    """Return whether a run of a Word document is struck through."""
    strike = run.find(f"{W}rPr/{W}strike")
    return strike is not None and strike.get(f"{W}val", "1") not in {"0", "false"}


def _get_word_text(paragraph: Element) -> str:
    parts: list[str] = []
    for element in paragraph.iter():
        match element.tag.removeprefix(W):
            case "t":
                parts.append(element.text or "")
            case "br" | "cr":
                parts.append("\n")
            case "tab":
                parts.append(" ")
    return "".join(parts)
