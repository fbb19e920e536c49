"""Find dates in answers, and parse those with day, month and year."""

import re
from datetime import date

from seamscope.knowledge import load

_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|june?|juni|july?|juli"
    r"|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|mai|may)"
)
_BEFORE = (
    r"(?:in|on|by|of|until|till|end|mid|early|late|from|since|before|after|im|am|ende|bis|anfang"
    r"|mitte|ab)"
)
_PERIOD = r"(?:days?|weeks?|months?|years?|tagen?|wochen?|monaten?|monate|jahren?)"
_COUNT = r"(?:\d+|two|three|four|six|eight|ten|twelve|one|a|zwei|drei|vier|sechs|acht|einem?)"
# A month's name is a date only next to a number or preposition: not "it may", "march on".
DATE = re.compile(
    rf"\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b|\b\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{2,4}})?"
    rf"|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH}\b(?:\s+\d{{4}})?"
    rf"|\b{_MONTH}\s+\d{{1,4}}\b(?:,?\s+\d{{4}})?"
    rf"|\b{_BEFORE}\s+(?:of\s+|the\s+)?{_MONTH}\b(?!\s+be\b)"
    rf"|\bq[1-4](?:[ /]\d{{2,4}})?\b"
    rf"|\b(?:calendar\s+)?(?:week|kw)\s?\d{{1,2}}\b(?:\s+of\s+\d{{4}})?"
    rf"|\b{_COUNT}\s+{_PERIOD}\s+(?:after|before|from|past|nach|vor)\b"
    rf"|\b(?:after|within|in|nach|innerhalb von)\s+{_COUNT}\s+{_PERIOD}\b"
    rf"|\b(?:end\s+of|ende|by|in|mid|early|late|bis|before)\s+(?:the\s+year\s+)?20\d\d\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_GERMAN = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?({_MONTH})\s+(\d{{4}})\b", re.IGNORECASE
)
_MONTH_DAY = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}}),?\s+(\d{{4}})\b", re.IGNORECASE)


def find_day(text: str) -> date | None:
    """Return the first complete date in an answer (day, month and year), None if there is none."""
    for pattern, order in (
        (_ISO, (1, 2, 3)),
        (_GERMAN, (3, 2, 1)),
        (_DAY_MONTH, (3, 2, 1)),
        (_MONTH_DAY, (3, 1, 2)),
    ):
        if match := pattern.search(text):
            year, month, day = (match.group(place) for place in order)
            return _build_day(int(year), _read_month(month), int(day))
    return None


def _read_month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    match load("answer_words"):
        case {"months": dict(months)}:
            return int(months[text.casefold()])
        case _:
            raise ValueError("knowledge/answer_words.yaml has no months")


def _build_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
