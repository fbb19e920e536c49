"""Find the caller of a route that is called over HTTP, from its description or its path."""

import re

from seamscope.connector.relations import Direction, read_relation
from seamscope.records import Clue, ClueKind, SystemRef
from seamscope_connectors.camel.routes import Route, Step

# "The Shop (PDV+) publishes sales": a name, perhaps a second name in brackets, and a verb.
SUBJECT = re.compile(
    r"\s*+(?:(?:The|An?|El|La|Los|Der|Die|Das|Le|Les|Il|Lo|De|Het|O|A)\s++)?"
    r"(?P<name>[^\W\d_a-z][\w+./-]{1,40}(?:\s[^\W\d_a-z][\w+./-]{0,40}){0,3}(?:\s\([^()]{2,60}\))?)"
    r"\s(?P<rest>[^\W\d_][^.]{2,200})"
)
# In "crm/webhook" or "from/crm", the word before or after one of these is the sending system.
RECEIVING = frozenset({"outbound", "webhook", "webhooks", "callback", "callbacks", "from"})


def find_caller(route: Route, start: Step) -> tuple[SystemRef, str] | None:
    """Return the system that calls a route, and the reason; None if no caller is mentioned.

    ``description: The Shop publishes sales`` → Shop; ``platform-http:/webhook/stripe`` → stripe.
    """
    described = SUBJECT.match(route.description)
    if described and read_relation(described["rest"]).direction is Direction.FORWARD:
        return _build_ref(described["name"]), "the description of the route identifies the caller"
    parts = [part for part in re.split(r"[:/]", start.path) if part]
    for at, part in enumerate(parts):
        near = [*parts[max(at - 1, 0) : at], *parts[at + 1 : at + 2]]
        if part.casefold() in RECEIVING and near and re.fullmatch(r"[\w-]{2,30}", near[0]):
            return _build_ref(near[0]), "the path of the route identifies the caller"
    return None


def _build_ref(name: str) -> SystemRef:
    """Return the system with a name such as ``Shop (PDV+)``: both names are clues."""
    names = [part.strip() for part in re.split(r"[()]", name) if part.strip()]
    return SystemRef(clues=tuple(Clue(kind=ClueKind.SOURCE, value=one) for one in names))
