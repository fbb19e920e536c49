"""Translate the texts that users see, and format counts and figures.

`docs/decisions/messages.md` describes which texts are translated and how to add a language.
"""

import re
import string
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date
from gettext import NullTranslations
from math import floor, log10

STORED = "survey"  # the context of the sentences that a survey stores
_translations: ContextVar[NullTranslations] = ContextVar(
    "_translations",
    default=NullTranslations(),  # noqa: B039 (it has no state)
)


@contextmanager
def use_translations(translations: NullTranslations) -> Iterator[None]:
    """Translate texts inside the block; `NullTranslations()` switches back to English."""
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

    ``translate("{name} has no owner", name="ERP")`` → ``ERP has no owner``. The text must be a
    literal, or a constant marked with `mark_text`, so that `make messages` finds it. A text
    without a translation remains English.
    """
    return _fill(_translations.get().gettext(text), values)


class _Numbers(string.Formatter):
    """Fills in placeholders, and formats numbers with the separators of the current language."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Format a value in the current language: 1234.5 with ``,.1f`` → ``1,234.5``."""
        match value:
            case int() | float() if format_spec:
                return format_number(value, format_spec)
            case _:
                return format(value, format_spec)


_NUMBERS = _Numbers()


def _fill(text: str, values: dict[str, object]) -> str:
    """Return a text with its placeholders filled in; English uses the faster `format_map`."""
    if "decimal" in _translations.get().info():
        return _NUMBERS.vformat(text, (), values)
    return text.format_map(values)


def translate_term(text: str) -> str:
    """Return the translation of a fixed text, such as an enum value or a knowledge text.

    An example is ``translate_term(flow.state.value)``. The text has no placeholders. A text without
    a translation, such as a name from the inputs, is returned unchanged.
    """
    return _translations.get().gettext(text) if text else text


def translate_stored(text: str) -> str:
    """Return the translation of an English sentence that the survey stores, including its names.

    ``No interface contract or documentation is known for ERP`` is translated with the catalogue
    entry ``… is known for {names}`` under the context `survey`. A sentence that does not match an
    entry is returned unchanged.
    """
    return _translations.get().pgettext(STORED, text) if text else text


def mark_text(text: str) -> str:
    """Return a literal unchanged; the call marks it for `make messages`.

    Use ``TITLE = mark_text("Run cost")`` in a module, and ``translate(TITLE)`` to show it.
    """
    return text


def mark_noun(noun: str) -> str:
    """Return a noun for `format_count` unchanged; the call marks it for `make messages`."""
    return noun


def mark_each(*texts: str) -> tuple[str, ...]:
    """Return literals such as table headers unchanged; the call marks them for `make messages`.

    The table translates them when it is shown. In CSV and JSON, headers remain English, because
    programs read them.
    """
    return texts


def translate_count(singular: str, plural: str, count: int, /, **values: object) -> str:
    """Return the singular or plural text for a count, in the current language.

    `{count}` in the text is replaced by the count, with separators between thousands.

    ``translate_count("{count} site is new", "{count} sites are new", 2)`` → ``2 sites are new``.
    """
    text = _translations.get().ngettext(singular, plural, count)
    return _fill(text, {"count": format_number(count, ","), **values})


def build_plural(noun: str) -> str:
    """Return the English plural of a noun: `site` → `sites`, `text about it` → `texts about it`."""
    head, attribute, rest = re.split(r"( about | without |$)", noun, maxsplit=1)
    return (
        f"{head[:-1]}ies{attribute}{rest}" if head.endswith("ry") else f"{head}s{attribute}{rest}"
    )


def format_count(count: int, noun: str) -> str:
    """Return a count with its noun in singular or plural: `1 site`, `2 entries`, `0 sites`."""
    counted = format_number(count, ",")
    return f"{counted} {_translations.get().ngettext(noun, build_plural(noun), count)}"


def format_number(value: float, form: str) -> str:
    """Format a number with a Python format and the separators of the current language.

    ``format_number(1234.5, ",.1f")`` → ``1,234.5``, in German ``1.234,5``.
    """
    text = format(value, form)
    header = _translations.get().info()
    if "decimal" not in header:
        return text
    marks = str.maketrans({".": header["decimal"], ",": header.get("thousands", "")})
    return text.translate(marks)


def end_sentence(text: str) -> str:
    """Add a full stop, unless the text already ends like a sentence, such as "Which tables?"."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def format_date(day: str) -> str:
    """Return a date in the current language's format: ``2027-05-14``, in German ``14.05.2027``.

    A string that is not an ISO date is returned unchanged.
    """
    if form := _translations.get().info().get("date"):
        with suppress(ValueError):
            return date.fromisoformat(day).strftime(form)
    return day


def format_figure(value: float, digits: int = 3) -> str:
    """Return a figure rounded to `digits` significant digits, without an exponent.

    1234.5 → `1,230`, 56.78 → `56.8`, 0.01234 → `0.0123`, 90.0 → `90`.
    """
    rounded = float(f"{value:.{digits}g}")
    if rounded == int(rounded):
        return format_number(int(rounded), ",")
    decimals = max(digits - 1 - floor(log10(abs(rounded))), 0)
    return format_number(rounded, f",.{decimals}f").rstrip("0").rstrip(",.")


def format_days(value: float) -> str:
    """Return days with at most three significant digits: 0.42 → "0.4", 56.3 → "56", 1234 → "1,230".

    Less than 0.05 days is "<0.1".
    """
    if 0 < value < 0.05:
        return f"<{format_number(0.1, '.1f')}"
    return format_number(value, ".1f") if value < 9.95 else format_figure(round(value))


def format_percent(share: float) -> str:
    """Return a share in whole percent, without the sign: 0.234 → "23", 0.002 → "<1"."""
    return "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"


def round_days(value: float) -> float:
    """Round days for a table cell in the same way as `format_days`: 0.42 → 0.4, 56.3 → 56."""
    rounded = round(value, 1) if value < 9.95 else float(f"{round(value):.3g}")
    return int(rounded) if rounded == int(rounded) else rounded
