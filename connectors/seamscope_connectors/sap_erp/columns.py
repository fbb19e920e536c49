"""Recognise SAP's lists by their columns, and find the meaning of each column.

Headers are technical names or labels in the display language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from seamscope.connector import fold_header


class Kind(Enum):
    """The types of lists: RFC destinations, partner profiles, ports and technical systems."""

    DESTINATIONS = "RFC destinations"
    OUTBOUND = "outbound partner profiles"
    INBOUND = "inbound partner profiles"
    PROFILES = "partner profiles"
    SENT = "control records of IDocs"
    PORTS = "IDoc ports"
    PARTNERS = "IDoc partners"
    SYSTEMS = "technical systems of the LMDB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Columns that identify a list: all of `needs`, and one of `any_of` unless that is empty."""

    kind: Kind
    needs: frozenset[str]
    any_of: frozenset[str] = frozenset()


def _shape(kind: Kind, needs: str, any_of: str = "") -> Shape:
    return Shape(kind=kind, needs=frozenset(needs.split()), any_of=frozenset(any_of.split()))


SHAPES = (
    _shape(Kind.DESTINATIONS, "rfcdest", "rfctype rfcoptions rfchost"),
    _shape(Kind.DESTINATIONS, "destination type", "options host"),
    _shape(Kind.OUTBOUND, "receiver message"),
    _shape(Kind.INBOUND, "sender message"),
    _shape(Kind.PROFILES, "partner message direction", "partner_type idoc_type process_code"),
    _shape(Kind.OUTBOUND, "partner message", "receiver_port output_mode idoc_type"),
    _shape(Kind.INBOUND, "partner message process_code"),
    _shape(Kind.PARTNERS, "partner partner_type level"),
    _shape(Kind.PORTS, "port", "port_destination port_folder"),
    _shape(Kind.SYSTEMS, "extended_sid", "system_type role database host product lifecycle"),
)
HEADERS: Mapping[str, str] = {
    "rfcdest": "rfcdest",
    "rfctype": "rfctype",
    "rfcoptions": "rfcoptions",
    "rfchost": "rfchost",
    "destination": "rfc_destination, rfc_dest, log_dest, logical_destination, rfc_connection,"
    " rfc_connections, rfc_verbindung, rfc_verbindungen, destination_rfc",
    "type": "connection_type, conn_type, type, typ, verbindungstyp, rfc_type, type_de_connexion",
    "options": "options, optionen, option",
    "host": "host, hostname, host_name, target_host, target_server, target_machine, zielhost,"
    " zielmaschine, zielrechner, zielserver, server_name, application_server_host,"
    " message_server_host",
    "text": "rfcdoc1, description, beschreibung, descri, bezeichnung",
    "receiver": "rcvprn, receiver_partner, receiver_partner_number, receiving_partner,"
    " partner_number_of_receiver, partner_no_of_receiver, empfangspartner, partner_empfänger,"
    " partnernummer_empfänger, partnernummer_des_empfängers",
    "sender": "sndprn, sender_partner, sender_partner_number, sending_partner,"
    " partner_number_of_sender, partner_no_of_sender, senderpartner, absenderpartner,"
    " partner_sender, partnernummer_sender, partnernummer_des_senders,"
    " partnernummer_des_absenders",
    "partner": "partner, partner_number, partner_no, partn_no, partn_number, partnernummer,"
    " parnum, numero_de_partenaire",
    "partner_type": "rcvprt, sndprt, partner_type, partn_type, partnerart, partyp, art",
    "receiver_type": "rcvprt",
    "sender_type": "sndprt",
    "level": "matlvl",  # of a partner in table EDPP1: A (active) or I
    "instance": "system_number, system_no, sysnr, instance_number, instance_no, systemnummer,"
    " instanznummer",
    "notified": "usrkey",  # who is told of an IDoc with an error
    "created": "credat, created_on, creation_date, angelegt_am, erstellt_am, date_de_creation",
    "status": "status, partner_status, partnerstatus, statut",
    "message": "mestyp, message_type, nachrichtentyp, type_de_message",
    "message_variant": "mescod, message_code, message_variant, nachrichtenvariante",
    "message_function": "mesfct, message_function, nachrichtenfunktion",
    "test": "test, test_flag, testflag, testkennzeichen",
    "direction": "direct, direction, richtung",
    "receiver_port": "rcvpor, receiver_port, recipient_port, empfangerport, empfängerport",
    "output_mode": "outmod, output_mode, ausgabemodus",
    "idoc_type": "idoctyp, idoc_type, idoc_typ, basic_type, basistyp, idoctp",
    "extension": "cimtyp, extension, erweiterung",
    "process_code": "evcode, process_code, vorgangscode",
    "port": "port, port_name, portname",
    "port_destination": "logdes, rfc_destination_of_port, logical_destination, rfc_destination,"
    " rfc_dest",
    "port_folder": "outputdir, outdir, outbound_directory, output_directory, ausgabeverzeichnis",
    "extended_sid": "extended_system_id, extended_sid, ext_system_id, ext_sid,"
    " erweiterte_system_id, erweiterte_sid, technical_system_name",
    "sid": "system_id, sid, systemid, system_name",
    "system_type": "technical_system_type, system_type, type, systemtyp",
    "role": "it_admin_role, system_role, it_admin_rolle, role, systemrolle",
    "database": "database, database_name, db_name, db_system, datenbank, db",
    "product": "product_version, product, produktversion, product_version_name,"
    " leading_product_version, software_product",
    "lifecycle": "lifecycle_status, life_cycle_status, lifecycle, lebenszyklusstatus",
    "remark": "remark, remarks, comment, comments, note, notes, bemerkung, bemerkungen,"
    " anmerkung, kommentar, hinweis, remarque, commentaire, observaciones, observacion,"
    " comentario, note_e_osservazioni, opmerking, observacao, uwagi",
    "location": "data_center, location, rechenzentrum",
}
KNOWN = frozenset(word.strip() for listed in HEADERS.values() for word in listed.split(","))
_MEANINGS = {
    meaning: frozenset(word.strip() for word in listed.split(","))
    for meaning, listed in HEADERS.items()
}


def detect_kind(headers: Sequence[str]) -> Kind | None:
    """Return the type of list that has these headers, None if they match no list."""
    found = find_columns(headers)
    if {"receiver", "sender"} <= found.keys():
        # Control records contain both systems, partner profiles only the partner.
        return Kind.SENT if {"message", "direction"} <= found.keys() else None
    for shape in SHAPES:
        if shape.needs <= found.keys() and (not shape.any_of or shape.any_of & found.keys()):
            return shape.kind
    return None


def find_columns(headers: Sequence[str]) -> dict[str, int]:
    """Return, for each meaning such as "partner", the number of the first column that has it."""
    whole = [fold_header(header) for header in headers]
    # "Target Host / Program ID" is the header of the host, if no other header is.
    folded = [*whole, *(fold_header(header.partition("/")[0]) for header in headers)]
    found: dict[str, int] = {}
    for meaning, words in _MEANINGS.items():
        at = next((at for at, header in enumerate(folded) if header in words), None)
        if at is not None:
            found[meaning] = at % len(whole)
    return found
