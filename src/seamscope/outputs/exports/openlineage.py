"""Export every flow as an OpenLineage job event with its column lineage, one event per line.

The namespace of a dataset is the id of its system; the facet `dataSource` has the system's name. A
survey describes jobs, not runs, so the events are JobEvents. OpenLineage requires a time: all
events have 1970-01-01, so that the same survey yields the same bytes. A dependency of unknown
direction has both endpoints as inputs and no output.
"""

import json
from collections import defaultdict
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.records import ColumnEdge, EdgeKind
from seamscope.resolved import DatasetNode, DependencyEdge, End, FlowEdge

PRODUCER = "https://seamscope.invalid/"
SPEC = "https://openlineage.io/spec"
WHOLE = "(dataset not named)"
TRANSFORMATIONS = {
    EdgeKind.IDENTITY: ("DIRECT", "IDENTITY"),
    EdgeKind.EXPRESSION: ("DIRECT", "TRANSFORMATION"),
    EdgeKind.AGGREGATE: ("DIRECT", "AGGREGATION"),
    EdgeKind.CONDITION: ("INDIRECT", "CONDITIONAL"),
    EdgeKind.INDIRECT: ("INDIRECT", "FILTER"),
}
Json = dict[str, object]


def render_openlineage(survey: Survey) -> bytes:
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
        *(write.build_dependency(edge) for edge in survey.dependencies),
    ]
    lines = (json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in events)
    return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Converts flows and dependencies to events.

    systems: names of systems by id.
    datasets: datasets by id.
    """

    systems: dict[str, str]
    datasets: dict[str, DatasetNode]

    def flow(self, flow: FlowEdge) -> Json:
        facets = self.build_facets(flow.target)
        if flow.columns:
            columns = _build_column_lineage(flow, self.build_identity(flow.source))
            facets["columnLineage"] = _build_facet("ColumnLineageDatasetFacet", "1-2-0", **columns)
        return _build_event(
            flow, [self.build_dataset(flow.source)], [self.build_identity(flow.target, facets)]
        )

    def build_dependency(self, edge: DependencyEdge) -> Json:
        return _build_event(
            edge, [self.build_dataset(end) for end in (edge.source, edge.target)], []
        )

    def build_dataset(self, end: End) -> Json:
        return self.build_identity(end, self.build_facets(end))

    def build_identity(self, end: End, facets: Json | None = None) -> Json:
        dataset = self.datasets.get(end.dataset)
        name = clean_text(dataset.name if dataset else end.dataset).strip() or WHOLE
        identity: Json = {"namespace": clean_text(end.system), "name": name}
        return identity | ({"facets": facets} if facets else {})

    def build_facets(self, end: End) -> Json:
        name = clean_text(self.systems.get(end.system, end.system))
        facets: Json = {
            "dataSource": _build_facet(
                "DatasourceDatasetFacet", "1-0-1", name=name, uri=clean_text(end.system)
            )
        }
        dataset = self.datasets.get(end.dataset)
        if dataset is not None and dataset.columns:
            fields = [
                {"name": clean_text(column.name), "type": clean_text(column.type)}
                for column in dataset.columns
            ]
            facets["schema"] = _build_facet("SchemaDatasetFacet", "1-1-1", fields=fields)
        return facets


def _build_event(edge: FlowEdge | DependencyEdge, inputs: list[Json], outputs: list[Json]) -> Json:
    flow_facts = {
        "state": edge.state.value,
        "mechanism": edge.mechanism.value,
        "technology": clean_text(edge.technology),
        "reason": clean_text(edge.reason),
    }
    kind = _build_facet(
        "JobTypeJobFacet", "2-0-3", processingType="BATCH", integration="SEAMSCOPE", jobType="FLOW"
    )
    return {
        "eventTime": "1970-01-01T00:00:00Z",
        "producer": PRODUCER,
        "schemaURL": f"{SPEC}/2-0-2/OpenLineage.json#/$defs/JobEvent",
        "job": {
            "namespace": "seamscope",
            "name": clean_text(edge.id),
            "facets": {"jobType": kind, "seamscope_flow": {**_build_base(PRODUCER), **flow_facts}},
        },
        "inputs": inputs,
        "outputs": outputs,
    }


def _build_column_lineage(flow: FlowEdge, source: Json) -> Json:
    fields: dict[str, list[Json]] = defaultdict(list)
    for edge in flow.columns:
        fields[clean_text(edge.target)].append(_build_input_field(edge, source))
    dataset_inputs = fields.pop("*", [])
    facet: Json = {"fields": {name: {"inputFields": inputs} for name, inputs in fields.items()}}
    return facet | ({"dataset": dataset_inputs} if dataset_inputs else {})


def _build_input_field(edge: ColumnEdge, source: Json) -> Json:
    kind, subtype = TRANSFORMATIONS[edge.kind]
    field = clean_text(edge.source).rpartition(".")[2]
    transformation = {"type": kind, "subtype": subtype, "description": "", "masking": False}
    return {**source, "field": field, "transformations": [transformation]}


def _build_facet(name: str, version: str, /, **content: object) -> Json:
    return {**_build_base(f"{SPEC}/facets/{version}/{name}.json#/$defs/{name}"), **content}


def _build_base(schema: str) -> Json:
    return {"_producer": PRODUCER, "_schemaURL": schema}
