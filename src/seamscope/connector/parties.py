"""Find the systems that the text of a contract names: "Called by Shop", "Sender: till-central"."""

import re
from collections.abc import Iterator, Sequence

LONGEST = 2000  # characters of a text that are examined
WORD = (
    r"consumers?|callers?|clients?|subscribers?|konsument(?:en)?|aufrufer|abnehmer|nutzer"
    r"|consommateurs?|appelants?|clientes?|consumidor(?:es)?|chiamant[ei]|consumator[ei]"
    r"|afnemers?|aanroepers?|gebruikers?|klienci|klient|konsumenci"
)
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
EXCHANGED = (
    r"(?i:published|sent|produced|emitted|raised|received|consumed|handled|used|veröffentlicht"
    r"|gesendet|ausgelöst|empfangen|verarbeitet|genutzt|publiée?s?|envoyée?s?|émise?s?|reçue?s?"
    r"|consommée?s?|publicad[oa]s?|enviad[oa]s?|emitid[oa]s?|recibid[oa]s?|consumid[oa]s?|usad[oa]s?"
    r"|pubblicat[oaie]|inviat[oaie]|emess[oaie]|ricevut[oaie]|usat[oaie]|gepubliceerd|verzonden"
    r"|ontvangen|gebruikt|recebid[oa]s?|wysyłan[aey]|publikowan[aey]|odbieran[aey])"
)
PARTY = (
    r"(?i:senders?|producers?|publishers?|emitters?|receivers?|recipients?|absender|sender|produzent"
    r"|empfänger|émetteurs?|producteurs?|destinataires?|emisor(?:es)?|productor(?:es)?|receptor(?:es)?"
    r"|mittent[ei]|produttor[ei]|destinatari[oi]|afzenders?|ontvangers?|remetentes?|nadawc[ay]"
    r"|odbiorc[ay])"
)
# A lower-case name with a hyphen after a label: "Emisor, till-central".
LABEL_NAME = rf"(?:{ONE}|[a-z]\w*(?:-\w+)+)"
PASSIVE = re.compile(rf"\b{CALLED}\s(?:(?i:only|nur|solo|alleen|tylko|hourly|daily)\s)?{BY}{NAMES}")
INVERTED = re.compile(rf"\b{BY}{NAMES}(?:\s[^\W\d_]{{2,14}}){{0,3}}\s{CALLED}\b")
LABELLED = re.compile(
    rf"\b(?i:{WORD}|sender|absender|emisor|émetteur|mittente|afzender)\s?[:=,]\s{NAMES}"
)
EXCHANGES = (
    re.compile(rf"\b{EXCHANGED}\s(?:(?i:only|nur|solo|alleen|tylko)\s)?{BY}{NAMES}"),
    re.compile(rf"\b{BY}{NAMES}(?:\s[^\W\d_]{{2,14}}){{0,3}}\s{EXCHANGED}\b"),
    re.compile(
        rf"\b(?:{PARTY}|(?i:{WORD}))\s?[:=,]\s(?P<names>{LABEL_NAME}(?:{AND}{LABEL_NAME}){{0,5}})"
    ),
)
# Names that are no system: "Called by Clients".
GENERAL = re.compile(
    r"(?i:(?:clients?|callers?|consumers?|users?|apps?|services?|systems?|operators?|admins?|partners?"
    r"|customers?|frontends?|backends?|browsers?|kunden|nutzer|get|post|put|http|https|api|rest|cron))"
)


def find_named(
    text: str, patterns: Sequence[re.Pattern[str]] = (PASSIVE, INVERTED, LABELLED)
) -> Iterator[str]:
    """Yield the callers that a text names: "Called by Shop and `desk-web`"."""
    plain = " ".join(text[:LONGEST].split())
    for pattern in patterns:
        for found in pattern.finditer(plain):
            yield from (name.strip('`"* ') for name in re.findall(LABEL_NAME, found["names"]))


def find_parties(text: str) -> Iterator[str]:
    """Yield the applications that a text names as partners in an exchange of data."""
    yield from dict.fromkeys(find_named(text, EXCHANGES))


def is_general(name: str) -> bool:
    """Return whether a name is a general word for systems or persons, such as "Clients"."""
    return GENERAL.fullmatch(name) is not None
