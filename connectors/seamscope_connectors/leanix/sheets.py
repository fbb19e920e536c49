"""Read the fact sheets and relations of a LeanIX workbook, and derive lifecycle states.

Column names follow the full snapshot and the inventory export. The full snapshot has two header
rows, keys and labels; its sheet names are truncated, so the `type` column is used instead. The
inventory export has columns `relXToY` with values joined by `;`.
"""

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from seamscope.connector import File, Row, Table, fold_header
from seamscope.connector.dates import find_date
from seamscope.connector.entries import (
    check_state,
    note_reading,
    report_unread_columns,
    skip_entry,
    skip_part,
)
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated, read_state
from seamscope.records import ClueKind, Evidence, Record, State

SOURCE_COLUMNS = ("fromrelatedfactsheetdisplayname", "fromrelatedfactsheettype")
TARGET_COLUMNS = ("torelatedfactsheetdisplayname", "torelatedfactsheettype")
# Columns with the current phase; `lifecycle.asString` is its name in the GraphQL API.
PHASE = ("lifecycle", "lifecycle_phase", "lifecyclephase", "lifecycle_asstring",
         "lifecycle_as_string", "lifecycle_currentphase", "lifecycle_current")  # fmt: skip
PHASES = ("plan", "phasein", "active", "phaseout", "endoflife")
KNOWN = frozenset(
    ["id", "type", "name", "displayname", "status", "description", "category", "lxstate",
     "createdat", "updatedat", "activefrom", "activeuntil", *SOURCE_COLUMNS, *TARGET_COLUMNS,
     *(f"lifecycle_{phase}" for phase in PHASES)]
)  # fmt: skip
RELATION = re.compile(r"rel([a-z]{1,100}to[a-z]{1,100})(?:_displayname|_name)?")
# Custom fields with the place of an application: hostInfo, serverName, databaseName.
PLACES = (
    (ClueKind.HOST, re.compile(r"(?:app|db)?_?(?:host|server|fqdn|url)_?(?:s|names?|info|list)?")),
    (ClueKind.DATABASE, re.compile(r"(?:database|db|schema)_?(?:s|names?|info|list)?")),
)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact sheet.

    type: its LeanIX type, such as "Application".
    display: its display name.
    """

    row: Row
    type: str
    name: str
    display: str

    @property
    def subscribers(self) -> dict[str, str]:
        """The subscribed people by role in lower case: ``{"owner": "Ana Ruiz"}``."""
        head = "subscriptions_"
        return {key[len(head) :]: v for key, v in self.row.cells.items() if key.startswith(head)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation between two fact sheets.

    ends: display name and type of each fact sheet; the type is "" if unknown.
    row: the row of the relation in a snapshot.
    listed: in an inventory export, the row of the fact sheet whose column contains the relation.
    """

    type: str
    ends: tuple[tuple[str, str], tuple[str, str]]
    evidence: Evidence
    row: Row | None = None
    listed: Row | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """The text of a sheet without fact sheets, such as a read-me."""

    text: str


# As in "Consumer: the application that receives the data".
RECEIVES = re.compile(
    r"\bconsumers?\b[^.\n]{0,60}\b(?:receiv|gets|reads|takes|empf|erh[aä]lt|re[cç]oi|recibe|riceve|ontvang"
    r"|recebe|otrzymuj|odbier)[^.\n]{0,40}",
    re.I,
)


def find_direction(remarks: Iterable[Remark]) -> str:
    """Return the remark that says that consumers receive the data of an interface, "" if none says
    so.
    """
    found = (RECEIVES.search(remark.text) for remark in remarks)
    return next((match[0].strip() for match in found if match), "")


def is_snapshot(table: Table) -> bool:
    """Return whether a sheet contains relations between fact sheets."""
    return SOURCE_COLUMNS[0] in table.headers


def is_list(table: Table) -> bool:
    """Return whether a sheet contains fact sheets."""
    headers = set(table.headers)
    own = bool(headers & {"externalid", "lxstate"}) or any(
        header.startswith("lifecycle") or RELATION.fullmatch(header) for header in headers
    )
    names = headers & {"name", "displayname"}
    # If only one of these names is present, another column must be typical of LeanIX.
    return {"id", "type"} <= headers and bool(names) and (own or len(names) == 2)


def read_sheets(file: File) -> Iterable[Fact | Relation | Remark | Record]:
    """Yield the fact sheets and relations of a workbook; report sheets and columns not read."""
    for table in file.tables(KNOWN):
        rows = [row for row in table.rows if fold_header(row.get("id")) != "id"]
        if is_snapshot(table):
            for row in rows:
                ends = (
                    (row.get(SOURCE_COLUMNS[0]), row.get(SOURCE_COLUMNS[1])),
                    (row.get(TARGET_COLUMNS[0]), row.get(TARGET_COLUMNS[1])),
                )
                yield Relation(type=row.get("type"), ends=ends, evidence=row.evidence, row=row)
        elif is_list(table):
            yield from _report_unread_columns(table)
            for row in rows:
                yield from _read_fact(row)
        elif table.headers:
            problem = f"sheet '{table.name}' has no columns of fact sheets and is not read"
            remedy = "export fact sheets with `id`, `type` and `displayName`"
            yield skip_part(problem, remedy, table.evidence)
            cells = (cell for row in table.rows for cell in row.cells.values())
            yield Remark(text="\n".join(filter(None, (*table.titles, *cells))))


def find_place_kind(header: str) -> ClueKind | None:
    """Return the kind of place in a custom field: ``hostinfo`` → HOST; None for other fields."""
    return next((kind for kind, words in PLACES if words.fullmatch(header)), None)


def _report_unread_columns(table: Table) -> Iterable[Record]:
    prefixes = ("lifecycle_", "subscriptions_", "rel")
    own = [
        header
        for header in table.headers
        if not header.startswith(prefixes) and find_place_kind(header) is None
    ]
    yield from report_unread_columns(own, READ_COLUMNS, table.evidence)


READ_COLUMNS = KNOWN | {"alias", "hostingtype", "businesscriticality", "technicalsuitability",
                "dataflowdirection", "frequency", "transferfrequency", "technology", "protocol",
                "transportprotocol", "transfertype", "dataclassification", "level",
                "completion", "qualityseal", "externalid", "nafields", *PHASE}  # fmt: skip


def _read_fact(row: Row) -> Iterable[Fact | Relation | Record]:
    name, kind = row.get("name", "displayname"), row.get("type")
    if not name or not kind:
        problem = "the name or the type of the fact sheet is missing"
        yield skip_entry(problem, "fill in `name` and `type`", row.evidence)
        return
    fact = Fact(row=row, type=kind, name=name, display=row.get("displayname") or name)
    yield fact
    for header, cell in row.cells.items():
        if found := RELATION.fullmatch(header):
            for other in cell.split(";"):
                if other.strip():
                    ends = (fact.display, kind), (other.strip(), _get_target_type(found[1]))
                    yield Relation(type=found[1], ends=ends, evidence=row.evidence, listed=row)


def _get_target_type(relation: str) -> str:
    """Return the target type of a relation: ``interfacetodataobject`` → "DataObject"."""
    kinds = {kind.lower(): kind for kind in ("Application", "Interface", "DataObject")}
    return next((kind for word, kind in kinds.items() if relation.endswith(word)), "another")


def find_export_date(facts: Iterable[Fact]) -> str:
    """Return the date of an export, "" if it is unknown.

    The date is the latest change of a fact sheet, otherwise the date in the file name. Lifecycle
    phases are evaluated on this date instead of today, so that a survey can be repeated.
    """
    listed = list(facts)
    texts = (fact.row.get(key) for fact in listed for key in ("updatedat", "createdat"))
    changed = max((text[:10] for text in texts if DAY.match(text)), default="")
    return changed or _find_named_date({fact.row.evidence.file for fact in listed})


def _find_named_date(paths: Iterable[str]) -> str:
    """Return the latest date in the file names: ``acme_full-snapshot_2025-03-01.xlsx``."""
    stems = (PurePosixPath(path).stem.replace("_", " ") for path in paths)
    return max((day for stem in stems if DAY.fullmatch(day := find_date(stem))), default="")


def derive_state(fact: Fact, export_date: str) -> Generator[Record, None, Stated]:
    """Return the state of a fact sheet: archived, or its lifecycle phase on the export date.

    The state is dated by the last change of the fact sheet, otherwise by the export.
    """
    stated = yield from _derive_phase(fact, export_date)
    return stated.as_of(fact.row.get("updatedat") or export_date)


def _derive_phase(fact: Fact, export_date: str) -> Generator[Record, None, Stated]:
    if fact.row.get("status").casefold() == "archived":
        return Stated(state=State.RETIRED, said="archived")
    if current := fact.row.get(*PHASE):
        return (yield from check_state(current, fact.row.evidence))
    dates = {phase: fact.row.get(f"lifecycle_{phase}") for phase in PHASES}
    invalid = [text for text in dates.values() if text and not find_date(text)]
    dates = {phase: since for phase, text in dates.items() if (since := find_date(text))}
    if invalid or (dates and not export_date):
        problem = (
            f"'{quote(invalid[0], 20)}' is not a date"
            if invalid
            else "the date of the export is unknown"
        )
        if not invalid and [phase for phase in dates if phase in PHASES[2:]] == ["active"]:
            reason_text = f"{problem}; read as active, because no later phase is set"
            yield note_reading(
                reason_text, "export again with the column `updatedAt`", fact.row.evidence
            )
            return Stated(state=State.ACTIVE, said="active")
        remedy = "export again with the column `updatedAt`, and dates as YYYY-MM-DD"
        problem = f"the lifecycle phase is read as unknown, because {problem}"
        yield note_reading(problem, remedy, fact.row.evidence)
        return Stated(state=State.UNKNOWN, said=quote(", ".join(dates), 80))
    started = [phase for phase, start in dates.items() if start <= export_date]
    if dates and not started:
        return Stated(state=State.PLANNED, said="plan")
    return (read_state(started[-1]) if started else None) or Stated()
