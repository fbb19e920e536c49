"""The users, the number and the times of a query's runs."""

from seamscope.connector import Connector, build_member
from seamscope.discover import read_files
from seamscope.lineage import trace
from seamscope.records import Flow, Query, Runs
from seamscope.resolve import resolve
from seamscope_connectors.query_history import QueryHistoryConnector

HEAD = "QUERY_TEXT,WAREHOUSE_NAME,USER_NAME,ROLE_NAME,START_TIME,EXECUTION_STATUS\n"
LOAD = '"INSERT INTO a.s.t SELECT x FROM b.s.u",WH,'
HISTORY = (
    HEAD
    + LOAD
    + "LOADER,ETL,2026-03-02 04:00:00.123,SUCCESS\n"
    + LOAD
    + "LOADER,ETL,2026-03-01 04:00:00,SUCCESS\n"
    + LOAD
    + "ADMIN,SYSADMIN,2026-03-03 04:00:00,SUCCESS\n"
    + LOAD
    + "ADMIN,SYSADMIN,2026-03-04 04:00:00,FAIL\n"
)


def read_history() -> Query:
    connectors: list[Connector] = [QueryHistoryConnector()]
    file = build_member(HISTORY.encode(), "history.csv", "history.csv")
    (query,) = [r for r in read_files([file], connectors).records if isinstance(r, Query)]
    return query


def test_equal_texts_are_one_query_with_its_rows_and_runs() -> None:
    """Three successful runs of two users become one query; the failed run is not counted."""
    query = read_history()

    assert query.runs == Runs(
        count=3,
        users=("ADMIN", "LOADER"),
        roles=("ETL", "SYSADMIN"),
        first="2026-03-01T04:00:00",
        last="2026-03-03T04:00:00",
    )
    assert str(query.evidence) == "history.csv:2 to 4, 3 rows"


def test_a_flow_has_its_runs_but_no_user_names() -> None:
    """A flow has the number of its runs and users, but no user names, which may be those of
    people.
    """
    query = read_history()
    flows = [record for record in trace([query]).records if isinstance(record, Flow)]

    (edge,) = resolve(flows).flows

    assert edge.runs is not None
    assert (edge.runs.count, edge.runs.users) == (3, 2)
    assert edge.runs.roles == ("ETL", "SYSADMIN")
    assert (edge.runs.first[:10], edge.runs.last[:10]) == ("2026-03-01", "2026-03-03")
    assert "LOADER" not in repr(edge)
