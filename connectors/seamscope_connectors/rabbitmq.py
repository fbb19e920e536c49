"""Read RabbitMQ definitions: which users may publish to an exchange or read a queue.

An export contains exchanges, queues, their bindings, and the permissions of each user as regular
expressions. A user is a technical account, which usually belongs to one application.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, Doc, File, Source, extract_host
from seamscope.connector.entries import skip_entry
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    SystemRef,
)

HEAD = 65536
KEYS = ("exchanges", "queues", "bindings", "permissions", "vhosts", "users", "rabbit_version")
LEAST = 3  # minimum number of these keys in a file of definitions
EVERYTHING = re.compile(r"\^?\.\*\$?")
LONGEST = 200  # characters of a permission that is used as a regular expression, and of a name
# A group of plain alternatives that is not repeated: ``(orders|invoices)``
GROUP = re.compile(r"\((?:\?:)?[^()*+?{}\[\]]*\)(?![*+?{])")
REPEATED = re.compile(r"(?<!\\)[*+?{]")
BACKWARD = re.compile(r"\\\d")
DEFAULT = ""  # the default exchange, which sends to the queue in the routing key


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Name:
    """An exchange or a queue of a virtual host."""

    vhost: str
    name: str


class RabbitMqConnector(Connector):
    """Reads exchanges, queues, bindings and permissions."""

    name = "rabbitmq"
    reads = "definitions of RabbitMQ (JSON of `rabbitmqctl export_definitions`)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix != ".json":
            return None
        head = file.head(HEAD)
        found = [key for key in KEYS if f'"{key}"' in head]
        broker = '"rabbit_version"' in head or '"rabbitmq_version"' in head
        if len(found) >= LEAST and (broker or {"exchanges", "bindings"} <= {*found}):
            return Claim(reason="definitions of RabbitMQ")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        doc = source.file.document()
        broker = _identify_broker(doc)
        exchanges, queues = _list_names(doc["exchanges"]), _list_names(doc["queues"])
        found = [
            *_list_permitted(doc, broker, exchanges, queues),
            *_list_bindings(doc["bindings"], broker),
        ]
        yield from found
        if not found:
            problem = "the definitions have no bindings, and no permission refers to an exchange"
            remedy = "export the definitions of the whole broker, with its users and permissions"
            yield skip_entry(problem, remedy, source.file.at(1))


def _identify_broker(doc: Doc) -> SystemRef:
    """Return the broker, by the name of its cluster: ``rabbit@host``."""
    parameters = doc["global_parameters"]
    names = [one["value"].text for one in parameters if one["name"].text == "cluster_name"]
    hosts = [extract_host(name.rpartition("@")[2]) for name in names if "@" in name]
    clues = tuple(Clue(kind=ClueKind.HOST, value=host) for host in hosts if host)
    return SystemRef(name="RabbitMQ", clues=clues)


def _list_names(entries: Doc) -> list[Name]:
    found = (Name(vhost=one["vhost"].text, name=one["name"].text) for one in entries)
    return [one for one in found if one.name and not one.name.startswith("amq.")]


def _list_permitted(
    doc: Doc, broker: SystemRef, exchanges: list[Name], queues: list[Name]
) -> Iterator[Record]:
    """Yield the flows of the accounts that have permissions for exchanges or queues."""
    for one in doc["permissions"]:
        account = one["user"].text
        here = Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.ACCOUNT, value=account),)))
        vhost = one["vhost"].text
        for key, names in (("write", exchanges), ("read", queues)):
            pattern = one[key].text
            if not account or not pattern or pattern == "^$":
                continue
            matched = _match(pattern, (name.name for name in names if name.vhost == vhost))
            if matched is None:
                problem = f"the {key} permission of an account does not list individual objects"
                yield skip_entry(
                    problem, "list the flows of the account in the inventory", one[key].evidence
                )
                continue
            for name in matched:
                there = Endpoint(system=broker, dataset=name)
                source, target = (here, there) if key == "write" else (there, here)
                reason = f"the account may {key} it"
                yield _build_flow(source, target, one[key].evidence, reason)


def _match(pattern: str, names: Iterable[str]) -> list[str] | None:
    """Return the names that a permission allows.

    Return None if the permission allows all names or is not a usable regular expression.
    """
    if EVERYTHING.fullmatch(pattern) or not _is_cheap(pattern):
        return None
    try:
        compiled = re.compile(pattern)
    except re.error:
        return None
    return [name for name in names if compiled.search(name[:LONGEST])]


def _is_cheap(pattern: str) -> bool:
    r"""Return whether a permission can be matched quickly with any name.

    Such a pattern has at most one repetition in each alternative and no repeated group:
    ``^(orders|prices)\..*``.
    """
    if len(pattern) > LONGEST or BACKWARD.search(pattern):
        return False
    plain = GROUP.sub("x", pattern)
    alternatives = plain.split("|")
    return not {"(", ")"} & {*plain.replace(r"\(", "").replace(r"\)", "")} and all(
        len(REPEATED.findall(one)) < 2 for one in alternatives
    )


def _list_bindings(bindings: Doc, broker: SystemRef) -> Iterator[Record]:
    """Yield a flow from each exchange to the queues and exchanges that are bound to it."""
    for one in bindings:
        source, target = one["source"].text, one["destination"].text
        if source == DEFAULT or not target:
            continue
        start, end = (Endpoint(system=broker, dataset=name) for name in (source, target))
        yield _build_flow(start, end, one.evidence, "")


def _build_flow(source: Endpoint, target: Endpoint, where: Evidence, reason: str) -> Flow:
    return Flow(
        source=source,
        target=target,
        evidence=where,
        mechanism=Mechanism.EVENTS,
        technology="RabbitMQ",
        latency="near real time",
        certainty=Certainty.LIKELY if reason else Certainty.CERTAIN,
        reason=reason,
    )
