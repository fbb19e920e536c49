"""Read Azure Logic Apps and Power Automate workflows: flows between the systems that they call.

Reads Standard apps (`workflow.json`, `connections.json`, `parameters.json`), Consumption workflows
(definitions or ARM templates) and Power Automate flows (packages and solutions). The platform is
recorded as the technology of a flow, never as its source or target.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.arm_parameters import (
    find_parameter_file,
    is_parameter_file,
    list_parameter_files,
    read_parameter_values,
)
from seamscope.connector.entries import read_each, skip_entry
from seamscope.records import Record, State
from seamscope_connectors.logic_apps.records import list_records
from seamscope_connectors.logic_apps.trace import Trace, trace_workflow
from seamscope_connectors.logic_apps.workflows import (
    Connection,
    Workflow,
    list_connections,
    list_workflows,
    read_parameters,
)

WORKFLOW = re.compile(
    r"schemas?/[\w\-]+/workflowdefinition\.json|\"Microsoft\.(?:Logic/workflows|Flow/flows)\"", re.I
)
# A definition without `$schema`, as copied from the code view.
BARE = re.compile(
    r"\"definition\"\s*:\s*\{(?:(?!\"definition\").)*?\"(?:triggers|actions)\"\s*:\s*\{", re.S
)
CONNECTIONS = re.compile(
    r"\"(?:managedApi|serviceProvider|function|apiManagement|agent)Connections\"\s*:"
)
PARAMETERS = re.compile(
    r"\"type\"\s*:\s*\"(?:String|Int|Bool|Object|Array|Float|Secure\w+)\"\s*,\s*\"value\"\s*:"
)
TEMPLATE = re.compile(r"deploymentTemplate\.json#", re.I)
STATE = re.compile(r"<StateCode>\s*(\d)\s*</StateCode>")
DRAFT = "0"


class LogicAppsConnector(Connector):
    """Reads workflows without running them or evaluating their expressions."""

    name = "logic-apps"
    reads = "Azure Logic Apps and Power Automate workflows (JSON, ARM, packages, solutions)"

    def claim(self, file: File) -> Claim | None:
        group = "workflows"
        if file.named("*.json.data.xml") and "<Workflow" in file.head():
            return Claim(reason="the state of a flow of Power Automate", group=group)
        if file.suffix != ".json":
            return None
        head = file.head(65536)
        if WORKFLOW.search(head) or (BARE.search(head) and '"runAfter"' in head):
            return Claim(reason="a workflow of Logic Apps or Power Automate", group=group)
        if file.named("connections.json") and CONNECTIONS.search(head):
            return Claim(reason="connections of Logic Apps", group=group)
        if file.named("parameters.json", "*.parameters.json") and PARAMETERS.search(head):
            return Claim(reason="parameters of Logic Apps", group=group)
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        return list_parameter_files(file) if _is_template(file) else ()

    def read(self, source: Source) -> Iterator[Record]:
        connections: dict[str, dict[str, Connection]] = {}
        settings: dict[str, dict[str, str]] = {}
        states: dict[str, str] = {}
        workflows: list[Workflow] = []

        def read_companion(file: File) -> Iterator[Record]:
            if file.named("manifest.json"):
                pass
            elif file.suffix == ".xml":
                states[file.path] = _read_state(file)
            elif file.named("connections.json"):
                connections[file.folder] = dict(list_connections(file.document()))
            else:
                settings[file.folder] = read_parameters(file.document())
            yield from ()

        def read_workflow(file: File) -> Iterator[Record]:
            values = find_parameter_file(file, given, only=only) if given else None
            filled = read_parameter_values(values) if values else {}
            texts = {name: value for name, value in filled.items() if isinstance(value, str)}
            found = list(list_workflows(file, file.document(), texts))
            workflows.extend(
                _complete_workflow(one, connections, settings, states) for one in found
            )
            if not found:
                what = "the file contains no workflow with triggers or actions"
                yield skip_entry(what, "export the workflow again", file.at(1))

        given = [file for file in source.files if is_parameter_file(file)]
        rest = [file for file in source.files if file not in given]
        companions = [file for file in rest if _is_companion(file)]
        others = [file for file in rest if not _is_companion(file)]
        only = sum(map(_is_template, others)) == 1
        yield from read_each(companions, read_companion)
        yield from read_each(others, read_workflow)
        if not others:
            what = "the inputs contain connections or parameters, but no workflow"
            yield skip_entry(what, "add the workflows of the app to the inputs", source.file.at(1))
        traces: list[Trace] = [trace_workflow(workflow) for workflow in workflows]
        yield from list_records(traces)


def _is_template(file: File) -> bool:
    """Return whether a file is an ARM template."""
    return file.suffix == ".json" and TEMPLATE.search(file.head(4096)) is not None


def _is_companion(file: File) -> bool:
    """Return whether a file contains no workflow, but connections, parameters or states of
    workflows.
    """
    if file.named("manifest.json"):  # of an exported package
        return True
    names = ("connections.json", "parameters.json", "*.parameters.json", "*.xml")
    return file.named(*names) and WORKFLOW.search(file.head(65536)) is None


def _read_state(file: File) -> str:
    match = STATE.search(file.text())
    return match[1] if match else ""


def _complete_workflow(
    workflow: Workflow,
    connections: dict[str, dict[str, Connection]],
    settings: dict[str, dict[str, str]],
    states: dict[str, str],
) -> Workflow:
    """Return a workflow with the connections, parameters and state in the files of its app."""
    folders = _list_folders(workflow.path)
    shared = next((connections[one] for one in folders if one in connections), {})
    given = next((settings[one] for one in folders if one in settings), {})
    found = replace(
        workflow,
        connections={**shared, **workflow.connections},
        settings={**workflow.settings, **given},
    )
    if states.get(f"{workflow.path}.data.xml") == DRAFT:
        return replace(found, state=State.DISABLED, reason="the flow is not turned on")
    return found


def _list_folders(path: str) -> list[str]:
    """Return the folders above a file, from the nearest to the root."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(len(parts), -1, -1)]
