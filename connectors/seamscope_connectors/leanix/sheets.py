"""Fact sheets and relations of a LeanIX workbook, and the state each is in.

Column keys as in LeanIX's full snapshot (two header rows: keys, then labels; sheet names are cut,
so the `type` column counts) and in the export of its inventory (`relXToY`, values joined by `;`).
"""

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass

from seamscope.connector import File, Row, Table, fold_header
from seamscope.connector.dates import iso_date
from seamscope.connector.entries import entry_fault, unread_columns
from seamscope.connector.states import Stated, read_state
from seamscope.records import Evidence, Record, State

FROM = ("fromrelatedfactsheetdisplayname", "fromrelatedfactsheettype")
TO = ("torelatedfactsheetdisplayname", "torelatedfactsheettype")
PHASES = ("plan", "phasein", "active", "phaseout", "endoflife")
KNOWN = frozenset(
    ["id", "type", "name", "displayname", "status", "description", "category", "lxstate",
     "createdat", "updatedat", "activefrom", "activeuntil", *FROM, *TO,
     *(f"lifecycle_{phase}" for phase in PHASES)]
)  # fmt: skip
RELATION = re.compile(r"rel([a-z]{1,100}to[a-z]{1,100})(?:_displayname|_name)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact sheet: an application, interface, data object and so on."""

    row: Row
    type: str
    name: str
    display: str

    @property
    def subscribers(self) -> dict[str, str]:
        """Who is subscribed, by folded role."""
        head = "subscriptions_"
        return {key[len(head) :]: v for key, v in self.row.cells.items() if key.startswith(head)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation as the export writes it: ends by displayed name, and their types if told."""

    type: str
    ends: tuple[tuple[str, str], tuple[str, str]]
    evidence: Evidence
    row: Row | None = None


def is_snapshot(table: Table) -> bool:
    """Tell whether a sheet holds relations between fact sheets."""
    return FROM[0] in table.headers


def is_list(table: Table) -> bool:
    """Tell whether a sheet holds fact sheets."""
    headers = set(table.headers)
    telling = "displayname" in headers or any(
        header.startswith("lifecycle_") or RELATION.fullmatch(header) for header in headers
    )
    return {"id", "type", "name"} <= headers and telling


def read_sheets(file: File) -> Iterable[Fact | Relation | Record]:
    """Yield what the sheets of a workbook hold, and what of them is not read."""
    for table in file.tables(KNOWN):
        rows = [row for row in table.rows if fold_header(row.get("id")) != "id"]
        if is_snapshot(table):
            for row in rows:
                ends = (row.get(FROM[0]), row.get(FROM[1])), (row.get(TO[0]), row.get(TO[1]))
                yield Relation(type=row.get("type"), ends=ends, evidence=row.evidence, row=row)
        elif is_list(table):
            yield from _unread(table)
            for row in rows:
                yield from _fact(row)
        elif table.headers:
            what = f"sheet '{table.name}' holds no fact sheets"
            yield entry_fault(what, "nothing to do, if so", table.evidence)


def _unread(table: Table) -> Iterable[Record]:
    heads = ("lifecycle_", "subscriptions_", "rel")
    own = [header for header in table.headers if not header.startswith(heads)]
    yield from unread_columns(own, USED, table.evidence)


USED = KNOWN | {"alias", "hostingtype", "businesscriticality", "technicalsuitability",
                "dataflowdirection", "frequency", "transferfrequency", "technology", "protocol",
                "transportprotocol", "transfertype", "dataclassification", "level",
                "completion", "qualityseal", "externalid", "nafields"}  # fmt: skip


def _fact(row: Row) -> Iterable[Fact | Relation | Record]:
    name, kind = row.get("name", "displayname"), row.get("type")
    if not name or not kind:
        yield entry_fault("a fact sheet without name or type", "fill them in", row.evidence)
        return
    fact = Fact(row=row, type=kind, name=name, display=row.get("displayname") or name)
    yield fact
    for header, cell in row.cells.items():
        if found := RELATION.fullmatch(header):
            for other in cell.split(";"):
                if other.strip():
                    ends = (fact.display, kind), (other.strip(), _kind(found[1]))
                    yield Relation(type=found[1], ends=ends, evidence=row.evidence)


def _kind(relation: str) -> str:
    """Return the type of fact sheet that a column such as `relInterfaceToDataObject` leads to."""
    kinds = {kind.lower(): kind for kind in ("Application", "Interface", "DataObject")}
    return next((kind for word, kind in kinds.items() if relation.endswith(word)), "another")


def as_of(facts: Iterable[Fact]) -> str:
    """Return the latest day on which something in the export was changed, "" if not told.

    Phases are judged by it and not by today's date, so that a survey can be repeated.
    """
    texts = (fact.row.get(key) for fact in facts for key in ("updatedat", "createdat"))
    return max((text[:10] for text in texts if DAY.match(text)), default="")


def fact_state(fact: Fact, day: str) -> Generator[Record, None, Stated]:
    """Return a fact sheet's state: archived, or the phase of its life on that day.

    It is dated by the fact sheet's last change, or else by the day of the export.
    """
    stated = yield from _phase(fact, day)
    return stated.as_of(fact.row.get("updatedat") or day)


def _phase(fact: Fact, day: str) -> Generator[Record, None, Stated]:
    if fact.row.get("status").casefold() == "archived":
        return Stated(state=State.RETIRED, said="archived")
    dates = {phase: fact.row.get(f"lifecycle_{phase}") for phase in PHASES}
    wrong = [text for text in dates.values() if text and not iso_date(text)]
    dates = {phase: since for phase, text in dates.items() if (since := iso_date(text))}
    if wrong or (dates and not day):
        what = (
            f"'{wrong[0][:20]}' is no date" if wrong else "no column `updatedAt` dates the export"
        )
        if not wrong and [phase for phase in dates if phase in PHASES[2:]] == ["active"]:
            said = f"{what}; an application is taken as active, since no phase ends it"
            yield entry_fault(said, "export it again with `updatedAt`", fact.row.evidence)
            return Stated(state=State.ACTIVE, said="active")
        remedy = "export it again with `updatedAt`, and dates as YYYY-MM-DD"
        what = f"the phase of its life is not known, taken as unknown: {what}"
        yield entry_fault(what, remedy, fact.row.evidence)
        return Stated(state=State.UNKNOWN, said=", ".join(dates)[:80])
    begun = [phase for phase, start in dates.items() if start <= day]
    if dates and not begun:
        return Stated(state=State.PLANNED, said="plan")
    return (read_state(begun[-1]) if begun else None) or Stated()
