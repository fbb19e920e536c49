"""A language is a `.po` file; texts without a translation stay English, and errors have their
line.
"""

from pathlib import Path

import pytest

from seamscope.errors import InputError
from seamscope.outputs.writers.languages import list_languages, read_language, use_language
from seamscope.wording import format_count, get_language, translate

POLISH = r"""# Polish has three forms
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 "
": 2);\n"

#: somewhere.py:1
msgid "{name} has "
"no owner"
msgstr "{name} nie ma "
"właściciela"

msgid "site"
msgid_plural "sites"
msgstr[0] "lokalizacja"
msgstr[1] "lokalizacje"
msgstr[2] "lokalizacji"
#, fuzzy
msgid "Print"
msgstr "Może drukuj"
msgid "Save"
msgstr ""
"""


def _write(folder: Path, text: str) -> str:
    path = folder / "pl.po"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_texts_and_counts_are_translated_inside_the_block(tmp_path: Path) -> None:
    """Inside `use_language`, texts are translated, and the plural form follows the rule of the
    language; after the block, they are English.
    """
    with use_language(_write(tmp_path, POLISH)):
        assert get_language() == "pl"
        assert translate("{name} has no owner", name="ERP") == "ERP nie ma właściciela"
        assert [format_count(n, "site") for n in (1, 3, 5, 22)] == [
            "1 lokalizacja",
            "3 lokalizacje",
            "5 lokalizacji",
            "22 lokalizacje",
        ]
    assert get_language() == "en"
    assert format_count(3, "site") == "3 sites"


def test_what_is_empty_fuzzy_or_missing_stays_english(tmp_path: Path) -> None:
    """A text whose translation is empty, marked as fuzzy or missing stays English."""
    with use_language(_write(tmp_path, POLISH)):
        assert translate("Print") == "Print"
        assert translate("Save") == "Save"
        assert translate("Nothing like it") == "Nothing like it"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('msgid "A"\nmsgstr "B"\nrubbish\n', "pl.po:3: this line is not valid"),
        ('msgid "{name} is"\nmsgstr "{nome} è"\n', "pl.po:1: the translation has the placeholder"),
        ('msgid "{name} is"\nmsgstr "{name.__class__}"\n', "{name.__class__}"),
        ('msgid "{name} is"\nmsgstr "{name"\n', "{?}"),
    ],
)
def test_errors_name_their_line(tmp_path: Path, text: str, message: str) -> None:
    """An invalid `.po` file, for example with a placeholder that the English text lacks, is an
    error with its line.
    """
    path = _write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_language(path)
    assert message in str(caught.value)


def test_an_unknown_language_is_an_error_that_lists_the_known_ones() -> None:
    """An unknown language is an error that lists the known ones, with English first."""
    with pytest.raises(InputError, match="there is no language 'xx'; use one of: en"):
        read_language("xx")
    assert list_languages()[0] == "en"
