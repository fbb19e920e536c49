"""Find the callers that the single operations of an OpenAPI document name.

``Called by Shop every five minutes`` and ``x-consumers: [Shop]`` name callers. Data flows to the
caller of GET, and from the caller of POST, PUT and PATCH.
"""

import re
from collections.abc import Iterator, Sequence

from seamscope.connector import Doc
from seamscope.connector.scrub import quote
from seamscope.records import Certainty, Clue, ClueKind, Endpoint, Flow, Mechanism, SystemRef
from seamscope_connectors.contracts.clients import READS, WORD, WRITES

LONGEST = 2000  # characters of a description that are examined
ONE = (
    r"(?:[`\"*]{1,3}[\w&][\w &.-]{1,38}\w[`\"*]{1,3}"
    r"|[A-ZÀ-Þ][\w&.-]*\w(?: [A-ZÀ-Þ0-9][\w&.-]*\w){0,3})"
)
AND = r"(?:,? (?:and|und|et|y|e|en|i|sowie) |, )"
NAMES = rf"(?P<names>{ONE}(?:{AND}{ONE}){{0,5}})"
BY = (
    r"(?i:by|von|vom|durch|par|por|pelo|pela|da|dal|dalla|door|przez)\s"
    r"(?:(?i:the|der|dem|die|das|el|la|le|o|a|de|het)\s)?"
)
CALLED = (
    r"(?i:called|used|invoked|consumed|polled|queried|requested|fetched|triggered|aufgerufen|abgerufen"
    r"|abgefragt|genutzt|verwendet|appelée?|utilisée?|consommée?|interrogée?|llamad[oa]|usad[oa]"
    r"|utilizad[oa]|consumid[oa]|invocad[oa]|consultad[oa]|chiamat[oa]|usat[oa]|utilizzat[oa]"
    r"|invocat[oa]|interrogat[oa]|aangeroepen|gebruikt|opgevraagd|chamad[oa]|wywoływan[aey]|używan[aey])"
)
PASSIVE = re.compile(rf"\b{CALLED}\s(?:(?i:only|nur|solo|alleen|tylko|hourly|daily)\s)?{BY}{NAMES}")
INVERTED = re.compile(rf"\b{BY}{NAMES}(?:\s[^\W\d_]{{2,14}}){{0,3}}\s{CALLED}\b")
LABELLED = re.compile(
    rf"\b(?i:{WORD}|sender|absender|emisor|émetteur|mittente|afzender)\s?[:=,]\s{NAMES}"
)
EXTENSION = re.compile(
    r"^x-(?:.*-)?(?:consumers?|callers?|clients?|consumed-by|used-by|called-by)$", re.I
)
# Names that are no system: "Called by Clients".
GENERAL = re.compile(
    r"(?i:(?:clients?|callers?|consumers?|users?|apps?|services?|systems?|operators?|admins?|partners?"
    r"|customers?|frontends?|backends?|browsers?|kunden|nutzer|get|post|put|http|https|api|rest|cron))"
)


def list_operation_callers(
    paths: Sequence[tuple[str, str, Doc]], system: SystemRef
) -> Iterator[Flow]:
    """Yield a flow for each caller of an operation, once for each direction.

    paths: path, method and definition of each operation. system: the system that offers the API.
    """
    seen: set[tuple[str, bool]] = set()
    for _, method, operation in paths:
        forth = method in WRITES
        for name, said in _list_callers(operation) if method in READS | WRITES else ():
            if not name or (name.casefold(), forth) in seen or GENERAL.fullmatch(name):
                continue
            seen.add((name.casefold(), forth))
            client = Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=name),)))
            own = Endpoint(system=system)
            yield Flow(
                source=client if forth else own,
                target=own if forth else client,
                mechanism=Mechanism.API,
                certainty=Certainty.LIKELY,
                reason=(
                    f"the contract names {quote(name, 60)} as a caller of an operation with "
                    f"{method.upper()}"
                ),
                evidence=said.evidence,
            )


def _list_callers(operation: Doc) -> Iterator[tuple[str, Doc]]:
    """Yield each caller that an extension or the text of an operation names."""
    named = [value for key, value in operation.items() if EXTENSION.match(key)]
    for value in named:
        yield from ((one.text.strip(), one) for one in (value if value.is_list else [value]))
    for said in (operation["summary"], operation["description"]):
        yield from ((name, said) for name in find_named(said.text))


def find_named(text: str) -> Iterator[str]:
    """Yield the callers that a text names: "Called by Shop and `desk-web`"."""
    plain = " ".join(text[:LONGEST].split())
    for pattern in (PASSIVE, INVERTED, LABELLED):
        for found in pattern.finditer(plain):
            yield from (name.strip('`"* ') for name in re.findall(ONE, found["names"]))
