"""German is complete: every text is translated, with the placeholders of the English text."""

import re
import string

import pytest
from tests.wording.catalogue import list_messages

from seamscope.outputs.writers.languages import FOLDER, read_catalogue, use_language
from seamscope.wording import (
    format_count,
    format_date,
    format_days,
    format_figure,
    format_number,
    translate,
    translate_count,
)

# Words that are the same in German: abbreviations, names, and words that German took over.
SAME = frozenset({
    "api", "bi", "broker", "cdc", "cfp", "concept", "crm", "data", "details", "epic", "erp",
    "etl", "gate", "go", "historian", "hosting", "hr", "hypercare", "id", "in", "integration",
    "itsm", "k", "lakehouse", "lineage", "live", "marketing", "mdm", "mes", "migration",
    "monitoring", "name", "nominal", "oauth", "of", "operation", "p", "partner", "phase", "pim",
    "plan",
    "plm", "poc", "proof", "reserve", "routine", "scm", "score", "sha", "sql", "support",
    "system", "team", "tester", "tms", "transformation", "warehouse", "wms",
})  # fmt: skip
# Words that only English has, and which no German translation contains.
ENGLISH = re.compile(r"\b(the|and|with|without|are|is|not|from|which|they|each|more|all)\b")


def _list_placeholders(text: str) -> list[tuple[str, str | None]]:
    """Return names and formats of the placeholders."""
    parts = string.Formatter().parse(text)
    return sorted((name, form) for _, name, form, _ in parts if name is not None)


@pytest.fixture(scope="module")
def german() -> dict[str, tuple[str, ...]]:
    """The translations by English text."""
    return read_catalogue(FOLDER / "de.po").texts


def test_every_text_is_translated(german: dict[str, tuple[str, ...]]) -> None:
    """A text that is new or has changed needs a translation, and one that is gone loses it."""
    texts = {message.text for _, message in list_messages() if message.text}
    assert texts - set(german) == set(), "add the translation to languages/de.po"
    assert set(german) - texts == set(), "remove the entry from languages/de.po"


def test_placeholders_and_plurals_are_those_of_the_english_text(
    german: dict[str, tuple[str, ...]],
) -> None:
    """A translation may reorder placeholders, and does not lose one or its format."""
    plurals = {message.text: message.plural for _, message in list_messages() if message.plural}
    for text, forms in german.items():
        english = (text, plurals[text]) if text in plurals else (text,)
        assert len(forms) == len(english), text
        for form, source in zip(forms, english, strict=True):
            assert _list_placeholders(form) == _list_placeholders(source), text


def test_spaces_and_line_breaks_at_the_ends_are_kept(german: dict[str, tuple[str, ...]]) -> None:
    """Some texts are joined to others, so a space at an end separates them."""
    for text, forms in german.items():
        for form in forms:
            assert form[:1].isspace() == text[:1].isspace(), text
            assert form[-1:].isspace() == text[-1:].isspace(), text


def test_nothing_is_left_in_english(german: dict[str, tuple[str, ...]]) -> None:
    """A translation equals its text only if German has the same words."""
    left = {
        text
        for text, forms in german.items()
        if (text in forms and not _list_words(text) <= SAME)
        or any(ENGLISH.search(_remove_code(form)) for form in forms)
    }
    assert left == set()


def _list_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", _remove_code(text).casefold()))


def _remove_code(text: str) -> str:
    """Return a text without placeholders, commands in backticks, options and file names."""
    return re.sub(r"\{[^}]*\}|`[^`]*`|--\w+|\w+\.\w+", "", text)


def test_numbers_and_dates_have_german_forms() -> None:
    """The comma separates decimals, the point thousands, and the day comes first."""
    with use_language("de"):
        assert format_figure(1234.5) == "1.230"
        assert [format_days(value) for value in (0.01, 0.42, 5678)] == ["<0,1", "0,4", "5.680"]
        assert format_number(1234.5, ",.1f") == "1.234,5"
        assert format_count(1200, "system") == "1.200 Systeme"
        assert translate("{cfp:g} CFP", cfp=2.5) == "2,5 CFP"
        assert translate_count("{count} row", "{count} rows", 1200) == "1.200 Zeilen"
        assert format_date("2027-05-14") == "14.05.2027"
        assert format_date("May 2027") == "May 2027"
    assert (format_figure(1234.5), format_date("2027-05-14")) == ("1,230", "2027-05-14")
