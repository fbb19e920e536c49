"""The languages of outputs: gettext catalogues (`.po`), loaded on first use."""

import json
import re
import string
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from gettext import NullTranslations, c2py
from pathlib import Path

from seamscope.errors import InputError, SeamscopeError
from seamscope.outputs.writers.stored_texts import StoredTexts
from seamscope.wording import STORED, use_translations

FOLDER = Path(__file__).parents[2] / "languages"
ENGLISH = "en"
# Header fields with the language's formats of numbers and dates -> keys of `Catalogue.info()`.
_FORMS = {"X-Decimal": "decimal", "X-Thousands": "thousands", "X-Date": "date"}
# A line of a catalogue: a keyword with a quoted string, or a continuation of that string.
_LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr|msgstr\[(\d)\])[ \t]+)?"(.*)"')


def list_languages() -> tuple[str, ...]:
    """Return the codes of the available languages, English first."""
    return (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.po")))


def use_language(name: str) -> AbstractContextManager[None]:
    """Return a context manager that translates outputs inside its `with` block.

    name: a code of `list_languages`, or the path of a `.po` file. Raises InputError if there is
    no such language, or if the file has errors.
    """
    return use_translations(read_language(name))


@cache
def read_language(name: str) -> NullTranslations:
    """Return the translations of a language; see `use_language`."""
    if name in {"", ENGLISH}:
        return NullTranslations()
    path = Path(name) if name.endswith(".po") else FOLDER / f"{name}.po"
    if not path.is_file() or (path.parent == FOLDER and path.stem not in list_languages()):
        remedy = f"use one of: {', '.join(list_languages())}, or the path of a .po file"
        raise InputError(SeamscopeError(f"there is no language {name!r}", remedy=remedy))
    return read_catalogue(path)


class Catalogue(NullTranslations):
    """The texts of one language; texts without a translation are returned in English.

    texts: translations by English text, with one string for each plural form.
    stored: translations of sentences that a survey stores.
    """

    def __init__(
        self,
        header: dict[str, str],
        texts: dict[str, tuple[str, ...]],
        stored: dict[str, str],
        choose: Callable[[int], int],
    ) -> None:
        super().__init__()
        self._header = header
        self.texts = texts
        self.stored = stored
        self._sentences = StoredTexts(stored)
        self._choose = choose

    def info(self) -> dict[str, str]:
        """Return the language's code, number separators, and date format for strftime."""
        return self._header

    def gettext(self, message: str) -> str:
        """Return the translation of a text."""
        return self.texts.get(message, (message,))[0]

    def pgettext(self, context: str, message: str) -> str:
        """Return the translation of a stored sentence, including the names in it."""
        return self._sentences.translate(message, self.texts) if context == STORED else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation of a text with singular and plural, for the number n."""
        forms = self.texts.get(msgid1)
        if forms is None:
            return msgid1 if n == 1 else msgid2
        return forms[min(self._choose(n), len(forms) - 1)]


@dataclass(slots=True, kw_only=True)
class _Entry:
    """One entry of a catalogue.

    line: the first line of the entry in the file.
    texts: strings by keyword, such as `msgid`.
    fuzzy: whether the entry is marked as fuzzy and therefore not used.
    """

    line: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False


def read_catalogue(path: Path) -> Catalogue:
    """Read a `.po` file; a text whose translation is empty or fuzzy remains English.

    Raises InputError that lists every invalid line, and every translation with a placeholder that
    its English text does not have.
    """
    entries, errors = _read_entries(path)
    texts: dict[str, tuple[str, ...]] = {}
    stored: dict[str, str] = {}
    header = ""
    for entry in entries:
        message = entry.texts.get("msgid", "")
        forms = tuple(text for key, text in sorted(entry.texts.items()) if key.startswith("msgstr"))
        if not message:
            header = "".join(forms)
        elif all(forms) and not entry.fuzzy:
            if entry.texts.get("msgctxt") == STORED:
                stored[message] = forms[0]
            else:
                texts[message] = forms
            errors += _check_placeholders(path, entry, forms)
    if errors:
        raise InputError(*errors)
    plural = re.search(r"plural=([^;\n]+)", header)
    pairs = (line.partition(":") for line in header.splitlines())
    forms_of_values = {
        _FORMS[key]: text
        for key, _, value in pairs
        if key in _FORMS and (text := value.strip(" "))  # a no-break space separates thousands
    }
    known = {"language": path.stem, **forms_of_values}
    return Catalogue(known, texts, stored, c2py(plural[1] if plural else "n != 1"))


def _read_entries(path: Path) -> tuple[list[_Entry], list[SeamscopeError]]:
    entries, errors = [_Entry()], []
    key = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        match = _LINE.fullmatch(line.strip())
        starts = line.startswith(("#", "msgctxt ")) or not line.strip()
        starts |= line.startswith("msgid ") and "msgid" in entries[-1].texts
        if starts and entries[-1].texts:
            entries.append(_Entry())
        entry = entries[-1]
        if line.startswith("#"):
            entry.fuzzy |= line.startswith("#,") and "fuzzy" in line
        elif match:
            key = match[1] or key
            entry.line = entry.line or number
            entry.texts[key] = entry.texts.get(key, "") + _unquote(match[3])
        elif line.strip():
            remedy = 'write msgid "English text" and below it msgstr "translation"'
            what = "this line is not valid in a gettext catalogue"
            errors.append(SeamscopeError(what, remedy=remedy, file=str(path), line=number))
    return [entry for entry in entries if entry.texts], errors


def _unquote(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def _check_placeholders(
    path: Path, entry: _Entry, forms: tuple[str, ...]
) -> Iterator[SeamscopeError]:
    """Yield an error for each placeholder of a translation that its English text does not have."""
    given = _list_placeholders(entry.texts["msgid"])
    given |= _list_placeholders(entry.texts.get("msgid_plural", ""))
    for form in forms:
        for name in sorted(_list_placeholders(form) - given):
            yield SeamscopeError(
                f"the translation has the placeholder {{{name}}}, but the English text does not",
                remedy=f"use {', '.join(f'{{{one}}}' for one in sorted(given)) or 'none'}",
                file=str(path),
                line=entry.line,
            )


def _list_placeholders(text: str) -> set[str]:
    """Return the names in braces: "{count} files" → {"count"}; {"?"} if braces are unbalanced."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {"?"}
