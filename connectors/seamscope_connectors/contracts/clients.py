"""Find the systems that offer and call an API, from the description in its contract.

``The only consumer is Shop`` and a list below ``Registered clients:`` name callers. The direction
of data follows from what a caller does, or from the operations: an API that offers only reads sends
data to its callers, and an API that offers only writes receives data from them.
"""

import re
from collections.abc import Iterator, Sequence

from seamscope.connector import Doc
from seamscope.connector.parties import WORD
from seamscope.connector.relations import Direction, read_relation
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    SystemRef,
)

LONGEST = 6000  # characters of a description that are examined
NAME = (
    r"[`\"*]{0,3}(?P<name>[A-ZÀ-Þ][\w&.-]*\w(?: [A-ZÀ-Þ0-9][\w&.-]*\w){0,3}"
    r"|(?<=[`\"])[\w.-]{3,40})[`\"*]{0,3}"
)
# A name after the word for callers: "The only consumer is Shop", "Seul consommateur : Kiosk".
SINGLE = re.compile(
    rf"\b(?i:{WORD})(?:\s[^\W\d_]{{2,14}}){{0,2}}\s?(?::|\s(?i:is|ist|est|es|é|è|jest))\s"
    + NAME
    + r"(?P<rest>[^.\n]{0,200})"
)
HEAD = re.compile(rf"\b(?i:{WORD})(?:\s[^\W\d_]{{2,14}}){{0,2}}\s?:\s*$")
ITEM = re.compile(r"\s*[-*•]\s+" + NAME + r"(?P<rest>[^\n]{0,200})")
OFFERED = re.compile(
    r"\b(?i:exposed|offered|provided|served|exposée?|fournie?|angeboten|bereitgestellt|expuesta"
    r"|ofrecida|exposta|oferecida|fornecida|esposta|fornita|offerta|aangeboden|geleverd"
    r"|udostępniane|udostępniany)\s(?i:by|par|von|por|pelo|pela|da|dal|door|przez)\s"
    r"(?:(?i:the|der|die|das|el|la|o|a|le|de|het)\s)?" + NAME
)
READS = frozenset({"get", "head"})
WRITES = frozenset({"put", "post", "patch"})


def find_provider(text: str) -> str:
    """Return the system that offers the API: "exposed by Shop" → Shop, "" if none is named."""
    found = OFFERED.search(text[:LONGEST])
    return found["name"] if found else ""


def list_client_flows(
    described: Doc, methods: Sequence[str], system: SystemRef
) -> Iterator[Flow | Dependency]:
    """Yield a flow for each caller that a description lists, or a dependency without a direction.

    methods: the HTTP methods of the operations.
    system: the system that offers the API.
    """
    for name, said in dict(_list_clients(described.text[:LONGEST])).items():
        forth = _sends_data(said, methods)
        client, own = Endpoint(system=_build_ref(name)), Endpoint(system=system)
        reason = f"the contract's description names {quote(name, 60)} as a caller"
        if forth is None:
            yield Dependency(
                source=client,
                target=own,
                reason=f"{reason}, but the API reads and writes",
                mechanism=Mechanism.API,
                evidence=described.evidence,
            )
            continue
        yield build_call(client, own, forth, reason, described.evidence)


def build_call(
    caller: Endpoint,
    provider: Endpoint,
    writes: bool,  # noqa: FBT001 (whether the caller sends data to the provider)
    reason: str,
    evidence: Evidence,
) -> Flow:
    """Return the likely flow of a call: to the provider if the caller writes, else to the
    caller.
    """
    return Flow(
        source=caller if writes else provider,
        target=provider if writes else caller,
        mechanism=Mechanism.API,
        certainty=Certainty.LIKELY,
        reason=reason,
        evidence=evidence,
    )


def _list_clients(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each caller, and the text about it."""
    listed = False
    for line in text.splitlines():
        item = ITEM.match(line) if listed else None
        listed = bool(item) or bool(HEAD.search(line)) or (listed and not line.strip())
        if item:
            yield item["name"], item["rest"]
    for found in SINGLE.finditer(" ".join(text.split())):
        yield found["name"], found["rest"]


def _sends_data(said: str, methods: Sequence[str]) -> bool | None:
    """Return whether a caller sends data to the API, None if it may do both."""
    kinds = {*methods} & (READS | WRITES)
    if kinds and kinds <= READS:
        return False
    if kinds and kinds <= WRITES:
        return True
    words = said.strip(' -–—:,(`"*')
    direction = read_relation(words).direction
    return None if direction in {None, Direction.BOTH} else direction is Direction.FORWARD


def _build_ref(name: str) -> SystemRef:
    return SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=name),))
