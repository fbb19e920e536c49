"""System columns and other meanings that are recognised by the values of a column."""

import pytest
from tests.connector.lists.tables import read_ends, write_grid

from seamscope.connector.lists import find_lists

ROWS = ("Anchor|Buoy|SFTP|daily", "Buoy|Crane|REST|hourly", "Crane|Anchor|REST|daily")


def test_a_column_that_shares_names_is_the_other_end() -> None:
    """Next to a "Source system", a column with an unknown header is the target if the two columns
    share names.
    """
    assert read_ends("Source system|Berth|Protocol|Schedule", *ROWS) == (0, 1, True)
    assert read_ends("Berth|Zielsystem|Protokoll|Turnus", *ROWS) == (0, 1, True)


def test_two_columns_that_share_names_are_two_systems() -> None:
    """Two columns with unknown headers that share names are the two systems of an interface without
    a direction.
    """
    assert read_ends("Berth|Quay|Protocol|Schedule", *ROWS) == (0, 1, False)


def test_known_systems_need_no_shared_names() -> None:
    """Columns with unknown headers are systems if another sheet lists their names, even if they
    share none.
    """
    rows = ("Anchor|Buoy|SFTP|daily", "Crane|Dock|REST|hourly")
    names = frozenset({"anchor", "buoy", "crane", "dock"})
    assert read_ends("Berth|Quay|Protocol|Schedule", *rows) is None
    assert read_ends("Berth|Quay|Protocol|Schedule", *rows, names=names) == (0, 1, False)


@pytest.mark.parametrize(
    "rows",
    [
        ("high|low|SFTP|daily", "low|high|REST|hourly", "high|low|SFTP|daily"),
        ("2024-01-02|2024-02-01|SFTP|daily", "2024-02-01|2024-01-02|REST|hourly"),
        ("Anchor|Anchor|SFTP|daily", "Buoy|Buoy|REST|hourly"),
    ],
)
def test_other_values_name_no_systems(rows: tuple[str, ...]) -> None:
    """Columns with levels or dates, and a column that repeats another one, do not count as
    systems.
    """
    assert read_ends("Berth|Quay|Protocol|Schedule", *rows) is None


@pytest.mark.parametrize(
    "header", ["Source language|Target language|Term|Remark", "Berth|Quay|Ship|Schedule"]
)
def test_names_in_common_do_not_suffice(header: str) -> None:
    """Two columns that share names are not systems if their headers mean something else or if no
    column is about the transfer.
    """
    rows = ("English|German|x|daily", "German|French|y|daily", "French|English|x|daily")
    assert read_ends(header, *rows) is None


@pytest.mark.parametrize(
    ("header", "values", "meaning"),
    [
        ("Refresh pattern frequency", ("daily", "hourly"), "frequency"),
        ("Status of the pier", ("live", "planned"), "state"),
        ("Status of the pier", ("red", "wood"), ""),
        ("Pier protocol kind", ("SFTP", "REST"), "technology"),
    ],
)
def test_values_confirm_a_header_that_is_half_known(
    header: str, values: tuple[str, str], meaning: str
) -> None:
    """A header that is only partly known has its meaning only if the values have the expected
    form.
    """
    rows = [f"Anchor|Buoy|{value}" for value in values]
    (found,) = find_lists(write_grid(f"Source system|Target system|{header}", *rows))
    read = [key for key, columns in found.layout.columns.items() if 2 in columns]
    assert read == ([meaning] if meaning else [])


@pytest.mark.parametrize(
    "header",
    ["Nom|Fournisseur|Consommateur|Objet|Phase", "Name|Supplier|Consumer|Object|Phase",
     "Name|Anbieter|Konsument|Objekt|Phase", "Nome|Fornitore|Consumatore|Oggetto|Fase"],
)  # fmt: skip
def test_a_supplier_next_to_a_consumer_is_no_vendor(header: str) -> None:
    """A list with a name and a phase is a list of interfaces, not of systems, if it has a supplier
    and a consumer column.
    """
    rows = ("IF-01|Tipaya|Prestalis|bills|active", "IF-02|Sigma|Editis|notices|active")
    assert read_ends(header, *rows) == (1, 2, False)
