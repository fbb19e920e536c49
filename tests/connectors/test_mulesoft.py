"""The names in the configuration of a Mule connector are clues to the system to which it
connects.
"""

from pathlib import Path

import pytest

from seamscope.connector import open_file
from seamscope.discover import read_files
from seamscope.records import Clue, ClueKind, Flow
from seamscope_connectors.mulesoft import MulesoftConnector

MULE = """<mule xmlns="http://www.mulesoft.org/schema/mule/core"
  xmlns:doc="http://www.mulesoft.org/schema/mule/documentation"
  xmlns:sftp="http://www.mulesoft.org/schema/mule/sftp"
  xmlns:http="http://www.mulesoft.org/schema/mule/http">
  <sftp:config name="ROSTER_SFTP" {shown}><sftp:connection host="ft.lake.example"/></sftp:config>
  <http:request-config name="Tolls_API">
    <http:request-connection host="{host}"/>
  </http:request-config>
  <flow name="rosters">
    <sftp:listener config-ref="ROSTER_SFTP" directory="/out/rosters"/>
    <http:request method="POST" config-ref="Tolls_API" path="/rosters"/>
  </flow>
</mule>
"""


def read_flow(folder: Path, shown: str, host: str) -> Flow:
    """Return the only flow of an application with this name and host in its configuration."""
    path = folder / "rosters.xml"
    path.write_text(MULE.format(shown=shown, host=host), encoding="utf-8")
    records = read_files([open_file(path, path.name)], [MulesoftConnector()]).records
    (flow,) = (record for record in records if isinstance(record, Flow))
    return flow


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("", ["ROSTER_SFTP"]),
        ('doc:name="Crew roster (ROSTER)"', ["Crew roster (ROSTER)", "ROSTER_SFTP"]),
    ],
)
def test_the_names_of_a_configuration_are_clues(
    tmp_path: Path, shown: str, names: list[str]
) -> None:
    """The clues of a system are its host, which identifies it best, and then the names of the
    configuration.
    """
    flow = read_flow(tmp_path, shown, "tolls.example.com")
    source, target = flow.source.system.clues, flow.target.system.clues
    assert source[0] == Clue(kind=ClueKind.HOST, value="ft.lake.example")
    assert [clue.value for clue in source if clue.kind is ClueKind.SOURCE] == names
    assert [clue.value for clue in target] == ["tolls.example.com", "Tolls_API"]


def test_the_name_of_a_configuration_without_an_address_is_its_only_clue(tmp_path: Path) -> None:
    """If the host is the placeholder `${tolls.host}` without a value, the name of the placeholder
    is the only clue.
    """
    target = read_flow(tmp_path, "", "${tolls.host}").target.system
    assert [clue.kind for clue in target.clues] == [ClueKind.SOURCE]
    assert target.clues[0].value.startswith("tolls.host")
