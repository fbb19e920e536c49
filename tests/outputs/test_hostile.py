"""Every format is rendered from a survey with hostile strings, which must remain plain text."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
import yaml
from defusedxml.ElementTree import fromstring
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from seamscope.outputs import FORMATS
from seamscope.outputs.diagram.drawing import find_backend
from seamscope.outputs.writers.mark import MARK

from .hostile_sample import HOSTILE, hostile, hostile_everywhere
from .survey_sample import small
from .test_html import Reader, add_run_cost

SURVEYS = {
    "in every system": hostile(),
    "in every place": hostile_everywhere(add_run_cost(small())),
    "in every other place": hostile_everywhere(add_run_cost(small()), turn=5),
}
# marks an output; any other comment came from hostile text
OUR_COMMENT = f"<!-- {MARK} -->".encode()
HIDDEN = set("\x00\x07\x1b\u202e\u202c\u200f\ud800")
Check = Callable[[bytes], None]


def _terminal(output: bytes) -> None:
    assert not HIDDEN & set(output.decode())
    assert "\r" not in output.decode()


def _markdown(output: bytes) -> None:
    text = output.decode()
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


def _html(output: bytes) -> None:
    page = Reader(output.decode())
    assert not HIDDEN & set(output.decode())
    run = [attributes for attributes, _ in page.blocks if "type" not in attributes]
    assert len(run) == 10  # our own three styles and seven scripts
    for tag, attributes in page.tags:
        assert tag not in {"img", "iframe", "object", "embed", "link", "base", "form-", "math"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert (attributes.get("href") or "#").startswith("#")


def _csv(output: bytes) -> None:
    rows = list(csv.reader(io.StringIO(output.decode())))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]


def _json(output: bytes) -> None:
    assert json.loads(output)
    assert not HIDDEN & set(output.decode())


def _svg(output: bytes) -> None:
    assert b"<!" not in output.replace(OUR_COMMENT, b"")
    for element in fromstring(output).iter():
        name = element.tag.rpartition("}")[2]
        assert name in {
            "svg",
            "title",
            "desc",
            "g",
            "a",
            "polygon",
            "path",
            "ellipse",
            "polyline",
            "text",
            "rect",
        }
        assert not [key for key in element.attrib if key.startswith("on")]
        for key, value in element.attrib.items():
            assert "href" not in key or re.fullmatch(r"report\.html#/[\w./%~-]+", value), value


def _png(output: bytes) -> None:
    assert output.startswith(b"\x89PNG\r\n\x1a\n")


def _pdf(output: bytes) -> None:
    assert output.startswith(b"%PDF-")
    for action in (b"/JavaScript", b"/URI", b"/Launch", b"/OpenAction"):
        assert action not in output


def _dot(output: bytes) -> None:
    """Check that a DOT file has no attribute that links to or loads anything, and no hidden
    characters.
    """
    text = output.decode()
    assert not HIDDEN & set(text)
    for attribute in ("URL=", "href=", "image=", "shapefile=", "fontpath=", "imagepath="):
        outside = re.sub(r"<<.*?>>|<[^\n]*>", "", text)
        assert attribute not in outside


def _mermaid(output: bytes) -> None:
    box = r'  \w+(?:\[|\{\{|\[\()"[^"<>]*(?:<br/>[^"<>]*)*"(?:\]|\}\}|\)\])'
    arrow = r'  \w+ (?:-->|-\.->|-\.-)\|"[^"<>]*"\| \w+'
    style = r"  style s\d+ [\w:#,-]+|  linkStyle [\d,]+ [\w:#,-]+"
    lines = output.decode().splitlines()
    assert not HIDDEN & set(output.decode())
    for line in lines:
        assert re.fullmatch(rf"%% [^%{{}}]*|flowchart LR|{box}|{arrow}|{style}", line), line
    assert lines.count("flowchart LR") == 1


def _xlsx(output: bytes) -> None:
    for sheet in load_workbook(io.BytesIO(output)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.hyperlink is None
            if cell.data_type == "f":
                assert re.fullmatch(r"=[\w!$:.,+*/()<=\-\" ]+", str(cell.value)), cell.value
                assert "HYPERLINK" not in str(cell.value)
    _archive(output)


def _archive(output: bytes) -> None:
    """Check that an Office file has valid XML, no macros and no external targets."""
    with zipfile.ZipFile(io.BytesIO(output)) as archive:
        for name in archive.namelist():
            assert "vba" not in name.lower()
            if name.endswith((".xml", ".rels")):
                held = archive.read(name)
                fromstring(held)
                assert b'TargetMode="External"' not in held


def _xml(output: bytes) -> None:
    assert b"<!" not in output.replace(OUR_COMMENT, b"")
    fromstring(output)
    assert not HIDDEN & set(output.decode())


def _drawio(output: bytes) -> None:
    _xml(output)
    assert b"html=1" not in output  # a label is text


def _yaml(output: bytes) -> None:
    assert not HIDDEN & set(output.decode())
    for entity in yaml.safe_load_all(output):
        assert set(entity) == {"apiVersion", "kind", "metadata", "spec"}


def _ndjson(output: bytes) -> None:
    assert not HIDDEN & set(output.decode())
    for line in output.decode().splitlines():
        assert json.loads(line)["job"]


def _dsl(output: bytes) -> None:
    """Check that outside of its strings, the DSL has only its own syntax, and that no string ends
    early or contains a substitution.
    """
    text = output.decode()
    assert not HIDDEN & set(text)
    assert not set(text) & set("\\$")
    assert not set(re.sub(r'"[^"\n]*"', "", text)) & set('"!/#<')


def _plantuml(output: bytes) -> None:
    for line in output.decode().splitlines():
        assert not HIDDEN & set(line)
        for word in re.findall(r'"([^"]*)"', line):
            safe = re.sub(r"<U\+[0-9A-F]{4,5}>|\\n", "", word)
            assert not set(safe) & set("<>\\'|`=!{}[]%#"), line


def _gantt(output: bytes) -> None:
    setting = r'%%\{init: \{"gantt": \{"leftPadding": \d+\}\}\}%%'
    ours = rf"%% [^{{}}]*|{setting}|gantt|  dateFormat YYYY-MM-DDTHH:mm"
    ours += r"|  (title|axisFormat) [^:;#{}<>]*"
    ours += r"|  section [^:;#{}<>]+(<br>[^:;#{}<>]+)*"
    day = r"\d{4}-\d\d-\d\dT\d\d:\d\d"
    mark = rf"milestone, t\d+, {day}, 0d|t\d+, {day}, {day}"
    bar = rf"  [^:;#,{{}}<>]+(, [^:;#{{}}<>]+)* :(crit, )?({mark})"
    for line in output.decode().splitlines():
        assert not HIDDEN & set(line)
        assert re.fullmatch(rf"{ours}|{bar}", line), line


CHECKS: dict[str, Check] = {
    "table": _terminal,
    "markdown": _markdown,
    "briefs": _markdown,
    "html": _html,
    "csv": _csv,
    "json": _json,
    "svg": _svg,
    "matrix": _svg,
    "neighbourhood": _svg,
    "png": _png,
    "pdf": _pdf,
    "dot": _dot,
    "mermaid": _mermaid,
    "xlsx": _xlsx,
    "pptx": _archive,
    "structurizr-dsl": _dsl,
    "structurizr-json": _json,
    "plantuml": _plantuml,
    "archimate": _xml,
    "drawio": _drawio,
    "backstage": _yaml,
    "openlineage": _ndjson,
    "graphml": _xml,
    "gexf": _xml,
    "cytoscape": _json,
    "mspdi": _xml,
    "jira": _csv,
    "azure-devops": _csv,
    "gantt": _gantt,
}
DRAWN = frozenset({"matrix", "pdf"})


def test_every_format_has_a_hostile_check() -> None:
    """Each registered output has a check in this file."""
    assert set(CHECKS) == set(FORMATS)


def test_the_survey_is_hostile_everywhere() -> None:
    """Names, reasons, sources, evidence and costs of the sample all contain hostile strings."""
    survey = hostile_everywhere(add_run_cost(small()))
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


@pytest.mark.slow
@pytest.mark.parametrize("where", SURVEYS)
@pytest.mark.parametrize("name", CHECKS)
def test_hostile_text_has_no_effect(name: str, where: str) -> None:
    """In the output of each format, an independent parser finds hostile strings only as text."""
    if name in DRAWN and find_backend() is None:
        pytest.skip("Graphviz is not installed")
    if name == "pptx":
        pytest.importorskip("pptx", reason="python-pptx is not installed")
    if name == "neighbourhood" and not SURVEYS[where].surface.poc:
        pytest.skip("the neighbourhood is that of a POC")
    output = FORMATS[name].render(SURVEYS[where])
    assert isinstance(output, bytes)
    CHECKS[name](output)
