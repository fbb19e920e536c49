"""Applications that run the SQL of a query history are the sources and targets of flows."""

import pytest

from seamscope.connector import Connector, build_member
from seamscope.discover import read_files
from seamscope.lineage import trace
from seamscope.records import Endpoint, Flow, Query, Record
from seamscope.resolve import resolve
from seamscope_connectors.query_history import QueryHistoryConnector

HEAD = "datname,usename,application_name,query\n"


def list_queries(rows: str) -> list[Query]:
    connectors: list[Connector] = [QueryHistoryConnector()]
    file = build_member((HEAD + rows).encode(), "activity.csv", "activity.csv")
    return [r for r in read_files([file], connectors).records if isinstance(r, Query)]


def list_flows(rows: str) -> list[tuple[str, str]]:
    records: list[Record] = list(trace(list_queries(rows)).records)
    return sorted((_name(r.source), _name(r.target)) for r in records if isinstance(r, Flow))


def _name(end: Endpoint) -> str:
    clue = f"{end.system.clues[0].kind}={end.system.clues[0].value}"
    return f"{clue}/{end.dataset}" if end.dataset else clue


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO press.batch (id, litres) VALUES (1, 400)",
        "INSERT INTO press.batch (id) VALUES ($1)",
        "UPDATE press.batch SET litres = 300 WHERE id = 1",
    ],
)
def test_values_that_an_application_writes_come_from_it(text: str) -> None:
    """A statement that writes values without reading a table is a flow from the application to the
    table.
    """
    assert list_flows(f'orchard,mia.stone,Cider Desk,"{text}"\n') == [
        ("product=Cider Desk", "database=orchard/press.batch")
    ]


def test_rows_that_an_application_selects_go_to_it() -> None:
    """A SELECT is a flow from the table to the account that runs it."""
    assert list_flows('orchard,svc_perry,psql,"SELECT id, litres FROM press.batch"\n') == [
        ("database=orchard/press.batch", "account=svc_perry")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE press.jar (id int)",
        "DELETE FROM press.batch WHERE id = 1",
        "TRUNCATE TABLE press.batch",
    ],
)
def test_statements_without_values_bring_no_data(text: str) -> None:
    """A statement that only creates or empties a table is no flow."""
    assert not list_flows(f'orchard,svc_perry,Cider Desk,"{text}"\n')


def test_rows_of_another_table_do_not_come_from_the_application() -> None:
    """INSERT … SELECT is a flow from the table that is read, not from the application."""
    text = "INSERT INTO press.jar (id) SELECT id FROM press.batch"
    assert list_flows(f'orchard,svc_perry,Cider Desk,"{text}"\n') == [
        ("database=orchard/press.batch", "database=orchard/press.jar")
    ]


def test_a_person_with_a_tool_is_no_application() -> None:
    """An INSERT by a person in DBeaver has no client and is no flow."""
    rows = 'orchard,mia.stone,DBeaver 24.1,"INSERT INTO press.batch (id) VALUES (1)"\n'
    (query,) = list_queries(rows)
    assert (query.client, query.target) == (None, None)
    assert not list_flows(rows)


@pytest.mark.parametrize(
    ("account", "is_technical"),
    [
        ("svc_cider", True),
        ("APP-CIDER", True),
        ("etl.loader", True),
        ("cider_ro", True),
        ("mia.stone", False),
        ("mstone", False),
        ("appleby", False),
        ("jobst.meyer", False),
    ],
)
def test_a_technical_account_is_recognised_by_its_name(account: str, is_technical: bool) -> None:
    """A technical account is a client; the account of a person is not, even with a name such as
    "Appleby".
    """
    (query,) = list_queries(f'orchard,{account},psql,"SELECT id FROM press.batch"\n')
    assert (query.client is not None) == is_technical


def test_a_flow_from_an_application_is_resolved() -> None:
    """The landscape has the flow from the application to the database."""
    queries = list_queries('orchard,svc_cider,,"INSERT INTO press.batch (id) VALUES (1)"\n')
    (edge,) = resolve(trace(queries).records).flows
    assert (edge.source.system, edge.target.system) == ("svc-cider", "orchard")
