"""DataHub: file-based lineage (YAML), and metadata files with the aspects of datasets and jobs.

Keys as in DataHub's source `datahub-lineage-file` (version 1: `lineage`, `entity`, `upstream`,
`fineGrainedLineages`) and its metadata model: MetadataChangeProposals (`entityUrn`, `aspectName`,
`aspect.json`) with `upstreamLineage`, `dataJobInputOutput`, `schemaMetadata` and `ownership`.
"""

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import each_of, entry_fault
from seamscope.records import Column, ColumnEdge, Dataset, Evidence, Flow, Record, Skipped, State
from seamscope_connectors.datahub.urns import Identity, Urn, edges, path_of, urn_of

ENTITIES = re.compile(r"^lineage\s*:\s*(?:#.*)?\n(?:\s*(?:#.*)?\n)*\s*-\s*entity\s*:", re.M)
PROPOSALS = re.compile(r'"(?:entityUrn"\s*:\s*"urn:li:|proposedSnapshot"\s*:)')
JOB = re.compile(r"urn:li:dataJob:\(urn:li:dataFlow:\(([^,()]+),")


class DataHubConnector(Connector):
    """Reads what DataHub was told of how data moves."""

    name = "datahub"
    reads = "DataHub lineage files (YAML) and metadata files (JSON)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".json", ".ndjson", ".jsonl"} and PROPOSALS.search(file.head(16384)):
            return Claim(reason="proposals about a urn:li", group=self.name)
        if file.suffix in {".yaml", ".yml"} and ENTITIES.search(file.head(16384)):
            return Claim(reason="lineage of entities", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        return each_of(source.files, _read)


def _read(file: File) -> Iterator[Record]:
    unread: Counter[str] = Counter()
    for document in file.documents():
        if document["lineage"].is_list:
            if document["version"].text not in {"1", ""}:
                what = f"version '{document['version'].text[:20]}' is not known; read as 1"
                yield entry_fault(what, "check the flows", document["version"].evidence)
            for node in document["lineage"]:
                yield from _node(node)
        else:
            for event in document if document.is_list else [document]:
                yield from _event(event, unread)
    if unread:
        told = ", ".join(f"{count} {name}" for name, count in sorted(unread.items()))
        what = f"aspects that name datasets are not read: {told}"
        yield entry_fault(what, "add what they move to the inventory", file.at())


def _node(node: Doc) -> Iterator[Record]:
    """Read an entity of a lineage file with what it is made of, and that with its own."""
    target = _entity(node["entity"])
    fed: list[tuple[Urn, Evidence]] = []
    for item in node["upstream"]:
        match _entity(item["entity"]):
            case Urn() as urn:
                fed.append((urn, item["entity"].evidence))
            case fault:
                yield fault
        if item["upstream"]:
            yield from _node(item)
    if isinstance(target, Urn):
        yield Dataset(system=target.end.system, name=target.name, evidence=node["entity"].evidence)
        yield from _flows(target, fed, edges(node["fineGrainedLineages"]))
    else:
        yield target


def _entity(entity: Doc) -> Urn | Skipped:
    platform, name = entity["platform"].text, entity["name"].text
    kind = entity["type"].text or "dataset"
    if kind != "dataset" or not platform or not name:
        what = f"an entity of type '{kind[:20]}'" if kind != "dataset" else "an unnamed dataset"
        return entry_fault(what, "give type: dataset, platform and name", entity.evidence)
    return Urn(platform, name, entity["env"].text, entity["platform_instance"].text)


def _event(event: Doc, unread: Counter[str]) -> Iterator[Record]:
    for subject, name, aspect in _aspects(event):
        target = urn_of(subject)
        if aspect.is_mapping and name == "upstreamLineage" and target is not None:
            fed = yield from _urns(
                [(one["dataset"].text, one.evidence) for one in aspect["upstreams"]]
            )
            yield from _flows(target, fed, edges(aspect["fineGrainedLineages"]))
        elif aspect and not aspect.is_mapping:
            unread[f"{name or 'an aspect'} that holds no mapping"] += 1
        elif not subject:
            unread[f"{name or 'an aspect'} without an entityUrn"] += 1
        elif aspect.is_mapping and name == "dataJobInputOutput":
            job = JOB.match(subject)
            yield from _job(aspect, job[1] if job else "")
        elif aspect.is_mapping and name in {"schemaMetadata", "ownership"} and target is not None:
            yield _described(target, aspect)
        elif "urn:li:dataset:" in str(aspect.raw):
            unread[name or "aspect without a name"] += 1


def _urns(
    named: Iterable[tuple[str, Evidence]],
) -> Generator[Record, None, list[tuple[Urn, Evidence]]]:
    """Return the datasets that are named, each once; what is none is said."""
    found: dict[Urn, Evidence] = {}
    for text, where in named:
        if (urn := urn_of(text)) is None:
            what = f"'{text[:60]}' is no dataset"
            yield entry_fault(what, "add what it moves to the inventory", where)
        else:
            found.setdefault(urn, where)
    return list(found.items())


def _aspects(event: Doc) -> Iterator[tuple[str, str, Doc]]:
    """Yield subject, aspect name and content: of a proposal one, of an older snapshot several."""
    if event["entityUrn"] or event["aspect"]:
        aspect = event["aspect"]
        yield event["entityUrn"].text, event["aspectName"].text, aspect.first("json", "value")
    snapshots = dict(event["proposedSnapshot"].items())  # its one key names the kind of thing
    for snapshot in snapshots.values():
        for aspect in snapshot["aspects"]:
            for kind, content in aspect.items():
                name = kind.rpartition(".")[2]
                yield snapshot["urn"].text, name[:1].lower() + name[1:], content


def _job(aspect: Doc, engine: str) -> Iterator[Record]:
    inputs = yield from _urns(_ends(aspect, "input"))
    outputs = yield from _urns(_ends(aspect, "output"))
    for urn, where in (*inputs, *outputs):
        yield Dataset(system=urn.end.system, name=urn.name, evidence=where)
    for target, _ in outputs:
        columns = edges(aspect["fineGrainedLineages"], into=target.identity)
        yield from _flows(target, inputs, columns, engine)


def _ends(aspect: Doc, way: str) -> list[tuple[str, Evidence]]:
    """Return the datasets of one end of a job, in either of the forms that it is written in."""
    named = [(one.text, one.evidence) for one in aspect[f"{way}Datasets"]]
    pointed = [one["destinationUrn"] for one in aspect[f"{way}DatasetEdges"]]
    return [*named, *((one.text, one.evidence) for one in pointed)]


def _described(urn: Urn, aspect: Doc) -> Dataset:
    columns = tuple(
        Column(name=path_of(one["fieldPath"].text), type=one["nativeDataType"].text)
        for one in aspect["fields"]
    )
    owners = [one["owner"].text.rpartition(":")[2] for one in aspect["owners"]]
    return Dataset(
        system=urn.end.system,
        name=urn.name,
        columns=columns or None,
        owner=owners[0] if owners else "",
        evidence=aspect.evidence,
    )


def _flows(
    target: Urn,
    fed: Iterable[tuple[Urn, Evidence]],
    columns: Mapping[Identity, Iterable[ColumnEdge]],
    engine: str = "",
) -> Iterator[Record]:
    for source, where in fed:
        labels = sorted({source.label, target.label} - {""})
        yield Flow(
            source=source.end,
            target=target.end,
            technology=engine,
            columns=tuple(sorted(columns.get(source.identity, ()))),
            state=State.DEVELOPMENT if labels else State.ACTIVE,
            reason=f"an end is in the environment {' and '.join(labels)}" if labels else "",
            evidence=where,
        )
