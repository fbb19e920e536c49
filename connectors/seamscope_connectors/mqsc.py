"""Read MQSC scripts of IBM MQ: flows between applications and the queues they put to or get from.

``SET AUTHREC PROFILE('ORDERS') OBJTYPE(QUEUE) PRINCIPAL('crmusr') AUTHADD(PUT)`` → a flow from the
user crmusr to the queue ORDERS. The application of a user is taken from the description of the
channel with ``MCAUSER('crmusr')``; without such a channel, the user remains a technical account.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import skip_entry
from seamscope.connector.identifiers import build_plain_id_clues
from seamscope.records import Clue, ClueKind, Endpoint, Evidence, Flow, Mechanism, Record, SystemRef

COMMAND = re.compile(
    r"^\s*(?:DEFINE|DEF|ALTER|SET)\s+(?:Q(?:LOCAL|L|MGR|ALIAS|A|REMOTE|R|MODEL|M)|CHANNEL|CHL|"
    r"AUTHREC|TOPIC|SUB|LISTENER)\b", re.I | re.M,
)  # fmt: skip
# All commands begin with a verb and an object type, or with a verb alone: END.
WORDS = re.compile(r"^\s*[A-Z]{2,12}(?:\s+[A-Z0-9]{2,12})?\s*(?:[('\"*]|[A-Z]{2,12}\b|\Z)", re.I)
HEAD = 8192
FIELD = re.compile(r"\b([A-Z]+)\s*\(\s*+(?:'((?:[^']|'')*+)'|([^()']*+))\s*+\)", re.I)
HOST = re.compile(r"[a-z][a-z-]{2,24}\d{1,3}(?:\.[\w.-]{1,200})?", re.I)
# "put by Manhattan WM", "855 acks, read by OrderHub", in the description of a queue.
NAME = r"\s(?P<name>[^\W\d_][^,;()]{1,60}?)\s*(?:[,;(]|$)"
SAID = {
    "PUT": re.compile(
        r"\b(?:put|sent|written|published|filled|geschrieben|gesendet|écrit|envoyé|escrito|enviado"
        r"|scritto|inviato|geschreven|verzonden)\s(?:by|von|par|por|da|door)" + NAME, re.I,
    ),
    "GET": re.compile(
        r"\b(?:got|read|consumed|fetched|received|gelesen|empfangen|lu|reçu|leído|recibido|letto"
        r"|ricevuto|gelezen|ontvangen)\s(?:by|von|par|por|da|door)" + NAME, re.I,
    ),
}  # fmt: skip
ADMINISTRATORS = frozenset({"mqm", "mqweb", "nobody"})
MODEL = re.compile(r"^SYSTEM\.|\*", re.I)  # system queues, and generic profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One command: its text, verb, object type, and parameters by upper-case name."""

    text: str
    verb: str
    kind: str
    fields: dict[str, str]
    evidence: Evidence


class MqscConnector(Connector):
    """Reads queues, channels and authorities of a queue manager."""

    name = "mqsc"
    reads = "MQSC scripts of IBM MQ (output of dmpmqcfg)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".mqsc", ".mqs", ".mq", ".txt"} and COMMAND.search(file.head(HEAD)):
            return Claim(reason="has commands of MQSC", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        read = [one for file in source.files for one in _list_statements(file)]
        statements = [one for one in read if COMMAND.match(one.text)]
        unknown = [one for one in read if not WORDS.match(one.text)]
        if unknown:
            problem = f"lines that are not MQSC commands: {len(unknown)}"
            yield skip_entry(problem, "export the queue manager again", unknown[0].evidence)
        users = _index_users(statements)
        for user, names in _index_named(statements).items():
            users[user] = (*users.get(user, ()), *names)
        granted = [one for one in statements if one.kind == "AUTHREC" and _is_queue(one)]
        flows = [flow for one in granted for flow in _list_flows(one, users)]
        yield from flows
        queues = [one for one in statements if one.kind in {"QLOCAL", "QL"}]
        authorised = {one.fields.get("PROFILE", "") for one in granted}
        unauthorised = [one for one in queues if _get_name(one) not in authorised]
        if unauthorised:
            problem = f"queues for which no user has authorities: {len(unauthorised)}"
            remedy = "export the authorities too: dmpmqcfg -x all -a"
            yield skip_entry(problem, remedy, unauthorised[0].evidence)
        remote = [one for one in statements if one.kind in {"QREMOTE", "QR", "SUB"}]
        if remote:
            problem = f"remote queues and subscriptions are not followed: {len(remote)}"
            yield skip_entry(problem, "list their flows in the inventory", remote[0].evidence)
        if not flows and not unauthorised and not remote:
            problem = "the script contains no queue and no authority"
            yield skip_entry(
                problem, "export queues and authorities: dmpmqcfg -x all -a", source.files[0].at(1)
            )


def _list_statements(file: File) -> Iterator[Statement]:
    """Yield the commands of a script; a line that ends in + or - continues on the next line."""
    start, parts = 0, list[str]()
    for number, line in enumerate(file.text().splitlines(), 1):
        if line.lstrip().startswith("*") or not (line.strip() or parts):
            continue
        start = start if parts else number
        text = line.strip()
        parts.append(text.rstrip("+-").rstrip() if text.endswith(("+", "-")) else text)
        if text.endswith(("+", "-")):
            continue
        words = " ".join(parts)
        parts = []
        yield _parse(words, file.at(start))


def _parse(text: str, evidence: Evidence) -> Statement:
    verb, kind, *_ = (*re.split(r"[\s(]+", text.strip(), maxsplit=2), "")
    fields = {name.upper(): (one or other).strip() for name, one, other in FIELD.findall(text)}
    return Statement(
        text=text, verb=verb.upper(), kind=kind.upper(), fields=fields, evidence=evidence
    )


def _get_name(statement: Statement) -> str:
    """Return the name of the defined object: ``DEFINE QLOCAL('A')`` → "A"."""
    return statement.fields.get(statement.kind, "")


def _is_queue(statement: Statement) -> bool:
    kind = statement.fields.get("OBJTYPE", "").upper()
    return kind == "QUEUE" and not MODEL.search(statement.fields.get("PROFILE", ""))


def _index_users(statements: list[Statement]) -> dict[str, tuple[Clue, ...]]:
    """Return clues to the application of each user, from the description of the user's channel.

    ``DEFINE CHANNEL(C) MCAUSER('crmusr') DESCR('APP-0039 crm01')`` → user crmusr: id APP-0039, host
    crm01.
    """
    found: dict[str, tuple[Clue, ...]] = {}
    for one in statements:
        user = one.fields.get("MCAUSER", "").casefold()
        if one.kind in {"CHANNEL", "CHL"} and user:
            found.setdefault(user, _read_description(one.fields.get("DESCR", "")))
    return found


def _index_named(statements: list[Statement]) -> dict[str, tuple[Clue, ...]]:
    """Return clues to the application of each user, from the descriptions of queues.

    A description such as "put by Manhattan WM" applies only to users who may put to the queue, a
    description such as "read by ERP" only to users who may get from it.
    """
    described = {
        _get_name(one): one.fields.get("DESCR", "")
        for one in statements if one.kind in {"QLOCAL", "QL", "QALIAS", "QA"}
    }  # fmt: skip
    found: dict[str, list[Clue]] = defaultdict(list)
    for one in statements:
        user = one.fields.get("PRINCIPAL", "").casefold()
        text = described.get(one.fields.get("PROFILE", ""), "")
        rights = {right.strip().upper() for right in one.fields.get("AUTHADD", "").split(",")}
        for right, pattern in SAID.items():
            if (
                one.kind == "AUTHREC"
                and user
                and right in rights
                and (said := pattern.search(text))
            ):
                found[user].append(Clue(kind=ClueKind.SOURCE, value=said["name"].strip()))
    return {user: tuple(dict.fromkeys(clues)) for user, clues in found.items()}


def _read_description(text: str) -> tuple[Clue, ...]:
    words = re.split(r"[\s,;()]+", text)
    hosts = [word for word in words if HOST.fullmatch(word)]
    ids = build_plain_id_clues(*(word for word in words if word not in hosts))
    return (*ids, *(Clue(kind=ClueKind.HOST, value=host) for host in hosts))


def _list_flows(statement: Statement, users: dict[str, tuple[Clue, ...]]) -> Iterator[Flow]:
    fields = statement.fields
    user = fields.get("PRINCIPAL", "") or fields.get("GROUP", "")
    if not user or user.casefold() in ADMINISTRATORS:
        return
    clues = users.get(user.casefold(), ())
    party = Endpoint(system=SystemRef(clues=(*clues, Clue(kind=ClueKind.ACCOUNT, value=user))))
    queue = Endpoint(system=SystemRef(name="IBM MQ"), dataset=fields["PROFILE"])
    rights = {right.strip().upper() for right in fields.get("AUTHADD", "").split(",")}
    ends = ((party, queue, "PUT"), (queue, party, "GET"))
    for source, target, right in ends:
        if right in rights:
            yield Flow(
                source=source,
                target=target,
                evidence=statement.evidence,
                mechanism=Mechanism.EVENTS,
                technology="IBM MQ",
                latency="near real time",
            )
