"""Read the artifacts of one dbt project: manifest.json, catalog.json and test results.

A dbt source is a table of the warehouse that a loader fills, so each source yields a flow from the
system that its `loader` or source name identifies. Keys follow manifest schema versions 10 to 12.
"""

import re
from collections import Counter
from collections.abc import Generator, Iterator

from seamscope.connector import Doc, File
from seamscope.connector.connections import normalise_loader_name
from seamscope.connector.entries import skip_entry
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dataset,
    Endpoint,
    Flow,
    Mechanism,
    Query,
    Record,
    Skipped,
    State,
    SystemRef,
)
from seamscope_connectors.dbt.catalogues import is_catalogue
from seamscope_connectors.dbt.exposures import note_unlabelled, read_exposure
from seamscope_connectors.dbt.nodes import (
    READS_NOTHING,
    RELATIONS,
    Project,
    is_noise,
    read_catalog,
    read_columns,
)
from seamscope_connectors.dbt.results import read_test_results, report_results_alone
from seamscope_connectors.dbt.switches import choose_state

KNOWN_VERSIONS = range(4, 13)


def read_artifacts(
    file: File, documents: dict[str, Doc]
) -> Generator[Record, None, Project | None]:
    """Yield the records of a manifest and its other artifacts; return the project.

    Return None if there is no manifest.

    file: one of the files, for messages.
    documents: artifacts by kind, such as "catalog".
    """
    manifest = documents.get("manifest")
    if manifest is None:
        if "catalog" in documents:
            yield Skipped(
                reason="the dbt catalog has no manifest, so flows between its tables are unknown",
                remedy="add the manifest.json of the same project to the inputs",
                evidence=documents["catalog"].evidence,
            )
        yield from report_results_alone(documents)
        return None
    yield from _check_version(file, manifest)
    adapter = manifest["metadata"]["adapter_type"].text
    catalog = documents.get("catalog")
    columns = dict(read_catalog(catalog)) if catalog is not None else {}
    project = Project(manifest=manifest, adapter=adapter, columns=columns)
    yield from _read_sources(project)
    yield from _read_nodes(project)
    yield from _read_disabled(project)
    yield from _read_exposures(project)
    yield from read_test_results(project, documents)
    return project


def _check_version(file: File, manifest: Doc) -> Iterator[Record]:
    """Report a manifest of an unknown version; raise UnreadableError if there are no nodes."""
    version = manifest["metadata"]["dbt_schema_version"]
    found = re.search(r"/v(\d+)", version.text)
    if not manifest["nodes"].is_mapping:
        raise file.error("the dbt manifest contains no nodes", "run `dbt compile` again", 1)
    if not found or int(found[1]) not in KNOWN_VERSIONS:
        yield Skipped(
            reason=f"manifest version {version.text or 'unknown'} is unknown; read as v12",
            remedy="write the manifest with dbt 1.0 or newer, or update seamscope",
            evidence=version.evidence,
            kind="entry",
        )


def _build_dataset(project: Project, key: str, node: Doc, state: State) -> Dataset:
    end = project.build_end(node)
    meta = node["config"]["meta"] if node["config"]["meta"] else node["meta"]
    kind = node["config"]["materialized"].text
    return Dataset(
        system=end.system,
        name=end.dataset,
        columns=project.columns.get(key) or read_columns(node) or None,
        kind=kind if kind in {"view", "seed", "snapshot"} else "table",
        owner=meta["owner"].text or node["group"].text,
        classification=meta.first("classification", "contains_pii", "pii").text,
        state=state,
        evidence=node.evidence,
    )


def _read_sources(project: Project) -> Iterator[Record]:
    """Yield the dataset of each source table, and the flow that fills it."""
    for key, node in project.manifest["sources"].items():
        if is_noise(node):
            continue
        state = _read_state(node)
        yield _build_dataset(project, key, node, state)
        loader, name = node["loader"].text, node["source_name"].text
        if is_catalogue(node["schema"].text):
            continue
        basis = f"loader {loader} and " if loader else ""
        yield Flow(
            source=Endpoint(
                system=SystemRef(
                    clues=(Clue(kind=ClueKind.SOURCE, value=normalise_loader_name(name)),)
                ),
                dataset=node.first("identifier", "name").text,
            ),
            target=project.build_end(node),
            mechanism=Mechanism.ETL,
            technology=loader,
            state=state,
            certainty=Certainty.LIKELY if loader else Certainty.POSSIBLE,
            reason=f"inferred from {basis}source name {name}",
            evidence=node.evidence,
        )


def _read_nodes(project: Project) -> Iterator[Record]:
    """Yield models, seeds and snapshots with the flows into them; report test packages."""
    noise: Counter[str] = Counter()
    for key, node in project.manifest["nodes"].items():
        kind = node["resource_type"].text
        if not kind:
            problem = "the manifest node has no `resource_type`"
            yield skip_entry(problem, "run `dbt compile` again", node.evidence)
        if kind not in RELATIONS:
            continue
        if is_noise(node):
            noise[node["package_name"].text] += 1
            continue
        if node["config"]["materialized"].text == "ephemeral":
            continue  # not in the database; models that use it read its parents
        yield _build_dataset(project, key, node, _read_state(node))
        yield from _build_feeds(project, node)
    for package, count in sorted(noise.items()):
        yield Skipped(
            reason=f"{count} seeds and models of the test package {package} are left out",
            remedy="survey this package alone to read them",
            evidence=project.manifest["nodes"].evidence,
            kind="entry",
        )


def _read_state(node: Doc) -> State:
    return choose_state((node["config"]["enabled"].text,))


def _build_feeds(project: Project, node: Doc) -> Iterator[Record]:
    code = node.first("compiled_code", "compiled_sql").text
    target = project.build_end(node)
    if code:
        yield Query(
            text=code,
            dialect=project.adapter,
            home=target.system,
            database=node["database"].text,
            schema=node["schema"].text,
            target=target,
            technology="dbt",
            state=_read_state(node),
            evidence=node.evidence,
        )
        return
    for parent in sorted(_find_parents(project, node, set())):
        source = project.get_node(parent)
        if source:
            yield Flow(
                source=project.build_end(source),
                target=target,
                mechanism=Mechanism.SQL,
                technology="dbt",
                state=_read_state(node),
                reason="the manifest has no compiled SQL of this model, so columns are unknown",
                evidence=node.evidence,
            )


def _find_parents(project: Project, node: Doc, seen: set[str]) -> set[str]:
    """Return the ids of the tables that a node reads.

    An ephemeral model is replaced by the tables that it reads itself.
    """
    found: set[str] = set()
    for key in node["depends_on"]["nodes"].texts:
        if key in seen:
            continue
        seen.add(key)
        parent = project.get_node(key)
        if parent["config"]["materialized"].text == "ephemeral":
            found |= _find_parents(project, parent, seen)
        elif parent["resource_type"].text in {*RELATIONS, "source"}:
            found.add(key)
    return found


def _read_disabled(project: Project) -> Iterator[Record]:
    """Yield the disabled models and sources as datasets."""
    for key, versions in project.manifest["disabled"].items():
        for node in versions:
            if node["resource_type"].text in {*RELATIONS, "source"} and not is_noise(node):
                yield _build_dataset(project, key, node, State.DISABLED)


def _read_exposures(project: Project) -> Iterator[Record]:
    """Yield a flow from each model to the exposures (dashboards, applications) that use it."""
    for _, node in project.manifest["exposures"].items():  # noqa: PERF102 (a Doc has no values())
        name = node.first("label", "name").text
        if not name:
            yield skip_entry(
                "the exposure has no name", "add `name` to the exposure", node.evidence
            )
            continue
        reader, systems = read_exposure(node, name)
        yield from systems
        parents = sorted(_find_parents(project, node, set()))
        if not parents:
            yield skip_entry(READS_NOTHING, "add the models to its `depends_on`", node.evidence)
        for parent in parents:
            yield Flow(
                source=project.build_end(project.get_node(parent)),
                target=reader,
                mechanism=Mechanism.SQL,
                technology="dbt exposure",
                evidence=node.evidence,
            )
    yield from note_unlabelled(node for _, node in project.manifest["exposures"].items())
