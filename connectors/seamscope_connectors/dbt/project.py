"""A dbt project without its artifacts: what its YAML lists, and what its models name literally.

A template is not run, so a model's own name stands for its relation, a variable's default for the
variable, and columns stay unknown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from seamscope.connector import Doc, File
from seamscope.connector.entries import each_of, entry_fault
from seamscope.connector.folders import home_folder
from seamscope.connector.jinja import Call, calls, settled
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
    System,
    SystemRef,
)

PROJECT = "dbt_project.yml"
NO_MODELS = frozenset({"macros", "tests", "analyses", "analysis", "test"})  # folders
NOT_RUN = "named in the text, which is not compiled: no columns"


@dataclass(slots=True, kw_only=True)
class Found:
    """Where the project's relations stand: sources by name and table, and all the rest."""

    home: SystemRef
    sources: dict[tuple[str, str], Endpoint] = field(default_factory=dict)

    def end(self, call: Call) -> Endpoint | None:
        """Return the relation that a literal call names; None if it is not literal."""
        if not call.arguments or len(call.arguments) > 2:
            return None
        if call.name == "ref":
            return Endpoint(system=self.home, dataset=call.arguments[-1])
        name, table = call.arguments[0], call.arguments[-1]
        known = self.sources.get((name, table))
        return known or Endpoint(system=self.home, dataset=f"{name}.{table}")


def project(files: Sequence[File]) -> Iterator[Record]:
    """Yield sources, exposures and the flows between models of one project."""
    lists: list[Doc] = []
    for read in each_of([file for file in files if file.suffix != ".sql"], File.documents):
        if isinstance(read, Skipped):
            yield read
        else:
            lists.append(read)
    named = next((doc["name"].text for doc in lists if doc["config-version"] or doc["profile"]), "")
    home = Clue(kind=ClueKind.FOLDER, value=named or home_folder(files[0].path) or "dbt")
    found = Found(home=SystemRef(clues=(home,)))
    for doc in lists:
        for one in doc["sources"]:
            yield from _source(one, found)
    texts = [file for file in files if file.suffix == ".sql"]
    models = [f for f in texts if not NO_MODELS & {*PurePosixPath(f.path).parts[:-1]}]
    yield from each_of(models, lambda file: _model(file, found))
    if passed := len(texts) - len(models):
        what = f"macros, tests and analyses of dbt, which move no data: {passed}"
        yield entry_fault(what, "nothing to do", files[0].at(1))
    for doc in lists:
        for one in doc["exposures"]:
            yield from _exposure(one, found)


def _source(source: Doc, found: Found) -> Iterator[Record]:
    """Yield a source's tables, and the flow that fills each."""
    name, loader = source["name"].text, source["loader"].text
    database = settled(source["database"].text)
    warehouse = found.home
    if database:
        warehouse = SystemRef(clues=(Clue(kind=ClueKind.DATABASE, value=database),))
    schema = settled(source["schema"].text) or name
    for table in source["tables"]:
        called = settled(table["identifier"].text) or table["name"].text
        end = Endpoint(
            system=warehouse, dataset=".".join(part for part in (database, schema, called) if part)
        )
        found.sources[name, table["name"].text] = end
        meta = table["config"]["meta"] if table["config"]["meta"] else table["meta"]
        yield Dataset(
            system=end.system,
            name=end.dataset,
            columns=tuple(
                Column(name=c["name"].text, type=c["data_type"].text) for c in table["columns"]
            )
            or None,
            owner=meta["owner"].text,
            classification=meta.first("classification", "contains_pii", "pii").text,
            evidence=table.evidence,
        )
        said = f"loader {loader} and " if loader else ""
        yield Flow(
            source=Endpoint(
                system=SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=name),)), dataset=called
            ),
            target=end,
            mechanism=Mechanism.ETL,
            technology=loader,
            certainty=Certainty.LIKELY if loader else Certainty.POSSIBLE,
            reason=f"inferred from {said}source name {name}",
            evidence=table.evidence,
        )


def _model(file: File, found: Found) -> Iterator[Record]:
    """Yield the flows that fill a model."""
    text = file.text()
    target = Endpoint(system=found.home, dataset=PurePosixPath(file.name).stem)
    yield Dataset(system=target.system, name=target.dataset, evidence=file.at(1))
    told: set[Endpoint] = set()
    for call in calls(text):
        end = found.end(call)
        if end is None:
            what = f"a {call.name}() that is put together when dbt runs"
            yield entry_fault(what, "give the manifest.json of the project", file.at(call.line))
        elif end not in told:
            told.add(end)
            yield Flow(
                source=end,
                target=target,
                mechanism=Mechanism.SQL,
                technology="dbt",
                reason=NOT_RUN,
                evidence=file.at(call.line),
            )


def _exposure(exposure: Doc, found: Found) -> Iterator[Record]:
    """Yield a dashboard or application that reads the project's models."""
    name = exposure.first("label", "name").text
    yield System(
        name=name,
        kind=exposure["type"].text,
        owner=exposure["owner"].first("name", "email").text,
        evidence=exposure.evidence,
    )
    for text in exposure["depends_on"].texts:
        for call in calls(f"{{{{ {text} }}}}"):
            if (end := found.end(call)) is not None:
                yield Flow(
                    source=end,
                    target=Endpoint(system=SystemRef(name=name)),
                    mechanism=Mechanism.SQL,
                    technology="dbt exposure",
                    evidence=exposure.evidence,
                )
