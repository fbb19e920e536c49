"""Read FHIR capability statements as interfaces and subscriptions as flows (JSON or XML).

DSTU2 to R5 are supported. A statement describes one system, so it yields interfaces but no flows. A
statement of a client (`mode: client`) or of an implementation guide (`kind: requirements`) does not
identify a server and is reported.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, File, Source, extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import ClueKind, Interface, Record, State, SystemRef
from seamscope_connectors.fhir.nodes import Node, list_resources
from seamscope_connectors.fhir.subscriptions import read_subscription

KINDS = ("CapabilityStatement", "Conformance")  # DSTU2 calls it Conformance
IN_JSON = re.compile(
    r"\"resourceType\"\s*+:\s*+\"(?:CapabilityStatement|Conformance|Subscription)\""
)
IN_XML = re.compile(
    r"<(?:CapabilityStatement|Conformance|Subscription)\b[^<>]{0,2000}http://hl7\.org/fhir\b"
)
SIGN = "a FHIR capability statement or subscription"
WRITES = frozenset({"create", "update", "patch", "delete", "transaction", "batch"})
# Canonical addresses of the standard and of guides do not identify a server.
GUIDES = re.compile(r"(?:.+\.)?(?:hl7\.org|simplifier\.net|fhir\.org|ihe\.net)")
SERVED = 30  # maximum number of resource types in a message


class FhirConnector(Connector):
    """Reads capability statements; resources that they refer to are not fetched."""

    name = "fhir"
    reads = "FHIR capability statements and subscriptions (JSON, XML; DSTU2 to R5)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536)
        if file.suffix == ".json":
            # Some tools sort keys, so that the resource type comes after everything else.
            ends = file.read_edges(0, 4096) if '"rest"' in head or '"kind"' in head else b""
            if IN_JSON.search(head) or IN_JSON.search(ends.decode(errors="replace")):
                return Claim(reason=SIGN)
        if file.suffix == ".xml" and IN_XML.search(head):
            return Claim(reason=SIGN)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        found = [one for one in list_resources(file) if one.kind in {*KINDS, "Subscription"}]
        for one in found:
            if one.kind == "Subscription":
                yield from read_subscription(one)
            else:
                yield from _read_statement(one.node, file)
        if not found:
            what = "the FHIR resource is neither a capability statement nor a subscription"
            yield skip_entry(what, "save the server's response to GET /metadata", file.at(1))


def _read_statement(node: Node, file: File) -> Iterator[Record]:
    names = (("title",), ("name",), ("implementation", "description"), ("software", "name"))
    title = next((text for path in names if (text := node.text(*path))), "")
    system = _identify(node, title, file)
    kind, status = node.text("kind"), node.text("status")
    modes = {rest.text("mode") for rest in node.each("rest")}
    if kind == "requirements" and modes != {"client"}:
        what = f"“{quote(title, 80)}” describes requirements (kind: requirements), not a server"
        yield skip_entry(what, "save the server's own response to GET /metadata", node.evidence)
        return
    state = State.RETIRED if status == "retired" else State.ACTIVE
    version = ".".join(node.text("fhirVersion").split(".")[:2])
    for rest in node.each("rest"):
        if rest.text("mode") == "client":
            what = f"the capability statement of a client has no server ({_describe_use(rest)})"
            yield skip_entry(
                what,
                "list the flows between the client and its servers in the inventory",
                rest.evidence,
            )
        else:
            yield _build_interface(rest, system, title or file.name, f"fhir {version}", state)
    for message in node.each("messaging"):
        yield from _read_messaging(message, title, state)
    if not (node.each("rest") or node.each("messaging")):
        what = "the capability statement has no `rest` and no `messaging`"
        yield skip_entry(what, "save the server's response to GET /metadata", node.evidence)


def _identify(node: Node, title: str, file: File) -> SystemRef:
    """Return the server, identified by its address, else its OAuth endpoints, else its title."""
    urls = [node.text("implementation", "url"), node.text("url")]
    hosts = [extract_host(url) for url in urls if re.match(r"https?://", url, re.I)]
    hosts += [extract_host(url) for rest in node.each("rest") for url in _list_oauth_urls(rest)]
    known = (h for h in hosts if h and h.casefold() not in LOCAL and not GUIDES.fullmatch(h))
    clues = build_clues(
        (ClueKind.HOST, next(known, "")),
        (ClueKind.SOURCE, title),
        (ClueKind.FOLDER, "" if title else PurePosixPath(file.name).stem),
    )
    return SystemRef(clues=clues, service=True)


def _list_oauth_urls(rest: Node) -> Iterator[str]:
    """Yield the URLs of the OAuth endpoints, which are usually on the server's own host."""
    for security in rest.each("security"):
        for extension in security.each("extension"):
            yield from (inner.text("valueUri") for inner in extension.each("extension"))


def _list_resource_types(rest: Node) -> list[str]:
    """Return the resource types that a server serves: the types with interactions or operations.

    If no type has interactions or operations, return all types of the statement.
    """
    resources = rest.each("resource")
    used = [one for one in resources if one.each("interaction") or one.each("operation")]
    return [name for resource in used or resources if (name := resource.text("type"))]


def _describe_use(rest: Node) -> str:
    """Return what a client reads and writes: ``reads Patient; writes Claim``."""
    reads, writes, others = set[str](), set[str](), set[str]()
    for resource in rest.each("resource"):
        codes = {one.text("code") for one in resource.each("interaction")} - {""}
        name = resource.text("type")
        for found, applies in (
            (reads, codes - WRITES), (writes, codes & WRITES), (others, not codes),
        ):  # fmt: skip
            if applies and name:
                found.add(name)
    named = (("reads", reads), ("writes", writes), ("uses", others))
    parts = [f"{verb} {', '.join(sorted(found)[:SERVED])}" for verb, found in named if found]
    return "; ".join(parts) or "any data"


def _build_interface(
    rest: Node, system: SystemRef, name: str, protocol: str, state: State
) -> Interface:
    resources = rest.each("resource")
    codes = [code.text("code") for one in (rest, *resources) for code in one.each("interaction")]
    operations = [one.text("name") for holder in (rest, *resources)
                  for one in holder.each("operation")]  # fmt: skip
    schemes = {
        code
        for security in rest.each("security")
        for service in security.each("service")
        if (code := service.text("coding", "code") or service.text("text"))
    }
    counts = (
        ("resources", len(_list_resource_types(rest))),
        ("writes", sum(code in WRITES for code in codes)),
        ("operations", len(operations)),
    )
    return Interface(
        system=system,
        name=name,
        protocol=protocol.strip(),
        operations=len(codes) + len(operations),
        entities=tuple(sorted(set(_list_resource_types(rest)))),
        authentication=tuple(sorted(schemes)),
        counts=tuple(count for count in counts if count[1]),
        state=state,
        evidence=rest.evidence,
    )


def _read_messaging(message: Node, title: str, state: State) -> Iterator[Record]:
    """Yield an interface for each address that receives messages.

    Sent messages are reported, because a statement does not contain their receivers.
    """
    events = [*message.each("supportedMessage"), *message.each("event")]
    if not events:
        what = "an entry under `messaging` has no messages"
        yield skip_entry(what, "save the server's response to GET /metadata", message.evidence)
    received = [one for one in events if one.text("mode") == "receiver"]
    names = {one.text("definition").rpartition("/")[2] or one.text("code", "code")
             or one.text("eventCoding", "code") for one in received}  # fmt: skip
    for endpoint in message.each("endpoint") if received else ():
        address = endpoint.text("address")
        host = extract_host(address if "://" in address else address.replace(":", "://", 1))
        transport = endpoint.text("protocol", "code") or "message"
        clues = build_clues((ClueKind.HOST, host), (ClueKind.SOURCE, title))
        yield Interface(
            system=SystemRef(clues=clues, service=True),
            name=title or address,
            protocol=f"fhir messaging, {transport}",
            operations=len(received),
            entities=tuple(sorted(names - {""})),
            state=state,
            evidence=endpoint.evidence,
        )
    sent = [one for one in events if one.text("mode") == "sender"]
    if sent:
        what = f"sent messages without receivers in the statement: {len(sent)}"
        yield skip_entry(what, "list the flows to the receivers in the inventory", message.evidence)
