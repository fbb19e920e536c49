"""SQL that reads or writes another system adds that system or endpoint and its flows to the
landscape.
"""

import re
from pathlib import Path
from typing import NamedTuple, NotRequired, TypedDict

import pytest
from tests.case_files import load_yaml

from seamscope.connector import Connector
from seamscope.discover import load_connectors
from seamscope.document import Survey
from seamscope.pipeline import Job, run

FILES = {
    "plant/load.sql": """USE PlantDB;
GO
EXEC sp_addlinkedserver @server = N'BILLING', @provider = N'OraOLEDB.Oracle', @datasrc = N'bill01';
GO
INSERT INTO dbo.invoices (id) SELECT q.id FROM OPENQUERY(BILLING, 'SELECT id FROM fin.invoices') q;
""",
    "reports/views.sql": """-- plpgsql
CREATE SERVER shop FOREIGN DATA WRAPPER mysql_fdw OPTIONS (host 'shop01.example.com');
CREATE FOREIGN TABLE ext.carts (id int) SERVER shop OPTIONS (dbname 'web', table_name 'carts');
CREATE TABLE mart.carts AS SELECT c.id::bigint FROM ext.carts c;
""",
}


@pytest.mark.parametrize("jobs", [1, 2])
def test_remote_servers_are_in_the_landscape(tmp_path: Path, jobs: int) -> None:
    """A linked server and a foreign server become endpoints with flows, because no input says to
    which system they belong.
    """
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    survey = run(Job(paths=(tmp_path,), jobs=jobs)).survey
    names = {endpoint.id: endpoint.name for endpoint in survey.endpoints}
    crossing = {
        (names[flow.source.system], flow.technology)
        for flow in survey.flows
        if flow.source.system != flow.target.system
    }
    assert {technology for _, technology in crossing} == {"linked server", "foreign table"}
    assert any("BILL01" in name.upper() for name, _ in crossing)
    assert any("shop" in name.casefold() for name, _ in crossing)
    assert not survey.systems
    assert not survey.integrations


class Case(TypedDict):
    name: str
    dialect: str
    sql: str
    flows: list[str]
    clues: NotRequired[dict[str, list[str]]]


class ExpectedFlow(NamedTuple):
    """An expected flow.
    source: possible names of the source system.
    read: the dataset that is read there.
    target: possible names of the target system.
    filled: the dataset that is filled there.
    """

    source: tuple[str, ...]
    read: str
    target: tuple[str, ...]
    filled: str


CONSTRUCTS = Path(__file__).parents[1] / "lineage/remote"
FLOW = re.compile(r"(?P<source>.+) > (?P<target>.+) \[\w+; .*\]")
# server:dataset; for a file location, the server is the scheme and the bucket
END = re.compile(r"(?:(?P<server>\w+://[^:]+|[^:{]+):)?(?P<dataset>.+)")
CASES: list[Case] = [case for path in sorted(CONSTRUCTS.glob("*.yaml")) for case in load_yaml(path)]


def list_crossing_flows(case: Case) -> list[ExpectedFlow]:
    """Return the expected flows of a case whose source and target are different systems."""
    found = []
    for flow in case["flows"]:
        ends = FLOW.fullmatch(flow)
        assert ends, flow
        source, read = _end(ends["source"], case.get("clues", {}))
        target, filled = _end(ends["target"], case.get("clues", {}))
        if source[0] != target[0] and "(home)" not in {read, filled}:
            found.append(ExpectedFlow(source, read, target, filled))
    return found


def _end(text: str, clues: dict[str, list[str]]) -> tuple[tuple[str, ...], str]:
    """Return the possible names of a system and the dataset in it, from a text such as
    `SRV:db.dbo.t`.
    clues: clues by server.
    """
    end = END.fullmatch(text)
    assert end, text
    parts = end["dataset"].split(".")
    database = parts[:1] if len(parts) > 1 else []  # it may be named instead of its server
    if not end["server"]:
        return ("home", *database), end["dataset"]
    given = [clue.split(" ", 1)[1] for clue in clues.get(end["server"], [])]
    return (end["server"], *given, *database), end["dataset"]


CROSSING = [case for case in CASES if list_crossing_flows(case)]


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    return load_connectors()[0]


@pytest.mark.parametrize("case", CROSSING, ids=[case["name"] for case in CROSSING])
def test_each_construct_adds_its_flows_to_the_landscape(
    case: Case, tmp_path: Path, connectors: list[Connector]
) -> None:
    """For each SQL construct, the landscape contains the remote system, its dataset and the
    flow.
    """
    (tmp_path / "seamscope.yaml").write_text(f"dialect: {case['dialect']}\n")
    script = tmp_path / "home/script.sql"
    script.parent.mkdir()
    script.write_text(case["sql"])
    survey = run(Job(paths=(tmp_path,), jobs=1), connectors).survey
    for flow in list_crossing_flows(case):
        assert any(_matches(flow, found) for found in _crossings(survey)), (flow, survey.flows)


def _crossings(survey: Survey) -> list[tuple[set[str], str, set[str], str]]:
    """Return the flows between different systems, as names and dataset of the source and of the
    target.
    """
    names = {s.id: {s.name, s.product, *(m.name for m in s.merges)} for s in survey.systems}
    names |= {endpoint.id: {endpoint.name} for endpoint in survey.endpoints}
    datasets = {dataset.id: dataset.name for dataset in survey.datasets}
    return [
        (
            names[flow.source.system],
            datasets.get(flow.source.dataset, ""),
            names[flow.target.system],
            datasets.get(flow.target.dataset, ""),
        )
        for flow in survey.flows
        if flow.source.system != flow.target.system
    ]


def _matches(flow: ExpectedFlow, found: tuple[set[str], str, set[str], str]) -> bool:
    """Return whether a flow of the landscape is the expected one."""
    source, read, target, filled = found
    same = (flow.read, flow.filled) == (read, filled)
    return same and bool(source & set(flow.source)) and bool(target & set(flow.target))
