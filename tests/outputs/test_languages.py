"""Outputs for a board are in the language that `use_language` sets."""

import io
import zipfile

import pytest

from seamscope.outputs import FORMATS
from seamscope.outputs.text.summary import Run, render_summary
from seamscope.outputs.writers.languages import use_language

from .survey_sample import small

EXPECTED = {
    "svg": (
        "ZU BAUEN",
        "PERSONENTAGE",
        "Balken: P50–P90, Strich: P80",
        "Modellwerte, keine Zusagen",
    ),
    "html": ('lang="de"', "Kennzahlen", "Was wäre, wenn", "Quellen der Konstanten"),
    "markdown": ("## Aufwand", "Personentage", "| ID |"),
    "table": ("Größte Integrationen:", "Hauptgrund"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_board_page_and_reports_are_german(name: str) -> None:
    """Headings and captions are those of the German catalogue."""
    with use_language("de"):
        text = FORMATS[name].render(small()).decode()
    assert [words for words in EXPECTED[name] if words not in text] == []


def test_the_summary_is_german() -> None:
    """The terminal output of `seamscope survey` has the German texts."""
    with use_language("de"):
        text = render_summary(small(), Run(file="", commands=(), warnings=()), 80)
    assert "Modellwerte, keine Zusagen. P80: 8 von 10" in text
    assert "Gelesen: " in text


def test_slides_are_german() -> None:
    """Titles and notes of the slides have the German texts."""
    with use_language("de"):
        content = FORMATS["pptx"].render(small())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        slides = [name for name in archive.namelist() if name.startswith("ppt/slides/slide")]
        text = "".join(archive.read(name).decode() for name in slides)
    assert "Zuerst zu klärende Fragen" in text
    assert "Hinweise zu den Zahlen" in text


def test_the_board_page_is_french() -> None:
    """The board page has French texts, and the terminal has a no-break space before a colon."""
    with use_language("fr"):
        text = FORMATS["svg"].render(small()).decode()
        table = FORMATS["table"].render(small()).decode()
    assert [words for words in ("À CONSTRUIRE", "JOURS-PERSONNE") if words not in text] == []
    assert "Plus grandes intégrations\N{NO-BREAK SPACE}:" in table
