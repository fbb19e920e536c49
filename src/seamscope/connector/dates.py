"""Find dates in text of eight languages; return them as "2024", "2024-03" or "2024-03-31"."""

import re
from dataclasses import dataclass
from functools import cache

from seamscope.connector.words import fold_words, load

DATE = "0date0"  # replaces a date in a string
_YEAR = r"(?:19[5-9]\d|20\d\d)"
_NUMERIC = re.compile(
    rf"(?<![\w])(?:(?P<iso>{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
    r"(?:[T ]\d\d:\d\d(?::\d\d)?[\d.Z+:]*)?"
    rf"|(?P<compact>{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
    rf"|(?P<dmy>\d{{1,2}}[./-]\d{{1,2}}[./-](?:{_YEAR}|\d\d))"
    rf"|(?P<my>\d{{1,2}}[./-]{_YEAR})|(?P<ym>{_YEAR}[-/](?:0[1-9]|1[0-2]))"
    rf"|[QT](?P<q>[1-4])[ /-]?(?P<qy>{_YEAR})|(?P<yq>{_YEAR})[ /-]?[QT](?P<q2>[1-4])"
    rf"|(?P<year>{_YEAR}))(?![\w])",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A string in which each date is replaced by `DATE`, and the replaced dates in order."""

    text: str
    dates: tuple[str, ...]


def take_dates(text: str) -> Dated:
    """Replace the dates in a string by `DATE`: ``retired 31.03.2024`` has the date ``2024-03-31``.

    A date keeps its original precision ("2021", "2024-03"). If day and month cannot be
    distinguished, only the year is kept.
    """
    dates: list[str] = []

    def keep(found: re.Match[str]) -> str:
        dates.append(_format_match(found))
        return f" {DATE} "

    def keep_named(found: re.Match[str]) -> str:
        number = _load_months()[" ".join(fold_words(found["month"]))]
        day = found["day"] or found["us_day"]
        dates.append(f"{found['y']}-{number:02}" + (f"-{int(day):02}" if day else ""))
        return f" {DATE} "

    named = _compile_month_names().sub(keep_named, text)
    return Dated(text=_NUMERIC.sub(keep, named), dates=tuple(dates))


def find_date(text: str) -> str:
    """Return the ISO date in a cell such as "31.03.2024 14:05", "" if there is none."""
    return next(iter(take_dates(text).dates), "")


def _format_match(found: re.Match[str]) -> str:
    """Return the ISO date of a match, depending on the spelling that matched."""
    kind = found.lastgroup or ""
    if kind == "dmy":
        return _read_day_first(found["dmy"])
    if kind in {"qy", "q2"}:
        year, quarter = (found["qy"], found["q"]) if kind == "qy" else (found["yq"], found["q2"])
        return f"{year}-{int(quarter) * 3:02}"
    if kind == "compact":
        return re.sub(r"(....)(..)(..)", r"\1-\2-\3", found[kind])
    parts = [int(part) for part in re.split(r"[-/.]", found[kind])]
    if kind == "my":
        parts.reverse()
    year, month, day = (*parts, 0, 0)[:3]
    return _format_date(year, month, day)


def _read_day_first(text: str) -> str:
    first, second, last = re.split(r"[./-]", text)
    year = int(last) if len(last) == 4 else 2000 + int(last)
    one, other = int(first), int(second)
    if "/" in text and one <= 12 and other <= 12 and one != other:
        return str(year)
    return _format_date(year, one, other) if other > 12 else _format_date(year, other, one)


def _format_date(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return str(year)
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"


@cache
def _load_months() -> dict[str, int]:
    match load("states"):
        case {"months": dict(languages)}:
            return {
                " ".join(fold_words(str(name))): number
                for names in languages.values()
                for number, name in enumerate(names, start=1)
            }
        case _:
            raise ValueError("states.yaml has no section `months`")


# Letters that lose an accent when folded, for dates in unfolded strings.
_ACCENTS = {"ae": "(?:ae|ä)", "u": "[uû]", "c": "[cç]", "e": "[eé]", "n": "[nń]", "z": "[zź]"}


@cache
def _compile_month_names() -> re.Pattern[str]:
    accented = re.compile("|".join(_ACCENTS))
    spelled = (accented.sub(lambda found: _ACCENTS[found[0]], name) for name in _load_months())
    names = "|".join(sorted(spelled, key=lambda name: (-len(name), name)))
    return re.compile(
        r"(?<!\w)(?:(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º)?\s+(?:de |of )?)?"
        rf"(?P<month>{names})\.?(?:\s+(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,)?"
        rf"\s*(?:de |of |')?\s*(?P<y>{_YEAR})(?!\w)",
        re.I,
    )
