"""Read Airbyte connections: flows of the streams that they copy from a source to a destination.

Reads saved responses of the Airbyte API and of its configuration API (JSON with `sourceId`,
`destinationId`, `configurations.streams` or `syncCatalog`), and the YAML files of octavia-cli,
which refer to a source by the path of its file.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, report_unknown_word, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Endpoint, Flow, Record, State
from seamscope_connectors.airbyte.actors import build_system_ref, build_unused_interface
from seamscope_connectors.airbyte.streams import derive_frequency, derive_mechanism, list_streams
from seamscope_connectors.airbyte.workspace import Link, Workspace, collect_objects

CONNECTION = re.compile(r'"(connectionId|namespaceDefinition|syncCatalog|configurations)"\s*:')


ACTOR = re.compile(r'"(source|destination)(Type|Name|DefinitionId)"\s*:')


OCTAVIA = re.compile(r"^definition_type\s*:\s*[\"']?(connection|source|destination)\b", re.M)


STATES = {"": State.ACTIVE, "active": State.ACTIVE, "inactive": State.DISABLED,
          "deprecated": State.RETIRED}  # fmt: skip


class AirbyteConnector(Connector):
    """Reads connections, sources and destinations from API responses and octavia-cli files."""

    name = "airbyte"
    reads = "Airbyte (API responses in JSON, octavia-cli files in YAML)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536)
        if file.suffix in {".yaml", ".yml"} and (definition := OCTAVIA.search(head)):
            return Claim(reason=f"definition_type: {definition[1]}", group=self.name)
        ends = '"sourceId"' in head, '"destinationId"' in head
        if file.suffix != ".json" or not any(ends):
            return None
        if all(ends) and CONNECTION.search(head):
            return Claim(reason="Airbyte connections", group=self.name)
        if '"workspaceId"' in head and ACTOR.search(head):
            return Claim(reason="Airbyte sources or destinations", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        space = Workspace()
        yield from read_each(source.files, lambda file: collect_objects(file, space))
        used = {end for link in space.links for end in link.ends}
        for link in space.links:
            yield from _list_flows(space, link)
        for key, doc in sorted(space.actors.items()):
            if key not in used:
                yield build_unused_interface(key, doc)


def _list_flows(space: Workspace, link: Link) -> Iterator[Record]:
    doc, (start, end) = link.doc, link.ends
    status = doc["status"].text.lower()
    state = STATES.get(status, State.UNKNOWN)
    if status not in STATES:
        yield report_unknown_word(
            "status", status, filter(None, STATES), "read as unknown", doc.evidence
        )
    for side, key in (("source", start), ("destination", end)):
        if key not in space.actors and not doc[side]["name"]:
            problem = f"the {side} of this connection is not in the inputs"
            yield skip_entry(
                problem, f"add the {side}s of the Airbyte API to the inputs", doc.evidence
            )
    unselected: list[str] = []
    for stream, table in list(list_streams(space, link, unselected)) or [("", "")]:
        yield Flow(
            source=Endpoint(system=build_system_ref(space, link, "source"), dataset=stream),
            target=Endpoint(system=build_system_ref(space, link, "destination"), dataset=table),
            evidence=doc.evidence,
            mechanism=derive_mechanism(space.actors.get(start)),
            technology="Airbyte",
            frequency=derive_frequency(doc),
            latency="batch",
            state=state,
            reason="" if state is State.ACTIVE else f"the connection is {status}",
        )
    if unselected:
        names = quote(", ".join(unselected), 200)
        problem = f"streams not selected and therefore not copied: {len(unselected)} ({names})"
        yield skip_entry(problem, "select in Airbyte the streams that are needed", doc.evidence)
