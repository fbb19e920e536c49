"""Empty values of a type that the connector does not expect are reported as notes."""

import pytest

from seamscope.connector import Doc
from seamscope.connector.usage import Usage
from seamscope.records import Evidence, Skipped


def read(value: object) -> list[Skipped]:
    """Read ``paths`` as a mapping and ``servers`` as a list, and return the reported faults."""
    usage = Usage(root=value, locate=lambda line, pointer: Evidence(file="a.yaml", place=pointer))
    doc = Doc(value, usage)
    assert not [*doc["paths"].items()]
    assert not [*doc["servers"]]
    assert doc["title"].text == ""
    return list(usage.report_faults(()))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"paths": []}, "paths (expected a mapping)"),
        ({"servers": {}}, "servers (expected a list)"),
        ({"paths": [], "servers": {}}, "paths (expected a mapping), servers (expected a list)"),
    ],
)
def test_an_empty_value_of_another_type_is_noted(value: object, shown: str) -> None:
    """An empty list in the place of a mapping is noted, because an export may have dropped its
    entries.
    """
    (note,) = read(value)
    assert note.reason == f"empty values of an unexpected type: {shown}"
    assert note.kind == "note"


@pytest.mark.parametrize(
    "value", [{}, {"paths": {}, "servers": []}, {"paths": None, "servers": ""}, {"title": []}]
)
def test_an_empty_value_that_says_nothing_is_not_noted(value: object) -> None:
    """An absent value or an empty string is not noted."""
    assert read(value) == []


def test_a_value_of_another_type_with_content_is_still_an_entry_that_is_not_read() -> None:
    """A list with content in the place of a mapping is an unread entry, because it may contain
    systems or flows.
    """
    (fault,) = read({"paths": ["x"]})
    assert fault.kind == "entry"
