"""Airbyte: which source each connection copies into which destination, stream by stream.

Answers of its API and of its configuration API saved as JSON (`sourceId`, `destinationId`,
`configurations.streams` or `syncCatalog`), and the YAML files of octavia-cli, which name a source
by the path of its file.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import each_of, entry_fault, unknown_word
from seamscope.records import Endpoint, Flow, Record, State
from seamscope_connectors.airbyte.actors import interface, system
from seamscope_connectors.airbyte.streams import frequency, mechanism, streams
from seamscope_connectors.airbyte.workspace import Link, Workspace, sort_in

CONNECTION = re.compile(r'"(connectionId|namespaceDefinition|syncCatalog|configurations)"\s*:')


ACTOR = re.compile(r'"(source|destination)(Type|Name|DefinitionId)"\s*:')


OCTAVIA = re.compile(r"^definition_type\s*:\s*[\"']?(connection|source|destination)\b", re.M)


STATES = {"": State.ACTIVE, "active": State.ACTIVE, "inactive": State.DISABLED,
          "deprecated": State.RETIRED}  # fmt: skip


class AirbyteConnector(Connector):
    """Reads answers of the API and octavia's files."""

    name = "airbyte"
    reads = "Airbyte (API answers as JSON, octavia-cli's YAML)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536)
        if file.suffix in {".yaml", ".yml"} and (said := OCTAVIA.search(head)):
            return Claim(reason=f"definition_type: {said[1]}", group=self.name)
        ends = '"sourceId"' in head, '"destinationId"' in head
        if file.suffix != ".json" or not any(ends):
            return None
        if all(ends) and CONNECTION.search(head):
            return Claim(reason="connections of Airbyte", group=self.name)
        if '"workspaceId"' in head and ACTOR.search(head):
            return Claim(reason="sources or destinations of Airbyte", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        space = Workspace()
        yield from each_of(source.files, lambda file: sort_in(file, space))
        used = {end for link in space.links for end in link.ends}
        for link in space.links:
            yield from _flows(space, link)
        for key, doc in sorted(space.actors.items()):
            if key not in used:
                yield interface(key, doc)


def _flows(space: Workspace, link: Link) -> Iterator[Record]:
    doc, (start, end) = link.doc, link.ends
    status = doc["status"].text.lower()
    state = STATES.get(status, State.UNKNOWN)
    if status not in STATES:
        yield unknown_word("status", status, filter(None, STATES), "taken as unknown", doc.evidence)
    for side, key in (("source", start), ("destination", end)):
        if key not in space.actors and not doc[side]["name"]:
            what = f"the {side} of a connection is not among the inputs"
            yield entry_fault(what, f"give Airbyte's {side}s as well", doc.evidence)
    off: list[str] = []
    for stream, table in list(streams(space, link, off)) or [("", "")]:
        yield Flow(
            source=Endpoint(system=system(space, link, "source"), dataset=stream),
            target=Endpoint(system=system(space, link, "destination"), dataset=table),
            evidence=doc.evidence,
            mechanism=mechanism(space.actors.get(start)),
            technology="Airbyte",
            frequency=frequency(doc),
            latency="batch",
            state=state,
            reason="" if state is State.ACTIVE else f"the connection is {status}",
        )
    if off:
        what = f"streams that are not selected: {len(off)} ({', '.join(off)[:200]})"
        yield entry_fault(what, "nothing to do", doc.evidence)
