"""Read data-quality results of other tools: counts, shares, times and names of rules.

Such results also contain values of rows: samples, sets of allowed values, expressions of rules. No
function here returns such a value.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from seamscope.connector.doc import Doc
from seamscope.connector.scrub import clean_text
from seamscope.records import Measure, Measurement

LONGEST_RULE = 60  # characters of the name of a rule
# The flaw that a rule detects, by the name of the rule without the prefixes in AROUND.
RULES = {
    "not null": Measure.NULLS,
    "not be null": Measure.NULLS,
    "missing count": Measure.NULLS,
    "missing percent": Measure.NULLS,
    "null values": Measure.NULLS,
    "null check": Measure.NULLS,
    "missing values": Measure.NULLS,
    "unique": Measure.DUPLICATE_KEYS,
    "unique combination of columns": Measure.DUPLICATE_KEYS,
    "duplicate count": Measure.DUPLICATE_KEYS,
    "duplicate values": Measure.DUPLICATE_KEYS,
    "duplicate percent": Measure.DUPLICATE_KEYS,
    "be unique": Measure.DUPLICATE_ROWS,
    "compound columns to be unique": Measure.DUPLICATE_ROWS,
    "relationships": Measure.ORPHANS,
    "relationships where": Measure.ORPHANS,
    "reference": Measure.ORPHANS,
    "match regex": Measure.OUTLIERS,
    "match regex list": Measure.OUTLIERS,
    "match like pattern": Measure.OUTLIERS,
    "match like pattern list": Measure.OUTLIERS,
    "match strftime format": Measure.OUTLIERS,
    "be dateutil parseable": Measure.OUTLIERS,
    "be json parseable": Measure.OUTLIERS,
}
AROUND = re.compile(r"\A(?:dbt_\w+\.)?(?:expect_column_values_to_|expect_)?", re.I)
# ISO dates and times, also in the basic form ("20240911T081500.123456Z") that Great Expectations
# uses.
ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?Z?)?"
)


def read_count(value: Doc) -> int | None:
    """Return a count, None if the value is not a whole number from 0 to 10**15."""
    number = value.number
    whole = number is not None and number == int(number) and 0 <= number <= 10**15
    return int(number) if number is not None and whole else None


def read_share(value: Doc, *, percent: bool = False) -> float | None:
    """Return a share from 0 to 1, None if the value is not a number in this range.

    percent: whether the value is in percent.
    """
    number = value.number
    share = None if number is None else number / 100 if percent else number
    return share if share is not None and 0 <= share <= 1 else None


def read_time(value: Doc) -> str:
    """Return a date or time in ISO form, "" if the value is neither.

    ``20240911T081500.123456Z`` → "2024-09-11T08:15:00Z"; milliseconds since 1970 are UTC.
    """
    text = value.text
    if text.isdigit() and 12 <= len(text) <= 14:
        return format_time(datetime.fromtimestamp(int(text) // 1000, UTC))
    match = ISO.fullmatch(text)
    if match is None:
        return ""
    day = "-".join(match.group(1, 2, 3))
    if match[4] is None:
        return day
    zone = match[7] or ""
    zone = f"{zone[:3]}:{zone[-2:]}" if zone not in {"", "Z"} else zone
    return f"{day}T{match[4]}:{match[5]}:{match[6] or '00'}{'Z' if zone == '+00:00' else zone}"


def format_time(time: datetime) -> str:
    """Return a UTC time in ISO form, to the second."""
    return time.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_rule(name: str) -> tuple[Measure, str]:
    """Return the measure for the rows that fail a rule, and the name of the rule in words.

    ``dbt_utils.unique_combination_of_columns`` → duplicate keys, "unique combination of columns".
    An unknown rule has the general measure for failures.
    """
    # Cleaned first, because an address or a key is not recognised once it is cut into words.
    plain = AROUND.sub("", clean_text(name).strip(), count=1)
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain).casefold()
    words = " ".join(re.findall(r"[^\W_]+", spaced))
    return RULES.get(words, Measure.FAILURES), words[:LONGEST_RULE]


def compute_share(count: int | None, rows: int | None) -> float | None:
    """Return a count as a share of rows, None if one is unknown or the count exceeds the rows."""
    if count is None or not rows or count > rows:
        return None
    return count / rows


def build_measurement(
    measure: Measure,
    columns: Iterable[str] = (),
    *,
    count: int | None = None,
    rows: int | None = None,
    share: float | None = None,
) -> Measurement:
    """Return a measurement; a missing share is computed from count and rows.

    A missing count is the product of share and rows, rounded.
    """
    if share is None:
        share = compute_share(count, rows)
    elif count is None and rows is not None:
        count = round(share * rows)
    return Measurement(measure=measure, columns=tuple(columns), count=count, share=share)
