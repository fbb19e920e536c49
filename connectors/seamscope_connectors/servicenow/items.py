"""Read the rows of ServiceNow exports: items, relations and relation types.

A list export has only labels; the Table API has ids, labels or both. Field names follow the tables
`cmdb_ci`, `cmdb_rel_ci` and `cmdb_rel_type`, or their labels.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from seamscope.connector import Doc, File, Table, fold_header
from seamscope.connector.entries import report_unread_columns
from seamscope.connector.identifiers import (
    build_plain_id_clues,
    find_app_id_clues,
    is_app_id_key,
)
from seamscope.records import Clue, Evidence, Skipped

# Meaning -> field names and labels, of which the first that is filled is used.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("sys_id",),
    "number": ("number",),
    "name": ("name", "display_name"),
    "class": ("sys_class_name", "class"),
    "criticality": ("busines_criticality", "business_criticality", "criticality"),
    "owner": ("owned_by", "it_application_owner", "business_owner", "managed_by"),
    "support": ("support_group", "assignment_group", "supported_by", "managed_by_group"),
    "vendor": ("vendor", "manufacturer"),
    "environment": ("used_for", "environment"),
    "hosting": ("install_type", "hosting"),
    "classification": ("data_classification",),
    "domain": ("business_unit", "department"),
    "description": ("short_description", "comments"),
    "host": ("fqdn", "host_name", "host", "hostname", "server"),
    "application": ("application", "business_application", "application_name", "app", "app_name"),
    "parent": ("parent",),
    "child": ("child",),
    "type": ("type",),
    "forth": ("parent_descriptor",),
    "back": ("child_descriptor",),
    "updated": ("sys_updated_on", "updated"),
}
STATES = ("install_status", "status", "operational_status", "life_cycle_stage")
OWN = "u_"  # prefix of custom fields
KNOWN = frozenset(
    [
        *(f"{own}{name}" for names in FIELDS.values() for name in names for own in ("", OWN)),
        *STATES,
    ]
)
# With "name" and "class", one of these columns identifies a list of items exported with labels.
LABEL_COLUMNS = frozenset({"install_status", "operational_status", "used_for", "managed_by_group",
                     "most_recent_discovery", "discovery_source", "asset_tag"})  # fmt: skip
CODE = re.compile(
    r"(?=\w*+\Z)u_\w*(?:code|short_name|kurz\w*|kuerzel|kürzel|abbrev\w*|acronym|aka)"
)
ENDS = frozenset({"parent", "child"})  # ends of a relation
TABLE = re.compile(r"(?<![^_])cmdb_ci_.*")
SYS_ID = re.compile(r"[0-9a-f]{32}")
JSON_KEYS = re.compile(r'"(?:sys_class_name|sys_id|parent_descriptor|child)"\s*:')


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A display value and the sys_id of the item it refers to, "" if missing in the export."""

    text: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of an export, with its cells by field name."""

    cells: dict[str, Cell]
    evidence: Evidence

    def cell(self, meaning: str) -> Cell:
        """Return the first filled cell with a meaning; standard fields are preferred to custom
        fields.
        """
        names = (f"{own}{name}" for own in ("", OWN) for name in FIELDS[meaning])
        found = (self.cells[name] for name in names if name in self.cells)
        return next((cell for cell in found if cell.text or cell.id), Cell())

    def text(self, meaning: str) -> str:
        """Return the display value of a field, or its sys_id if there is no display value.

        meaning: a key of FIELDS.
        """
        cell = self.cell(meaning)
        return cell.text or cell.id

    @property
    def identity(self) -> str:
        """The sys_id of the item, "" in a list export."""
        return self.cell("id").id or self.text("id")

    @property
    def table(self) -> str:
        """The class without prefix: ``cmdb_ci_server`` and "Server" are both ``server``.

        Without a class column, the name of the sheet or of the file has the class:
        ``cmdb_ci_server.csv``.
        """
        sheet = self.evidence.place.rpartition("!")[0]
        titled = find_table_name(sheet) or find_table_name(self.evidence.file)
        return fold_class(self.text("class") or titled)

    @property
    def app_ids(self) -> tuple[Clue, ...]:
        """Application ids of the organisation, from fields such as ``correlation_id``.

        The number of the item in the CMDB (``APM0001234``) is included, because other lists use it.
        """
        stated = find_app_id_clues((key, cell.text) for key, cell in self.cells.items())
        return tuple(dict.fromkeys((*stated, *build_plain_id_clues(self.text("number")))))

    @property
    def owner_ids(self) -> tuple[Clue, ...]:
        """Application ids of the application that a server or database belongs to."""
        stated = find_app_id_clues((key, cell.text) for key, cell in self.cells.items())
        return stated or build_plain_id_clues(self.cell("application").text)

    def end_app_ids(self, end: str) -> tuple[Clue, ...]:
        """Return the application ids of one end of a relation, from fields such as
        ``parent.u_app_id``.

        end: "parent" or "child".
        """
        fields = ((split_end(key), cell.text) for key, cell in self.cells.items())
        return find_app_id_clues((key, text) for (side, key), text in fields if side == end)

    def end_class(self, end: str) -> str:
        """Return the class of one end of a relation, as in `table`; "" if it is missing."""
        fields = ((split_end(key), cell.text) for key, cell in self.cells.items())
        found = (text for (side, key), text in fields if side == end and key in FIELDS["class"])
        return fold_class(next(found, ""))

    @property
    def codes(self) -> tuple[str, ...]:
        """Short codes from custom fields such as ``u_short_code``."""
        found = (cell.text for key, cell in self.cells.items() if CODE.fullmatch(key))
        return tuple(dict.fromkeys(text for text in found if text))

    @property
    def is_nameless(self) -> bool:
        """Whether the row is an item without a name."""
        return not (self.text("name") or self.is_relation or self.text("forth"))

    @property
    def is_half_type(self) -> bool:
        """Whether the row is a relation type without an id or without one of its two
        descriptors.
        """
        both = self.text("forth"), self.text("back")
        return any(both) and not (all(both) and self.identity)

    @property
    def is_relation(self) -> bool:
        """Whether the row relates two items."""
        return bool(self.text("parent") and self.text("child")) and "name" not in self.cells


def fold_class(name: str) -> str:
    """Return a class without its general prefix: ``cmdb_ci_server`` → "server"."""
    return re.sub(r"^(?:cmdb_ci_|cmdb_|u_)+", "", fold_header(name))


def split_end(key: str) -> tuple[str, str]:
    """Split a field of a relation's end: ``parent.u_app_id`` → "parent", "u_app_id"."""
    end, separator, rest = key.replace(".", "_").partition("_")
    return (end, rest) if separator and end in ENDS else ("", key)


def find_table_name(path: str) -> str:
    """Return the table in a file name, "" if there is none.

    ``Copy of cmdb_ci_server.csv`` → "cmdb_ci_server"
    """
    found = TABLE.search(fold_header(PurePosixPath(path).stem))
    return found[0] if found else ""


def recognise(file: File) -> str:
    """Return the reason why a file is a ServiceNow export, "" if it is not."""
    if file.suffix == ".json":
        head = file.head(16384)
        start = head.lstrip()[:40].replace(" ", "").replace("\n", "")
        wrapped = start.startswith(('{"result":', '{"records":'))
        return "has a result with sys_ids" if wrapped and JSON_KEYS.search(head) else ""
    if file.suffix not in {".csv", ".xlsx"} or not file.size:
        return ""
    found = (_recognise_table(table, file.path) for table in file.read_heads(KNOWN))
    return next(filter(None, found), "")


def _recognise_table(table: Table, path: str) -> str:
    headers = set(table.headers)
    other = headers & KNOWN - {"sys_id"}
    if headers & {"sys_class_name", "parent_descriptor"} or ("sys_id" in headers and other):
        return "has the columns of a ServiceNow table"
    if {"name", "class"} <= headers and headers & LABEL_COLUMNS:
        return "has the labels of configuration items"
    pairs = any("::" in row.get("type") for row in table.rows)
    if {"parent", "child", "type"} <= headers and pairs:
        return "has relations with two descriptors"
    if "name" in headers and headers & KNOWN - {"name"} and find_table_name(path):
        return "is named after a table of configuration items"
    return ""


def read_items(file: File) -> Iterator[Item | Skipped]:
    """Yield the rows of an export; report columns that are not read."""
    if file.suffix != ".json":
        for table in file.tables(KNOWN):
            yield from _report_unread(table.headers, table.evidence)
            for row in table.rows:
                cells = {key: _parse_text(text) for key, text in row.cells.items()}
                yield Item(cells=cells, evidence=row.evidence)
        return
    root = file.document()
    result = root.first("result", "records")
    entries = list(result) if result.is_list else [result]
    keys = dict.fromkeys(key for entry in entries for key, value in entry.items() if value)
    yield from _report_unread(keys, root.evidence)
    for entry in entries:
        cells = {key: _parse_cell(value) for key, value in entry.items()}
        yield Item(cells=cells, evidence=entry.evidence)


def _report_unread(names: Iterable[str], where: Evidence) -> Iterator[Skipped]:
    """Report fields that are neither known fields nor an application id or a short code."""
    plain = ((name, split_end(name)[1]) for name in names)
    unread = [
        name
        for name, own in plain
        if not CODE.fullmatch(own)
        and not is_app_id_key(own)
        and not (own != name and own in FIELDS["class"])
    ]
    yield from report_unread_columns(unread, KNOWN, where)


def _parse_text(text: str) -> Cell:
    return Cell(id=text) if SYS_ID.fullmatch(text) else Cell(text=text)


def _parse_cell(doc: Doc) -> Cell:
    """Parse a JSON cell: a string, or an object with value, display value and link."""
    if not doc.is_mapping:
        return _parse_text(doc.text)
    tail = doc["link"].text.rsplit("/", 1)[-1]
    value, shown = doc["value"].text, doc["display_value"].text
    ids = [text for text in (value, tail) if SYS_ID.fullmatch(text)]
    # A reference has an id, a choice only a value and a label.
    return Cell(text=shown or ("" if ids else value), id=ids[0] if ids else "")
