"""One hostile survey for every renderer: a text of the sources is never more than text."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from defusedxml.ElementTree import fromstring
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from seamscope.render import FORMATS
from seamscope.render.drawing import backend

from .hostile_sample import HOSTILE, hostile, hostile_everywhere
from .survey_sample import small
from .test_html import Reader, running

SURVEYS = {
    "in every system": hostile(),
    "in every place": hostile_everywhere(running(small())),
    "in every other place": hostile_everywhere(running(small()), turn=5),
}
HIDDEN = set("\x00\x07\x1b\u202e\u202c\u200f\ud800")
Check = Callable[[bytes], None]


def _terminal(made: bytes) -> None:
    assert not HIDDEN & set(made.decode())
    assert "\r" not in made.decode()


def _markdown(made: bytes) -> None:
    text = made.decode()
    assert not HIDDEN & set(text)
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    ours = {"h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li",
            "strong", "code"}  # fmt: skip
    assert set(re.findall(r"<(\w+)", html)) <= ours
    for table in re.findall(r"<table>.*?</table>", html, re.DOTALL):
        widths = {
            len(re.findall("<t[hd]", row)) for row in re.findall(r"<tr>.*?</tr>", table, re.S)
        }
        assert len(widths) == 1  # no cell ended its row early


def _html(made: bytes) -> None:
    page = Reader(made.decode())
    assert not HIDDEN & set(made.decode())
    run = [attributes for attributes, _ in page.blocks if "type" not in attributes]
    assert len(run) == 7  # two styles and five scripts of our own
    for tag, attributes in page.tags:
        assert tag not in {"img", "iframe", "object", "embed", "link", "base", "form-", "math"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert (attributes.get("href") or "#").startswith("#")


def _csv(made: bytes) -> None:
    rows = list(csv.reader(io.StringIO(made.decode())))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]


def _json(made: bytes) -> None:
    assert json.loads(made)
    assert not HIDDEN & set(made.decode())


def _svg(made: bytes) -> None:
    assert b"<!" not in made
    for element in fromstring(made).iter():
        name = element.tag.rpartition("}")[2]
        assert name in {
            "svg",
            "title",
            "desc",
            "g",
            "polygon",
            "path",
            "ellipse",
            "polyline",
            "text",
        }
        assert not [key for key in element.attrib if key.startswith("on") or "href" in key]


def _png(made: bytes) -> None:
    assert made.startswith(b"\x89PNG\r\n\x1a\n")


def _pdf(made: bytes) -> None:
    assert made.startswith(b"%PDF-")
    for action in (b"/JavaScript", b"/URI", b"/Launch", b"/OpenAction"):
        assert action not in made


def _dot(made: bytes) -> None:
    """Graphviz itself reads it; no attribute that acts or loads is set."""
    text = made.decode()
    assert not HIDDEN & set(text)
    for attribute in ("URL=", "href=", "image=", "shapefile=", "fontpath=", "imagepath="):
        outside = re.sub(r"<<.*?>>|<[^\n]*>", "", text)
        assert attribute not in outside


def _mermaid(made: bytes) -> None:
    box = r'  \w+(?:\[|\{\{|\[\()"[^"<>]*(?:<br/>[^"<>]*)*"(?:\]|\}\}|\)\])'
    arrow = r'  \w+ (?:-->|<-->|-\.->|-\.-)\|"[^"<>]*"\| \w+'
    lines = made.decode().splitlines()
    assert not HIDDEN & set(made.decode())
    for line in lines:
        assert re.fullmatch(rf"%% [^%{{}}]*|flowchart LR|{box}|{arrow}", line), line
    assert lines.count("flowchart LR") == 1


def _xlsx(made: bytes) -> None:
    for sheet in load_workbook(io.BytesIO(made)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.hyperlink is None
            if cell.data_type == "f":
                assert re.fullmatch(r"=[\w!$:.,+*/()<=\-\" ]+", str(cell.value)), cell.value
                assert "HYPERLINK" not in str(cell.value)
    _archive(made)


def _archive(made: bytes) -> None:
    """Refuse parts that point outside, and macros."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for name in archive.namelist():
            assert "vba" not in name.lower()
            if name.endswith((".xml", ".rels")):
                held = archive.read(name)
                fromstring(held)
                assert b'TargetMode="External"' not in held


CHECKS: dict[str, Check] = {
    "table": _terminal,
    "markdown": _markdown,
    "html": _html,
    "csv": _csv,
    "json": _json,
    "svg": _svg,
    "png": _png,
    "pdf": _pdf,
    "dot": _dot,
    "mermaid": _mermaid,
    "xlsx": _xlsx,
    "pptx": _archive,
}
DRAWN = frozenset({"svg", "png", "pdf"})


def test_every_registered_format_has_its_check() -> None:
    """A new output is not done before a hostile survey was put through it."""
    assert set(CHECKS) == set(FORMATS)


def test_the_survey_is_hostile_in_every_place() -> None:
    """Names, reasons, sources, evidence and costs of the sample all carry hostile texts."""
    survey = hostile_everywhere(running(small()))
    hurt = {text.replace("\ud800", "\ufffd") for text in HOSTILE}
    assert survey.totals
    assert survey.totals.run_cost
    estimate = survey.estimates[0]
    places = (
        survey.meta.title, survey.systems[0].name, survey.flows[0].evidence[0].file,
        estimate.factors[0].reason, estimate.size[0].source, survey.readiness[0].answer,
        survey.findings[0].what, survey.totals.run_cost.lines[0].name,
    )  # fmt: skip
    assert set(places) <= hurt


@pytest.mark.parametrize("where", SURVEYS)
@pytest.mark.parametrize("name", CHECKS)
def test_a_hostile_text_takes_no_effect(name: str, where: str) -> None:
    """An independent reader of each format finds text where a source wrote, and nothing else."""
    if name in DRAWN and backend() is None:
        pytest.skip("nothing on this machine draws pictures")
    if name == "pptx":
        pytest.importorskip("pptx", reason="python-pptx is not installed")
    CHECKS[name](FORMATS[name].render(SURVEYS[where]))
