"""`seamscope connectors FILE`: which connector reads a file, why the others do not, and which
values are not read.
"""

from pathlib import Path

from click.testing import CliRunner

from seamscope.cli import main
from seamscope.discover import load_connectors


def run(path: Path, text: str) -> str:
    path.write_text(text)
    return CliRunner().invoke(main, ["connectors", str(path)]).output


def test_every_connector_says_why_it_does_not_read_a_file(tmp_path: Path) -> None:
    """`connectors FILE` prints a line for each connector with the reason why it reads the file or
    not.
    """
    output = run(tmp_path / "a.yaml", "asyncapi: 3.0.0\ninfo: {title: Shop, version: '1'}\n")
    names = [connector.name for connector in load_connectors()[0]]
    assert "a.yaml: asyncapi: asyncapi 3.0.0" in output
    assert all(f"a.yaml: not {name}: " in output for name in names if name != "asyncapi")


def test_unread_values_are_counted(tmp_path: Path) -> None:
    """Keys that the connector does not read are listed with their number of values: `x-team
    (1)`.
    """
    text = "asyncapi: 3.0.0\ninfo: {title: Shop, version: '1'}\nx-team: crew\n"
    output = run(tmp_path / "a.yaml", text)
    assert "a.yaml: asyncapi reads 2 of 4 values; not read: x-team (1), version (1)" in output


def test_a_known_format_says_what_to_export_instead(tmp_path: Path) -> None:
    """For a PlantUML file, which no connector reads, the output names the format and a remedy."""
    output = run(tmp_path / "a.puml", "@startuml\nA -> B\n@enduml\n")
    assert "a.puml: it looks like a PlantUML diagram; list the systems and arrows" in output
