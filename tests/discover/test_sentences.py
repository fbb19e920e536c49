"""Plain sentences about two listed systems are likely flows; other sentences are not."""

import io
import zipfile
from collections.abc import Sequence

import pytest

from seamscope.connector import build_member
from seamscope.discover import load_connectors, read_files
from seamscope.discover.sentences import find_named_products, read_sentences
from seamscope.records import Certainty, Evidence, Flow, Record, State, System

LISTED: Sequence[Record] = [
    System(
        name="Apolix",
        aliases=("APX", "policy store", "store"),
        evidence=Evidence(file="list.csv", line=2),
    ),
    System(name="Comissa", evidence=Evidence(file="list.csv", line=3)),
    System(name="Joiner MES", evidence=Evidence(file="list.csv", line=6)),
    System(name="North CRM", evidence=Evidence(file="list.csv", line=7)),
    System(name="CRM South", evidence=Evidence(file="list.csv", line=8)),
    System(name="Ressegura", evidence=Evidence(file="list.csv", line=4)),
    System(name="Oldis", state=State.RETIRED, evidence=Evidence(file="list.csv", line=5)),
]


def read(text: str, name: str = "note.md") -> list[tuple[str, str]]:
    """Return the source and target of each flow in a text."""
    file = build_member(text.encode(), name, name)
    flows = list(read_sentences([file], LISTED))
    assert all(flow.certainty is Certainty.LIKELY and flow.reason for flow in flows)
    return [(flow.source.system.name, flow.target.system.name) for flow in flows]


@pytest.mark.parametrize(
    "text",
    [
        "Apolix sends the premiums to Comissa every evening.",
        "Comissa reads from the policy store each morning.",
        "Policy store sends the premiums to Comissa.",
        "Comissa pulls the premiums from Apolix.",
        "Caio explicou que o Apolix envia os prêmios emitidos ao Comissa todo dia (arquivo).",
        "O Comissa consulta o Apolix (API, de hora em hora); não grava nada no Apolix.",
        "Sinds januari stuurt Apolix de premies naar Comissa. Werkt goed.",
        "Seit Januar liefert Apolix die Prämien an Comissa.",
        "Apolix envoie les primes à Comissa.",
        "- APX: daily\n- APX sends premiums\n  to Comissa",
        "Apolix schickt die Prämien direkt (ohne Umweg) an das Comissa, Port 7110.",
        "Die Prämien gehen weiterhin aus APX per RFC nach Comissa (jeden Abend).",
        "The interface from Apolix to Comissa is slow.",
        "Apolix schickt die Prämien als XML (siehe Wiki) an das Comissa.",
        "Cada noche Apolix envía las primas a Comissa y se abre la ficha en la lista.",
        "Apolix sends the list of premiums to Comissa.",
        "Las primas pasan de Apolix a Comissa cada noche.",
        "Premiums come from the policy system (Apolix) and are sent into Comissa every day.",
        "The commission portal (Comissa) gets premiums from Apolix by REST; nobody is on call.",
        "Die Prämien gehen vom Bestandssystem (Apolix) nach Comissa.",
        "The policy system (Apolix) sends the premiums to the broker portal (Comissa).",
        "An das Comissa gibt Apolix nur die Prämien ab, sonst nichts.",
        "An Comissa meldet das Apolix jede Änderung.",
        "Aus dem Apolix liest Comissa jede Nacht die Prämien.",
        "Van Apolix krijgt Comissa de premies.",
        "Apolix tells Comissa when a premium is due (message queue).",
        "Apolix informiert Comissa über jede Prämie.",
    ],
)
def test_a_plain_sentence_is_a_flow(text: str) -> None:
    assert read(text) == [("Apolix", "Comissa")]


@pytest.mark.parametrize(
    "text",
    [
        "Does Apolix send premiums to Comissa? Nobody knows whether Apolix feeds Comissa.",
        "Apolix does not send premiums to Comissa.",
        "The office sends premiums (Apolix) to Comissa.",
        "The old portal (Comissa), which was stopped in May, got premiums from Apolix.",
        "The policy system (Apolix) could send the premiums to the portal (Comissa).",
        "Talvez o Apolix envie prêmios ao Comissa.",
        "Vielleicht liefert Apolix die Prämien an Comissa.",
        "Apolix n'envoie plus de primes à Comissa.",
        "Until 2023 Apolix sent premiums to Comissa.",
        "Apolix and Comissa are different systems.",
        "Oldis sends premiums to Comissa.",
        "apolix sends premiums to comissa",
        "Apolix sends mails. Comissa reads them.",
        "The Apolix-Comissa project sends its report to the board.",
        "The migration from Apolix to Comissa is under way.",
        "Der Umstieg von Apolix auf Comissa, von Apolix nach Comissa, ist fertig.",
        "De Apolix a Comissa no va nada.",
        "No data goes from Apolix to Comissa.",
        "The feed is off: no longer from Apolix to Comissa.",
        "A letter to Apolix from Comissa and a visitor.",
        "svc_load | Apolix | loads from Comissa |",
        "Portal → Apolix → Comissa",
    ],
)
def test_any_other_sentence_is_no_flow(text: str) -> None:
    """Questions, denials, doubts, memories and sentences about retired systems give no flow."""
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "From next year Apolix will send the premiums to Comissa.",
        "From next autumn, Apolix sends the premiums to Comissa.",
        "Apolix soll ab 2027 Prämien an Comissa liefern.",
        "Künftig liefert Apolix die Prämien an Comissa.",
        "Ab 2027 wird Apolix die Prämien an Comissa liefern.",
        "Apolix enverra... Prévu : Apolix envoie les primes à Comissa.",
        "Está previsto que Apolix envíe... Previsto: Apolix envía las primas a Comissa.",
        "Die Prämien sollen ab dem 3. Quartal direkt aus dem Apolix nach Comissa kommen.",
        "Apolix zal de premies naar Comissa sturen.",
        "Apolix sends premiums (planned) to Comissa.",
        "Planned: Apolix to Comissa, for the portal.",
        "# Planned interfaces\n\nNo date yet.\n\n- Apolix sends the premiums to Comissa",
        "Roadmap:\n\n- Apolix to Comissa: premiums",
        "Plans for next year:\n- Apolix feeds Comissa",
    ],
)
def test_a_sentence_about_the_future_is_a_planned_flow(text: str) -> None:
    flows = list(read_sentences([build_member(text.encode(), "a.md", "a.md")], LISTED))
    ends = [(flow.source.system.name, flow.target.system.name) for flow in flows]
    assert ends == [("Apolix", "Comissa")]
    assert flows[0].state is State.PLANNED


@pytest.mark.parametrize(
    "text",
    [
        "Apolix sends the premiums to Comissa, from next year by REST.",
        "# Planned\n\nNothing.\n\n# Today\n\nApolix sends the premiums to Comissa.",
        "Planned:\n- a new portal\n\nApolix sends the premiums to Comissa.",
        "No. 3: Apolix sends the premiums to Comissa.",
        "Apolix to Comissa is a file transfer.",
        "- Apolix -> Comissa: premiums, every night",
        "Premiums are sent to Comissa from Apolix every night.",
        "Apolix provisions brokers in Comissa.",
        "Comissa wird von Apolix beliefert.",
        "Die Prämien werden jede Nacht von Apolix an Comissa gesendet.",
    ],
)
def test_a_sentence_about_today_is_an_active_flow(text: str) -> None:
    """A sentence about today is an active flow even after one about the future.

    A heading about the future applies until the next heading, a label only to the list below it.
    """
    flows = list(read_sentences([build_member(text.encode(), "a.md", "a.md")], LISTED))
    ends = [(flow.source.system.name, flow.target.system.name) for flow in flows]
    assert ends == [("Apolix", "Comissa")]
    assert flows[0].state is State.ACTIVE


@pytest.mark.parametrize("text", [
    "Idea: Apolix sends the premiums to Comissa.",
    "Not in use: Apolix to Comissa.",
    "Apolix sends premiums to Comissa <-> nothing, Ressegura.",
])  # fmt: skip
def test_a_label_that_denies_silences_its_sentence(text: str) -> None:
    assert ("Apolix", "Ressegura") not in read(text)
    assert text.startswith("Apolix") or read(text) == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Apolix sends premiums to Comissa and Ressegura.", ["AC", "AR"]),
        ("Apolix is loaded from Comissa, Ressegura and the MES every night.", ["CA", "JA", "RA"]),
        ("Comissa is fed by Apolix (premiums) and by Ressegura (claims).", ["AC", "RC"]),
        ("Apolix and Ressegura feed Comissa.", ["AC", "RC"]),
        ("Comissa wird von Apolix und Ressegura beliefert.", ["AC", "RC"]),
        ("Comissa reçoit les primes d'Apolix et de Ressegura.", ["AC", "RC"]),
        ("Apolix envía las primas a Comissa y a Ressegura.", ["AC", "AR"]),
        ("Apolix gets tariffs from Comissa and sends claims to Ressegura.", ["AR", "CA"]),
        ("Apolix sends premiums to Comissa and Ressegura sends answers to the MES.", []),
        ("Apolix sends premiums to Comissa, Ressegura answers.", ["AC"]),
        ("Apolix, Comissa and Ressegura are old systems.", []),
        ("Claims are sent to Comissa from Apolix, and the answers come back into Apolix.",
         ["AC", "CA"]),
        ("Apolix sends premiums to Comissa, and Apolix returns errors of Ressegura.", ["AC"]),
        ("Apolix <-> Comissa: addresses", ["AC", "CA"]),
    ],
)  # fmt: skip
def test_names_joined_by_and_share_the_verb(text: str, pairs: list[str]) -> None:
    assert sorted(source[0] + target[0] for source, target in read(text)) == pairs


@pytest.mark.parametrize(
    "text",
    [
        "Apolix sends premiums to the portal (Comissa) over SFTP, Comissa sends answers back.",
        "Apolix schickt die Prämien an Comissa, Comissa schickt die Bestätigung zurück.",
        "Apolix envoie les primes à Comissa, qui renvoie les commissions.",
    ],
)
def test_a_second_clause_may_answer(text: str) -> None:
    """A second clause about data that comes back gives a second flow in the other direction."""
    assert sorted(read(text)) == [("Apolix", "Comissa"), ("Comissa", "Apolix")]


@pytest.mark.parametrize(
    "text",
    [
        "Apolix sends premiums to Comissa, Ressegura sends answers back.",
        "Apolix sends premiums to Comissa, Comissa does not send anything back.",
    ],
)
def test_a_second_clause_about_others_is_no_answer(text: str) -> None:
    assert ("Comissa", "Apolix") not in read(text)


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("- Apolix passes premiums on to Comissa, through the hub? Ask.", Certainty.POSSIBLE),
        ("Apolix liefert die Prämien an Comissa, per Datei?", Certainty.POSSIBLE),
        ("Does Apolix send premiums to Comissa, or to Ressegura?", None),
        ("Who knows whether Apolix feeds Comissa, by file?", None),
    ],
)
def test_a_question_about_the_means_leaves_the_flow_possible(
    text: str, certainty: Certainty | None
) -> None:
    flows = list(read_sentences([build_member(text.encode(), "a.md", "a.md")], LISTED))
    assert [flow.certainty for flow in flows] == ([certainty] if certainty else [])


def test_products_in_notes_are_found_as_they_are_spelled() -> None:
    """Products in notes are found with their files; generic technologies such as REST and short
    words such as "sage" are not.
    """
    texts = {
        "a.md": "Orders go from Salesforce to SAP S/4HANA by REST and PostgreSQL.",
        "b.txt": "Power BI shows what Salesforce has; a sage decides.",
    }
    files = [build_member(text.encode(), name, name) for name, text in texts.items()]
    found = find_named_products(files)
    assert found == {
        "Power BI": ("b.txt",), "SAP S/4HANA": ("a.md",), "Salesforce": ("a.md", "b.txt"),
    }  # fmt: skip


def test_mails_are_decoded_without_quotations() -> None:
    mail = (
        "From: a@example.com\nSubject: premiums\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "Apolix envoie les primes =C3=A0 Com=\nissa.\n> Comissa sends data to Ressegura.\n"
    )
    assert read(mail, "re.eml") == [("Apolix", "Comissa")]


def test_pages_and_documents_are_read_without_tables_and_struck_text() -> None:
    page = (
        "<html><head><title>x</title></head><body><p>Comissa pulls the premiums from "
        "<a href='#'>Apolix</a>.</p><s><p>Apolix sends claims to Ressegura.</p></s>"
        "<table><tr><td>Comissa sends data to Ressegura.</td></tr></table></body></html>"
    )
    assert read(page, "page.html") == [("Apolix", "Comissa")]
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>Apolix sends premiums </w:t></w:r><w:r><w:t>to Comissa.</w:t></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>Comissa feeds Ressegura.</w:t></w:r></w:p>"
        "</w:body></w:document>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", body)
    file = build_member(packed.getvalue(), "minutes.docx", "minutes.docx")
    assert len(list(read_sentences([file], LISTED))) == 1


@pytest.mark.parametrize("name", ["a.docx", "b.eml", "c.html", "d.md"])
def test_broken_files_give_nothing(name: str) -> None:
    file = build_member(b"\x00\xff\xfe Apolix <p <<", name, name)
    assert list(read_sentences([file], LISTED)) == []


def test_a_run_reads_notes_beside_lists() -> None:
    connectors, _ = load_connectors()
    files = [
        build_member(b"Application,Owner\nApolix,IT\nComissa,HR\n", "list.csv", "list.csv"),
        build_member(b"Apolix sends premiums to Comissa.\n", "note.txt", "note.txt"),
    ]
    flows = [r for r in read_files(files, connectors).records if isinstance(r, Flow)]
    assert [str(flow.evidence) for flow in flows] == ["note.txt:1"]


def test_an_acronym_means_the_only_system_that_has_it() -> None:
    assert read("Apolix fetches the lots from the MES every hour.") == [("Joiner MES", "Apolix")]
    assert read("Apolix fetches the names from the CRM every hour.") == []
