"""Translate sentences that a survey stores in English and that contain names.

The catalogue of a language contains these sentences as templates with placeholders, under the
context `survey`. A stored sentence is matched with the templates, and the names in it are inserted
into the translation. A sentence that matches no template remains English.
"""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seamscope.wording import format_date, format_number

NUMBER = re.compile(r"[+-]?(\d[\d,]*)(\.\d+)?( %)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A sentence with placeholders, and its translation.

    literals: the strings before, between and after the placeholders.
    """

    literals: tuple[str, ...]
    names: tuple[str, ...]
    translation: str

    @property
    def rank(self) -> tuple[bool, int]:
        """The sort key: templates that contain a whole sentence first, then the longest."""
        surrounds = any(name.startswith("text") for name in self.names)
        return not surrounds, -sum(map(len, self.literals))


class StoredTexts:
    """The stored sentences of one language.

    Values of placeholders are inserted into the translation unchanged, except that numbers and
    dates get the format of the language. The start of a placeholder's name determines what it
    matches: `text` a sentence, which is translated as well; `names` a list, whose last `and` is
    translated; `any` any string; `key` a word; `n` a number. Any other placeholder matches a
    string without `; ` and closing quotes.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._exact = {text: form for text, form in texts.items() if "{" not in text}
        listed = (_read_template(text, form) for text, form in texts.items() if "{" in text)
        self._templates = sorted(listed, key=lambda item: (item.rank, item.literals))
        self._done: dict[str, str] = {}

    def translate(self, text: str, terms: Mapping[str, tuple[str, ...]]) -> str:
        """Return the translation of a sentence, or of its known parts.

        terms: other entries of the catalogue, which may be parts of the sentence.
        """
        if text not in self._done:
            self._done[text] = self._translate_anew(text, terms)
        return self._done[text]

    def _translate_anew(self, text: str, terms: Mapping[str, tuple[str, ...]]) -> str:
        """Translate a sentence as a whole or, if it has no template, part by part.

        Parts are separated by `; ` or follow a head such as `Risks: `. A list with commas or `and`
        is translated only if all of its items are known, because names may contain commas and `and`
        too.
        """
        head, colon, rest = text.partition(": ")
        if colon and head in terms:
            return f"{terms[head][0]}: {self.translate(rest, terms)}"
        if (found := self._find(text, terms)) is not None:
            return found
        for separator in ("; ", " × "):
            if separator in text:
                return separator.join(self.translate(one, terms) for one in text.split(separator))
        for separator, shown in ((", ", ", "), (" and ", f" {self._exact.get('and', 'and')} ")):
            parts = [self._find(part, terms) for part in text.split(separator)]
            known = [part for part in parts if part is not None]
            if len(known) == len(parts):
                return shown.join(known)
        return text

    def _find(self, text: str, terms: Mapping[str, tuple[str, ...]]) -> str | None:
        """Return the translation of a whole sentence, None if it does not match a template."""
        if text in self._exact:
            return self._exact[text]
        for template in self._templates:
            if (values := _match(template, text)) is not None:
                shown = {name: self._show(name, value, terms) for name, value in values.items()}
                return template.translation.format_map(shown)
        return None

    def _show(self, name: str, value: str, terms: Mapping[str, tuple[str, ...]]) -> str:
        match name.partition("_")[0]:
            case "text":
                return self.translate(value, terms)
            case "names":
                return self._translate_last_and(value)
            case _:
                return format_date(_localize(value))

    def _translate_last_and(self, value: str) -> str:
        for word in ("and", "or"):
            head, found, tail = value.rpartition(f" {word} ")
            if found:
                return f"{head} {self._exact.get(word, word)} {tail}"
        return value


def _read_template(text: str, form: str) -> Template:
    parts = [(literal, name) for literal, name, _, _ in string.Formatter().parse(text)]
    literals = [literal for literal, _ in parts]
    names = tuple(name for _, name in parts if name is not None)
    if len(literals) == len(names):
        literals.append("")
    return Template(literals=tuple(literals), names=names, translation=form)


def _match(template: Template, text: str) -> dict[str, str] | None:
    """Return the values of the placeholders if a sentence matches a template, else None.

    Each literal is searched only once, from left to right, so the time is linear in the length of
    the sentence.
    """
    first, *middle, last = template.literals
    if not text.startswith(first) or not text.endswith(last):
        return None
    end = len(text) - len(last)
    values = list(_cut(text[:end], len(first), middle))
    named = dict(zip(template.names, values, strict=False))
    if len(values) != len(template.names) or not all(map(_fits, named, values)):
        return None
    return named


def _cut(text: str, start: int, literals: list[str]) -> Iterator[str]:
    """Yield the strings before each literal, and the rest; stop if a literal is missing."""
    for literal in literals:
        place = text.find(literal, start)
        if place < 0:
            return
        yield text[start:place]
        start = place + len(literal)
    yield text[start:]


def _fits(name: str, value: str) -> bool:
    match name.partition("_")[0]:
        case "key":
            return bool(value) and " " not in value
        case "n":
            return NUMBER.fullmatch(value) is not None
        case "text" | "any":
            return bool(value)
        case _:
            return bool(value) and "; " not in value and '" ' not in value


def _localize(value: str) -> str:
    """Return a number with the separators of the language; any other value is unchanged."""
    match = NUMBER.fullmatch(value)
    if match is None:
        return value
    whole, decimals = match[1].replace(",", ""), len(match[2] or ".") - 1
    number = float(f"{whole}{match[2] or ''}")
    grouping = "," if "," in match[1] else ""
    sign = value[0] if value[0] in "+-" else ""
    return f"{sign}{format_number(number, f'{grouping}.{decimals}f')}{match[3] or ''}"
