"""Every flow as an OpenLineage job event, one a line, with its columns.

A survey is no run, so these are JobEvents, and the one time they must carry is the epoch: the
same survey gives the same bytes. A dependency names both ends as inputs, since its way is unknown.
"""

import json
from collections import defaultdict

from seamscope.nodes import DatasetNode, DependencyEdge, End, FlowEdge
from seamscope.records import ColumnEdge, EdgeKind
from seamscope.render.tabulate import plain
from seamscope.survey import Survey

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
    datasets = {item.id: item for item in survey.datasets}
    events = [
        *(_flow(flow, datasets) for flow in survey.flows),
        *(_dependency(edge, datasets) for edge in survey.dependencies),
    ]
    lines = (json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in events)
    return "".join(f"{line}\n" for line in lines).encode()


def _flow(flow: FlowEdge, datasets: dict[str, DatasetNode]) -> Json:
    target = _dataset(flow.target, datasets)
    if flow.columns:
        facet = _facet("ColumnLineageDatasetFacet", "1-2-0", **_columns(flow, datasets))
        target = {**target, "facets": {**_facets(flow.target, datasets), "columnLineage": facet}}
    source = {**_dataset(flow.source, datasets), "facets": _facets(flow.source, datasets)}
    return _event(flow, [source], [target])


def _dependency(edge: DependencyEdge, datasets: dict[str, DatasetNode]) -> Json:
    return _event(edge, [_dataset(end, datasets) for end in (edge.source, edge.target)], [])


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


def _dataset(end: End, datasets: dict[str, DatasetNode]) -> Json:
    found = datasets.get(end.dataset)
    name = plain(found.name if found else end.dataset).strip() or WHOLE
    return {"namespace": plain(end.system), "name": name}


def _facets(end: End, datasets: dict[str, DatasetNode]) -> Json:
    found = datasets.get(end.dataset)
    if found is None or not found.columns:
        return {}
    fields = [{"name": plain(one.name), "type": plain(one.type)} for one in found.columns]
    return {"schema": _facet("SchemaDatasetFacet", "1-1-1", fields=fields)}


def _columns(flow: FlowEdge, datasets: dict[str, DatasetNode]) -> Json:
    start = _dataset(flow.source, datasets)
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


def _facet(name: str, version: str, **content: object) -> Json:
    return {**_base(f"{SPEC}/facets/{version}/{name}.json#/$defs/{name}"), **content}


def _base(schema: str) -> Json:
    return {"_producer": PRODUCER, "_schemaURL": schema}
