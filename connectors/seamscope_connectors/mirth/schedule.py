"""Read how often a Mirth source connector polls."""

from xml.etree.ElementTree import Element

UNITS = ((86_400_000, "days"), (3_600_000, "hours"), (60_000, "minutes"), (1000, "seconds"))


def read_schedule(connector: Element) -> str:
    """Return the schedule of a polling connector, "" if it does not poll.

    The schedule is ``every 5 minutes``, ``daily at 02:30`` or a cron expression.
    """
    holder = connector.find("properties/pollConnectorProperties")
    holder = connector.find("properties") if holder is None else holder
    if holder is None:
        return ""
    values = {one.get("name", one.tag): (one.text or "").strip() for one in holder}
    crons = [text for one in holder.iter("expression") if (text := (one.text or "").strip())]
    match values.get("pollingType", "").casefold():
        case "cron":
            return ", ".join(crons[:5])
        case "time":
            hour, minute = values.get("pollingHour", ""), values.get("pollingMinute", "")
            return f"daily at {hour.zfill(2)}:{minute.zfill(2)}" if hour.isdecimal() else ""
        case _:
            return _interval(values.get("pollingFrequency", ""))


def _interval(text: str) -> str:
    """Return milliseconds as an interval in the largest whole unit: 300000 → "every 5 minutes"."""
    length = int(text) if text.isdecimal() and len(text) < 13 else 0
    for unit, name in UNITS:
        if length and length % unit == 0:
            count = length // unit
            return f"every {count} {name}" if count > 1 else f"every {name[:-1]}"
    return f"every {length} milliseconds" if length else ""
