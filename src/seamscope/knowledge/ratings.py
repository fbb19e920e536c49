"""The parts of the effort drivers' tables that are needed to read answers.

`estimation.yaml` has the tables; the estimate also loads their figures.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from seamscope.connector.volumes import parse_records_per_day
from seamscope.knowledge import load
from seamscope.knowledge.levels import spell_in_english

WORDS = re.compile(r"[^\W_]+")
CLAUSES = re.compile(r"[;,()]|\.\s|\b(?:but|aber)\b")
# Words that negate a phrase: up to REACH words before the phrase ("no personal data"), or directly
# after it at the end of the clause ("PII: no").
DENIALS = frozenset(
    {"no", "not", "none", "nothing", "never", "without", "nein", "kein", "keine", "nicht", "nichts"}
)
REACH = 5
# Answers to the question whether protected data moves.
YES_NO = {
    "yes": "high",
    "y": "high",
    "ja": "high",
    "no": "nominal",
    "n": "nominal",
    "nein": "nominal",
}
NOBODY = frozenset({"nobody", "noone", "niemand", "unknown", "unbekannt"})
# Units in "every 5 minutes", "15 min" or "within the hour", and the words of the table for them.
EVERY = re.compile(
    r"\b(?:every (?:\d+ )?|(?:\d+[.,])?\d+ |within the )"
    r"(millisecond|second|minute|hour|day|night|morning|evening|week|month|quarter|year)s?\b"
    r"(?! (?:\w*day|week|month|hour)s?\b)"  # "every second Tuesday" is no second
)
CLOCK = re.compile(r"\b(?:[01]?\d|2[0-3])[:.h][0-5]\d\b")  # "Mon-Fri at 06:00": once a day
GLUED = re.compile(r"(?<=\d)(?=(?:ms|s|secs?|min|mins|h|hrs?|d|days?|std|j)\b)")  # "15min", "2h"
PACE_WORDS = {
    "millisecond": "milliseconds",
    "second": "seconds",
    "minute": "minutes",
    "hour": "hourly",
    "day": "daily",
    "night": "nightly",
    "morning": "daily",
    "evening": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "yearly",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingTable:
    """The table that converts statements to the ratings of one driver.

    ratings: multiplier by rating.
    words: phrases by rating.
    bands: upper bounds of amounts.
    offers: the answer that a question offers for each rating.
    """

    ratings: dict[str, float]
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bands: tuple[tuple[float, str], ...] = ()
    offers: dict[str, str] = field(default_factory=dict)


@cache
def load_table(driver: str) -> RatingTable:
    """Return the table of a driver from `estimation.yaml`."""
    match load("estimation"):
        case {"drivers": dict(drivers)}:
            table = drivers[driver]
        case _:
            raise ValueError("estimation.yaml has no drivers")
    return RatingTable(
        ratings=table["ratings"],
        words={rating: tuple(map(str, words)) for rating, words in table.get("words", {}).items()},
        bands=tuple((float(bound), rating) for bound, rating in table.get("bands", ())),
        offers=table.get("offers", {}),
    )


def is_protected(classification: str) -> bool:
    """Return whether data of this class is personal, confidential or protected more strictly."""
    return match_rating("classification", classification) in {"high", "very high"}


def match_rating(driver: str, text: str) -> str:
    """Return the rating of the longest known phrase in a text, "" if it contains none.

    Because the longest phrase decides, "near real time" is not "real time", and "not critical" is
    not "critical". A negated phrase ("PII: no") is rated nominal, but only if the text affirms no
    other phrase.
    """
    table = load_table(driver)
    matches = [
        (affirmed, len(phrase), table.ratings[rating], rating)
        for clause in CLAUSES.split(text.casefold())
        for rating, phrases in table.words.items()
        for phrase in phrases
        if (affirmed := _affirms(clause, phrase)) is not None
    ]
    if not matches:
        return ""
    affirmed, _, multiplier, rating = max(matches)
    return rating if affirmed or multiplier <= 1 else "nominal"


def _affirms(clause: str, phrase: str) -> bool | None:
    """Return whether a clause affirms a phrase, None if it lacks the phrase: "PII: no" → False."""
    before, found, after = " ".join(["", *WORDS.findall(clause), ""]).partition(f" {phrase} ")
    if not found:
        return None
    denied = not DENIALS.isdisjoint(before.split()[-REACH:]) or after.strip() in DENIALS
    return not denied


def find_band(driver: str, amount: float) -> str:
    """Return the rating of the first band whose upper bound is not below the amount."""
    return next(rating for up_to, rating in load_table(driver).bands if amount <= up_to)


def match_pace(text: str) -> str:
    """Return the service rating for a latency or frequency, "" if the text is not understood.

    "every 5 minutes", "15min" and "alle 5 Min." are rated like "minutes".
    """
    text = GLUED.sub(" ", text.casefold())
    spellings = (text, spell_in_english("paces", text))
    paces = (EVERY.sub(lambda match: PACE_WORDS[match[1]], said) for said in spellings)
    rated = (match_rating("service", pace) for pace in paces)
    at_a_time = match_rating("service", "daily") if CLOCK.search(text) else ""
    return next(filter(None, rated), at_a_time)


def match_criticality(text: str) -> str:
    """Return the rating for a criticality in any of eight languages, "" if not understood."""
    english = spell_in_english("criticality", text)
    return match_rating("reliability", text) or match_rating("reliability", english)


def read_rating(driver: str, text: str) -> str:
    """Return the rating that an answer to a driver's question means, "" if it is not understood."""
    said = " ".join(text.casefold().replace("-", " ").split())
    table = load_table(driver)
    offered = {" ".join(offer.casefold().replace("-", " ").split()): rating
               for rating, offer in table.offers.items()}  # fmt: skip
    if said in table.ratings or said in offered:
        return offered.get(said, said)
    if driver in READERS:
        return READERS[driver](text)
    if table.bands:
        return find_band(driver, int(said)) if _is_count(said) else ""
    return match_rating(driver, text)


def _is_count(text: str) -> bool:
    return text.isdecimal() and int(text) > 0


def _rate_sites(text: str) -> str:
    if not _is_count(text.strip()):
        return ""
    return {1: "nominal", 2: "low"}.get(int(text), "very low")


def _rate_volume(text: str) -> str:
    amount = parse_records_per_day(text)
    return "" if amount is None else find_band("volume", amount)


def _rate_classification(text: str) -> str:
    return YES_NO.get(text.strip().casefold(), "") or match_rating("classification", text)


def _rate_legacy(text: str) -> str:
    """Return "nominal" if an answer names somebody who knows the old technology, else ""."""
    words = text.casefold().split()
    return "nominal" if words and not {*DENIALS, *NOBODY} & {words[0]} else ""


# How an answer is read, for drivers whose table does not suffice.
READERS: dict[str, Callable[[str], str]] = {
    "service": match_pace,
    "reliability": match_criticality,
    "volume": _rate_volume,
    "multisite": _rate_sites,
    "classification": _rate_classification,
    "legacy": _rate_legacy,
}


def list_offers(driver: str) -> tuple[str, ...]:
    """Return the answers that a question of a driver offers, the cheapest first."""
    table = load_table(driver)
    order = sorted(table.offers, key=lambda rating: table.ratings[rating])
    return tuple(table.offers[rating] for rating in order)
