"""Every language is complete: each text is translated, with the placeholders of the English
text.
"""

import re
import string

import pytest
from tests.wording.catalogue import list_messages

from seamscope.outputs.writers.languages import (
    FOLDER,
    list_languages,
    read_catalogue,
    use_language,
)
from seamscope.wording import (
    format_count,
    format_date,
    format_days,
    format_figure,
    format_number,
    translate,
    translate_count,
)

# Words that every language has: abbreviations, names, and words that all took over.
SHARED = frozenset({
    "api", "bi", "broker", "cdc", "cfp", "concept", "crm", "data", "details", "epic", "erp",
    "etl", "gate", "go", "historian", "hosting", "hr", "hypercare", "id", "in", "integration",
    "itsm", "k", "lakehouse", "lineage", "live", "marketing", "mdm", "mes", "migration",
    "monitoring", "name", "nominal", "oauth", "of", "operation", "p", "partner", "phase", "pim",
    "plan",
    "plm", "poc", "proof", "reserve", "routine", "scm", "score", "sha", "sql", "support",
    "system", "team", "tester", "tms", "transformation", "warehouse", "wms",
})  # fmt: skip
# Words that are the same in English and in one language.
SAME = {
    "de": SHARED,
    "fr": SHARED | {
        "certain", "classification", "collaboration", "commerce", "condition",
        "contradiction", "description", "direction", "documentation", "expression",
        "incidents", "indirect", "installations", "interface", "interfaces", "licences",
        "multisite", "note", "pages", "point", "points", "possible", "production",
        "provenance", "question", "questions", "sections", "service", "site", "sites",
        "source", "table", "total", "type", "via", "volume",
    },
}  # fmt: skip
# Words that only English has, and which no translation contains.
ENGLISH = re.compile(r"\b(the|and|with|without|are|is|not|from|which|they|each|more|all)\b")


def _list_placeholders(text: str) -> list[tuple[str, str | None]]:
    """Return the names and formats of the placeholders in a text, sorted."""
    parts = string.Formatter().parse(text)
    return sorted((name, form) for _, name, form, _ in parts if name is not None)


LANGUAGES = tuple(name for name in list_languages() if name != "en")


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Return the code of a language."""
    return str(request.param)


@pytest.fixture(scope="module")
def texts(language: str) -> dict[str, tuple[str, ...]]:
    """Return the translations of a language by English text."""
    return read_catalogue(FOLDER / f"{language}.po").texts


def test_every_text_is_translated(language: str, texts: dict[str, tuple[str, ...]]) -> None:
    """Every text of the program has a translation, and every translation belongs to a text."""
    english = {message.text for _, message in list_messages() if message.text}
    assert english - set(texts) == set(), f"add the translation to languages/{language}.po"
    assert set(texts) - english == set(), f"remove the entry from languages/{language}.po"


def test_all_languages_have_the_same_stored_sentences() -> None:
    """All languages translate the same sentences of a survey."""
    first, *others = (set(read_catalogue(FOLDER / f"{name}.po").stored) for name in LANGUAGES)
    for other in others:
        assert first ^ other == set()


def test_placeholders_and_plurals_are_those_of_the_english_text(
    texts: dict[str, tuple[str, ...]],
) -> None:
    """A translation has the same placeholders with the same formats as the English text, in any
    order, and a plural if the English text has one.
    """
    plurals = {message.text: message.plural for _, message in list_messages() if message.plural}
    for text, forms in texts.items():
        english = (text, plurals[text]) if text in plurals else (text,)
        assert len(forms) == len(english), text
        for form, source in zip(forms, english, strict=True):
            assert _list_placeholders(form) == _list_placeholders(source), text


def test_spaces_and_line_breaks_at_the_ends_are_kept(texts: dict[str, tuple[str, ...]]) -> None:
    """A translation begins and ends with a space or line break if the English text does, because
    some texts are joined.

    A no-break space may be added: French has one before a semicolon.
    """
    for text, forms in texts.items():
        for form in forms:
            assert (form[:1] in {" ", "\n"}) == (text[:1] in {" ", "\n"}), text
            assert (form[-1:] in {" ", "\n"}) == (text[-1:] in {" ", "\n"}), text


def test_nothing_is_left_in_english(language: str, texts: dict[str, tuple[str, ...]]) -> None:
    """A translation is the same as its English text only if all its words are the same in both
    languages.
    """
    left = {
        text
        for text, forms in texts.items()
        if (text in forms and not _list_words(text) <= SAME[language])
        or any(ENGLISH.search(_remove_code(form)) for form in forms)
    }
    assert left == set()


def _list_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", _remove_code(text).casefold()))


def _remove_code(text: str) -> str:
    """Return a text without placeholders, code in backticks, options and file names."""
    return re.sub(r"\{[^}]*\}|`[^`]*`|--\w+|\w+\.\w+", "", text)


def test_numbers_and_dates_have_german_forms() -> None:
    """In German, decimals have a comma, thousands have a point, and a date begins with the day."""
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


def test_numbers_and_dates_have_french_forms() -> None:
    """In French, decimals have a comma, thousands have a no-break space, and zero takes the
    singular.
    """
    with use_language("fr"):
        assert format_figure(1234.5) == "1\N{NO-BREAK SPACE}230"
        assert format_count(1200, "system") == "1\N{NO-BREAK SPACE}200 systèmes"
        assert format_count(0, "system") == "0 système"
        assert translate("{cfp:g} CFP", cfp=2.5) == "2,5 CFP"
        assert format_date("2027-05-14") == "14/05/2027"
