"""OpenLineage run events: one job's inputs flow into its outputs.

Keys as in the OpenLineage specification (RunEvent, DatasetEvent, JobEvent, facets `columnLineage`,
`symlinks`, `schema`, `ownership`, `dataSource`). A job's inputs and outputs are gathered over all
its events, as START and COMPLETE often name different halves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import each_of, entry_fault
from seamscope.records import Column, Dataset, Evidence, Flow, Mechanism, Record, Skipped, State
from seamscope_connectors.openlineage.columns import columns_of
from seamscope_connectors.openlineage.known import Identity, Known, identity_of

EVENT = re.compile(r'\A(?=.*?"eventTime"\s*+:).*?"(?:job|dataset)"\s*+:', re.S)


@dataclass(slots=True)
class Job:
    """What all events of one job say together."""

    name: str
    evidence: Evidence
    inputs: dict[Identity, Doc] = field(default_factory=dict)
    outputs: dict[Identity, Doc] = field(default_factory=dict)
    ends: set[str] = field(default_factory=set)  # COMPLETE, FAIL, ABORT
    engine: str = ""


class OpenLineageConnector(Connector):
    """Reads events of all files together, since a job's events may be spread over them."""

    name = "openlineage"
    reads = "OpenLineage events (JSON, NDJSON)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384)
        if file.suffix in {".json", ".ndjson", ".jsonl"} and EVENT.search(head):
            return Claim(reason="events with a job or dataset and eventTime", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        jobs: dict[Identity, Job] = {}
        known = Known()
        for event in each_of(source.files, _events):
            match event:
                case Skipped():
                    yield event
                case Doc() if not event["job"]["name"].text and not event["dataset"]["name"].text:
                    yield entry_fault(
                        "an event without a job or dataset", "emit it again", event.evidence
                    )
                case Doc():
                    _take(event, jobs, known)
        for job in jobs.values():
            yield from _flows(job, known)
        if idle := [job for job in jobs.values() if not job.inputs and not job.outputs]:
            names = ", ".join(sorted({job.name[:40] for job in idle})[:3])
            what = f"{len(idle)} of {len(jobs)} jobs name no data in any event: {names}"
            yield entry_fault(what, "add what they move to the inventory", idle[0].evidence)


def _events(file: File) -> Iterator[Doc]:
    for document in file.documents():
        if document.is_list:
            yield from document
        else:
            yield document


def _take(event: Doc, jobs: dict[Identity, Job], known: Known) -> None:
    name = event["job"]["name"].text or event["dataset"]["name"].text
    namespace = event.first("job", "dataset")["namespace"].text
    job = jobs.setdefault((namespace, name), Job(name=name, evidence=event.evidence))
    integration = event["job"]["facets"]["jobType"]["integration"].text
    job.engine = job.engine or integration.lower()
    job.ends |= {event["eventType"].text} & {"COMPLETE", "FAIL", "ABORT"}
    outputs = [*event["outputs"], *([event["dataset"]] if event["dataset"] else [])]
    for found, datasets in ((job.inputs, list(event["inputs"])), (job.outputs, outputs)):
        for dataset in datasets:
            former = found.get(identity_of(dataset))
            # Of several mentions the one that says most about columns counts.
            if former is None or len(str(former.value)) < len(str(dataset.value)):
                found[identity_of(dataset)] = dataset
            known.take(dataset)


def _flows(job: Job, known: Known) -> Iterator[Record]:
    for identity, dataset in sorted({**job.inputs, **job.outputs}.items()):
        end = known.end(identity)
        if not end.dataset:
            continue
        columns = tuple(
            Column(name=one["name"].text, type=one["type"].text)
            for one in dataset["facets"]["schema"]["fields"]
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
        edges = columns_of(output, known)
        for source in sorted(job.inputs):
            start, end = known.end(source), known.end(target)
            if start != end:
                yield Flow(
                    source=start,
                    target=end,
                    mechanism=Mechanism.SQL if start.system == end.system else Mechanism.ETL,
                    technology=job.engine,
                    columns=tuple(sorted(edges.get(known.canonical(source), ()))),
                    state=State.FAILED if failed else State.ACTIVE,
                    reason=f"every run of {job.name[:80]} seen here failed" if failed else "",
                    evidence=job.evidence,
                )
