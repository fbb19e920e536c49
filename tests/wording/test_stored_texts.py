"""Sentences that a survey stores in English are translated together with the names and numbers in
them.
"""

import re
import string
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path

import pytest
from tests.outputs.survey_sample import small

import seamscope
from seamscope.outputs.writers.languages import FOLDER, read_catalogue, use_language
from seamscope.outputs.writers.stored_survey import translate_survey
from seamscope.outputs.writers.stored_texts import StoredTexts
from seamscope.resolved import Finding, Severity
from seamscope.wording import translate_stored

TEXTS = StoredTexts(
    {
        "No contract is known for {names}": "Kein Vertrag bekannt für {names}",
        "{system} is confidential": "{system} ist vertraulich",
        "{text}, the highest of {count} statements": "{text}, die höchste von {count} Angaben",
        "{key} is empty": "{key} ist leer",
        "{n_months} months": "{n_months} Monate",
        "it is due on {day}": "fällig am {day}",
        "high {n}": "hoch {n}",
        "and": "und",
    }
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("No contract is known for CRM and ERP", "Kein Vertrag bekannt für CRM und ERP"),
        ("ERP is confidential", "ERP ist vertraulich"),
        ("ERP is confidential, the highest of 2 statements",
         "ERP ist vertraulich, die höchste von 2 Angaben"),
        ("sponsor is empty", "sponsor ist leer"),
        ("a.b is empty, c.d is empty", "a.b ist leer, c.d ist leer"),
        ("the cup is empty", "the cup is empty"),
        ("1,234.5 months", "1.234,5 Monate"),
        ("three months", "three months"),
        ("it is due on 2027-05-14", "fällig am 14.05.2027"),
        ("said by a user; ERP is confidential", "said by a user; ERP ist vertraulich"),
        ("high 205, high 240", "hoch 205, hoch 240"),
        ("high 205, said by a user", "high 205, said by a user"),
        ("The data is classified: a.b is empty", "Klassifiziert: a.b ist leer"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_sentence_is_translated_with_its_values(text: str, shown: str) -> None:
    """A stored sentence is translated with its values; a text that fits no sentence, such as a
    user's answer, is not changed.
    """
    with use_language("de"):
        assert TEXTS.translate(text, {"The data is classified": ("Klassifiziert",)}) == shown


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    """A text in which a literal of a sentence occurs 50,000 times is compared in linear time."""
    texts = StoredTexts({"{one} and {other} and {third} both write {what}.": "{one}"})
    text = " and ".join(["x"] * 50_000)
    assert texts.translate(text, {}) == text


@pytest.fixture(scope="module")
def stored() -> dict[str, str]:
    """Return the German translations of stored sentences by English sentence."""
    return read_catalogue(FOLDER / "de.po").stored


def test_sentences_of_the_catalogue_occur_in_the_program(stored: dict[str, str]) -> None:
    """At least half of the pairs of adjacent words of a stored sentence, and all its words, are in
    the code or in knowledge/.

    Other pairs may be put together at run time. A sentence that fails has been reworded in the
    program and is no longer translated.
    """
    root = Path(seamscope.__file__).parent
    files = [*root.rglob("*.py"), *root.rglob("knowledge/*.yaml")]
    text = " ".join(path.read_text(encoding="utf-8") for path in files)
    words = re.findall(r"[A-Za-z]+", re.sub(r'"\s+f?"', "", text))  # joins strings on several lines
    pairs, known = set(pairwise(words)), set(words)
    lost = set()
    for sentence in stored:
        literals = [literal for literal, *_ in string.Formatter().parse(sentence)]
        parts = [part for literal in literals for part in re.split(r"\bor\b|[:;,]", literal)]
        rows = [re.findall(r"[A-Za-z]+", part) for part in parts]
        own = [pair for row in rows for pair in pairwise(row) if len(row) > 2]
        found = sum(pair in pairs for pair in own)
        if 2 * found < len(own) or not set(chain(*rows)) <= known:
            lost.add(sentence)
    assert sorted(lost) == []


def test_sentences_use_only_their_own_placeholders(stored: dict[str, str]) -> None:
    """A translation of a stored sentence has no placeholder that the English sentence lacks."""
    for text, form in stored.items():
        own = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        used = {name for _, name, _, _ in string.Formatter().parse(form) if name}
        assert used <= own, text


def test_an_output_gets_a_translated_survey_with_the_same_ids() -> None:
    """`translate_survey` translates findings and keeps the ids; in English, it returns the survey
    itself.
    """
    what = "The integration between CRM and ERP is known only from SQL"
    survey = replace(small(), findings=(Finding(severity=Severity.LOW, what=what),))
    assert translate_survey(survey) is survey
    with use_language("de"):
        german = translate_survey(survey)
        assert translate_stored(what) == german.findings[0].what
    assert german.findings[0].what == "Die Integration zwischen CRM und ERP ist nur aus SQL bekannt"
    assert [item.id for item in german.questions] == [item.id for item in survey.questions]
    assert german.systems == survey.systems
