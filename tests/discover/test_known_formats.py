"""For a file of a known format that no connector reads, the report says what to export instead."""

import struct

import pytest

from seamscope.connector import Connector, build_member
from seamscope.discover import load_connectors, read_files
from seamscope.knowledge.formats import find_format, load_known_formats
from seamscope.records import Skipped


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    found, _ = load_connectors()
    return found


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("landscape.drawio", "<mxfile host='app'><diagram/></mxfile>", "draw.io diagram"),
        ("a.xml", "<SunopsisExport/>", "Oracle Data Integrator export"),
        ("state.json", '{"StartAt": "Copy", "States": {}}', "AWS Step Functions state machine"),
        ("sequence.puml", "@startuml\nA -> B\n@enduml", "PlantUML diagram"),
    ],
)  # fmt: skip
def test_a_known_format_is_named_with_what_to_do(
    path: str, text: str, name: str, connectors: list[Connector]
) -> None:
    """The extension and the content of a file identify its format, and the remedy names an
    alternative.
    """
    (record,) = read_files([build_member(text.encode(), path, path)], connectors).records
    assert isinstance(record, Skipped)
    assert record.reason == f"this looks like a {name}, which no connector reads"
    known = find_format("." + path.rpartition(".")[2], text)
    assert known is not None
    assert known.instead in record.remedy


def test_the_ending_alone_is_not_enough_where_many_formats_share_it() -> None:
    """An XML, JSON or YAML file without a characteristic string has no known format."""
    assert find_format(".xml", "<root/>") is None
    assert find_format(".json", "{}") is None
    assert find_format(".yaml", "a: 1") is None


def test_the_catalogue_is_complete() -> None:
    """The names of known formats are unique, and formats with a shared extension have a
    characteristic string.
    """
    formats = load_known_formats()
    assert len({one.name for one in formats}) == len(formats) >= 40
    shared = {".xml", ".json", ".yaml", ".yml"}
    assert all(one.sign for one in formats if shared & set(one.endings))


@pytest.mark.parametrize(
    ("size", "kind"),
    [((16, 16), "part"), ((1, 1), "part"), ((1200, 800), "file"), ((30, 300), "file")],
)
def test_a_logo_is_no_drawing_of_systems(
    size: tuple[int, int], kind: str, connectors: list[Connector]
) -> None:
    """A picture of the size of an icon is skipped as a part, not as a file that may contain
    integrations.
    """
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", *size) + b"\x08\x02\x00"
    (record,) = read_files([build_member(data, "logo.png", "logo.png")], connectors).records
    assert isinstance(record, Skipped)
    assert record.kind == kind
