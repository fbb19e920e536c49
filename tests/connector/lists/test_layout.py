"""Lists are found on sheets with other content above, next to and below them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamscope.connector.grid import Grid, Line, build_grid
from seamscope.connector.lists import find_lists, is_header_cell
from seamscope.connector.lists.guess import guess_columns
from seamscope.connector.lists.titles import is_system_title
from seamscope.connector.lists.turned import find_turned_lists
from seamscope.connector.tabular import find_delimiter


def grid(*rows: str) -> Grid:
    """Return a grid of rows whose cells are separated by `|`; "" is an empty row."""
    return build_grid(
        "", [(n, [cell.strip() for cell in row.split("|")]) for n, row in enumerate(rows, 1)]
    )


def test_two_rows_of_headers_are_read_as_one() -> None:
    """A group header counts for the columns to its right: "Source" above "System" and "Owner" gives
    "Source System" and "Source Owner".
    """
    found = find_lists(
        grid("|Source||Target||", "ID|System|Owner|System|Owner|Protocol", "1|A|x|B|y|REST")
    )
    layout = found[0].layout
    assert layout.columns["first"] == (1,)
    assert layout.columns["second"] == (3,)
    assert layout.columns["technology"] == (5,)
    assert layout.unread == ("Source Owner", "Target Owner")


def test_numbers_names_and_departments_are_no_list_of_systems() -> None:
    """A list with an id, a name and a department is a list of systems only if it has an owner;
    otherwise it may list people or rooms.
    """
    rows = ("P1|N 12|Gruber Thomas|IT", "P2|N 13|Huber Anna|HR", "P3|N 14|Moser Eva|IT")
    assert find_lists(grid("Place|ID|Name|Department", *rows)) == []
    assert find_lists(grid("Room|ID|Name|Department", *rows)) == []
    assert find_lists(grid("Owner|ID|Name|Department", *rows))[0].layout.kind == "systems"


def test_a_group_header_without_a_meaning_is_ignored() -> None:
    """A group such as "General" above a list leaves its headers as they are."""
    found = find_lists(grid("General||People|", "Name|Type|Owned By|Used For", "A|x|Bo|Test"))
    assert found[0].layout.columns["owner"] == (2,)
    assert [line.number for line in found[0].entries] == [3]


def test_tables_below_and_beside_one_another_are_lists_of_their_own() -> None:
    """Tables that are separated by an empty column or an empty row are separate lists with separate
    headers.
    """
    found = find_lists(
        grid(
            "Application|Owner||From|To|Protocol",
            "A|Bo||A|B|REST",
            "B|Al||||",
            "",
            "To|From|Frequency",
            "A|C|daily",
        )
    )
    assert [one.layout.kind for one in found] == ["systems", "interfaces", "interfaces"]
    assert [len(one.entries) for one in found] == [2, 1, 1]
    assert found[2].layout.columns["first"] == (1,)


def test_totals_notes_and_legends_are_no_entries() -> None:
    """A total, a legend and a repeated header are not entries of the list."""
    found = find_lists(
        grid(
            "Application|Owner|Criticality",
            "A|Bo|high",
            "Application|Owner|Criticality",
            "B|Al|low",
            "Total|2 applications|",
            "",
            "Legend:||",
            "high|stops the business|",
        )
    )[0]
    assert [line.number for line in found.entries] == [2, 4]
    assert [line.number for line in found.repeated] == [3]
    assert [line.number for line in found.notes] == [5, 7, 8]


def test_a_section_gives_its_title_to_the_rows_below() -> None:
    """A row with a single cell is the title of a section: the rows below it belong to "Planned" or
    "Live".
    """
    found = find_lists(grid("Source system|Target system", "Planned|", "A|B", "Live|", "B|C"))[0]
    assert found.sections == {3: "Planned", 5: "Live"}


def test_letters_and_other_lists_are_no_interfaces() -> None:
    """A list with "From", "To" and "Subject", or with only a name and a status, is not a list of
    interfaces or systems.
    """
    assert find_lists(grid("From|To|Subject", "a|b|c")) == []
    assert find_lists(grid("id|name|status", "1|a|active")) == []
    assert find_lists(grid("Origin airport|Destination airport|Seats", "a|b|3")) == []


def test_a_guess_names_all_columns_of_a_german_list() -> None:
    """`init` guesses the meaning of German headers, even of the misspelt "Protokol", and lists the
    unknown "Farbe".
    """
    guess = guess_columns(grid("Quellsystem|Zielsystem|Protokol|Farbe", "A|B|REST|rot"))
    assert guess is not None
    assert guess.holds == "interfaces"
    assert guess.columns == {
        "source": ("Quellsystem",),
        "target": ("Zielsystem",),
        "technology": ("Protokol",),
    }
    assert guess.left == ("Farbe",)


@settings(max_examples=min(60, settings().max_examples), deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "Source", "Target", "System", "Owner", "x", "from", "A", "Total"]),
            max_size=6,
        ),
        max_size=12,
    )
)
def test_every_row_is_an_entry_a_note_a_header_or_above_the_first_list(
    rows: list[list[str]],
) -> None:
    """For any sheet, no row is in two of the parts entries, notes, repeated headers and header."""
    lines = tuple(Line(number=n, cells=tuple(row)) for n, row in enumerate(rows, 1))
    for found in find_lists(Grid(name="", lines=lines)):
        numbers = [n.number for part in (found.entries, found.notes, found.repeated) for n in part]
        assert len(numbers) == len(set(numbers))
        assert found.header.number not in numbers


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("apps", True),
        ("Applications", True),
        ("Anwendungsliste 2024", True),
        ("OurSystems_v2", True),
        ("liste des applications", True),
        ("inventario sistemi", True),
        ("Elenco applicazioni", True),
        ("applicatieoverzicht", True),
        ("Lista systemów", True),
        ("system_users", False),
        ("app downloads", False),
        ("Systemverantwortliche", False),
        ("customers", False),
        ("list", False),
        ("", False),
    ],
)
def test_a_title_names_a_list_of_systems_if_every_word_of_it_does(title: str, about: bool) -> None:
    """A title means a list of systems only if all of its words fit: a list of system users is one
    of people.
    """
    assert is_system_title(title) is about


@pytest.mark.parametrize("title", ["apps", "Systemlandschaft"])
@pytest.mark.parametrize("header", ["Name|Type", "Name|Status|Remark", "Name", "Application"])
def test_a_title_makes_a_list_of_names_a_list_of_systems(title: str, header: str) -> None:
    """A list of names with a type or a status is a list of systems if its title says so."""
    sheet = grid(header, "CRM|web|x", "ERP|web|x")
    (found,) = find_lists(sheet, title)
    assert found.layout.kind == "systems"
    assert len(found.entries) == 2
    assert find_lists(sheet, "customers") == []


def test_a_line_above_the_headers_is_a_title() -> None:
    """The title "Application inventory" above the headers makes a list of names a list of
    systems.
    """
    (found,) = find_lists(grid("Application inventory", "Name|Type", "CRM|web"))
    assert found.layout.kind == "systems"
    assert len(found.entries) == 1


def test_names_in_two_languages_list_systems() -> None:
    """With names in two languages, the first column is the name of the system, unless a third has a
    name without a language.
    """
    rows = ("A-1|Fleet|Wagenpark|Tarn|live", "A-2|Stock|Voorraad|Ems|live")
    found = find_lists(grid("App ID|English name|Nederlandse naam|Product|State", *rows))
    assert found[0].layout.columns["name"] == (1, 2)
    plain = find_lists(grid("App ID|Nederlandse naam|Name|Product|State", *rows))
    assert plain[0].layout.columns["name"] == (2, 1)


def test_a_system_of_record_and_its_counterparty_are_ends() -> None:
    """The columns "System of record" and "Counterparty" are the two systems; IN and OUT are seen
    from the system of record.
    """
    head = "Ref|System of record|Counterparty|Data moves|What|Protocol"
    found = find_lists(grid(head, "1|Fleet|Stock|OUT|Trips|REST", "2|Fleet|Tolls|IN|Fees|CSV"))
    layout = found[0].layout
    assert (layout.columns["first"], layout.columns["second"]) == ((1,), (2,))
    assert layout.columns["direction"] == (3,)
    assert layout.ends is not None
    assert layout.ends.seen


@pytest.mark.parametrize("title", ["Remarks", "Bemerkung", "Betrieb?"])
def test_a_column_of_states_is_the_state_whatever_its_header(title: str) -> None:
    """Remarks that mostly begin with a state are read as the state of their row."""
    rows = ("A|B|live since 2023", "B|C|withdrawn 31/03/2023", "C|D|planned Q3 2027")
    found = find_lists(grid(f"Source|Target|{title}", *rows))
    assert found[0].layout.columns["state"] == (2,)


@pytest.mark.parametrize(
    "remarks",
    [
        ("see the wiki", "withdrawn 31/03/2023", "ask Jo"),
        ("live", "live", "live since 2023"),
        ("planned", "live"),
    ],
)
def test_other_remarks_are_no_states(remarks: tuple[str, ...]) -> None:
    """A column of remarks is not the state if the remarks do not begin with states, are identical
    or are too few.
    """
    rows = [f"A{place}|B|{text}" for place, text in enumerate(remarks)]
    found = find_lists(grid("Source|Target|Remarks", *rows))
    assert "state" not in found[0].layout.columns


def test_a_column_of_states_stays_a_remark_beside_a_status() -> None:
    """If a column has the header "Status", a column "Remarks" with states is not read as the
    state.
    """
    rows = ("A|B|live|planned", "B|C|live|retired", "C|D|live|retired 2020")
    found = find_lists(grid("Source|Target|Status|Remarks", *rows))
    assert found[0].layout.columns["state"] == (2,)


@pytest.mark.parametrize(
    ("header", "source", "target"),
    [
        ("Receiver|Supplier|Content|Protocol", 1, 0),
        ("Empfänger|Lieferant|Inhalt|Weg", 1, 0),
        ("Source|Client|Data|Frequency", 0, 1),
        ("Queue|Putting application|Getting application|Remark", 1, 2),
        ("Tabelle|Schreibendes System|Lesendes System|Takt", 1, 2),
    ],
)
def test_the_other_column_decides_whether_a_supplier_is_the_source(
    header: str, source: int, target: int
) -> None:
    """A column of suppliers is the source if the other system column is a receiver. A column of the
    application that puts or writes data is the source, too.
    """
    found = find_lists(grid(header, "Quay|Ledger|Berths|REST", "Crews|Tolls|Shifts|daily"))
    columns = found[0].layout.columns
    assert (columns["first"], columns["second"]) == ((source,), (target,))


def test_an_order_has_a_supplier_and_a_receiver_too() -> None:
    """A list of orders with a supplier and a receiver is not a list of interfaces, because no
    column is about the transfer of data.
    """
    assert find_lists(grid("Order|Supplier|Receiver|Price", "1|Acme|Hull|5", "2|Bolt|Mast|9")) == []


@pytest.mark.parametrize(
    ("header", "cells"),
    [("IF-Nr.", ("IF-001", "IF-002", "IF-007")), ("Register No.", ("IF-027", "", ""))],
)
def test_ids_of_interfaces_are_recognised_by_their_values(
    header: str, cells: tuple[str, str, str]
) -> None:
    """A column of unique ids, or one whose header means a number, is the name of the interface."""
    rows = [f"{cell}|Quay|Ledger|REST" for cell in cells]
    found = find_lists(grid(f"{header}|Source|Target|Protocol", *rows))
    assert found[0].layout.columns["name"] == (0,)


def test_other_codes_name_no_interface() -> None:
    """A column with a repeated code, such as a cost centre, is not the name of the interface."""
    rows = ("CC-100|Quay|Ledger|REST", "CC-100|Crews|Ledger|REST", "CC-200|Quay|Crews|REST")
    found = find_lists(grid("Budget|Source|Target|Protocol", *rows))
    assert "name" not in found[0].layout.columns


@pytest.mark.parametrize("header", ["Doel", "Ziel", "Target"])
def test_a_column_of_purposes_is_no_target(header: str) -> None:
    """A Dutch or German header that may mean a target or a purpose is not the target if its values
    are not names.
    """
    found = find_lists(
        grid(
            f"Applicatie|Eigenaar|{header}",
            "Quay|Bo|ophalen van orders",
            "Crane|Al|nachtelijke export",
            "Yard|Cy|Kafka Connect",
        )
    )
    assert [(one.layout.kind, one.layout.unread) for one in found] == [("systems", (header,))]


def test_a_column_of_names_stays_the_target() -> None:
    """The Dutch "Doel" is the target if its values are names, even if one is in lower case."""
    (found,) = find_lists(
        grid(
            "Applicatie|Techniek|Doel",
            "Quay|REST|data warehouse",
            "Crane|SFTP|Yard",
            "Yard|SFTP|Quay",
        )
    )
    assert found.layout.kind == "interfaces"


def test_a_remark_above_a_list_does_not_choose_its_delimiter() -> None:
    """The delimiter is that of the row with the most header words, not the comma in a remark above
    it.
    """
    text = (
        "Register\nSystem A is the source, the arrow shows where data goes\n"
        "No;System A;Arrow;System B;Protocol\n1;Quay;->;Crane;REST\n"
    )
    assert find_delimiter(text, is_header_cell) == ";"
    assert find_delimiter("a, b\nc, d", is_header_cell) == ","
    assert find_delimiter("a;b;c, d\n", is_header_cell) == ";"


@pytest.mark.parametrize(
    "rows",
    [
        ("Acuerdo|Responsable|Plazo", "Borrar IF-4|Sistemas|noviembre",
         "Nueva réplica del GMAO|Talleres / Sistemas|por fijar", "Pliego|Ingresos|enero"),
        ("Action|Owner|Due", "Delete the old job|Systems|November",
         "New replica|Workshop / Systems|open", "Tender|Income|January"),
    ],
)  # fmt: skip
def test_a_list_of_tasks_is_no_form_about_a_system(rows: tuple[str, ...]) -> None:
    """A list of tasks with a team "Systems" or with dates is not read as a form about a system."""
    assert find_turned_lists(grid(*rows)) is None


def test_a_form_may_group_its_headers() -> None:
    """A form is recognised although a first column groups its headers and has empty cells below
    each group.
    """
    found = find_turned_lists(
        grid(
            "General|System name|CRM|ERP",
            "|Vendor|Own|Kite",
            "Operation|Host|crm01|erp01",
            "|Owner|Sales|Finance",
        )
    )
    assert found is not None
