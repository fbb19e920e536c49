"""Build every event with the classes of the OpenLineage client, and print its jobs, inputs and
outputs.
"""

import json
import sys
from pathlib import Path

from openlineage.client.generated.base import InputDataset, Job, JobEvent, OutputDataset
from openlineage.client.generated.column_lineage_dataset import (
    ColumnLineageDatasetFacet,
    Fields,
    InputField,
    Transformation,
)
from openlineage.client.generated.job_type_job import JobTypeJobFacet
from openlineage.client.generated.schema_dataset import (
    SchemaDatasetFacet,
    SchemaDatasetFacetFields,
)


def bare(facet):
    return {key: value for key, value in facet.items() if key not in {"_producer", "_schemaURL"}}


def input_field(given):
    ways = [Transformation(**way) for way in given.get("transformations", [])]
    return InputField(given["namespace"], given["name"], given["field"], transformations=ways)


def lineage(facet):
    result = {
        name: Fields(inputFields=[input_field(one) for one in each["inputFields"]])
        for name, each in facet["fields"].items()
    }
    return ColumnLineageDatasetFacet(fields=result)


def dataset(kind, given):
    facets = dict(given.get("facets", {}))
    if "schema" in facets:
        fields = [SchemaDatasetFacetFields(**one) for one in facets["schema"]["fields"]]
        facets["schema"] = SchemaDatasetFacet(fields=fields)
    if "columnLineage" in facets:
        facets["columnLineage"] = lineage(facets["columnLineage"])
    return kind(namespace=given["namespace"], name=given["name"], facets=facets)


counts = [0, 0, 0]
for line in Path(sys.argv[1]).read_text("utf-8").splitlines():
    event = json.loads(line)
    job = event["job"]
    facets = {"jobType": JobTypeJobFacet(**bare(job["facets"]["jobType"]))}
    made = JobEvent(
        eventTime=event["eventTime"],
        producer=event["producer"],
        job=Job(namespace=job["namespace"], name=job["name"], facets=facets),
        inputs=[dataset(InputDataset, one) for one in event["inputs"]],
        outputs=[dataset(OutputDataset, one) for one in event["outputs"]],
    )
    counts = [a + b for a, b in zip(counts, (1, len(made.inputs), len(made.outputs)), strict=True)]
print(json.dumps(counts))
