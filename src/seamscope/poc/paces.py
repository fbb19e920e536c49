"""Check latencies and frequencies in `poc.yaml`, which say how fast and how often data moves."""

from typing import Annotated

from seamscope.knowledge.ratings import match_pace
from seamscope.user_values import Checked, Fault, find_number_fault

# Words that begin an event: "when a customer calls", "per order", "bei Anruf".
EVENTS = {
    "when", "whenever", "on", "upon", "per", "after", "before", "if", "with", "during",
    "wenn", "sobald", "bei", "beim", "nach", "pro", "je", "vor", "quand", "lorsque", "lors",
    "dès", "après", "avant", "par", "si", "al", "cuando", "después", "tras", "quando", "dopo",
    "bij", "na", "przy", "po",
}  # fmt: skip
FORM = "every 15 minutes, hourly, nightly, near real time, real time or on demand"


def _find_pace_fault(text: str) -> Fault | None:
    """Return problem and remedy if a pace has no unit, is ambiguous or is not understood.

    An event is accepted, although it has no rating.
    """
    if text.replace(".", "").replace(",", "").strip().isdigit():
        return f"{text!r} has no unit", f"write {text.strip()} minutes, or {FORM}"
    if (fault := find_number_fault(text)) is not None:
        return fault
    if match_pace(text) or text.casefold().split()[0] in EVENTS:
        return None
    return f"{text!r} is not a latency or frequency", f"write it like {FORM}"


Pace = Annotated[str, Checked(find_fault=_find_pace_fault)]
