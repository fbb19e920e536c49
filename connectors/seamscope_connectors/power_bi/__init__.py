"""Read Power BI and Analysis Services: flows from data sources into models and dataflows.

A model is a TMDL folder or a `.bim` file, a dataflow is a `mashup.pq` file. M code is read as text
and never run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading, read_each, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import ClueKind, Endpoint, Flow, Query, Record, SystemRef
from seamscope_connectors.power_bi.bim import list_bim_expressions, list_bim_partitions
from seamscope_connectors.power_bi.mashup import (
    Read,
    calls_source,
    drop_comments,
    read_sources,
    refers_to,
)
from seamscope_connectors.power_bi.tmdl import (
    Partition,
    list_tmdl_expressions,
    list_tmdl_partitions,
)

TMDL = re.compile(r"^(?:table|model|expression|database|relationship|role|cultureInfo|"
                  r"culture|perspective|createOrReplace|dataSource|function)\b", re.M)  # fmt: skip
# Folders of a model that hold one file for each object.
PARTS = re.compile(r"/(?:tables|cultures|roles|perspectives|dataSources|TMDLScripts)$")
SHARED = re.compile(r"^\s*shared\s+(#\"(?:[^\"]|\"\")*\"|\w+)\s*=", re.M)
END = re.compile(r";\s*(?=\[\s*DataDestinations\b|\Z)")
DESTINATION = re.compile(r'\[\s*DataDestinations\s*=[^;]{0,4000}?\bQueryName\s*=\s*"([^"]+)"')
LET = re.compile(r"^[ \t]*let\b", re.M)
POWER_BI = SystemRef(clues=build_clues((ClueKind.PRODUCT, "Power BI")), service=True)


@dataclass(slots=True)
class _Model:
    """One model or dataflow.

    expressions: M code of shared queries and parameters by name.
    destinations: queries that describe where the rows of another query are stored, by the name of
    the other query.
    """

    name: str
    partitions: list[Partition] = field(default_factory=list)
    expressions: dict[str, str] = field(default_factory=dict)
    destinations: dict[str, str] = field(default_factory=dict)


class PowerBiConnector(Connector):
    """Reads models and dataflows without running their queries."""

    name = "power-bi"
    reads = "Power BI and Analysis Services models (TMDL, .bim), dataflows and Power Query (.pq)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".tmdl" and TMDL.search(file.head()):
            return Claim(
                reason="a part of a semantic model", group=f"model:{_find_model_folder(file)}"
            )
        if file.suffix == ".bim":
            return Claim(reason="a tabular model", group=f"model:{file.path}")
        if file.suffix in {".pq", ".m"}:
            head = file.head(65536)
            if SHARED.search(head):
                return Claim(reason="queries of a dataflow", group=f"model:{file.path}")
            if LET.search(head) and calls_source(head):
                return Claim(reason="a query of Power Query", group=f"model:{file.path}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        model = _Model(name=_name(source.file))
        faults = list(read_each(source.files, lambda file: _gather(file, model)))
        yield from faults
        if not (faults or model.partitions or model.expressions):
            what = "the model has no table with a known source"
            yield skip_entry(what, "export the whole model", source.file.at(1))
        without_source: list[Partition] = []
        staged = [one for one in model.partitions if _is_staged(one, model)]
        if staged:
            what = f"queries of a dataflow that only others use: {_name_tables(staged)}"
            remedy = "list their flows in the inventory if anything else reads them"
            yield note_reading(what, remedy, staged[0].evidence)
        for partition in model.partitions:
            if partition in staged:
                continue
            records = list(_list_records(partition, model))
            yield from records
            if not records and partition.kind != "calculated":
                without_source.append(partition)
        if without_source:
            names = _name_tables(without_source)
            what = f"tables of {quote(model.name, 60)} without a known source: {names}"
            remedy = "list the flows into these tables in the inventory"
            yield skip_entry(what, remedy, min(one.evidence for one in without_source))


def _name_tables(found: list[Partition]) -> str:
    return ", ".join(sorted({quote(one.table, 60) for one in found})[:5])


def _is_staged(partition: Partition, model: _Model) -> bool:
    """Return whether a query is only an intermediate step of a dataflow.

    Such a query has no data destination, but a query that has a data destination refers to it.
    """
    if partition.table in model.destinations:
        return False
    others = {name: text for name, text in model.expressions.items() if name != partition.table}
    return any(
        refers_to(model.expressions.get(name, ""), partition.table, others)
        for name in model.destinations
    )


def _find_model_folder(file: File) -> str:
    """Return the model folder of a TMDL file: ``crm/Sales.SemanticModel``, ``crm/Sales/Model``."""
    folder = re.split(r"/definition(?:/|$)", file.folder)[0]
    return PARTS.sub("", folder)


def _is_script(file: File) -> bool:
    """Return whether a TMDL file is a script that changes a model when somebody runs it."""
    return file.folder.rpartition("/")[2] == "TMDLScripts"


def _name(file: File) -> str:
    """Return the name of a model: ``Sales.SemanticModel/definition/model.tmdl`` → "Sales"."""
    path = PurePosixPath(_find_model_folder(file))
    # pbi-tools names the folder of every model "Model".
    folder = path.parent.name if path.name == "Model" and path.parent.name else path.name
    base = re.sub(r"\.(?:SemanticModel|Dataset|Dataflow)$", "", folder)
    own = file.name.rpartition(".")[0]
    generic = own.casefold() in {"model", "mashup"} or file.suffix == ".tmdl"
    return (base or own) if generic else own


def _gather(file: File, model: _Model) -> Iterator[Record]:
    if not file.head().strip():
        raise file.error("the file is empty", "export the model again", 1)
    if file.suffix == ".tmdl" and _is_script(file):
        what = "a script that changes the model only when somebody runs it is not read"
        yield note_reading(what, "export the model after the change", file.at(1))
    elif file.suffix == ".tmdl":
        model.expressions |= dict(list_tmdl_expressions(file))
        model.partitions += list_tmdl_partitions(file)
    elif file.suffix == ".bim":
        document = file.document()
        found = document["model"] if document["model"] else document["create"]["database"]["model"]
        model.expressions |= dict(list_bim_expressions(found))
        model.partitions += list_bim_partitions(found)
    else:
        _gather_queries(file, model)
    yield from ()


def _gather_queries(file: File, model: _Model) -> None:
    """Add the queries of a dataflow (``shared Orders = let … in …;``) to the model.

    A file with a single query has no ``shared``; the query is named after the file.
    """
    text = drop_comments(file.text())
    heads = list(SHARED.finditer(text))
    if not heads:
        where = file.at(1)
        model.partitions.append(
            Partition(table=_name(file), kind="m", mode="import", text=text, evidence=where)
        )
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        name = head[1].removeprefix("#").strip('"').replace('""', '"')
        body = END.split(text[head.end() : end])[0].strip().rstrip(";")
        model.expressions[name] = body
        before = text[heads[number - 1].end() if number else 0 : head.start()]
        if found := DESTINATION.search(before.rpartition(";")[2]):
            model.destinations[name] = found[1]
        if not name.endswith("_DataDestination"):
            where = file.at(text.count("\n", 0, head.start(1)) + 1, name)
            model.partitions.append(
                Partition(table=name, kind="m", mode="import", text=body, evidence=where)
            )


def _list_records(partition: Partition, model: _Model) -> Iterator[Record]:
    target = _find_target(partition, model)
    others = {key: text for key, text in model.expressions.items() if text != partition.text}
    text = partition.text if partition.kind == "m" else others.get(partition.source, "")
    for read in read_sources(text, others):
        sql = partition.text if partition.kind == "query" else read.sql
        if sql:
            yield _query(read, sql, target, partition)
        else:
            dataset = partition.entity or read.end.dataset
            yield Flow(
                source=Endpoint(system=read.end.system, dataset=dataset),
                target=target,
                mechanism=read.function.mechanism,
                technology=_name_technology(read, partition),
                latency="real time" if partition.mode.casefold() == "directquery" else "",
                columns=partition.columns,
                route=model.name,
                evidence=partition.evidence,
            )


def _find_target(partition: Partition, model: _Model) -> Endpoint:
    """Return the target of a query's rows: its data destination, otherwise the model itself."""
    stored = model.expressions.get(model.destinations.get(partition.table, ""), "")
    found = read_sources(stored, {}) if stored else []
    if found and found[0].end.dataset:
        return found[0].end
    return Endpoint(system=POWER_BI, dataset=f"{model.name}.{partition.table}")


def _query(read: Read, sql: str, target: Endpoint, partition: Partition) -> Query:
    return Query(
        text=sql,
        dialect=read.function.dialect,
        home=read.end.system,
        database=read.end.dataset if read.function.product == "Snowflake" else "",
        target=target,
        mechanism=read.function.mechanism,
        technology=_name_technology(read, partition),
        evidence=partition.evidence,
    )


def _name_technology(read: Read, partition: Partition) -> str:
    modes = {"directquery": "DirectQuery", "directlake": "Direct Lake", "dual": "dual mode"}
    mode = modes.get(partition.mode.casefold(), "import")
    return f"Power BI {mode} {read.function.name}"
