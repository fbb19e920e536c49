"""Write the Excel and Word files of the test users' folders; the repository has only their text."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

Rows = Sequence[Sequence[object]]

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
APPLICATIONS: Rows = (
    ("Havelberg Versicherung AG – Anwendungsverzeichnis",),
    ("Stand: 14.10.2026, gepflegt durch IT-Architektur (ITA)",),
    (),
    ("Anw.-Nr.", "Bezeichnung", "Kürzel", "Fachbereich", "Anwendungsverantwortung",
     "Hersteller / Eigenentwicklung", "Lebenszyklus", "Schutzbedarf", "Anzahl Nutzer", "Bemerkung"),
    ("A01", "POLARIS Bestandsführung Komposit", "POL", "Komposit", "Heike Brandt",
     "Eigenentwicklung (.NET)", "produktiv", "sehr hoch", 900, ""),
    ("A02", "SchadenNet", "SNET", "Schaden", "Olaf Petersen", "Eigenentwicklung (.NET)",
     "produktiv", "sehr hoch", 650, ""),
    ("A03", "Zentrale Partnerverwaltung", "ZPV", "Querschnitt", "Ines Wolff", "Eigenentwicklung",
     "produktiv", "hoch", 1200, "führend für Partnerdaten"),
    ("A04", "SAP FS-CD", "FSCD", "Rechnungswesen", "Gerd Maurer", "SAP", "produktiv", "hoch", 120,
     "In- und Exkasso"),
    ("A05", "SAP FI", "FI", "Rechnungswesen", "Gerd Maurer", "SAP", "produktiv", "hoch", 80, ""),
    ("A06", "Archiv-DMS", "DMS", "Querschnitt", "Lena Scholz", "d.velop", "produktiv", "hoch", 1500,
     ""),
    ("A07", "Unternehmens-DWH", "DWH", "Controlling", "Data Office", "Microsoft SQL Server",
     "produktiv", "mittel", 200, ""),
    ("A08", "Maklerportal", "MAPO", "Vertrieb", "Sven Albers", "Eigenentwicklung", "produktiv",
     "hoch", 3100, ""),
    ("A09", "Kundenportal Meine Havelberg", "KUPO", "Vertrieb", "Sven Albers", "Salesforce",
     "produktiv", "hoch", None, "280.000 registrierte Kunden"),
    ("A10", "Tarifrechner TARA", "TARA", "Komposit", "Heike Brandt", "Eigenentwicklung",
     "produktiv", "mittel", 300, "Bibliothek, wird in POL eingebunden"),
    ("A11", "DOPiX Outputmanagement", "DOPIX", "Querschnitt", "Lena Scholz", "icon Systemhaus",
     "produktiv", "mittel", 50, ""),
    ("A12", "GDV-Gateway", "GDV", "Vertrieb", "", "Eigenentwicklung", "produktiv", "mittel", 10,
     ""),
    ("A13", "FRIDA Betrugserkennung", "FRIDA", "Schaden", "Olaf Petersen", "Kauf", "produktiv",
     "hoch", 25, ""),
    ("A14", "SICS Rückversicherung", "SICS", "Rückversicherung", "", "DXC", "produktiv", "mittel",
     15, ""),
    ("A15", "VIS Vertriebsinformation", "VIS", "Vertrieb", "", "Eigenentwicklung",
     "abgelöst 31.12.2023", "gering", 0, "abgelöst durch Berichte im DWH"),
)  # fmt: skip
LEGEND: Rows = (
    ("Legende",),
    (),
    ("einseitig", "Daten fließen vom Datengeber zum Datennehmer"),
    ("beidseitig", "Daten fließen in beide Richtungen"),
    ("Abnehmer holt", "Datennehmer greift lesend auf den Datengeber zu"),
)
INTERFACES: Rows = (
    ("SST-Nr.", "Datengeber", "Datennehmer", "Richtung", "Anbindung", "Turnus", "Geschäftsobjekt",
     "Stand der SST", "Bemerkung"),
    ("S-001", "POL", "SNET", "einseitig", "Webservice (SOAP)", "online", "Deckungsauskunft",
     "in Betrieb", ""),
    ("S-002", "SNET", "POL", "einseitig", "MQ", "online", "Schadenstand", "in Betrieb", ""),
    ("S-003", "ZPV", "POL", "beidseitig", "MQ", "online", "Partner", "in Betrieb",
     "Änderungen aus POL gehen an ZPV zurück"),
    ("S-004", "SNET", "FSCD", "einseitig", "IDoc", "nächtlich", "Auszahlung", "in Betrieb", ""),
    ("S-005", "FSCD", "SNET", "einseitig", "Direktzugriff DB", "nächtlich", "Zahlungsrückmeldung",
     "in Betrieb", "Linked Server FSCD_LINK"),
    ("S-006", "POL", "FSCD", "einseitig", "IDoc", "nächtlich", "Sollstellung", "in Betrieb", ""),
    ("S-007", "FSCD", "FI", "einseitig", "SAP-intern", "nächtlich", "Buchungsbeleg", "in Betrieb",
     ""),
    ("S-008", "SNET", "DMS", "einseitig", "Webservice (REST)", "online", "Schadenakte",
     "in Betrieb", ""),
    ("S-009", "DOPIX", "DMS", "einseitig", "Dateitransfer (Connect:Direct)", "stündlich",
     "Ausgangspost", "in Betrieb", ""),
    ("S-010", "SNET", "DOPIX", "einseitig", "MQ", "online", "Druckauftrag", "in Betrieb", ""),
    ("S-011", "POL", "DOPIX", "einseitig", "MQ", "online", "Druckauftrag", "in Betrieb", ""),
    ("S-012", "MAPO", "POL", "beidseitig", "Webservice (REST)", "online",
     "Antrag, Vertragsauskunft", "in Betrieb", ""),
    ("S-013", "KUPO", "SNET", "einseitig", "Webservice (REST)", "online", "Schadenmeldung",
     "in Betrieb", ""),
    ("S-014", "POL", "GDV", "einseitig", "Dateitransfer (SFTP)", "monatlich",
     "Bestandsdaten Vermittler", "in Betrieb", ""),
    ("S-015", "DWH", "VIS", "einseitig", "Dateitransfer", "monatlich", "Vertriebszahlen",
     "abgeschaltet", ""),
    ("S-016", "SNET", "FRIDA", "einseitig", "Webservice (REST)", "online", "Schaden", "in Betrieb",
     ""),
    ("S-017", "FRIDA", "SNET", "einseitig", "Webservice (REST)", "online", "Betrugsscore",
     "in Betrieb", ""),
    ("S-018", "POL", "SICS", "einseitig", "offen", "offen", "Zession", "in Planung",
     "Projekt RE-2027"),
    ("S-019", "ZPV", "SNET", "Abnehmer holt", "Direktzugriff DB", "online", "Partner",
     "in Betrieb", ""),
)  # fmt: skip
CATALOGUE: Rows = (
    ("Lácteos Valdoria S. Coop. - Catálogo de interfaces",),
    ("Revisión: 09/11/2026",),
    (),
    ("ID", "Aplicación emisora", "Aplicación receptora", "Sentido", "Información", "Medio",
     "Periodicidad", "Estado", "Observaciones"),
    ("I01", "REC", "S4", "Unidireccional", "Liquidaciones de leche", "Fichero SFTP", "Diaria",
     "Activa", ""),
    ("I02", "S4", "REC", "Unidireccional", "Tarifas de leche", "API REST", "Mensual", "Activa",
     ""),
    ("I03", "REC", "LIMS", "Unidireccional", "Muestras", "Fichero SFTP", "Cada hora", "Activa",
     ""),
    ("I04", "REC", "PGA", "Unidireccional", "Entregas", "API REST", "En línea", "Activa", ""),
    ("I05", "S4", "MES", "Bidireccional", "Órdenes de fabricación y consumos", "IDoc",
     "En línea", "Activa", ""),
    ("I06", "S4", "SGA", "Unidireccional", "Entregas de salida", "IDoc", "En línea", "Activa",
     ""),
    ("I07", "SGA", "S4", "Unidireccional", "Confirmaciones", "IDoc", "En línea", "Activa", ""),
    ("I08", "MES", "SGA", "Unidireccional", "Palés producidos", "Cola MQ", "En línea",
     "Activa", ""),
    ("I09", "CRM", "S4", "Unidireccional", "Pedidos de grandes cuentas", "API REST",
     "En línea", "Activa", ""),
    ("I10", "MOV", "S4", "Unidireccional", "Pedidos de ruta", "Servicio web SOAP", "Diaria",
     "Activa", ""),
    ("I11", "S4", "MOV", "Unidireccional", "Tarifas y clientes", "Fichero SFTP", "Diaria",
     "Activa", ""),
    ("I12", "S4", "EDI", "Unidireccional", "Facturas", "IDoc", "Diaria", "Activa", ""),
    ("I13", "EDI", "S4", "Unidireccional", "Pedidos de la distribución", "IDoc", "En línea",
     "Activa", ""),
    ("I14", "NOM", "S4", "Unidireccional", "Asiento de nómina", "Fichero", "Mensual", "Activa",
     ""),
    ("I15", "BAS", "REC", "Unidireccional", "Pesadas", "Fichero", "Diaria", "Dada de baja", ""),
    ("I16", "MES", "ADW", "Unidireccional", "Indicadores OEE", "Por definir", "Por definir",
     "Prevista 2027", ""),
)  # fmt: skip
CIO: Sequence[str] = (
    "Interview 4: Tomas Berg, CIO",
    "5 November 2026, Stockholm office",
    "Budget for the POC is approved, EUR 150,000. Production budget is open.",
    "Sponsor is Maria Lund; Tomas wants a go/no-go in March.",
    "Strategic systems are Cargoline and SAP S/4HANA. FleetPulse contract runs until end of 2028.",
    "Power BI shows the on-time rate to the board. He believes the numbers come out of the lake.",
    "Data must stay in the EU.",
)
DATA_TEAM: Sequence[str | Rows] = (
    "Interview 7: Nadia Karim, data team",
    "The team is three people. They run Azure Data Lake and Power BI.",
    "Power BI reads everything from Azure Data Lake. Nothing else feeds Power BI.",
    (
        ("Source", "What", "How often"),
        ("Cargoline", "tours, stops", "nightly"),
        ("FleetPulse", "positions", "daily"),
    ),
    "About 60,000 positions a day. History since 2022, roughly 80 million rows. "
    "Quality: 3 % of positions have no tour number.",
)


def write_offices(user: str, folder: Path) -> None:
    """Write the workbooks and documents of a user into a folder."""
    if user == "insurer":
        _write_book(folder / "Anwendungsverzeichnis_2026-10.xlsx", {"Übersicht": APPLICATIONS})
        sheets = {"Legende": LEGEND, "SST-Verzeichnis": INTERFACES}
        _write_book(folder / "Schnittstellenverzeichnis.xlsx", sheets)
    if user == "dairy":
        _write_book(folder / "catalogo_interfaces.xlsx", {"Interfaces": CATALOGUE})
    if user == "consultant":
        _write_document(folder / "04_cio_tomas_berg.docx", CIO)
        _write_document(folder / "07_data_nadia_karim.docx", DATA_TEAM)


def _write_book(path: Path, sheets: Mapping[str, Rows]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)


def _write_document(path: Path, blocks: Sequence[str | Rows]) -> None:
    parts = (_build_paragraph(b) if isinstance(b, str) else _build_table(b) for b in blocks)
    body = f'<w:document xmlns:w="{WORD}"><w:body>{"".join(parts)}</w:body></w:document>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", body)


def _build_paragraph(text: object) -> str:
    return f"<w:p><w:r><w:t>{escape(str(text))}</w:t></w:r></w:p>"


def _build_table(rows: Rows) -> str:
    lines = (
        "<w:tr>" + "".join(f"<w:tc>{_build_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{''.join(lines)}</w:tbl>"
