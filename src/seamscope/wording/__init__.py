"""Texts that readers see: translation, and the form of counts and figures.

`docs/decisions/messages.md` says which texts are translated and how a language is added.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from math import floor, log10

_translations: ContextVar[NullTranslations] = ContextVar(
    "_translations",
    default=NullTranslations(),  # noqa: B039 (it has no state)
)


@contextmanager
def use_translations(translations: NullTranslations) -> Iterator[None]:
    """Translate texts inside the block; `NullTranslations()` makes them English again."""
    token = _translations.set(translations)
    try:
        yield
    finally:
        _translations.reset(token)


def get_language() -> str:
    """Return the code of the current language, `en` without a translation."""
    return _translations.get().info().get("language", "en")


def translate(text: str, /, **values: object) -> str:
    """Return a text in the current language, with its named placeholders filled in.

    ``translate("{name} has no owner", name="ERP")`` → ``ERP has no owner``. The text is a literal
    or a constant made by `mark_text`, so that `make messages` finds it; without a translation it
    stays English.
    """
    return _translations.get().gettext(text).format_map(values)


def translate_term(text: str) -> str:
    """Return a fixed word or sentence of `knowledge/` or of an enum in the current language.

    ``translate_term(flow.state.value)``. The text has no placeholders. One that is not in the
    catalogue, such as a name from the inputs, is returned as it is.
    """
    return _translations.get().gettext(text) if text else text


def mark_text(text: str) -> str:
    """Return a literal as it is, to be looked up by `translate` or `translate_term` when shown.

    ``TITLE = mark_text("Run cost")`` in a module and ``translate(TITLE)`` where it is written.
    """
    return text


def mark_noun(noun: str) -> str:
    """Return a noun as it is, to be counted by `format_count` later."""
    return noun


def mark_each(*texts: str) -> tuple[str, ...]:
    """Return several literals as they are, such as the headers of a table, which translates them.

    Headers stay English in CSV and JSON, where programs read them.
    """
    return texts


def translate_count(singular: str, plural: str, count: int, /, **values: object) -> str:
    """Return the text for a count in the current language; `{count}` has a comma for thousands.

    ``translate_count("{count} site is new", "{count} sites are new", 2)`` → ``2 sites are new``.
    """
    text = _translations.get().ngettext(singular, plural, count)
    return text.format_map({"count": f"{count:,}", **values})


def build_plural(noun: str) -> str:
    """Return the English plural of a noun: `site` → `sites`, `entry` → `entries`."""
    return f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"


def format_count(count: int, noun: str) -> str:
    """Return a count with its noun in singular or plural: `1 site`, `2 entries`, `0 sites`."""
    return f"{count:,} {_translations.get().ngettext(noun, build_plural(noun), count)}"


def format_figure(value: float, digits: int = 3) -> str:
    """Return a figure rounded to `digits` significant digits, without an exponent.

    1234.5 → `1,230`, 56.78 → `56.8`, 0.01234 → `0.0123`, 90.0 → `90`.
    """
    rounded = float(f"{value:.{digits}g}")
    if rounded == int(rounded):
        return f"{int(rounded):,}"
    decimals = max(digits - 1 - floor(log10(abs(rounded))), 0)
    return f"{rounded:,.{decimals}f}".rstrip("0").rstrip(".")


def format_days(value: float) -> str:
    """Return days with at most three significant digits: 0.42 is "0.4", 56.3 "56", 1234 "1,230"."""
    if 0 < value < 0.05:
        return "<0.1"
    return f"{value:.1f}" if value < 9.95 else format_figure(round(value))


def round_days(value: float) -> float:
    """Return days as `format_days` shows them, for cells that hold numbers; whole ones as int."""
    rounded = round(value, 1) if value < 9.95 else float(f"{round(value):.3g}")
    return int(rounded) if rounded == int(rounded) else rounded
