"""Read AsyncAPI 2 and 3: the flows between an application and the channels of its broker.

In version 3, `action: send` is an action of the application. In version 2, `publish` and
`subscribe` are actions of its clients, so the application receives from a channel with `publish`.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, Doc, File, Source, extract_host
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.heads import find_root_value
from seamscope.connector.identifiers import build_plain_id_clues
from seamscope.connector.lists.sides import read_side
from seamscope.connector.lists.vocabulary import Side
from seamscope.connector.parties import find_parties
from seamscope.connector.scrub import quote
from seamscope.connector.vocabulary import parse_environment
from seamscope.records import (
    Certainty,
    ClueKind,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Record,
    SystemRef,
)

SENT = {"send": True, "receive": False, "subscribe": True, "publish": False}


class AsyncApiConnector(Connector):
    """Reads the channels that an application sends to and receives from."""

    name = "asyncapi"
    reads = "AsyncAPI 2 and 3"

    def claim(self, file: File) -> Claim | None:
        key = find_root_value(file, "asyncapi")
        if key and key[1][0].isdigit():
            return Claim(reason=f"asyncapi {key[1]}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for doc in source.file.documents():
            version = doc["asyncapi"].text
            if version.split(".")[0] not in {"2", "3"}:
                raise source.file.error(
                    f"AsyncAPI version {quote(version, 20)} is not supported",
                    "convert the file to version 2 or 3",
                    1,
                )
            yield from _read_application(source.file, doc, version)


def _read_application(file: File, doc: Doc, version: str) -> Iterator[Record]:
    title = doc["info"]["title"].text or PurePosixPath(file.name).stem
    own = SystemRef(clues=build_clues((ClueKind.SOURCE, title)), service=True)
    broker, protocol = _identify_broker(doc["servers"])
    found = list(_list_operations(doc))
    schemes = doc["components"]["securitySchemes"]
    yield Interface(
        system=own,
        name=title,
        protocol=f"asyncapi {'.'.join(version.split('.')[:2])}",
        operations=len(found),
        entities=tuple(sorted({address for _, address, _ in found if address})),
        authentication=tuple(sorted({s["type"].text for _, s in schemes.items()} - {""})),
        counts=tuple(
            (key, len(doc[key].keys())) for key in ("servers", "channels") if doc[key].keys()
        ),
        evidence=doc["asyncapi"].evidence,
    )
    for verb, address, operation in found:
        own_end, channel_end = Endpoint(system=own), Endpoint(system=broker, dataset=address)
        if verb not in SENT:
            problem = f"the operation has an unknown action ('{quote(verb, 20)}')"
            yield skip_entry(
                problem, "write `action: send` or `action: receive`", operation.evidence
            )
            continue
        yield Flow(
            source=own_end if SENT[verb] else channel_end,
            target=channel_end if SENT[verb] else own_end,
            mechanism=Mechanism.EVENTS,
            technology=protocol,
            evidence=operation.evidence,
        )
        yield from _list_described(operation, channel_end, protocol, sends=not SENT[verb])
    for address, channel in doc["channels"].items():
        channel_end = Endpoint(system=broker, dataset=address)
        for holder in (channel, channel["publish"], channel["subscribe"]):
            yield from _list_parties(holder, channel_end, protocol)


def _list_parties(holder: Doc, channel_end: Endpoint, protocol: str) -> Iterator[Flow]:
    """Yield a flow for each application in an extension.

    ``x-subscribers: [APP-0039]`` under a channel → a flow from the channel to APP-0039.

    holder: a channel or an operation.
    channel_end: the endpoint of the channel.
    """
    for key, value in holder.items():
        side = read_side(key) if key.startswith("x-") else None
        for name in value.texts if side is not None else ():
            party = Endpoint(system=_name_party(name))
            sends = side in {Side.SOURCE, Side.PROVIDER}
            yield Flow(
                source=party if sends else channel_end,
                target=channel_end if sends else party,
                mechanism=Mechanism.EVENTS,
                technology=protocol,
                evidence=value.evidence,
            )


def _list_described(
    operation: Doc, channel_end: Endpoint, protocol: str, *, sends: bool
) -> Iterator[Flow]:
    """Yield a flow for each application that the description of an operation mentions.

    ``description: "Sender: till"`` → a flow from till to the channel.

    sends: whether these applications send to the channel; otherwise they receive from it.
    """
    for said in (operation["summary"], operation["description"]):
        for name in find_parties(said.text):
            party = Endpoint(system=_name_party(name))
            yield Flow(
                source=party if sends else channel_end,
                target=channel_end if sends else party,
                mechanism=Mechanism.EVENTS,
                technology=protocol,
                certainty=Certainty.LIKELY,
                reason=f"the contract's description names {quote(name, 60)}",
                evidence=said.evidence,
            )


def _name_party(name: str) -> SystemRef:
    ids = build_plain_id_clues(name)
    return SystemRef(clues=ids) if ids else SystemRef(clues=build_clues((ClueKind.SOURCE, name)))


def _identify_broker(servers: Doc) -> tuple[SystemRef, str]:
    """Return the broker and its protocol, from the first server that is not a test server.

    ``servers: {production: {host: "mq:9092", protocol: kafka}}`` → Kafka on host mq, "kafka".
    """
    every = list(servers.items())
    chosen = [one for name, one in every if parse_environment(name) in {"", name}] or [
        one for _, one in every
    ]
    if not chosen:
        return SystemRef(), ""
    server = chosen[0]
    protocol = server["protocol"].text
    host = extract_host(server.first("host", "url").text)
    name = "Kafka" if protocol.startswith("kafka") else ""
    found = build_clues((ClueKind.HOST, host), (ClueKind.CLASS, "" if name else protocol))
    return SystemRef(name=name, clues=found), protocol


def _list_operations(doc: Doc) -> Iterator[tuple[str, str, Doc]]:
    """Yield each operation as verb, channel address and JSON node.

    The verb is `action` in version 3, and `publish` or `subscribe` of a channel in version 2.
    """
    channels = dict(doc["channels"].items())
    operations = [operation for _, operation in doc["operations"].items()]
    for operation in operations:
        key = operation["channel"]["$ref"].text.rpartition("/")[2]
        channel = channels.get(key)
        address = channel["address"].text if channel is not None else ""
        yield operation["action"].text, address or key, operation
    for address, channel in channels.items():
        for verb in ("publish", "subscribe"):
            if verb in channel:
                yield verb, address, channel[verb]
