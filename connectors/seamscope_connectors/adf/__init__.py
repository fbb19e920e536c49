"""Read pipelines of Azure Data Factory, Synapse and Fabric: flows and SQL in their activities.

Two layouts are supported: the git folder (`pipeline/`, `dataset/`, `linkedService/` and `dataflow/`
with a file for each part), and an ARM template with all parts. Keys follow Microsoft's reference of
pipeline activities. The factory is recorded as the technology of a flow, never as its source or
target.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.arm_parameters import (
    find_parameter_file,
    is_parameter_file,
    list_parameter_files,
    read_parameter_values,
)
from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import CAUGHT
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
    State,
)
from seamscope_connectors.adf.details import (
    find_caught,
    list_columns,
    list_failure_rules,
    runs_after_failure,
)
from seamscope_connectors.adf.factory import (
    PARTS,
    Factory,
    Place,
    get_part_name,
    is_fabric,
    read_static_text,
)
from seamscope_connectors.adf.triggers import Schedule, find_schedules
from seamscope_connectors.adf.web_calls import find_web_ends

ON_ERRORS = "only if an earlier activity fails"
BRANCHES = ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities")
BRANCHING = frozenset({"ForEach", "IfCondition", "Switch", "Until"})
# Activities that control the pipeline or read metadata, but do not move data.
STEERING = frozenset({
    "ForEach", "IfCondition", "Switch", "Until", "Wait", "SetVariable", "AppendVariable", "Filter",
    "Fail", "Validation", "GetMetadata", "ExecutePipeline", "Delete", "WebHook",
})  # fmt: skip
# A single pipeline, copied from the code view or downloaded.
ACTIVITIES = re.compile(
    r'\A(?:(?!"properties"\s*+:\s*+\{).)*+"properties"\s*+:\s*+\{.*"activities"\s*+:\s*+\[', re.S
)
TEMPLATE = re.compile(r'"Microsoft\.(DataFactory|Synapse)/(factories|workspaces)/\w+"')
# A pipeline of Fabric, exported with the names of its connections as parameters.
EXPORTED = re.compile(
    r'\A(?:(?!deploymentTemplate\.json).)*+deploymentTemplate\.json.*"type"\s*:\s*"pipelines"', re.S
)
PROPERTIES = re.compile(r'"properties"\s*:\s*\{')
REFERENCE = re.compile(r'"type"\s*:\s*"(?:Dataset|LinkedService|Pipeline)Reference"')
CALLED = ("notebookPath", "storedProcedureName", "functionName", "pythonFile", "mainClassName")
CONNECTED = ("linkedServiceName", "linkedService", "externalReferences")
QUERIES = ("sqlReaderQuery", "query", "oracleReaderQuery", "script")
DIALECTS = {"oracle": "oracle", "snowflake": "snowflake", "postgre": "postgres", "mysql": "mysql",
            "bigquery": "bigquery", "redshift": "redshift", "teradata": "teradata",
            "sql": "tsql"}  # fmt: skip


class AdfConnector(Connector):
    """Reads all files of a factory together, because pipelines refer to datasets in other files."""

    name = "adf"
    reads = "Azure Data Factory, Synapse and Fabric pipelines (git folders, ARM templates)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix != ".json":
            return None
        head = file.head(65536)
        if is_fabric(file) and ACTIVITIES.search(head):
            return Claim(reason="a pipeline of Microsoft Fabric", group=file.path)
        # A part in git may have the "type" of an ARM resource, so its folder is tested first.
        folder, _, part = file.path.rpartition("/")[0].rpartition("/")
        is_schema = "json-schema.org" in head  # describes documents, and is none
        if part in PARTS and not is_schema and PROPERTIES.search(head) and '"name"' in head:
            return Claim(reason=f"is in the factory's folder {part}/", group=folder or ".")
        if ACTIVITIES.search(head) and REFERENCE.search(head) and not TEMPLATE.search(head):
            return Claim(reason="the code of a data factory's pipeline", group=folder or ".")
        kinds = ((TEMPLATE, "an ARM template with a data factory"),
                 (EXPORTED, "an exported pipeline of Microsoft Fabric"))  # fmt: skip
        reason = next((reason for sign, reason in kinds if sign.search(head)), "")
        return Claim(reason=reason, group=file.path) if reason else None

    def list_companions(self, file: File) -> tuple[str, ...]:
        is_template = TEMPLATE.search(file.head(65536)) is not None
        return list_parameter_files(file) if is_template else ()

    def read(self, source: Source) -> Iterator[Record]:
        factory = Factory()
        beside = [file for file in source.files if is_parameter_file(file)]
        for file in source.files:
            if file not in beside:
                values = find_parameter_file(file, beside, only=True)
                yield from factory.add(file, read_parameter_values(values) if values else {})
        pipelines = factory.parts["pipeline"]
        runs = find_schedules(factory.parts["trigger"], pipelines, _list_pipeline_calls(pipelines))
        moved = [
            _apply_schedule(record, runs[name])
            for name, pipeline in sorted(pipelines.items())
            for record in _read_pipeline(pipeline, name, factory)
        ]
        yield from moved
        if pipelines and not moved:
            what = "no activity of the pipelines moves data; they only call others or wait"
            yield skip_entry(what, "export the pipelines that they call, too", source.file.at(1))
        if any(factory.parts.values()) and not pipelines:
            counts = ", ".join(
                f"{len(found)} {kind}" for kind, found in factory.parts.items() if found
            )
            what = f"the inputs contain no pipeline, only {counts}"
            if factory.parts["trigger"]:
                what = "the inputs contain triggers without their pipelines"
            yield skip_entry(what, "export the whole factory", source.file.at(1))


def _list_pipeline_calls(pipelines: Mapping[str, Doc]) -> Iterator[tuple[str, str]]:
    """Yield (caller, called) for each pipeline that another pipeline executes."""
    for name, pipeline in pipelines.items():
        for activity in _list_activities(pipeline["activities"]):
            if activity["state"].text != "Inactive":
                called = activity["typeProperties"]["pipeline"]["referenceName"].text
                if called:
                    yield name, get_part_name(called)


def _apply_schedule(record: Record, schedule: Schedule) -> Record:
    """Return the record of an activity with the state and frequency of its pipeline."""
    match record:
        case Flow(state=State.ACTIVE):
            reason = "; ".join(part for part in (schedule.reason, record.reason) if part)
            return replace(
                record, state=schedule.state, reason=reason, frequency=schedule.frequency
            )
        case Query(state=State.ACTIVE):
            return replace(record, state=schedule.state, frequency=schedule.frequency)
        case Interface(state=State.ACTIVE):
            return replace(record, state=schedule.state)
        case _:
            return record


def _read_pipeline(pipeline: Doc, name: str, factory: Factory) -> Iterator[Record]:
    """Yield the records of a pipeline's activities.

    The error handling of a record is `CAUGHT` if a failure of its activity starts another activity.
    """
    activities = list(_list_activities(pipeline["activities"]))
    caught = find_caught(activities)
    named = {activity["name"].text: activity for activity in activities}
    for activity in activities:
        for record in _read_activity(activity, name, factory, named):
            yield _add_catch(record) if activity["name"].text in caught else record


def _add_catch(record: Record) -> Record:
    """Return the record with `CAUGHT` in its error handling: a failure of its activity starts
    another activity.
    """
    match record:
        case Flow() | Query():
            return replace(record, error_handling=(CAUGHT, *record.error_handling))
        case _:
            return record


def _list_activities(listed: Doc) -> Iterator[Doc]:
    """Yield each activity, including activities in loops and branches of active activities."""
    todo = list(listed)
    while todo:
        activity = todo.pop(0)
        yield activity
        if activity["state"].text != "Inactive":
            todo += _list_inner_activities(activity)


def _list_inner_activities(activity: Doc) -> Iterator[Doc]:
    """Yield the activities inside a loop (ForEach, Until) or branch (IfCondition, Switch)."""
    inner = activity["typeProperties"]
    for key in BRANCHES:
        yield from inner[key]
    for case in inner["cases"]:
        yield from case["activities"]


def _read_activity(
    activity: Doc, pipeline: str, factory: Factory, activities: Mapping[str, Doc]
) -> Iterator[Record]:
    kind = activity["type"].text
    where = f"{pipeline}/{activity['name'].text}"
    yield from _read_used_service(activity, where, factory)
    match kind:
        case "Copy":
            yield from _read_copy(activity, where, factory)
        case "ExecuteDataFlow" | "ExecuteWranglingDataflow":
            yield from _read_data_flow(activity, where, factory)
        case "Script" | "SqlServerStoredProcedure" | "Lookup":
            yield from _read_statements(activity, where, factory)
        case "WebActivity" if ends := find_web_ends(activity, activities, factory):
            start, end = ends
            flow = _build_flow(start, Place(end), activity, where, factory.product)
            yield replace(flow, mechanism=Mechanism.API)
        case _ if kind in BRANCHING and not list(_list_inner_activities(activity)):
            problem = f"an activity of type {kind} contains no activities"
            yield skip_entry(
                problem, "correct the activity in the factory, and export again", activity.evidence
            )
        case _ if kind not in STEERING:
            what = quote(kind) or "(none)"
            problem = f"flows of an activity of type {what} are not in the pipeline"
            yield skip_entry(
                problem, "list the flows of its code in the inventory", activity.evidence
            )


def _read_used_service(activity: Doc, where: str, factory: Factory) -> Iterator[Record]:
    """Yield an interface for the notebook, procedure or function that an activity calls."""
    linked, inner = activity["linkedServiceName"]["referenceName"].text, activity["typeProperties"]
    if activity["linkedServiceName"] and not linked:
        problem = "the activity's `linkedServiceName` has no `referenceName`"
        yield skip_entry(
            problem, "correct the activity in the factory, and export again", activity.evidence
        )
    called = next((text for key in CALLED if (text := read_static_text(inner[key]))), "")
    if not linked:
        if called and not any(activity[key] for key in CONNECTED):
            problem = f"the activity calls {quote(called)}, but it has no linked service"
            yield skip_entry(
                problem, "correct the activity in the factory, and export again", activity.evidence
            )
        return
    yield Interface(
        system=factory.resolve_service(linked).endpoint.system,
        name=called or where,
        protocol=activity["type"].text,
        state=_read_state(activity)[0],
        evidence=replace(activity.evidence, place=where),
    )


def _read_state(activity: Doc) -> tuple[State, str]:
    inactive = activity["state"].text == "Inactive"
    return (State.DISABLED, "the activity is inactive") if inactive else (State.ACTIVE, "")


def _read_copy(activity: Doc, where: str, factory: Factory) -> Iterator[Record]:
    inner = activity["typeProperties"]
    fault = skip_entry(
        "the source or the sink of the copy activity is missing",
        "correct the activity in the factory, and export again",
        activity.evidence,
    )
    sources = _resolve_side(activity["inputs"], inner["source"], factory)
    sinks = _resolve_side(activity["outputs"], inner["sink"], factory)
    if not sources or not sinks:
        yield fault
        return
    query = next((text for key in QUERIES if (text := read_static_text(inner["source"][key]))), "")
    for start in sources:
        for end in sinks:
            if query:
                yield _build_query(
                    query, start, activity, where, factory.product, target=end.endpoint
                )
            else:
                yield _build_flow(start, end, activity, where, factory.product)


def _resolve_side(listed: Doc, side: Doc, factory: Factory) -> list[Place]:
    """Return the datasets that one side of a copy activity reads or writes.

    The datasets are referenced, or defined inside a Fabric activity (`datasetSettings`).
    """
    if side["datasetSettings"]:
        return [factory.resolve_inline(side["datasetSettings"], side["type"].text)]
    return [factory.resolve_dataset(one, side["type"].text) for one in listed]


def _build_flow(start: Place, end: Place, activity: Doc, where: str, product: str) -> Flow:
    state, reason = _read_state(activity)
    failing = ON_ERRORS if runs_after_failure(activity) else ""
    doubts = [text for text in (failing, start.reason, end.reason) if text]
    why = reason or " and ".join(dict.fromkeys(doubts))
    return Flow(
        source=start.endpoint,
        target=end.endpoint,
        mechanism=Mechanism.ETL,
        technology=product,
        route=where.partition("/")[0],
        state=state,
        error_handling=list_failure_rules(activity),
        after_failure=bool(failing),
        columns=list_columns(activity["typeProperties"]["translator"]),
        certainty=Certainty.LIKELY if doubts else Certainty.CERTAIN,
        reason=why,
        evidence=replace(activity.evidence, place=where),
    )


def _read_data_flow(activity: Doc, where: str, factory: Factory) -> Iterator[Record]:
    named = activity["typeProperties"].first("dataflow", "dataFlow")["referenceName"].text
    flow = factory.parts["dataflow"].get(get_part_name(named))
    if flow is None:
        problem = f"the data flow {quote(get_part_name(named), 60)} is not in the inputs"
        yield skip_entry(problem, "export the whole factory", activity.evidence)
        return
    sources, sinks = factory.resolve_data_flow(flow)
    if not sources or not sinks:
        problem = "the sources or the sinks of the data flow are missing"
        yield skip_entry(
            problem, "correct the activity in the factory, and export again", activity.evidence
        )
    for start in sources:
        for end in sinks:
            yield _build_flow(start, end, activity, where, factory.product)


def _read_statements(activity: Doc, where: str, factory: Factory) -> Iterator[Record]:
    inner = activity["typeProperties"]
    place = factory.resolve_service(activity["linkedServiceName"]["referenceName"].text)
    if inner["dataset"]:
        place = factory.resolve_dataset(inner["dataset"], inner["source"]["type"].text)
    elif inner["datasetSettings"]:
        place = factory.resolve_inline(inner["datasetSettings"], inner["source"]["type"].text)
    elif activity["linkedService"] or activity["externalReferences"]:
        place = factory.resolve_connection(activity)
    texts = [read_static_text(script["text"]) for script in inner["scripts"]]
    texts += [read_static_text(inner["source"][key]) for key in QUERIES]
    if procedure := read_static_text(inner["storedProcedureName"]):
        texts.append(f"EXEC {procedure}")
    found = [text for text in texts if text]
    for text in found:
        yield _build_query(text, place, activity, where, factory.product)
    if not found and activity["type"].text != "Lookup":
        problem = "the SQL is built at run time"
        yield skip_entry(problem, "list its flows in the inventory", activity.evidence)


def _build_query(
    text: str,
    place: Place,
    activity: Doc,
    where: str,
    product: str,
    *,
    target: Endpoint | None = None,
) -> Query:
    dialect = next((d for word, d in DIALECTS.items() if word in place.kind.lower()), "")
    state, _ = _read_state(activity)
    return Query(
        text=text,
        dialect=dialect,
        home=place.endpoint.system,
        target=target,
        mechanism=Mechanism.ETL if target else Mechanism.SQL,
        technology=product,
        route=where.partition("/")[0],
        error_handling=list_failure_rules(activity),
        after_failure=runs_after_failure(activity),
        state=state,
        evidence=replace(activity.evidence, place=where),
    )
