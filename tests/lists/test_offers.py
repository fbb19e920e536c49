"""Lists with providers and suppliers, with codes beside names, with user departments, or with the
partner in the title.
"""

from collections.abc import Sequence

import pytest
from tests.lists.test_siblings import list_flows, read

from seamscope.connector import Connector
from seamscope.discover import load_connectors
from seamscope.records import Dependency, Flow, State, System

CHAIN = [("Anchor", "Buoy"), ("Buoy", "Keel")]


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return [one for one in found if one.name == "tables"]


@pytest.mark.parametrize(
    ("header", "cell"),
    [("SI fournisseur;SI client;Objet du flux", "ordres"), ("Pub;Sub;Msg", "orders"),
     ("Lieferant;Abnehmer;Nutzlast", "Aufträge"), ("Provider;Consumer;Data returned", "orders"),
     ("Aplicativo proveedor;Aplicativo consumidor;Servicio / API", "consultaPedidos")],
)  # fmt: skip
def test_a_supplier_sends(header: str, cell: str, connectors: Sequence[Connector]) -> None:
    text = f"{header};Auth\nAnchor;Buoy;{cell};OAuth2\nBuoy;Keel;{cell};OAuth2\n"
    assert list_flows(read(text, connectors)) == CHAIN


@pytest.mark.parametrize(
    ("header", "cells"),
    [("API Provider;API Consumer;API Name", ("Order API", "Sales API")),
     ("Erogatore;Fruitore;Servizio", ("consultaOrdini", "inviaOrdini")),
     ("Proveedor;Consumidor;Servicio", ("consultaPedidos", "crearPedido"))],
)  # fmt: skip
def test_a_provider_of_a_service_may_receive(
    header: str, cells: tuple[str, str], connectors: Sequence[Connector]
) -> None:
    text = f"{header};Auth\nAnchor;Hull;{cells[0]};OAuth2\nBuoy;Keel;{cells[1]};OAuth2\n"
    records = read(text, connectors)
    assert not [one for one in records if isinstance(one, Flow)]
    assert len([one for one in records if isinstance(one, Dependency)]) == len(cells)


@pytest.mark.parametrize(
    "header",
    ["Source CI;Source name;Target CI;Target name;Data;Protocol",
     "Liefersystem (ICTO);Liefersystem Name;Empfangssystem (ICTO);Empfangssystem Name;Daten;Weg",
     "bron_ci;bron_naam;doel_ci;doel_naam;gegevens;protocol",
     "sis_origen;sis_origen_desc;sis_destino;sis_destino_desc;datos;protocolo",
     "System źródłowy (kod);System źródłowy nazwa;System docelowy (kod);System docelowy nazwa;"
     "Dane;Protokół"],
)  # fmt: skip
def test_ids_before_names_are_no_names(header: str, connectors: Sequence[Connector]) -> None:
    rows = "ICTO-4411;Anchor;ICTO-5020;Buoy;orders;SFTP\nICTO-5020;Buoy;ICTO-5107;Keel;sales;REST"
    assert list_flows(read(f"{header}\n{rows}\n", connectors)) == CHAIN


@pytest.mark.parametrize(
    "header",
    ["Designação do software;Serviço utilizador;Interlocutor;Empresa;Equipamento",
     "Programa;Servicio usuario;Contacto;Fabricante;Servidor",
     "Logiciel;Service utilisateur;Contact;Editeur;Serveur",
     "Application;Consuming service;Contact;Vendor;Server"],
)  # fmt: skip
def test_a_department_that_uses_software_is_no_system(
    header: str, connectors: Sequence[Connector]
) -> None:
    rows = "Anchor Desk;Taxes and fees;J. Doe;Hullsoft;SRV01\nBuoy;Planning;K. Roe;Keelsoft;SRV02"
    records = read(f"{header}\n{rows}\nKelp;Markets;L. Poe;Kelpsoft;SRV03\n", connectors)
    assert not [one for one in records if isinstance(one, Flow | Dependency)]
    names = [one.name for one in records if isinstance(one, System)]
    assert names == ["Anchor Desk", "Buoy", "Kelp"]


@pytest.mark.parametrize(
    ("title", "header"),
    [("Interfaces of Hull Desk with third parties", "Other system;Direction;Data"),
     ("Integraciones de Hull Desk con terceros", "Sistema externo;Sentido;Datos"),
     ("Schnittstellen von Hull Desk zu Umsystemen", "Gegensystem;Import/Export;Daten"),
     ("Schnittstellen HULL Desk, Werk 3", "Gegensystem;Import/Export;Daten"),
     ("Koppelingen van Hull Desk met derden", "Extern systeem;Richting;Gegevens")],
)  # fmt: skip
def test_partners_and_places_in_a_title_are_not_in_the_name(
    title: str, header: str, connectors: Sequence[Connector]
) -> None:
    text = f"{title};;\n{header}\nAnchor;Import;orders\nBuoy;Export;sales\n"
    found = [(one.upper(), other.upper()) for one, other in list_flows(read(text, connectors))]
    assert found == [("ANCHOR", "HULL DESK"), ("HULL DESK", "BUOY")]


def test_a_footnote_or_an_answer_switches_a_flow_off(connectors: Sequence[Connector]) -> None:
    """A flow is inactive if a footnote to its system or an `n` in the column `In use` says so, even
    if another row has a `?` there.
    """
    noted = "From system;To system;Data\nAnchor;Buoy;orders\nKeel¹;Buoy;sales\n\n"
    noted += "¹ Keel was switched off in 2025.;;\n"
    asked = "From system;To system;Data;In use\nAnchor;Buoy;orders;y\nKeel;Buoy;sales;n\n"
    asked += "Hull;Buoy;tides;?\n"
    for text in (noted, asked):
        states = [one.state for one in read(text, connectors) if isinstance(one, Flow)]
        assert states[0] is State.ACTIVE
        assert states[1] in {State.DISABLED, State.RETIRED}
