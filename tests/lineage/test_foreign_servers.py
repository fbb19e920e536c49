"""The host of a foreign server comes from its host option only."""

import pytest

from seamscope.lineage import trace
from seamscope.records import ClueKind, Evidence, Flow, Query, SystemRef


@pytest.mark.parametrize(
    "options",
    [
        "host 'bung-01', servername 'TAP'",  # the host is stated
        "servername 'bung-01'",
    ],
)
def test_a_server_has_one_host(options: str) -> None:
    """A foreign server has exactly one host, the one in its options, whatever the server is
    called.
    """
    text = f"""
    CREATE SERVER bungs FOREIGN DATA WRAPPER some_fdw OPTIONS ({options});
    CREATE FOREIGN TABLE cask.bungs (id int) SERVER bungs OPTIONS (table 'bungs');
    """
    where = Evidence(file="a.sql", line=1)
    query = Query(text=text, dialect="postgres", home=SystemRef(name="Cask"), evidence=where)
    (flow,) = [record for record in trace([query]).records if isinstance(record, Flow)]
    hosts = [clue.value for clue in flow.source.system.clues if clue.kind is ClueKind.HOST]
    assert hosts == ["bung-01"]
