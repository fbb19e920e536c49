"""Flows of routines that only disabled jobs call are disabled."""

import pytest

from seamscope.lineage import trace
from seamscope.records import Evidence, Flow, Query, State

LOAD = "CREATE PROCEDURE dwh.load_orders AS BEGIN INSERT INTO dwh.o SELECT a FROM stg.o END"


def build_query(text: str, file: str, state: State = State.ACTIVE) -> Query:
    return Query(text=text, dialect="tsql", state=state, evidence=Evidence(file=file, line=1))


@pytest.mark.parametrize(
    ("jobs", "state"),
    [
        ([("EXEC dwh.load_orders", State.DISABLED)], State.DISABLED),
        ([("EXECUTE [dwh].[load_orders] @day = 1;", State.DISABLED)], State.DISABLED),
        ([("EXEC dwh.load_orders", State.DISABLED), ("EXEC dwh.load_orders", State.ACTIVE)],
         State.ACTIVE),
        ([("EXEC dwh.load_orders", State.DISABLED),
          ("CREATE PROCEDURE dwh.nightly AS BEGIN EXEC dwh.load_orders END", State.ACTIVE)],
         State.ACTIVE),
        ([], State.ACTIVE),
    ],
)  # fmt: skip
def test_a_routine_of_a_disabled_job_does_not_run(
    jobs: list[tuple[str, State]], state: State
) -> None:
    """The flows of a routine are disabled if only disabled jobs call it, and active if another job
    or routine mentions it.
    """
    queries = [build_query(text, f"job{n}.sql", own) for n, (text, own) in enumerate(jobs)]
    records = trace([build_query(LOAD, "load.sql"), *queries]).records
    states = {one.state for one in records if isinstance(one, Flow)}
    states -= {State.DISABLED} if state is State.ACTIVE else set()  # as the disabled job itself
    assert states == {state}
