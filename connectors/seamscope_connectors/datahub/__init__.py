"""Read DataHub lineage files (YAML) and metadata files (JSON) about datasets and jobs.

Keys follow DataHub's source `datahub-lineage-file` (version 1: `lineage`, `entity`, `upstream`,
`fineGrainedLineages`) and its metadata model: MetadataChangeProposals (`entityUrn`, `aspectName`,
`aspect.json`) with `upstreamLineage`, `dataJobInputOutput`, `schemaMetadata`, `ownership` and
`datasetProfile`.
"""

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.descriptions import shorten_description
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import (
    Column,
    ColumnEdge,
    Dataset,
    Evidence,
    Flow,
    Profile,
    Record,
    Skipped,
    State,
)
from seamscope_connectors.datahub.profiles import PROFILE, build_profile, open_text
from seamscope_connectors.datahub.urns import (
    Identity,
    Urn,
    collect_column_edges,
    parse_urn,
    simplify_path,
)

ENTITIES = re.compile(r"^lineage\s*:\s*(?:#.*)?\n(?:\s*(?:#.*)?\n)*\s*-\s*entity\s*:", re.M)
PROPOSALS = re.compile(r'"(?:entityUrn"\s*:\s*"urn:li:|proposedSnapshot"\s*:)')
JOB = re.compile(r"urn:li:dataJob:\(urn:li:dataFlow:\(([^,()]+),")


class DataHubConnector(Connector):
    """Reads DataHub lineage files and metadata change proposals."""

    name = "datahub"
    reads = "DataHub lineage files (YAML) and metadata files (JSON)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".json", ".ndjson", ".jsonl"} and PROPOSALS.search(file.head(16384)):
            return Claim(reason="has metadata change proposals (urn:li)", group=self.name)
        if file.suffix in {".yaml", ".yml"} and ENTITIES.search(file.head(16384)):
            return Claim(reason="has lineage of entities", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        return read_each(source.files, _read)


def _read(file: File) -> Iterator[Record]:
    unread: Counter[str] = Counter()
    for document in file.documents():
        if document["lineage"].is_list:
            if document["version"].text not in {"1", ""}:
                problem = (
                    f"unknown version '{quote(document['version'].text, 20)}'; read as version 1"
                )
                yield skip_entry(problem, "set `version: 1`", document["version"].evidence)
            for node in document["lineage"]:
                yield from _read_node(node)
        else:
            for event in document if document.is_list else [document]:
                yield from _read_event(event, unread)
    if unread:
        aspects = ", ".join(f"{count} {name}" for name, count in sorted(unread.items()))
        problem = f"unsupported aspects that refer to datasets: {aspects}"
        yield skip_entry(problem, "list their flows in the inventory", file.at())


def _read_node(node: Doc) -> Iterator[Record]:
    """Yield the dataset of an entity, and flows from its `upstream` entities, recursively."""
    target = _parse_entity(node["entity"])
    upstreams: list[tuple[Urn, Evidence]] = []
    for item in node["upstream"]:
        match _parse_entity(item["entity"]):
            case Urn() as urn:
                upstreams.append((urn, item["entity"].evidence))
            case fault:
                yield fault
        if item["upstream"]:
            yield from _read_node(item)
    if isinstance(target, Urn):
        yield Dataset(system=target.end.system, name=target.name, evidence=node["entity"].evidence)
        yield from _list_flows(target, upstreams, collect_column_edges(node["fineGrainedLineages"]))
    else:
        yield target


def _parse_entity(entity: Doc) -> Urn | Skipped:
    platform, name = entity["platform"].text, entity["name"].text
    kind = entity["type"].text or "dataset"
    if kind != "dataset" or not platform or not name:
        unsupported = f"entities of type '{quote(kind, 20)}' are not supported"
        problem = (
            unsupported
            if kind != "dataset"
            else "the platform or the name of the dataset is missing"
        )
        return skip_entry(problem, "set `type: dataset`, `platform` and `name`", entity.evidence)
    return Urn(platform, name, entity["env"].text, entity["platform_instance"].text)


def _read_event(event: Doc, unread: Counter[str]) -> Iterator[Record]:
    for subject, name, content in _list_aspects(event):
        target = parse_urn(subject)
        aspect = open_text(content, name)
        if aspect.is_mapping and name == "upstreamLineage" and target is not None:
            upstreams = yield from _collect_datasets(
                [(item["dataset"].text, item.evidence) for item in aspect["upstreams"]]
            )
            yield from _list_flows(
                target, upstreams, collect_column_edges(aspect["fineGrainedLineages"])
            )
        elif aspect and not aspect.is_mapping:
            unread[f"{name or 'unnamed aspect'} that is not a mapping"] += 1
        elif not (subject and name):
            lacks = "an aspectName" if subject else "an entityUrn"
            unread[f"{name or 'unnamed aspect'} without {lacks}"] += 1
        elif aspect.is_mapping and name == "dataJobInputOutput":
            job = JOB.match(subject)
            yield from _read_job(aspect, job[1] if job else "")
        elif aspect.is_mapping and name in ABOUT_DATASETS and target is not None:
            yield ABOUT_DATASETS[name](target, aspect)
        elif "urn:li:dataset:" in str(aspect.raw):
            unread[name or "unnamed aspect"] += 1


def _collect_datasets(
    names: Iterable[tuple[str, Evidence]],
) -> Generator[Record, None, list[tuple[Urn, Evidence]]]:
    """Return the distinct datasets of these URNs; report URNs that are not datasets."""
    found: dict[Urn, Evidence] = {}
    for text, where in names:
        if (urn := parse_urn(text)) is None:
            problem = f"'{quote(text, 60)}' is not a dataset URN"
            yield skip_entry(problem, "list the flow in the inventory", where)
        else:
            found.setdefault(urn, where)
    return list(found.items())


def _list_aspects(event: Doc) -> Iterator[tuple[str, str, Doc]]:
    """Yield subject URN, aspect name and content of each aspect of an event.

    A MetadataChangeProposal has one aspect, a snapshot (`proposedSnapshot`) several.
    """
    if event["entityUrn"] or event["aspect"]:
        aspect = event["aspect"]
        yield event["entityUrn"].text, event["aspectName"].text, aspect.first("json", "value")
    snapshots = dict(event["proposedSnapshot"].items())  # its only key is the class of the snapshot
    for snapshot in snapshots.values():
        for aspect in snapshot["aspects"]:
            for kind, content in aspect.items():
                name = kind.rpartition(".")[2]
                yield snapshot["urn"].text, name[:1].lower() + name[1:], content


def _read_job(aspect: Doc, engine: str) -> Iterator[Record]:
    inputs = yield from _collect_datasets(_list_datasets(aspect, "input"))
    outputs = yield from _collect_datasets(_list_datasets(aspect, "output"))
    for urn, where in (*inputs, *outputs):
        yield Dataset(system=urn.end.system, name=urn.name, evidence=where)
    for target, _ in outputs:
        columns = collect_column_edges(aspect["fineGrainedLineages"], into=target.identity)
        yield from _list_flows(target, inputs, columns, engine)


def _list_datasets(aspect: Doc, way: str) -> list[tuple[str, Evidence]]:
    """Return the input or output datasets of a job.

    The datasets are listed in `inputDatasets` (URNs) and `inputDatasetEdges` (`destinationUrn`).

    way: "input" or "output".
    """
    names = [(item.text, item.evidence) for item in aspect[f"{way}Datasets"]]
    targets = [item["destinationUrn"] for item in aspect[f"{way}DatasetEdges"]]
    return [*names, *((item.text, item.evidence) for item in targets)]


def _build_dataset(urn: Urn, aspect: Doc) -> Dataset:
    columns = tuple(
        Column(
            name=simplify_path(item["fieldPath"].text),
            type=item["nativeDataType"].text,
            description=shorten_description(item.first("label", "description").text),
        )
        for item in aspect["fields"]
    )
    owners = [item["owner"].text.rpartition(":")[2] for item in aspect["owners"]]
    return Dataset(
        system=urn.end.system,
        name=urn.name,
        columns=columns or None,
        owner=owners[0] if owners else "",
        evidence=aspect.evidence,
    )


# Aspect of a dataset -> function that builds its record.
ABOUT_DATASETS: Mapping[str, Callable[[Urn, Doc], Dataset | Profile]] = {
    "schemaMetadata": _build_dataset,
    "ownership": _build_dataset,
    PROFILE: build_profile,
}


def _list_flows(
    target: Urn,
    upstreams: Iterable[tuple[Urn, Evidence]],
    columns: Mapping[Identity, Iterable[ColumnEdge]],
    engine: str = "",
) -> Iterator[Record]:
    for source, where in upstreams:
        labels = sorted({source.label, target.label} - {""})
        yield Flow(
            source=source.end,
            target=target.end,
            technology=engine,
            columns=tuple(sorted(columns.get(source.identity, ()))),
            state=State.DEVELOPMENT if labels else State.ACTIVE,
            reason=f"the dataset is in environment {' and '.join(labels)}" if labels else "",
            evidence=where,
        )
