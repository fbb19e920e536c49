"""Functions that translate texts and counts, and the texts in the program that are passed to
them.
"""

import re
import string
from gettext import NullTranslations

import pytest
from tests.wording.catalogue import build_template, list_calls

from seamscope.wording import format_count, translate, translate_count, use_translations

GERMAN = {
    "{name} has no owner": "Für {name} ist niemand zuständig",
    "site": "Standort",
    "sites": "Standorte",
    "{count} site is new": "{count} Standort ist neu",
    "{count} sites are new": "{count} Standorte sind neu",
}


class German(NullTranslations):
    """A catalogue with a few German texts; all others remain English."""

    def gettext(self, message: str) -> str:
        """Return the translation of a text."""
        return GERMAN.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation of the singular or plural."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def test_a_text_is_english_without_a_catalogue() -> None:
    """Without a catalogue, a text is English, and its placeholders are filled by name."""
    assert translate("{name} has no owner", name="ERP") == "ERP has no owner"
    assert translate_count("{count} site is new", "{count} sites are new", 1) == "1 site is new"


def test_a_catalogue_translates_texts_and_counts_inside_its_block() -> None:
    """Inside `use_translations`, texts and counts are translated, except for texts that the
    catalogue lacks; after the block, they are English.
    """
    with use_translations(German()):
        assert translate("{name} has no owner", name="ERP") == "Für ERP ist niemand zuständig"
        assert format_count(1, "site") == "1 Standort"
        assert format_count(1200, "site") == "1,200 Standorte"
        new = translate_count("{count} site is new", "{count} sites are new", 2)
        assert new == "2 Standorte sind neu"
        assert format_count(2, "flow") == "2 flows"
    assert format_count(2, "site") == "2 sites"


def test_a_missing_value_is_an_error() -> None:
    """A placeholder without a value raises KeyError."""
    with pytest.raises(KeyError, match="name"):
        translate("{name} has no owner")


def test_every_translated_text_names_its_placeholders() -> None:
    """Each call of `translate` passes exactly the values for the placeholders of its text."""
    for call in list_calls():
        for message in call.messages:
            if call.function in {"translate", "translate_count"}:
                parts = string.Formatter().parse(message.text)
                names = {name for _, name, _, _ in parts if name}
                assert names - {"count"} == call.keywords - {"count"}, call.place


def test_every_translated_text_is_a_literal_or_a_constant() -> None:
    """The text that is passed to `translate` is a literal or a constant, because the catalogue
    cannot contain a text that is built at run time.
    """
    calls = [call for call in list_calls() if not call.messages and not call.constant]
    places = [call.place for call in calls if not call.place.startswith("wording/")]
    assert places == []


def test_the_template_lists_the_texts_of_the_outputs() -> None:
    """The template contains the nouns of counts with their plurals and the places that use them."""
    template = build_template()
    entry = re.search(r'((?:#: .+\n)+)msgid "integration"\nmsgid_plural "(\w+)"', template)
    assert entry is not None
    assert "#: outputs/" in entry[1]
    assert entry[2] == "integrations"


@pytest.mark.parametrize(
    "text",
    [
        "A business problem is named",  # readiness.yaml
        "Test existing integrations again",  # plan.yaml
        "contradicted",  # an enum
        "team experience",  # a driver
        "NEIGHBOURS TODAY",  # a literal
    ],
)
def test_the_template_lists_texts_of_knowledge_and_enums(text: str) -> None:
    """The template contains the texts of knowledge files and enums, which are looked up at run
    time.
    """
    assert f'msgid "{text}"' in build_template()
