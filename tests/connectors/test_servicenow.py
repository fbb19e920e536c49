"""A list export and the Table API say the same of one CMDB."""

from pathlib import Path

from seamscope.connector import open_file
from seamscope.discover import read_files
from seamscope.records import Dependency, Flow, Record, System
from seamscope_connectors.servicenow import ServiceNowConnector

CASES = Path(__file__).parents[2] / "connectors/cases/servicenow"


def graph(case: str) -> set[tuple[str, ...]]:
    """Return the systems and relations of a case, without ids and places."""
    files = [open_file(path, path.name) for path in sorted((CASES / case).glob("*.[cj]s*"))]
    return {
        text
        for record in read_files(files, [ServiceNowConnector()]).records
        if (text := list_texts(record))
    }


def list_texts(record: Record) -> tuple[str, ...]:
    """Return what a record says, whatever it was read from."""
    match record:
        case System():
            return (record.name, record.environment, record.owner, record.state, *record.aliases)
        case Flow() | Dependency():
            systems = (record.source.system, record.target.system)
            ends = (ref.name or ref.clues[0].value for ref in systems)
            return (type(record).__name__, *ends, record.state, record.reason)
        case _:
            return ()


def test_both_exports_give_the_same_graph() -> None:
    """Labels alone and ids with types by reference lead to the same systems and relations."""
    assert graph("list_export") == graph("table_api")
    # 4 systems, a test instance, 7 flows that differ (2 of them by the words "exchanges data
    # with"), 3 dependencies
    assert len(graph("list_export")) == 15
