"""Names of software, source and target columns, and other meanings that values confirm or
contradict.
"""

import pytest

from seamscope.connector.lists import find_lists, read_heading
from seamscope.connector.lists.vocabulary import Side

from .tables import read_ends, write_grid


def read_names(*rows: str) -> str:
    """Return the header of the column with the names of systems, "" if there is no list of
    systems.
    """
    for found in find_lists(write_grid(*rows)):
        if "name" in found.layout.columns and found.layout.kind == "systems":
            return found.layout.headings[found.layout.columns["name"][0]].title
    return ""


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (("Dept|Tool|Who runs it|Licences", "HR|Alder|People|40", "Ops|Birch Desk|IT|12"), "Tool"),
        (("Linia|Oprogramowanie sterujące|Marka|Wersja", "K3|Jarzab|Emer|3.6", "K4|Klon|Ax|9.1"),
         "Oprogramowanie sterujące"),
        (("Proceslijn|Besturingssoftware|Merk|Versie", "A|Beuk|Nij|4.1", "B|Iep|Av|2018.2"),
         "Besturingssoftware"),
        (("Servicio TI|App que lo soporta|Gestor de servicio|Fabricante app|Prioridad",
          "Correo|Abeto|N. Gil|Mic|P1", "Fax|Olmo|N. Gil|Open|P4"), "App que lo soporta"),
    ],
)  # fmt: skip
def test_columns_about_software_show_where_its_names_are(rows: tuple[str, ...], title: str) -> None:
    """A column whose header is a word for tools or software has the names of systems if other
    columns, such as "Licences", are about software.
    """
    assert read_names(*rows) == title


@pytest.mark.parametrize(
    "rows",
    [
        ("Domaine|Brique|Solution|Pilote", "Eau|Relève|Fluxia|Garnier", "Eau|Astreinte|Omni|Pot"),
        ("Product|Colour|Price", "Lamp|red|4.50", "Chair|blue|19.00"),
        ("sql|login_name|program_name|db", "SELECT 1|APP|Quince Board|orchard",
         "SELECT 2|lena|Data Grip|orchard"),
    ],
)  # fmt: skip
def test_other_lists_have_no_names_of_software(rows: tuple[str, ...]) -> None:
    """A list with two possible columns of names, a list of goods and a log of queries are not lists
    of systems.
    """
    assert read_names(*rows) == ""


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("System A (sends)", Side.SOURCE), ("System B (receives)", Side.TARGET),
        ("Anw. B (Empf.)", Side.TARGET), ("Sistema cliente (riceve)", Side.TARGET),
        ("Partenaire (envoi)", Side.SOURCE),
    ],
)  # fmt: skip
def test_a_word_in_brackets_names_the_source_or_target(title: str, side: Side) -> None:
    """A header such as "System A (sends)" means the source, and "System B (receives)" the
    target.
    """
    assert read_heading(title).side is side


@pytest.mark.parametrize(
    "header",
    ["API|Exposed by|Called by|Protocol", "API|Esposta da|Consumata da|Protocollo",
     "API|Udostępnia|Korzysta|Protokół"],
)  # fmt: skip
def test_exposed_by_and_called_by_are_the_two_systems(header: str) -> None:
    """The headers "Exposed by" and "Called by" denote the two systems of an interface, without the
    direction of the data.
    """
    rows = ("/a|Anchor|Buoy|REST", "/b|Anchor|Crane|REST", "/c|Dock|Buoy|SOAP")
    assert read_ends(header, *rows) == (1, 2, False)


def test_an_outgoing_system_at_the_left_sends() -> None:
    """An outgoing system left of an incoming one is the source. With "Inbound system" at the left,
    the direction stays open.
    """
    rows = ("Anchor|Buoy|SFTP", "Buoy|Crane|REST", "Crane|Anchor|REST")
    assert read_ends("Ausgangssystem|Eingangssystem|Protokoll", *rows) == (0, 1, True)
    assert read_ends("Inbound system|Outbound system|Protocol", *rows) == (0, 1, False)


def test_arrows_between_names_are_both_ends_under_any_header() -> None:
    """A column with values such as `Anchor → Buoy` holds both systems, even below a header for the
    direction or the data.
    """
    rows = ("Anchor → Buoy|orders|SFTP", "Buoy → Crane|stock|REST")
    for header in ("Datenfluss|Objekt|Technik", "Quién → a quién|Qué|Transporte"):
        (found,) = find_lists(write_grid(header, *rows))
        assert found.layout.columns["pair"] == (0,)


def test_a_flow_column_with_ids_is_no_direction() -> None:
    """A column "Flow" with ids such as `F01` is not read as the direction."""
    rows = ("F01|Anchor|Buoy|SFTP", "F02|Buoy|Crane|REST", "F03|Crane|Anchor|REST")
    (found,) = find_lists(write_grid("Flow|Source|Target|Protocol", *rows))
    assert "direction" not in found.layout.columns


def test_a_vendor_is_no_other_system() -> None:
    """A vendor column is not a relation to other systems, although one vendor has the name of a
    listed system.
    """
    rows = ("Alder|Lee|high|Alder", "Birch|Kim|low|Quay Soft", "Cedar|Lee|low|intern")
    (found,) = find_lists(write_grid("App|Owner|Criticality|Systemlieferant", *rows))
    assert not found.layout.relations
