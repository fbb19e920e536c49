"""Convert rows of a list of systems to systems, and their relation columns to flows."""

import re
from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector.connections import find_stated_databases
from seamscope.connector.entries import skip_entry, skip_part
from seamscope.connector.identifiers import build_app_id_clues, build_plain_id_clues, is_app_id_key
from seamscope.connector.lists import is_remark
from seamscope.connector.lists.kinds import RelationColumn
from seamscope.connector.lists.places import read_places
from seamscope.connector.lists.vocabulary import load_cell_words, load_vocabulary
from seamscope.connector.lists.ways import FORTH, OPEN
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated
from seamscope.connector.vocabulary import is_environment, parse_environment
from seamscope.connector.words import fold_words
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Record,
    Skipped,
    State,
    System,
    SystemRef,
)
from seamscope_connectors.tables.accounts import build_accounts
from seamscope_connectors.tables.items import read_item, report_items
from seamscope_connectors.tables.modelled import find_other_element
from seamscope_connectors.tables.names import Names, Split, split_values
from seamscope_connectors.tables.rows import Cells, Entry, Sheet, derive_state, read_rows


def read_systems(sheet: Sheet, names: Names) -> Iterator[Record]:
    """Yield the systems of a list, and flows and dependencies from its relation columns."""
    yield from report_items(sheet)
    for entry in read_rows(sheet, _list_described(sheet)):
        if isinstance(entry, Skipped):
            yield entry
            continue
        if other := find_other_element(entry, sheet):
            problem = f"an element of type '{quote(other, 60)}' is not read as a system"
            remedy = "if it is a system, change its type to Component"
            yield skip_part(problem, remedy, entry.evidence)
            continue
        if not any(map(str.isalnum, entry.cells.get("name", ""))):
            name = entry.cells.get("name")
            problem = (
                f"the name '{quote(name, 60)}' has no letter" if name else "the row has no name"
            )
            yield skip_entry(problem, "fill in the name column", entry.evidence)
            continue
        stated = yield from derive_state(entry, sheet, entry.evidence)
        if (places := read_item(entry, sheet, stated.state)) is not None:
            yield from places
            continue
        yield _build_system(entry, stated, sheet)
        yield from build_accounts(
            entry.cells.get("accounts", ""), entry.cells["name"], entry.evidence
        )
        for relation in sheet.layout.relations:
            yield from _list_related(entry, relation, names, _read_state(entry, stated))


def _build_system(entry: Entry, stated: Stated, sheet: Sheet) -> System:
    """Return the system of a row."""
    cells = {key: entry.cells.get(key, "") for key in KEYS}
    stated = stated.as_of(cells["stated"])
    stated = _read_state(entry, stated)
    return System(
        name=cells["name"],
        evidence=entry.evidence,
        kind=cells["kind"],
        product=cells["product"],
        vendor=cells["vendor"],
        domain=cells["domain"],
        owner=cells["owner"],
        support=cells["support"],
        criticality=cells["criticality"],
        hosting=cells["hosting"] or (cells["environment"] if _is_location(cells) else ""),
        classification=cells["classification"],
        documentation=cells["documentation"],
        environment="" if _is_location(cells) else parse_environment(cells["environment"]),
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        state_due=stated.due,
        aliases=_split_names(cells["aliases"]),
        clues=(
            *_build_clues(cells, _find_app_ids(entry, sheet)),
            *(clue for text in _list_remarks(entry, sheet) for clue in find_stated_databases(text)),
        ),
        other_names=_list_other_names(entry, sheet),
        description=_find_description(entry, sheet),
    )


def _is_location(cells: Cells) -> bool:
    """Return whether the column of environments says where a system runs: "Cloud", "own DC"."""
    words = fold_words(cells["environment"])
    begun = any(words[:size] in load_cell_words("elsewhere") for size in range(1, len(words) + 1))
    return begun and not any(map(is_environment, words))


def _list_remarks(entry: Entry, sheet: Sheet) -> Iterator[str]:
    """Yield the cells of a row that contain remarks."""
    for column, text in entry.columns.items():
        if is_remark(sheet.layout.headings[column].title):
            yield text


def _read_state(entry: Entry, stated: Stated) -> Stated:
    """Return the state of a row; an active row that is hidden or struck through has an unknown
    state.

    A row with another state keeps this state.
    """
    if entry.doubt and stated.state in {State.ACTIVE, State.UNKNOWN}:
        return Stated(state=State.UNKNOWN, said=entry.doubt)
    return stated


ID_SEPARATOR = re.compile(r"[\s,;|/]+")

KEYS = (
    "name", "id", "kind", "product", "vendor", "domain", "owner", "support", "criticality",
    "hosting", "classification", "documentation", "environment", "stated", "aliases", "hosts",
    "databases",
)  # fmt: skip


# Headers of other names and descriptions, which raise questions but never merge systems.
OTHER_NAMES = frozenset(
    {"short name", "short code", "abbreviation", "acronym", "kurzname", "abkuerzung", "name en",
     "name de", "sigle", "sigla", "afkorting", "skrot"}
)  # fmt: skip
DESCRIPTIONS = frozenset(
    {"description", "short description", "beschreibung", "kurzbeschreibung", "omschrijving",
     "descripcion", "descrizione", "descricao", "opis", "comment", "kommentar", "what it is",
     "what it does", "purpose", "function", "zweck", "funktion", "fonction", "finalite", "funcion",
     "finalidad", "funzione", "scopo", "funcao", "finalidade", "doel", "functie", "funkcja",
     "role", "rol", "rolle", "ruolo", "papel", "rola"}
)  # fmt: skip


def _list_other_names(entry: Entry, sheet: Sheet) -> tuple[str, ...]:
    """Return the short names of a system, and its names in other languages."""
    local = [
        text for at, text in entry.columns.items()
        if sheet.layout.headings[at].local and text != entry.cells["name"]
    ]  # fmt: skip
    return tuple(dict.fromkeys((*_split_names(_find_cell(entry, sheet, OTHER_NAMES)), *local)))


def _split_names(text: str) -> tuple[str, ...]:
    """Split a cell with other names, also at a slash between spaces: ``SLB / IDM``."""
    return split_values(re.sub(r"(?<=\S)\s+/\s+(?=\S)", ";", text))


def _find_cell(entry: Entry, sheet: Sheet, titles: frozenset[str]) -> str:
    """Return the first filled cell under one of these headers, "" if there is none."""
    return next(
        (
            text
            for column, text in entry.columns.items()
            if _is_titled(sheet.layout.headings[column].title, titles) and text
        ),
        "",
    )


def _is_titled(title: str, titles: frozenset[str]) -> bool:
    """Return whether a header is one of these titles, possibly in two languages: "Nom / Naam"."""
    return any(" ".join(fold_words(part)) in titles for part in (title, *title.split("/")))


def _find_description(entry: Entry, sheet: Sheet) -> str:
    """Return the description of a row, or its first remark if the list has no descriptions."""
    if _has_descriptions(sheet):
        return _find_cell(entry, sheet, DESCRIPTIONS)
    return next((text for text in _list_remarks(entry, sheet) if text), "")


def _has_descriptions(sheet: Sheet) -> bool:
    """Return whether a list has a column of descriptions; its remarks are then not read."""
    return any(_is_titled(h.title, DESCRIPTIONS) for h in sheet.layout.headings.values())


def _list_described(sheet: Sheet) -> list[str]:
    """Return the titles of the columns with other names and descriptions of the systems."""
    with_remarks = not _has_descriptions(sheet)
    return [
        heading.title
        for heading in sheet.layout.headings.values()
        if heading.local
        or (with_remarks and is_remark(heading.title))
        or _is_titled(heading.title, OTHER_NAMES | DESCRIPTIONS)
    ]


def _find_app_ids(entry: Entry, sheet: Sheet) -> tuple[Clue, ...]:
    """Return the application ids of a row, from all of its id columns.

    A list may contain both its own numbers and the ids of the CMDB.
    """
    found: dict[Clue, None] = {}
    for column in sheet.layout.columns.get("id", ()):
        text = entry.columns.get(column, "")
        is_app_id = is_app_id_key(sheet.layout.headings[column].title)
        found |= dict.fromkeys(
            build_app_id_clues(text) if is_app_id else build_plain_id_clues(text)
        )
    return tuple(found)


def _build_clues(cells: Cells, app_ids: tuple[Clue, ...]) -> tuple[Clue, ...]:
    return (
        *(Clue(kind=ClueKind.ID, value=text) for text in (cells["id"],) if text),
        *app_ids,
        *read_places(cells["hosts"], ClueKind.HOST),
        *read_places(cells["databases"], ClueKind.DATABASE),
    )


def _list_related(
    entry: Entry, relation: RelationColumn, names: Names, stated: Stated
) -> Iterator[Record]:
    """Yield flows to the systems in a relation column, or dependencies without a direction."""
    text = entry.columns.get(relation.column, "")
    if not text or text in {"-", "–", "—"}:
        return
    numbered = _tells_ids(relation.title)
    if _is_answer(text) and not (
        names.has(text) or (numbered and _split_ids(text, names, numbered=True))
    ):
        problem = f"'{relation.title}': '{text}' does not identify a system"
        yield skip_entry(problem, "write the names of the systems", entry.evidence)
        return
    split = _split_ids(text, names, numbered=numbered) or names.split(text)
    if split.doubt and not _is_empty(text, split):
        remedy = "separate the names of systems by `;` or line breaks"
        yield skip_entry(f"'{relation.title}': {split.doubt}", remedy, entry.evidence)
    own = entry.cells["name"]
    for other in split.refs:
        if other.name.casefold() != own.casefold() and not split.whole:
            struck = "the cell is struck through" if relation.column in entry.struck else ""
            vague = "" if other.name else f"'{other.clues[0].value}' does not specify the systems"
            link = _build_link(own, other, relation, entry.evidence, entry.doubt or struck or vague)
            yield replace(link, state=stated.state)


def _tells_ids(title: str) -> bool:
    """Return whether a header says that its cells contain ids: "Feeds (No.)", "Beliefert Nr."."""
    words = fold_words(title)
    return len(words) > 1 and (words[-1],) in load_vocabulary().identity


def _split_ids(text: str, names: Names, *, numbered: bool) -> Split | None:
    """Return the systems of a cell that contains only ids, None for other cells.

    An id that no list defines must have the form of the known ids: CI-999 beside CI-101.
    numbered: whether a number may be an id; otherwise it may be a count.
    """
    parts = [part for part in ID_SEPARATOR.split(text) if part]
    found = {part: names.find_by_id("", part) for part in parts if numbered or not part.isdecimal()}
    known = {re.sub(r"\d", "0", part) for part, name in found.items() if name}
    strange = [part for part, name in found.items() if not name]
    if not known or len(found) < len({*parts}):
        return None
    if any(re.sub(r"\d", "0", part) not in known for part in strange):
        return None
    doubt = f"no list defines the id {', '.join(strange)}" if strange else ""
    return Split(parts=tuple(dict.fromkeys(filter(None, found.values()))), doubt=doubt)


def _is_answer(text: str) -> bool:
    """Return whether a cell contains a number or a "yes" instead of names of systems."""
    return text.isdecimal() or fold_words(text) in load_cell_words("affirmed")


def _is_empty(text: str, split: Split) -> bool:
    return not split.refs and text.casefold() in {"none", "n/a", "na", "no", "keine", "nein", "-"}


def _build_link(
    own: str, other: SystemRef, relation: RelationColumn, where: Evidence, doubt: str
) -> Flow | Dependency:
    here, there = Endpoint(system=SystemRef(name=own)), Endpoint(system=other)
    if relation.way == OPEN:
        reason = f"the column '{relation.title}' does not indicate the direction of the data"
        if doubt:
            reason = f"{reason}; {doubt}"
        return Dependency(source=here, target=there, reason=reason, evidence=where)
    flow = Flow(
        source=here,
        target=there,
        evidence=where,
        certainty=Certainty.POSSIBLE if doubt else Certainty.LIKELY,
        reason=doubt or f"inferred from the column '{relation.title}'",
    )
    return flow if relation.way == FORTH else replace(flow, source=there, target=here)
