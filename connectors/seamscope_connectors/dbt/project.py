"""Read a dbt project from its own files: sources and exposures in YAML, and models in SQL.

Templates are not rendered: ``ref('orders')`` is the table `orders`, ``var('x', 'crm')`` is `crm`,
and columns are unknown. If the project has a manifest, only what is missing in the manifest is read
from the files, and each difference is reported.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from seamscope.connector import Doc, File
from seamscope.connector.connections import build_clues, normalise_loader_name
from seamscope.connector.descriptions import shorten_description
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.folders import find_home_folder
from seamscope.connector.jinja import Call, list_calls, read_enabled_argument, render_default
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Column,
    Dataset,
    Endpoint,
    Flow,
    Mechanism,
    Record,
    Skipped,
    State,
    SystemRef,
)
from seamscope_connectors.dbt.catalogues import is_catalogue
from seamscope_connectors.dbt.exposures import note_unlabelled, read_exposure
from seamscope_connectors.dbt.nodes import READS_NOTHING, Project
from seamscope_connectors.dbt.profiles import Profiles, Warehouse
from seamscope_connectors.dbt.switches import choose_state, find_folder_switch, list_model_folders

PROJECT = "dbt_project.yml"
NO_MODELS = frozenset({"macros", "tests", "analyses", "analysis", "test"})  # folders
NOT_RUN = "read from ref() and source() in the model, so columns are unknown"
OLD = "run `dbt compile` again and add the new manifest.json"


@dataclass(slots=True, kw_only=True)
class Relations:
    """The tables of a project.

    sources: tables by (source name, table name).
    models: tables by model name.
    home: the system in which the models run.
    """

    warehouse: Warehouse
    home: SystemRef
    sources: dict[tuple[str, str], Endpoint] = field(default_factory=dict)
    models: dict[str, Endpoint] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)  # by model, from its YAML properties
    settings: Doc | None = None  # dbt_project.yml
    root: str = ""
    manifest: Project | None = None

    def resolve(self, call: Call) -> Endpoint | None:
        """Return the table of ``ref('a')`` or ``source('s', 't')``, None for computed arguments."""
        if not call.arguments or len(call.arguments) > 2:
            return None
        name, table = call.arguments[0], call.arguments[-1]
        if call.name == "ref":
            return self.models.get(table) or Endpoint(system=self.home, dataset=table)
        known = self.sources.get((name, table))
        return known or Endpoint(system=self.home, dataset=f"{name}.{table}")

    def find_model_state(self, file: File, text: str) -> State:
        """Return whether a model is enabled: by ``config(enabled=…)``, its properties or its
        folder.
        """
        name = PurePosixPath(file.name).stem
        own = read_enabled_argument(text)
        if not own and name in self.states:
            return self.states[name]
        folder = ""
        if self.settings is not None:
            project = self.settings["name"].text
            folders = list_model_folders(file.path, self.root)
            folder = find_folder_switch(self.settings["models"], project, folders)
        return choose_state((own, folder))


def read_project(
    files: Sequence[File], root: str, profiles: Profiles, manifest: Project | None
) -> Iterator[Record]:
    """Yield sources, exposures and the flows between models of one project.

    root: the folder of dbt_project.yml.
    manifest: the manifest of the same project, or None.
    """
    lists: list[Doc] = []
    for item in read_each([file for file in files if file.suffix != ".sql"], File.documents):
        if isinstance(item, Skipped):
            yield item
        else:
            lists.append(item)
    relations = _collect_relations(files, root, lists, profiles, manifest)
    for entry in _list_entries(lists, "sources"):
        yield from _read_source(entry, relations)
    texts = [file for file in files if file.suffix == ".sql"]
    models = [f for f in texts if not NO_MODELS & {*PurePosixPath(f.path).parts[:-1]}]
    yield from read_each(models, lambda file: _read_model(file, relations))
    if others := len(texts) - len(models):
        problem = (
            f"dbt macros, tests and analyses are not read, because they do not move data: {others}"
        )
        yield skip_entry(problem, "leave their folders out of the inputs", files[0].at(1))
    known = manifest.list_exposure_names() if manifest is not None else frozenset[str]()
    exposures = [
        entry for entry in _list_entries(lists, "exposures")
        if entry.first("label", "name").text not in known
    ]  # fmt: skip
    for entry in exposures:
        yield from _read_exposure(entry, relations)
    yield from note_unlabelled(exposures)
    if manifest is not None:
        yield from _report_deleted_models(models, root, manifest)


def _list_entries(lists: Sequence[Doc], key: str) -> Iterator[Doc]:
    """Yield the entries under a key in all YAML files."""
    for doc in lists:
        yield from doc[key]


def _collect_relations(
    files: Sequence[File],
    root: str,
    lists: Sequence[Doc],
    profiles: Profiles,
    manifest: Project | None,
) -> Relations:
    settings = next((doc for doc in lists if doc["config-version"] or doc["profile"]), None)
    profile = settings["profile"].text if settings else ""
    warehouse = profiles.find_warehouse(render_default(profile))
    name = (settings["name"].text if settings else "") or find_home_folder(files[0].path) or "dbt"
    home = _build_home(name, lists)
    relations = Relations(
        warehouse=warehouse,
        home=warehouse.build_ref("") if warehouse.is_known else home,
        settings=settings,
        root=root,
        manifest=manifest,
    )
    if manifest is not None:
        relations.sources |= manifest.index_sources()
        relations.models |= manifest.index_models()
        if manifest.home is not None and not warehouse.is_known:
            relations.home = manifest.home
    for model in _list_entries(lists, "models"):
        if value := model["config"]["enabled"].text:
            relations.states[model["name"].text] = choose_state((value,))
    return relations


def _build_home(name: str, lists: Sequence[Doc]) -> SystemRef:
    """Return the system in which the models of a project run, if no profile describes it.

    If all sources are in one database, the models run there too, because dbt uses one connection.
    """
    written = {render_default(entry["database"].text) for entry in _list_entries(lists, "sources")}
    databases = build_clues((ClueKind.DATABASE, written.pop())) if len(written) == 1 else ()
    return SystemRef(clues=(Clue(kind=ClueKind.FOLDER, value=name), *databases))


def _read_source(source: Doc, relations: Relations) -> Iterator[Record]:
    """Yield the tables of a source, and the flow that loads each table."""
    name = source["name"].text
    written = render_default(source["database"].text)
    schema = render_default(source["schema"].text) or name
    database = written or relations.warehouse.database
    system = _identify_source(relations, written)
    new: list[Doc] = []
    for table in source["tables"]:
        key = (name, table["name"].text)
        if not table["name"].text:
            yield skip_entry("a table of the source has no name", "add `name`", table.evidence)
            continue
        if key in relations.sources:
            continue
        new.append(table)
        identifier = render_default(table["identifier"].text) or table["name"].text
        dataset = ".".join(part for part in (database, schema, identifier) if part)
        end = Endpoint(system=system, dataset=dataset)
        relations.sources[key] = end
        state = _find_source_state(source, table, relations)
        yield _build_source_table(table, end, state)
        # A source without `loader` in the project's own database is not loaded from elsewhere.
        is_loaded = source["loader"].text or not relations.warehouse.is_own(written)
        if is_loaded and not is_catalogue(schema):
            yield _build_loader_flow(source, table, identifier, end, state)
    if new and relations.manifest is not None:
        names = quote(", ".join(table["name"].text for table in new), 200)
        problem = f"source {name} has tables that are not in the manifest: {names}"
        yield skip_entry(problem, OLD, source.evidence)


def _identify_source(relations: Relations, database: str) -> SystemRef:
    if relations.warehouse.is_known:
        return relations.warehouse.build_ref(database)
    if database:
        return SystemRef(clues=(Clue(kind=ClueKind.DATABASE, value=database),))
    return relations.home


def _find_source_state(source: Doc, table: Doc, relations: Relations) -> State:
    settings = relations.settings
    folder = ""
    if settings is not None:
        steps = (source["name"].text, table["name"].text)
        folder = find_folder_switch(settings["sources"], settings["name"].text, steps)
    own = (table["config"]["enabled"].text, source["config"]["enabled"].text, folder)
    return choose_state(own)


def _build_source_table(table: Doc, end: Endpoint, state: State) -> Dataset:
    meta = table["config"]["meta"] if table["config"]["meta"] else table["meta"]
    return Dataset(
        system=end.system,
        name=end.dataset,
        columns=tuple(
            Column(
                name=c["name"].text,
                type=c["data_type"].text,
                description=shorten_description(c["description"].text),
            )
            for c in table["columns"]
        )
        or None,
        owner=meta["owner"].text,
        classification=meta.first("classification", "contains_pii", "pii").text,
        state=state,
        evidence=table.evidence,
    )


def _build_loader_flow(
    source: Doc, table: Doc, identifier: str, end: Endpoint, state: State
) -> Flow:
    """Return the flow that loads a table of a source from the system that the source is named
    after.
    """
    name, loader = source["name"].text, source["loader"].text
    basis = f"loader {loader} and " if loader else ""
    origin = SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=normalise_loader_name(name)),))
    return Flow(
        source=Endpoint(system=origin, dataset=identifier),
        target=end,
        mechanism=Mechanism.ETL,
        technology=loader,
        state=state,
        certainty=Certainty.LIKELY if loader else Certainty.POSSIBLE,
        reason=f"inferred from {basis}source name {name}",
        evidence=table.evidence,
    )


def _read_model(file: File, relations: Relations) -> Iterator[Record]:
    """Yield a flow into a model from each table that its file refers to but the manifest does
    not.
    """
    text = file.text()
    name = PurePosixPath(file.name).stem
    known = relations.models.get(name)
    target = known or Endpoint(system=relations.home, dataset=name)
    state = relations.find_model_state(file, text)
    read = relations.manifest.find_direct_parents(name) if relations.manifest and known else {}
    if known is None:
        yield Dataset(system=target.system, name=target.dataset, state=state, evidence=file.at(1))
    added: dict[Endpoint, Call] = {}
    for call in list_calls(text):
        end = relations.resolve(call)
        if end is None:
            problem = f"the arguments of {call.name}() are computed when dbt runs"
            yield skip_entry(
                problem, "add the manifest.json of the project to the inputs", file.at(call.line)
            )
        elif end not in added and end not in read:
            added[end] = call
            yield Flow(
                source=end,
                target=target,
                mechanism=Mechanism.SQL,
                technology="dbt",
                state=state,
                reason=NOT_RUN,
                evidence=file.at(call.line),
            )
    if relations.manifest is not None:
        yield from _report_difference(file, name, added, is_new=known is None)


def _report_difference(
    file: File, name: str, added: Mapping[Endpoint, Call], *, is_new: bool
) -> Iterator[Skipped]:
    """Report that the project's manifest does not contain a model, or a table that the model
    reads.
    """
    if is_new:
        problem = f"model {name} is not in the project's manifest; read from its file"
        yield skip_entry(problem, OLD, file.at(1))
    elif added:
        names = quote(", ".join(".".join(call.arguments) for call in added.values()), 200)
        problem = f"model {name} reads tables that are not in the project's manifest: {names}"
        yield skip_entry(problem, OLD, file.at(next(iter(added.values())).line))


def _report_deleted_models(
    files: Sequence[File], root: str, manifest: Project
) -> Iterator[Skipped]:
    """Report models of the manifest whose files are not in the inputs."""
    paths = {file.path for file in files}
    prefix = f"{root}/" if root else ""
    folders = {path.removeprefix(prefix).partition("/")[0] for path in paths}
    missing = sorted(
        name
        for name, path in manifest.index_model_files().items()
        if path.partition("/")[0] in folders and f"{prefix}{path}" not in paths
    )
    if missing:
        names = quote(", ".join(missing), 200)
        problem = f"the manifest has models whose files are not in the inputs: {names}"
        remedy = f"add the files; for deleted models, {OLD}"
        yield skip_entry(problem, remedy, manifest.manifest["nodes"].evidence)


def _read_exposure(exposure: Doc, relations: Relations) -> Iterator[Record]:
    """Yield the flows from models to an exposure that is not in the manifest."""
    name = exposure.first("label", "name").text
    if not name:
        yield skip_entry(
            "the exposure has no name", "add `name` to the exposure", exposure.evidence
        )
        return
    state = choose_state((exposure["config"]["enabled"].text,))
    reader, systems = read_exposure(exposure, name)
    yield from systems
    if not exposure["depends_on"]:
        yield skip_entry(READS_NOTHING, "add the models to its `depends_on`", exposure.evidence)
    for text in exposure["depends_on"].texts:
        for call in list_calls(f"{{{{ {re.sub(r'[{}]', '', text)} }}}}"):
            if (end := relations.resolve(call)) is not None:
                yield Flow(
                    source=end,
                    target=reader,
                    mechanism=Mechanism.SQL,
                    technology="dbt exposure",
                    state=state,
                    evidence=exposure.evidence,
                )
