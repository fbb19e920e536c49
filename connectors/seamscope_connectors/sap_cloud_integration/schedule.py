"""Describe the schedule of a timer or polling adapter, which SAP stores as XML."""

import re

CELLS = re.compile(r"<cell>([^<]*)</cell>\s*<cell>([^<]*)</cell>")
UNITS = {"OnEverySecond": "seconds", "OnEveryMinute": "minutes", "OnEveryHour": "hours"}
DAYS = {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly", "ON_DATE": "once"}


def describe_schedule(schedule: str) -> str:
    """Return the frequency of a schedule, "" if it contains no time.

    ``<row><cell>dateType</cell><cell>DAILY</cell></row>…`` → "daily at 09:00".
    """
    cells: dict[str, str] = dict(CELLS.findall(schedule))
    plan = cells.get("schedule1", "")
    if "fireNow=true" in plan:
        return "once"
    date = cells.get("dateType", "")
    if cells.get("timeType", "").endswith("INTERVAL"):
        unit = next((key for key in UNITS if cells.get(key)), "")
        every = f"every {cells[unit]} {UNITS[unit]}" if unit else ""
        if every and date in {"DAILY", "SIMPLE", ""}:
            return every
    if date == "ADVANCED" or date not in DAYS:
        return plan.partition("&")[0].replace("+", " ").strip()
    at = f"{cells.get('hourValue', '')}:{cells.get('minutesValue', '')}"
    return DAYS[date] + (f" at {at}" if re.fullmatch(r"\d+:\d+", at) else "")
