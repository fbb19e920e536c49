"""Parse amounts of data such as "40,000 orders a day", in English and German."""

import re

# Periods per day and the values of number words, in English and German.
PERIODS_PER_DAY = {
    "second": 86_400.0, "sec": 86_400.0, "s": 86_400.0, "sekunde": 86_400.0,
    "minute": 1_440.0, "min": 1_440.0,
    "hour": 24.0, "h": 24.0, "hr": 24.0, "stunde": 24.0,
    "day": 1.0, "d": 1.0, "night": 1.0, "tag": 1.0,
    "week": 1 / 7, "woche": 1 / 7, "month": 1 / 30, "monat": 1 / 30,
    "year": 1 / 365, "jahr": 1 / 365,
}  # fmt: skip
NUMBER_WORDS = {
    "": 1.0,
    "k": 1e3, "thousand": 1e3, "tausend": 1e3,
    "m": 1e6, "million": 1e6, "mio": 1e6,
    "bn": 1e9, "billion": 1e9,
}  # fmt: skip
VOLUME = re.compile(
    r"(?<!\d)(?<!\d[.,])(?P<number>\d++(?:[.,]\d++)*+)\s*"
    r"(?P<many>k|thousand|tausend|m|mio|million|bn|billion)?\b"
    r"(?P<unit>[^/\d]*?)(?:(?<!\s)|(?!\s))\s*+(?:/|\b(?:per|a|an|each|every|pro|je)\b)\s*+"
    r"(?P<period>[a-z]++)"
)
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
BYTES = re.compile(r"\b(?:bytes?|[kmgt]i?b)\b")
# "120.000" is 120 thousand in German, and 120 with three decimals in English.
AMBIGUOUS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,])")


def find_ambiguous_number(text: str) -> str:
    """Return the first ambiguous number in a string, such as `120.000`, or "".

    "120,000" and "1.200.000" are unambiguous: a comma before three digits separates thousands, and
    so do several points.
    """
    found = AMBIGUOUS.search(text)
    return found[0] if found else ""


def spell_out(number: str) -> tuple[str, str]:
    """Return both readings of an ambiguous number: `120.000` → `120000` and `120`."""
    whole, _, decimals = number.partition(".")
    return f"{whole}{decimals}", f"{whole}.{decimals}".rstrip("0").rstrip(".")


def counts_bytes(text: str) -> bool:
    """Return whether a volume is in bytes instead of records, such as "3 GB a day"."""
    return BYTES.search(text.casefold()) is not None


def parse_records_per_day(text: str) -> float | None:
    """Return the records per day of a volume such as "2M rows/d" or "40,000 orders a day".

    Return None if the volume has no number with a period, or if it is in bytes instead of records.
    """
    folded = text.casefold()
    match = VOLUME.search(folded)
    if not match or BYTES.search(folded):
        return None
    period = match["period"] if match["period"] in PERIODS_PER_DAY else match["period"].rstrip("s")
    if period not in PERIODS_PER_DAY:
        return None
    multiple = NUMBER_WORDS[match["many"] or ""]
    return _parse_number(match["number"]) * multiple * PERIODS_PER_DAY[period]


def states_records_per_day(text: str, amount: float) -> bool:
    """Return whether a volume states this number of records per day, without a conversion.

    "5,000,000 orders a day" states 5,000,000; "2M rows/d" and "10 an hour" must be converted.
    """
    match = VOLUME.search(text.casefold())
    if match is None or PERIODS_PER_DAY.get(match["period"]) != 1:
        return False
    return match["number"] in {f"{amount:,.0f}", f"{amount:.0f}"} and not match["many"]


def _parse_number(text: str) -> float:
    if GROUPED.fullmatch(text):
        return float(re.sub(r"[.,]", "", text))
    whole, *rest = re.split(r"[.,]", text)
    return float(f"{whole}.{''.join(rest) or 0}")
