"""Forms with one label in each row, one form for each interface, below or next to each other."""

from tests.connector.lists.tables import write_grid

from seamscope.connector.lists.forms import find_forms

STACKED = (
    "Interface sheet", "",
    "Name|Orders|Name|Bills", "Sender|Anchor|Sender|Buoy", "Receiver|Buoy|Receiver|Crane",
    "Protocol|SFTP|Protocol|REST", "",
    "Name|Stock", "Sender|Crane", "Receiver|Anchor", "Protocol|MQ",
)  # fmt: skip


def test_forms_become_rows() -> None:
    """Each form becomes a row of a table, with the number of the first row of the form."""
    (table,) = find_forms(write_grid(*STACKED))
    assert [(line.number, line.cells) for line in table.lines] == [
        (3, ("Name", "Sender", "Receiver", "Protocol")),
        (3, ("Orders", "Anchor", "Buoy", "SFTP")),
        (3, ("Bills", "Buoy", "Crane", "REST")),
        (8, ("Stock", "Crane", "Anchor", "MQ")),
    ]


def test_forms_with_other_labels_are_another_table() -> None:
    """Forms with different labels become two tables, so that a missing label is not read as an
    empty value.
    """
    other = ("", "Name|Tides", "Sender|Buoy", "Receiver|Crane", "Protocol|MQ", "Status|planned")
    assert [len(table.lines) for table in find_forms(write_grid(*STACKED, *other))] == [4, 2]


def test_a_table_is_no_form() -> None:
    """A table with its headers in one row is not a form, and a single form is not read here."""
    assert not find_forms(write_grid("Sender|Receiver|Protocol", "Anchor|Buoy|SFTP"))
    assert not find_forms(write_grid(*STACKED[6:]))
