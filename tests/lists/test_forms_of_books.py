"""Workbooks with one sheet per system, a matrix with a legend, relations of a CMDB, or environments
are read as flows.
"""

import io
from collections.abc import Mapping, Sequence

import openpyxl
import openpyxl.styles
import pytest
from tests.lists.scoring import ends

from seamscope.connector import Connector, build_member
from seamscope.discover import load_connectors, read_files
from seamscope.records import Certainty, Dependency, Flow, Record, Skipped, State, System


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return [one for one in found if one.name == "tables"]


def read_book(
    sheets: Mapping[str, Sequence[str]],
    connectors: Sequence[Connector],
    name: str = "book.xlsx",
) -> Sequence[Record]:
    """Return the records of a workbook; rows have `|` between their cells."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([cell or None for cell in row.split("|")])
    stream = io.BytesIO()
    book.save(stream)
    return read_files([build_member(stream.getvalue(), name, name)], connectors).records


def list_flows(records: Sequence[Record]) -> set[tuple[str, str]]:
    """Return the source and target systems of all flows."""
    return {ends(record) for record in records if isinstance(record, Flow)}


@pytest.mark.parametrize(
    ("header", "inward", "outward"),
    [
        ("Connected to|In/Out|Data", "in", "out"),
        ("Gekoppelt mit|Ein/Aus|Daten", "ein", "aus"),
        ("Koppelt met|In/uit|Gegevens", "in", "uit"),
    ],
)
def test_the_name_of_a_sheet_is_its_own_system(
    header: str, inward: str, outward: str, connectors: Sequence[Connector]
) -> None:
    """A list without a column for its own system takes it from the title above the list or else
    from the sheet's name, and its flows are likely.
    """
    sheets = {
        "Stable": [header, f"Barn|{inward}|hay", f"Yard|{outward}|milk"],
        "Tab3": [
            "System: Mill (flour)",
            "",
            header,
            f"Yard|{outward}|flour",
            f"Barn|{inward}|corn",
        ],
    }
    records = read_book(sheets, connectors)
    assert list_flows(records) == {
        ("Barn", "Stable"), ("Stable", "Yard"), ("Mill", "Yard"), ("Barn", "Mill")}  # fmt: skip
    certainties = {record.certainty for record in records if isinstance(record, Flow)}
    assert certainties == {Certainty.LIKELY}


@pytest.mark.parametrize("name", ["Sheet1", "Interfaces", "Schnittstellen"])
def test_other_names_of_sheets_are_no_systems(name: str, connectors: Sequence[Connector]) -> None:
    """A list without its own system has no flows if the sheet has a general name such as `Sheet1`
    or `Interfaces`.
    """
    rows = ["Connected to|In/Out|Data", "Barn|in|hay", "Yard|out|milk"]
    assert not list_flows(read_book({name: rows}, connectors))


@pytest.mark.parametrize(
    ("legend", "corner", "rows_send"),
    [
        ("Lesart: Spalte liefert an Zeile", "", False),
        ("Zeile sendet an Spalte", "", True),
        ("from row to column", "", True),
        ("Every column receives from the row", "", True),
        ("", "empfängt ↓ / liefert →", False),
        ("", "de ↓ / a →", True),
    ],
)
def test_a_sentence_or_the_corner_cell_gives_the_direction_of_a_matrix(
    legend: str,
    corner: str,
    rows_send: bool,
    connectors: Sequence[Connector],
) -> None:
    """The direction of a matrix comes from a sentence such as "from row to column" or from its
    corner cell; a column of contacts is not a system.
    """
    rows = [
        legend,
        "",
        f"{corner}|Barn|Mill|Yard|Contact",
        "Barn||x||Ada",
        "Mill|||x|Bo",
        "Yard||||Cy",
    ]
    found = list_flows(read_book({"Matrix": rows}, connectors))
    expected = {("Barn", "Mill"), ("Mill", "Yard")}
    assert found == (expected if rows_send else {(b, a) for a, b in expected})


def test_brackets_and_question_marks_in_a_matrix(connectors: Sequence[Connector]) -> None:
    """Brackets in a matrix have the meaning that the legend gives them, and a question mark makes
    the flow possible.
    """
    rows = ["from \\ to|Barn|Mill|Yard", "Barn||(x)|?", "Mill|||x", "", "( ) = planned"]
    flows = [r for r in read_book({"Matrix": rows}, connectors) if isinstance(r, Flow)]
    told = {ends(flow): (flow.state, flow.certainty) for flow in flows}
    assert told == {
        ("Barn", "Mill"): (State.PLANNED, Certainty.CERTAIN),
        ("Barn", "Yard"): (State.ACTIVE, Certainty.POSSIBLE),
        ("Mill", "Yard"): (State.ACTIVE, Certainty.CERTAIN),
    }


@pytest.mark.parametrize(
    "header",
    ["Parent CI|Relationship Type|Child CI", "Application 1|Type of relationship|Application 2"],
)
def test_relations_of_a_cmdb(header: str, connectors: Sequence[Connector]) -> None:
    """The words of a relation determine its direction; hosts and owners are not systems."""
    rows = [
        header, "Barn|Sends data to::Receives data from|Mill",
        "Yard|Receives data from::Sends data to|Mill",
        "Barn|Depends on::Used by|Yard", "Barn|Runs on::Runs|srv-1", "Farm IT|Owns::Owned by|Mill",
    ]  # fmt: skip
    records = read_book({"Relations": rows}, connectors)
    assert list_flows(records) == {("Barn", "Mill"), ("Mill", "Yard")}
    links = [record for record in records if isinstance(record, Dependency)]
    assert [(ends(link), link.moves_data) for link in links] == [(("Barn", "Yard"), False)]
    reported = [
        r.reason for r in records if isinstance(r, Skipped) and "does not relate" in r.reason
    ]
    assert len(reported) == 2


@pytest.mark.parametrize("title", ["Environment", "Umgebung", "Entorno", "Env."])
def test_a_test_environment_is_development_only(
    title: str, connectors: Sequence[Connector]
) -> None:
    """A flow of a row with the environment `TEST` is in development; with `PROD/TEST`, it is
    active.
    """
    rows = [
        f"Source system|Target system|{title}",
        "Barn|Mill|TEST",
        "Mill|Yard|PROD",
        "Yard|Barn|PROD/TEST",
    ]
    flows = [r for r in read_book({"Interfaces": rows}, connectors) if isinstance(r, Flow)]
    assert [flow.state for flow in flows] == [State.DEVELOPMENT, State.ACTIVE, State.ACTIVE]


def test_a_history_of_changes_is_no_list(connectors: Sequence[Connector]) -> None:
    """A change log is not read as flows, even in `interfaces.xlsx`: its `From` and `To` are
    persons.
    """
    rows = [
        "Version|Date|From|To|What changed",
        "1.0|2024-01-02|Ada|Bo|first",
        "1.1|2024-02-02|Ada|Bo|next",
    ]
    assert not list_flows(read_book({"Change log": rows}, connectors, "interfaces.xlsx"))


@pytest.mark.parametrize(
    ("sheet", "header"),
    [
        ("Contacts", "Role|Name|Ext."),
        ("Key contacts", "Role|Name|Phone"),
        ("Ansprechpartner", "Rolle|Name|Durchwahl"),
        ("Contactos", "Rol|Nombre|Tel."),
        ("Glossary", "Type|Name|Explanation"),
        ("Lista dystrybucyjna", "Rola|Nazwa|Tel."),
    ],
)
def test_persons_and_terms_in_a_register_are_no_systems(
    sheet: str, header: str, connectors: Sequence[Connector]
) -> None:
    """In an application register, the rows of a sheet of contacts or of a glossary are not systems,
    while the applications are.
    """
    book = {
        "Applications": ["Application|Owner", "Barn|Ada"],
        sheet: [header, "Head of IT|Ada B.|4001", "Developer|Bo C.|4002"],
    }
    records = read_book(book, connectors, "Application Register.xlsx")
    assert [r.name for r in records if isinstance(r, System)] == ["Barn"]


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Legende", "geplant"),
        ("Legend", "planned"),
        ("Leyenda", "previsto"),
        ("Legenda", "gepland"),
    ],
)
def test_a_legend_beside_a_matrix_is_no_system(
    title: str, word: str, connectors: Sequence[Connector]
) -> None:
    """The legend at the right of a matrix is not read as systems; its codes, such as `(F)`, give
    the state of a flow.
    """
    rows = [
        rf"from \ to|Barn|Mill|Yard|||{title}",
        "Barn||F|P|||F|File, nightly",
        "Mill|(F)||F|||P|" + word,
        "Yard||F||||(F)|File, switched off",
    ]
    records = read_book({"Matrix": rows}, connectors)
    states = {ends(one): one.state for one in records if isinstance(one, Flow)}
    assert states == {
        ("Barn", "Mill"): State.ACTIVE, ("Barn", "Yard"): State.PLANNED,
        ("Mill", "Barn"): State.DISABLED, ("Mill", "Yard"): State.ACTIVE,
        ("Yard", "Mill"): State.ACTIVE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "flows"),
    [("Applications|Interfaces", "stopped"), ("Anwendungen|Schnittstellen", "stillgelegt")],
)
def test_titled_tables_beside_one_another_are_read_apart(
    names: str, flows: str, connectors: Sequence[Connector]
) -> None:
    """Tables beside one another are read separately, the title of a table may give its state, and a
    budget with `From` and `To` has no flows.
    """
    left, right = names.split("|")
    rows = [
        f"{left}||||{right}",
        "Application|Owner|||From|To|What",
        "Barn|Ada|||Barn|Mill|hay",
        "Mill|Bo|||Mill|Yard|rye",
        "",
        f"Budget||||{right} ({flows})",
        "From (account)|To (account)|Total [EUR]||From|To|What",
        "6151|2050|12000||Yard|Barn|oats",
    ]
    records = read_book({"All": rows}, connectors)
    states = {ends(one): one.state for one in records if isinstance(one, Flow)}
    assert states == {
        ("Barn", "Mill"): State.ACTIVE, ("Mill", "Yard"): State.ACTIVE,
        ("Yard", "Barn"): states[("Yard", "Barn")],
    }  # fmt: skip
    assert states[("Yard", "Barn")] in {State.DISABLED, State.RETIRED}
    assert {one.name for one in records if isinstance(one, System)} == {"Barn", "Mill"}


@pytest.mark.parametrize(
    ("header", "code"),
    [("Code|Description|Owner|Server", "src_app|tgt_app|prot"),
     ("Código|Descrição|Gestor|Servidor", "sis_orig|sis_dest|prot"),
     ("Kod|Opis|Właściciel|Serwer", "System źródłowy|System docelowy|Protokół")],
)  # fmt: skip
def test_flows_by_number_are_joined_with_the_list_of_systems(
    header: str, code: str, connectors: Sequence[Connector]
) -> None:
    """Numbers in a list of flows are replaced by the names of the list of systems; an unknown
    number is reported and is not a system.
    """
    sheets = {
        "Flows": [code, "10|20|1", "20|30|2", "20|99|2"],
        "Systems": [header, "10|Barn|Ada|s1", "20|Mill|Bo|s2", "30|Yard|Cy|s3"],
        "People": ["Code|Name|Phone", "10|Ada|12", "20|Bo|13"],
    }
    records = read_book(sheets, connectors)
    assert list_flows(records) == {("Barn", "Mill"), ("Mill", "Yard")}
    assert any("99" in one.reason for one in records if isinstance(one, Skipped))


def test_names_joined_by_plus_or_listed_below_are_parted(connectors: Sequence[Connector]) -> None:
    rows = [
        "Source|Target|Data",
        "Barn Two + Barn Three|Mill|hay",
        "Mill|Yard and Silo|rye",
        "",
        "Known systems:",
        "Yard",
        "Silo",
    ]
    records = read_book({"Interfaces": rows}, connectors)
    assert list_flows(records) == {
        ("Barn Two", "Mill"), ("Barn Three", "Mill"), ("Mill", "Yard"), ("Mill", "Silo"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "legend",
    ["Green = live|Red = switched off", "Grün = aktiv|Rot = abgeschaltet",
     "Vert : en service|Rouge : arrêté", "Zielony = działa|Czerwony = wyłączone"],
)  # fmt: skip
def test_the_names_of_colours_tell_states(legend: str, connectors: Sequence[Connector]) -> None:
    """If a legend explains colours by their names, the fill colour of a row gives its state."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (legend, "", "Source|Target|Data", "Barn|Mill|hay", "Mill|Yard|rye"):
        sheet.append([cell or None for cell in row.split("|")])
    for line, colour in ((4, "C6EFCE"), (5, "FFC7CE")):
        for cell in sheet[line]:
            cell.fill = openpyxl.styles.PatternFill("solid", fgColor=colour)
    stream = io.BytesIO()
    book.save(stream)
    records = read_files([build_member(stream.getvalue(), "b.xlsx", "b.xlsx")], connectors).records
    states = [one.state for one in records if isinstance(one, Flow)]
    assert states[0] is State.ACTIVE
    assert states[1] in {State.DISABLED, State.RETIRED}


def test_a_numbered_end_is_no_id_of_the_interface(connectors: Sequence[Connector]) -> None:
    """`Id da` is the id of the source system and not of the interface, so two rows in opposite
    directions do not contradict each other.
    """
    rows = [
        "Id da|Da applicazione|Id a|A applicazione|Oggetto",
        "S-1|Barn|S-2|Mill|fieno",
        "S-2|Mill|S-1|Barn|farina",
    ]
    records = read_book({"Flussi": rows}, connectors)
    assert [one.interface for one in records if isinstance(one, Flow)] == ["", ""]
    assert list_flows(records) == {("Barn", "Mill"), ("Mill", "Barn")}


@pytest.mark.parametrize(
    ("title", "state"),
    [("Flux arrêtés", State.DISABLED), ("Flussi dismessi", State.RETIRED),
     ("Flujos desactivados", State.DISABLED), ("Flujos de la planta", State.ACTIVE),
     ("Flussi verso i reparti", State.ACTIVE)],
)  # fmt: skip
def test_a_title_in_the_plural_is_a_state(
    title: str, state: State, connectors: Sequence[Connector]
) -> None:
    records = read_book({"S": [title, "", "Source|Target|Data", "Barn|Mill|hay"]}, connectors)
    assert [one.state for one in records if isinstance(one, Flow)] == [state]


@pytest.mark.parametrize(
    "words",
    ["Name|Owner|Incoming|Outgoing|From|To|Data|Tool|none",
     "Naam|Eigenaar|Inkomend|Uitgaand|Van|Naar|Gegevens|Techniek|geen",
     "Bezeichnung|Verantwortlich|Eingang|Ausgang|Quelle|Ziel|Inhalt|Technik|keine",
     "Nome|Responsabile|In entrata|In uscita|Da|A|Dati|Tecnologia|nessuno"],
)  # fmt: skip
def test_a_form_above_lists_names_the_system_of_their_flows(
    words: str, connectors: Sequence[Connector]
) -> None:
    """A sheet with the form of one system, a list of inputs and a list of outputs gives flows to
    and from that system.
    """
    name, owner, inward, outward, source, target, data, tool, none = words.split("|")
    sheets = {
        one: [
            f"{name}|{one}", f"{owner}|Ada", "", inward, f"{source}|{data}|{tool}", *got, "",
            outward, f"{target}|{data}|{tool}", *sent,
        ]
        for one, got, sent in (
            ("Barn", ["Field|hay|SFTP"], ["Mill|rye|REST", "Yard|oats|REST"]),
            ("Mill", ["Barn|rye|REST"], [f"({none})||"]),
        )
    }  # fmt: skip
    records = read_book(sheets, connectors)
    assert list_flows(records) == {("Field", "Barn"), ("Barn", "Mill"), ("Barn", "Yard")}


@pytest.mark.parametrize(
    "names", [("2025-01", "2025-02"), ("2024", "2025"), ("Q1 2025", "Q2 2025")]
)
def test_older_sheets_are_possible(names: tuple[str, str], connectors: Sequence[Connector]) -> None:
    """Of sheets named by dates, only the newest is certain; flows that only an older sheet contains
    are possible.
    """
    head = "Source|Target|Protocol"
    sheets = {
        names[0]: [head, "Barn|Mill|REST", "Yard|Mill|REST"],
        names[1]: [head, "Barn|Mill|REST"],
    }
    found = [one for one in read_book(sheets, connectors) if isinstance(one, Flow)]
    certain = {ends(one) for one in found if one.certainty is Certainty.CERTAIN}
    assert certain == {("Barn", "Mill")}
    assert ("Yard", "Mill") in {ends(one) for one in found if one.certainty is Certainty.POSSIBLE}


@pytest.mark.parametrize(
    ("cell", "remark", "flow", "state"),
    [
        ("← (baja)", "(baja)  cortada, ya no funciona", ("Mill", "Barn"), State.RETIRED),
        ("→ (off)", "", ("Barn", "Mill"), State.DISABLED),
        ("→ [geplant]", "", ("Barn", "Mill"), State.PLANNED),
    ],
)
def test_a_remark_follows_an_arrow_of_a_matrix(
    cell: str, remark: str, flow: tuple[str, str], state: State, connectors: Sequence[Connector]
) -> None:
    """In a matrix cell such as `→ (off)`, the arrow is the direction and the remark is the
    state.
    """
    rows = ["|Barn|Mill|Yard", f"Barn||{cell}|→", "Mill|||→", "Yard|||", "", remark]
    found = [one for one in read_book({"Grid": rows}, connectors) if isinstance(one, Flow)]
    told = {ends(one): one.state for one in found}
    assert told[flow] is state
    assert told.keys() == {flow, ("Barn", "Yard"), ("Mill", "Yard")}


@pytest.mark.parametrize(
    ("sheet", "header"),
    [("Mutaties 2025", "Kenmerk|Soort|Bron|Doel"), ("Blatt 2", "Nr|Änderung|Quelle|Ziel"),
     ("Changes", "Id|What|Source|Target")],
)  # fmt: skip
def test_changes_on_another_sheet_doubt_a_row(
    sheet: str, header: str, connectors: Sequence[Connector]
) -> None:
    """A sheet of changes is not applied: existing rows that it mentions become possible. Its new
    rows, and all other rows, are certain.
    """
    number, what, source, target = header.split("|")
    base = f"{number}|{source}|{target}|Protocol"
    rows = ["K1|Barn|Mill|REST", "K2|Mill|Yard|REST", "K3|Yard|Shop|SFTP"]
    changes = [f"{number}|{what}|{source}|{target}|Protocol", "K2|ends|||", "K4|new|Shop|Barn|REST"]
    records = read_book({"Base 2024": [base, *rows], sheet: changes}, connectors)
    found = [one for one in records if isinstance(one, Flow)]
    certain = {ends(one) for one in found if one.certainty is Certainty.CERTAIN}
    assert certain == {("Barn", "Mill"), ("Yard", "Shop"), ("Shop", "Barn")}
    assert {ends(one) for one in found} - certain == {("Mill", "Yard")}
    assert any("another sheet changes" in one.reason for one in records if isinstance(one, Skipped))


@pytest.mark.parametrize(
    ("header", "mark"),
    [("System|goes to|what|how", "→ "), ("Systeem|gaat naar|wat|hoe", "-> "),
     ("Quelle|Ziel|Daten|Protokoll", "")],
)  # fmt: skip
def test_a_heading_line_names_the_sender(
    header: str, mark: str, connectors: Sequence[Connector]
) -> None:
    """If a row contains only a sender, the rows below it contain its receivers."""
    rows = ["Barn|||", f"|{mark}Mill|corn|REST", f"|{mark}Yard|hay|CSV", "Mill|||",
            f"|{mark}Shop|flour|REST", "Pond|||"]  # fmt: skip
    records = read_book({"Tree": [header, *rows]}, connectors)
    assert list_flows(records) == {("Barn", "Mill"), ("Barn", "Yard"), ("Mill", "Shop")}
    assert any("'Pond'" in one.reason for one in records if isinstance(one, Skipped))


@pytest.mark.parametrize(
    "cell", ["paper (vervallen)", "CSV (switched off)", "Datei (abgeschaltet)"]
)
def test_brackets_after_a_transport_tell_the_state(
    cell: str, connectors: Sequence[Connector]
) -> None:
    """In a list without a column of states, a protocol such as `CSV (switched off)` gives the
    state.
    """
    rows = ["Source|Target|Protocol", "Barn|Mill|REST (daily)", f"Mill|Yard|{cell}"]
    found = [one for one in read_book({"List": rows}, connectors) if isinstance(one, Flow)]
    assert found[0].state is State.ACTIVE
    assert found[1].state in {State.RETIRED, State.DISABLED}
