"""Read OpenLineage run events: flows from the inputs of a job to its outputs.

Keys follow the OpenLineage specification (RunEvent, DatasetEvent, JobEvent, facets `columnLineage`,
`symlinks`, `schema`, `ownership`, `dataSource`). The inputs and outputs of a job are collected from
all its events, because START often contains only the inputs and COMPLETE only the outputs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Column, Dataset, Evidence, Flow, Mechanism, Record, Skipped, State
from seamscope_connectors.openlineage.columns import collect_column_edges
from seamscope_connectors.openlineage.identities import Identities, Identity, get_identity

EVENT = re.compile(r'\A(?=.*?"eventTime"\s*+:).*?"(?:job|dataset)"\s*+:', re.S)


@dataclass(slots=True)
class Job:
    """The merged events of one job. ends: the types of its final events: COMPLETE, FAIL or
    ABORT.
    """

    name: str
    evidence: Evidence
    inputs: dict[Identity, Doc] = field(default_factory=dict)
    outputs: dict[Identity, Doc] = field(default_factory=dict)
    ends: set[str] = field(default_factory=set)
    engine: str = ""


class OpenLineageConnector(Connector):
    """Reads all event files together, because the events of a job may span several files."""

    name = "openlineage"
    reads = "OpenLineage events (JSON, NDJSON)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384)
        if file.suffix in {".json", ".ndjson", ".jsonl"} and EVENT.search(head):
            return Claim(reason="has events with eventTime and a job or dataset", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        jobs: dict[Identity, Job] = {}
        identities = Identities()
        for event in read_each(source.files, _list_events):
            match event:
                case Skipped():
                    yield event
                case Doc() if not event["job"]["name"].text and not event["dataset"]["name"].text:
                    yield skip_entry(
                        "the event has no job and no dataset",
                        "add `job.name` or `dataset.name`",
                        event.evidence,
                    )
                case Doc():
                    _merge_event(event, jobs, identities)
        for job in jobs.values():
            yield from _list_flows(job, identities)
        if idle := [job for job in jobs.values() if not job.inputs and not job.outputs]:
            names = ", ".join(sorted({quote(job.name) for job in idle})[:3])
            problem = f"{len(idle)} of {len(jobs)} jobs have no inputs or outputs: {names}"
            yield skip_entry(problem, "list their flows in the inventory", idle[0].evidence)


def _list_events(file: File) -> Iterator[Doc]:
    for document in file.documents():
        if document.is_list:
            yield from document
        else:
            yield document


def _merge_event(event: Doc, jobs: dict[Identity, Job], identities: Identities) -> None:
    name = event["job"]["name"].text or event["dataset"]["name"].text
    namespace = event.first("job", "dataset")["namespace"].text
    job = jobs.setdefault((namespace, name), Job(name=name, evidence=event.evidence))
    integration = event["job"]["facets"]["jobType"]["integration"].text
    job.engine = job.engine or integration.lower()
    job.ends |= {event["eventType"].text} & {"COMPLETE", "FAIL", "ABORT"}
    outputs = [*event["outputs"], *([event["dataset"]] if event["dataset"] else [])]
    for found, datasets in ((job.inputs, list(event["inputs"])), (job.outputs, outputs)):
        for dataset in datasets:
            previous = found.get(get_identity(dataset))
            # Keep the longest description of a dataset, which has the most facets.
            if previous is None or len(str(previous.value)) < len(str(dataset.value)):
                found[get_identity(dataset)] = dataset
            identities.record(dataset)


def _list_flows(job: Job, identities: Identities) -> Iterator[Record]:
    for identity, dataset in sorted({**job.inputs, **job.outputs}.items()):
        end = identities.build_endpoint(identity)
        if not end.dataset:
            continue
        columns = tuple(
            Column(name=item["name"].text, type=item["type"].text)
            for item in dataset["facets"]["schema"]["fields"]
        )
        owners = dataset["facets"]["ownership"]["owners"]
        yield Dataset(
            system=end.system,
            name=end.dataset,
            columns=columns or None,
            owner=next((owner["name"].text for owner in owners), ""),
            evidence=dataset.evidence,
        )
    failed = bool(job.ends & {"FAIL", "ABORT"}) and "COMPLETE" not in job.ends
    for target, output in sorted(job.outputs.items()):
        read_edges = collect_column_edges(output, identities)
        for source in sorted(job.inputs):
            start, end = map(identities.build_endpoint, (source, target))
            if start != end:
                yield Flow(
                    source=start,
                    target=end,
                    mechanism=Mechanism.SQL if start.system == end.system else Mechanism.ETL,
                    technology=job.engine,
                    columns=tuple(sorted(read_edges.get(identities.follow_symlinks(source), ()))),
                    state=State.FAILED if failed else State.ACTIVE,
                    reason=f"every run of {quote(job.name, 80)} in the events failed"
                    if failed
                    else "",
                    evidence=job.evidence,
                )
