"""Every flow as an OpenLineage job event, one a line, with its columns.

A dataset's namespace is the id of its system; the facet `dataSource` says the system's name.

A survey is no run, so these are JobEvents, and the one time they must carry is the epoch: the
same survey gives the same bytes. A dependency names both ends as inputs, since its way is unknown.
"""

import json
from collections import defaultdict
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.outputs.tabulate import plain
from seamscope.records import ColumnEdge, EdgeKind
from seamscope.resolved import DatasetNode, DependencyEdge, End, FlowEdge

PRODUCER = "https://seamscope.invalid/"
SPEC = "https://openlineage.io/spec"
WHOLE = "(dataset not named)"
TRANSFORMATIONS = {
    EdgeKind.IDENTITY: ("DIRECT", "IDENTITY"),
    EdgeKind.EXPRESSION: ("DIRECT", "TRANSFORMATION"),
    EdgeKind.AGGREGATE: ("DIRECT", "AGGREGATION"),
    EdgeKind.INDIRECT: ("INDIRECT", "FILTER"),
}
Json = dict[str, object]


def openlineage(survey: Survey) -> bytes:
    """Return events as NDJSON: flows, then dependencies, in the order of the survey."""
    write = _Writer(
        systems={
            **{system.id: system.name for system in survey.systems},
            **{endpoint.id: endpoint.name for endpoint in survey.endpoints},
        },
        datasets={item.id: item for item in survey.datasets},
    )
    events = [
        *(write.flow(flow) for flow in survey.flows),
        *(write.dependency(edge) for edge in survey.dependencies),
    ]
    lines = (json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in events)
    return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes edges as events; it knows how systems and datasets are called."""

    systems: dict[str, str]
    datasets: dict[str, DatasetNode]

    def flow(self, flow: FlowEdge) -> Json:
        facets = self.facets(flow.target)
        if flow.columns:
            columns = _columns(flow, self.identity(flow.source))
            facets["columnLineage"] = _facet("ColumnLineageDatasetFacet", "1-2-0", **columns)
        return _event(flow, [self.dataset(flow.source)], [self.identity(flow.target, facets)])

    def dependency(self, edge: DependencyEdge) -> Json:
        return _event(edge, [self.dataset(end) for end in (edge.source, edge.target)], [])

    def dataset(self, end: End) -> Json:
        return self.identity(end, self.facets(end))

    def identity(self, end: End, facets: Json | None = None) -> Json:
        found = self.datasets.get(end.dataset)
        name = plain(found.name if found else end.dataset).strip() or WHOLE
        named: Json = {"namespace": plain(end.system), "name": name}
        return named | ({"facets": facets} if facets else {})

    def facets(self, end: End) -> Json:
        called = plain(self.systems.get(end.system, end.system))
        facets: Json = {
            "dataSource": _facet(
                "DatasourceDatasetFacet", "1-0-1", name=called, uri=plain(end.system)
            )
        }
        found = self.datasets.get(end.dataset)
        if found is not None and found.columns:
            fields = [{"name": plain(one.name), "type": plain(one.type)} for one in found.columns]
            facets["schema"] = _facet("SchemaDatasetFacet", "1-1-1", fields=fields)
        return facets


def _event(edge: FlowEdge | DependencyEdge, inputs: list[Json], outputs: list[Json]) -> Json:
    said = {
        "state": edge.state.value,
        "mechanism": edge.mechanism.value,
        "technology": plain(edge.technology),
        "reason": plain(edge.reason),
    }
    kind = _facet(
        "JobTypeJobFacet", "2-0-3", processingType="BATCH", integration="SEAMSCOPE", jobType="FLOW"
    )
    return {
        "eventTime": "1970-01-01T00:00:00Z",
        "producer": PRODUCER,
        "schemaURL": f"{SPEC}/2-0-2/OpenLineage.json#/$defs/JobEvent",
        "job": {
            "namespace": "seamscope",
            "name": plain(edge.id),
            "facets": {"jobType": kind, "seamscope_flow": {**_base(PRODUCER), **said}},
        },
        "inputs": inputs,
        "outputs": outputs,
    }


def _columns(flow: FlowEdge, start: Json) -> Json:
    fields: dict[str, list[Json]] = defaultdict(list)
    for edge in flow.columns:
        fields[plain(edge.target)].append(_input(edge, start))
    whole = fields.pop("*", [])
    made: Json = {"fields": {name: {"inputFields": found} for name, found in fields.items()}}
    return made | ({"dataset": whole} if whole else {})


def _input(edge: ColumnEdge, start: Json) -> Json:
    kind, subtype = TRANSFORMATIONS[edge.kind]
    field = plain(edge.source).rpartition(".")[2]
    transformation = {"type": kind, "subtype": subtype, "description": "", "masking": False}
    return {**start, "field": field, "transformations": [transformation]}


def _facet(name: str, version: str, /, **content: object) -> Json:
    return {**_base(f"{SPEC}/facets/{version}/{name}.json#/$defs/{name}"), **content}


def _base(schema: str) -> Json:
    return {"_producer": PRODUCER, "_schemaURL": schema}
