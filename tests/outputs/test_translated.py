"""Every word of an output can be translated or comes from the inputs."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest
from tests.wording.pseudo import Pseudo, disguise

from seamscope import survey
from seamscope.answers import label_choice
from seamscope.answers.choices import STATES
from seamscope.document import Survey
from seamscope.outputs import FORMATS, html
from seamscope.outputs.html.articles import build_system_article, index_survey
from seamscope.outputs.text.summary import Run, render_summary
from seamscope.outputs.workbook.questions import HEADERS
from seamscope.wording import use_translations

from .survey_sample import small

WORD = re.compile(r"[A-Za-z]{2,}")
# Words that remain in Latin letters: labels of integrations and keys of tasks, effort classes,
# currencies, amounts in thousands, and the line that identifies a run.
CODES = re.compile(
    r"seamscope [\d.]+( · [\d-]+)?( · inputs \w+)?( · POC \w+)?( · seed \d+)?"
    r"( · schema version \d+)?"
    r"|\b[0-9a-f]{12,}\b|\bI-[0-9A-Z]{5}\b|\b(XL|EUR)\b|\b[\d.]+k\b"
    r"|\bpoc\.yaml\b|\b(calibration|date|poc)(\\?_sha256)?:"
)
# Answers to choose from are written into answers.yaml, which a program reads.
ANSWERS = frozenset({"yes", "no", "both", "none", *STATES, ", ".join(STATES)})


class _Texts(HTMLParser):
    """An HTML parser that collects the visible texts and the labels of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the labels of an element."""
        self._hidden += tag in {"script", "style"}
        shown = {"aria-label", "title", "placeholder", "alt"}
        self.found += [value for name, value in attrs if name in shown and value]

    def handle_endtag(self, tag: str) -> None:
        """Show texts again after the end of a script or style."""
        self._hidden -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        """Collect a text that is not part of a script or style."""
        if not self._hidden:
            self.found.append(data)


def _read_html(content: bytes) -> list[str]:
    page = _Texts()
    page.feed(content.decode())
    return page.found


def _read_slides(content: bytes) -> Iterator[str]:
    """Yield the texts of slides and of charts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name).decode(errors="ignore")
            if name.startswith("ppt/slides/slide"):
                yield from re.findall(r"<a:t>([^<]*)</a:t>", part)
            if name.startswith("ppt/charts/chart"):
                yield from re.findall(r"<c:v>([^<]*)</c:v>", part)


def _list_untranslated(texts: Iterator[str] | list[str], survey: Survey) -> list[str]:
    """Return the texts that contain Latin words, apart from codes, ids of the survey and offered
    answers.
    """
    lists = (survey.systems, survey.integrations, survey.datasets)
    ids = [item.id for items in lists for item in items]
    known = re.compile("|".join(map(re.escape, sorted(ids, key=len, reverse=True))))
    rest = (known.sub("", CODES.sub("", unescape(text).strip())) for text in texts)
    offered = {answer for question in survey.questions for answer in question.candidates}
    answers = ANSWERS | offered | {", ".join(question.candidates) for question in survey.questions}
    return sorted({text for text in rest if WORD.search(text) and text not in answers})


@pytest.fixture(scope="module")
def catalogue() -> Pseudo:
    """Return a pseudo-language, whose translations have no Latin letters."""
    return Pseudo()


@pytest.fixture(scope="module")
def halden(catalogue: Pseudo) -> Survey:
    """Return the survey of the sample landscape with its texts in Cyrillic letters."""
    folder = Path(__file__).parents[2] / "inventories" / "halden-pumps"
    return disguise(survey([folder], poc=folder / "poc.yaml"), catalogue)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["svg", "neighbourhood", "html"])
def test_pages_show_no_word_that_cannot_be_translated(
    name: str, halden: Survey, catalogue: Pseudo
) -> None:
    """Every text of the board page, the neighbourhood and the report, including labels for screen
    readers, is translated.
    """
    with use_translations(catalogue):
        content = FORMATS[name].render(halden)
        # The words for `answers.yaml` are in brackets.
        offered = {
            label_choice(c, q) for q in halden.questions for c in (*q.candidates, "yes", "no")
        }
    texts = [text for text in _read_html(content) if text.strip() not in offered]
    assert _list_untranslated(texts, halden) == []


@pytest.mark.slow
def test_pages_of_systems_show_no_word_that_cannot_be_translated(
    halden: Survey, catalogue: Pseudo
) -> None:
    """All text of the system pages, which a script builds when they are opened, is translated."""
    with use_translations(catalogue):
        index = index_survey(halden)
        pages = [build_system_article(system, index) for system in halden.systems]
    texts = [text for page in pages for text in _read_html(tostring(page, method="html"))]
    assert _list_untranslated(texts, halden) == []


@pytest.mark.parametrize("name", ["table", "markdown", "briefs"])
def test_texts_show_no_word_that_cannot_be_translated(
    name: str, halden: Survey, catalogue: Pseudo
) -> None:
    """Every word of the effort table, the Markdown report and the briefs can be translated."""
    with use_translations(catalogue):
        content = FORMATS[name].render(halden).decode()
    assert _list_untranslated(content.splitlines(), halden) == []


def test_the_summary_shows_no_word_that_cannot_be_translated(
    halden: Survey, catalogue: Pseudo
) -> None:
    """Every word of the terminal output of `seamscope survey` can be translated."""
    run = Run(file="", commands=(), warnings=())
    with use_translations(catalogue):
        text = render_summary(halden, run, 80)
    assert _list_untranslated(text.splitlines(), halden) == []


@pytest.mark.slow
def test_slides_show_no_word_that_cannot_be_translated(halden: Survey, catalogue: Pseudo) -> None:
    """Every word of titles, tables, charts and notes on the slides can be translated."""
    with use_translations(catalogue):
        content = FORMATS["pptx"].render(halden)
    assert _list_untranslated(_read_slides(content), halden) == []


def _read_workbook(content: bytes) -> Iterator[str]:
    """Yield the strings of cells and the results of formulas."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml":
                part = archive.read(name).decode()
                yield from re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", part)
                yield from re.findall(r't="str"><f>[^<]*</f><v>([^<]*)</v>', part)


def test_the_workbook_shows_no_word_that_cannot_be_translated(
    halden: Survey, catalogue: Pseudo
) -> None:
    """Every cell can be translated, except for defined names, ids, and the headers and offered
    answers of the questions.
    """
    with use_translations(catalogue):
        content = FORMATS["xlsx"].render(halden)
        # The words for `answers.yaml` are in brackets.
        offered = {", ".join(label_choice(c, q) for c in q.candidates) for q in halden.questions}
    names = {"Calibration", "Contingency", "DayRate", "HoursPerDay", "Management"}
    known = {*names, *HEADERS, *(question.id for question in halden.questions)}
    known |= offered
    tasks = re.compile(r"(I-[0-9A-Z]{5}|R)\.\w+|, (both|none)\b")
    texts = (tasks.sub("", text) for text in _read_workbook(content) if text not in known)
    assert _list_untranslated(texts, halden) == []


def test_the_plan_shows_no_word_that_cannot_be_translated(
    halden: Survey, catalogue: Pseudo
) -> None:
    """The names of epics and tasks can be translated; the keywords of the Gantt format stay."""
    keywords = re.compile(r"^%% made by.*|^%%\{init.*|^gantt$|^  (dateFormat|axis).*")
    marks = re.compile(r"^  (section|title)|<br>|:?\b(crit|milestone|t\d+|0d)\b")
    with use_translations(catalogue):
        lines = FORMATS["gantt"].render(halden).decode().splitlines()
    texts = [marks.sub("", line) for line in lines if not keywords.search(line)]
    assert _list_untranslated(texts, halden) == []


def test_files_for_programs_are_english_in_every_language(catalogue: Pseudo) -> None:
    """CSV, JSON and GraphML are the same in every language, because other programs read them."""
    english = small()
    for name in ("csv", "json", "graphml"):
        plain = FORMATS[name].render(english)
        with use_translations(catalogue):
            assert FORMATS[name].render(english) == plain


@pytest.mark.slow
def test_the_texts_of_scripts_are_translated(halden: Survey, catalogue: Pseudo) -> None:
    """The report contains translations of the texts that its scripts write, unless its language is
    English.
    """
    with use_translations(catalogue):
        page = FORMATS["html"].render(halden).decode()
    block = re.search(r'<script [^>]*id="translations"[^>]*>(.*?)</script>', page)
    assert block is not None
    texts = json.loads(block[1])
    assert texts["Previous"] == catalogue.gettext("Previous")
    assert "Sorted by {column}, ascending" in texts
    assert all(WORD.search(re.sub(r"\{\w+\}", "", text)) is None for text in texts.values())
    assert 'id="translations"' not in FORMATS["html"].render(small()).decode()


def test_scripts_write_no_text_that_cannot_be_translated() -> None:
    """A script passes every phrase to `translate` before it writes it on the page."""
    phrase = re.compile(
        r"""(?<![\w(])(?:textContent = |make\("\w+", \{[^}]*\}, )["`]\s*[A-Za-z]{2,}"""
    )
    folder = Path(html.__file__).parent
    found = {
        f"{path.name}:{number}"
        for path in sorted(folder.glob("*.js"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if phrase.search(line)
    }
    assert found == set()
