"""Read exported lists of SAP ERP: RFC destinations, IDoc partners and IDocs, and the LMDB.

A list is a text file with ``|`` or tabs between its columns, CSV or a workbook, with technical
names or labels as headers. The lists of a folder are read together, because a partner profile
refers to a port, a port to a destination, and the destination to a host. They belong to one SAP
system, whose name is taken from the titles of the lists, otherwise from the folder. This connector
was written from SAP's documentation, without real files.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import read_each, skip_entry, skip_part
from seamscope.connector.folders import find_home_folder
from seamscope.connector.scrub import quote
from seamscope.errors import UnreadableError
from seamscope.records import ClueKind, Record, SystemRef
from seamscope_connectors.sap_erp.columns import Kind
from seamscope_connectors.sap_erp.control_records import list_sent
from seamscope_connectors.sap_erp.destinations import list_destinations, read_destination
from seamscope_connectors.sap_erp.landscape import read_system
from seamscope_connectors.sap_erp.partners import Lists, list_profiles, read_port
from seamscope_connectors.sap_erp.sheets import (
    Entry,
    Sheet,
    build_sheets,
    list_unknown,
    read_sheets,
    split_lists,
)

TEXTS = frozenset({".csv", ".tsv", ".txt", ".lst", ".dat"})
BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
# Each list contains one of these words; other files are not parsed.
WORDS = re.compile(
    r"rfcdest|rcvprn|sndprn|logdes|outputdir|outdir|destination|rfc.dest|rfc.verbindung|log.dest|"
    r"partn|parnum|nachrichtentyp|extended|ext\.|erweiterte|technical.system",
    re.I,
)


class SapErpConnector(Connector):
    """Reads all lists of a folder together."""

    name = "sap-erp"
    reads = (
        "SAP ERP lists (RFC destinations, IDoc partner profiles, ports and control records, LMDB;"
        " TXT, CSV, XLSX)"
    )

    def claim(self, file: File) -> Claim | None:
        if file.suffix in TEXTS:
            if not WORDS.search(file.head(16384)):
                return None
        elif file.suffix not in BOOKS:
            return None
        try:
            kinds = [sheet.kind.value for sheet in read_sheets(file, head=True)]
        except UnreadableError:
            return None
        return (
            Claim(reason=f"has the columns of {kinds[0]}", group=file.folder or "/")
            if kinds
            else None
        )

    def read(self, source: Source) -> Iterator[Record]:
        sheets: list[Sheet] = []
        yield from read_each(source.files, lambda file: _gather(file, sheets))
        stated = {sheet.own for sheet in sheets} - {""}
        only = min(stated) if len(stated) == 1 else ""
        for own in sorted({sheet.own or only for sheet in sheets}):
            lists = Lists()
            for sheet in sheets:
                if (sheet.own or only) == own:
                    for entry in sheet.entries:
                        yield from _add_entry(sheet, entry, lists)
            ref = _own_ref(source, own)
            yield from list_destinations(lists.destinations, ref, own)
            yield from list_profiles(lists, ref)
            yield from list_sent(lists.sent, ref)


def _gather(file: File, sheets: list[Sheet]) -> Iterator[Record]:
    """Add the lists of a file to `sheets`; report those that are empty, truncated or unknown."""
    lists = list(split_lists(file))
    for sheet in build_sheets(file, lists):
        if len(sheet.above) > 1 and not any(sheet.above == one.above for one in sheets):
            what = f"lines with columns above the first known header: {len(sheet.above)}"
            yield skip_entry(what, "export the list again", file.at(sheet.above[0]))
        sheets.append(sheet)
        if not sheet.entries:
            what = f"the list of {sheet.kind.value} has no rows"
            yield skip_part(what, "export the list again", sheet.evidence)
        if sheet.cut:
            what = "the list is truncated in this line, which is not read"
            yield skip_entry(what, "export the list again", file.at(sheet.cut))
    for columns, where in list_unknown(file, lists):
        what = f"the list with the columns {quote(columns, 80)} is not read"
        yield skip_entry(what, "list its flows in the inventory if it has any", where)


def _add_entry(sheet: Sheet, entry: Entry, lists: Lists) -> Iterator[Record]:
    match sheet.kind:
        case Kind.DESTINATIONS:
            yield from _add_destination(entry, lists)
        case Kind.PORTS:
            lists.ports.setdefault(entry.get("port"), read_port(entry))
        case Kind.SENT:
            lists.sent.append(entry)
        case Kind.SYSTEMS:
            yield from read_system(entry)
        case Kind.PARTNERS:
            lists.levels[entry.get("partner"), entry.get("partner_type")] = entry.get("level")
        case _:
            lists.profiles.append((sheet.kind, entry))


def _add_destination(entry: Entry, lists: Lists) -> Iterator[Record]:
    destination = read_destination(entry)
    if destination is None:
        yield skip_entry("the destination has no name", "export the list again", entry.evidence)
        return
    first = lists.destinations.setdefault(destination.name, destination)
    if first.clues != destination.clues:
        what = "an earlier destination has the same name but another address"
        remedy = "put the lists of each SAP system in a separate folder"
        yield skip_entry(what, remedy, entry.evidence)


def _own_ref(source: Source, own: str) -> SystemRef:
    """Return the system that the lists belong to, by their titles, otherwise by their folder."""
    folder = find_home_folder(source.file.path)
    found = build_clues(
        (ClueKind.SOURCE, own),
        (ClueKind.FOLDER, "" if own else folder),
        (ClueKind.SOURCE, "" if own or folder else "the SAP system of these lists"),
    )
    return SystemRef(clues=found, service=True)
