"""Find flows through side doors: SQL that uses HTTP, files, mail, programs, queues or jobs.

A side door is a routine or statement that exchanges data with another system. Its arguments
identify that system: `UTL_HTTP.REQUEST('https://…')`, `BACKUP DATABASE d TO URL = '…'`.
"""

from collections.abc import Iterator, Mapping, Sequence

from seamscope.lineage.remote.text_readers import split_name
from seamscope.lineage.remote_systems import DefinedDoor
from seamscope.lineage.script.door_passage import Passage
from seamscope.lineage.script.door_values import (
    pass_received_values,
)
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.result import Outcome
from seamscope.lineage.side_doors.find import (
    DoorCall,
    find_calls,
    find_statement,
    list_statement_ends,
    mentions_linked_function,
    mentions_side_door,
    read_defined_name,
)
from seamscope.lineage.split import Statement
from seamscope.records import (
    ClueKind,
    Dependency,
    Flow,
    Skipped,
)


def may_pass_side_door(text: str, doors: Mapping[str, DefinedDoor]) -> bool:
    """Return whether SQL may use a side door, such as `utl_http.request`, or define one.

    doors: the side doors that the inputs define, by case-folded name.
    """
    if mentions_side_door(text) or mentions_linked_function(text):
        return True
    folded = text.casefold() if doors else ""
    return any(name in folded for name in doors)


def record_door(execution: Execution, text: str) -> None:
    """Record a function, model or directory with which SQL can reach another system."""
    door = find_statement(text) if mentions_side_door(text) else None
    if door is None or not door.defines:
        return
    name = read_defined_name(text, door.defines)
    ends = list_statement_ends(text, door)
    if name and (ends or door.product):
        execution.catalog.doors.setdefault(name, DefinedDoor(door, ends))


def pass_side_doors(
    execution: Execution,
    statement: Statement,
    records: list[LineageRecord],
    counted: int,
    before: int,
) -> list[LineageRecord]:
    """Return the records of a statement and of its side doors, such as `utl_http.request`.

    A side door is a routine or statement that exchanges data with another system.

    counted: the number of counted statements before this statement was executed.
    before: the number of outcomes before this statement was executed.
    """
    doors = execution.catalog.doors
    records = [*records, *_pass_values(execution, statement, execution.outcomes[before:])]
    if not may_pass_side_door(statement.text, doors):
        return records
    calls = [
        call
        for call in find_calls(statement.text, doors, execution.dialect)
        if not call.is_local and (call.statement or call.ends or not _is_own(execution, call))
    ]
    if not calls:
        return records
    outcomes = execution.outcomes[before:]
    passage = Passage(execution, statement, outcomes)
    found = [record for call in calls for record in passage.read(call)]
    models = {passage.execution.flows.locate(name) for call in calls for name in call.models}
    if models and any(call.ends for call in calls):  # a remote model is not a table
        records = [r for r in records if not (isinstance(r, Flow) and r.source in models)]
    reached = {name for record in records for name in _list_systems(record)}
    found = [record for record in found if not reached & set(_list_systems(record))]
    whole = any(call.statement for call in calls) and any(isinstance(r, Flow) for r in found)
    if whole and any(outcome.fault for outcome in outcomes):
        records = [record for record in records if not isinstance(record, Skipped)]
        execution.withdraw_reports(before, before + len(outcomes))
    if found and not any(isinstance(r, Skipped) for r in (*records, *found)):
        execution.count_side_door(counted)
    return [*records, *(record for record in found if record not in records)]


def _pass_values(
    execution: Execution, statement: Statement, outcomes: Sequence[Outcome]
) -> Iterator[Flow]:
    """Yield the flows to tables that a statement fills with values from another system."""
    environment = execution.environment
    if not environment.received:
        return
    passage = Passage(execution, statement, outcomes)
    for origin in list(pass_received_values(environment, statement, execution.dialect)):
        yield from passage.fill(origin)


def _list_systems(record: LineageRecord) -> list[str]:
    """Return the case-folded hosts and servers at both ends of a flow."""
    if not isinstance(record, Flow | Dependency):
        return []
    clues = (*record.source.system.clues, *record.target.system.clues)
    kinds = {ClueKind.HOST, ClueKind.SERVER}
    return [clue.value.casefold() for clue in clues if clue.kind in kinds]


def _is_own(execution: Execution, call: DoorCall) -> bool:
    """Return whether the inputs define a routine of this name; then the call is no side door."""
    return execution.catalog.has_routine(split_name(call.name))
