"""Convert rows of a list of interfaces to flows, or to dependencies without a direction."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from seamscope.connector import extract_host
from seamscope.connector.directions import read_direction
from seamscope.connector.entries import skip_entry, skip_part
from seamscope.connector.lists import is_remark
from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.values import is_transport
from seamscope.connector.lists.vocabulary import Side, load_cell_words, load_vocabulary
from seamscope.connector.relations import Direction
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated
from seamscope.connector.vocabulary import is_environment, parse_environment, parse_mechanism
from seamscope.connector.words import fold_words
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    Skipped,
    State,
    SystemRef,
)
from seamscope_connectors.tables.contents import divide_contents
from seamscope_connectors.tables.directions import DataDirection, belongs, derive_direction
from seamscope_connectors.tables.doubts import find_direction_doubt, find_row_doubt
from seamscope_connectors.tables.modelled import find_other_relation, is_undirected
from seamscope_connectors.tables.names import Names, fold_name, split_values
from seamscope_connectors.tables.rows import (
    Cells,
    Entry,
    Sheet,
    build_evidence,
    derive_state,
    find_contradiction,
    read_rows,
)

UNRELATED = "list hosts, databases and owners as attributes of the system that they belong to"
CODE = re.compile(r"[A-Z][A-Z0-9]*+_\w+|[A-Z][A-Z0-9]{2}CLNT\d{3}")  # ``BC_FLEET``, ``P01CLNT100``
CLUES = {"host": ClueKind.HOST, "database": ClueKind.DATABASE}


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSystems:
    """The systems in the source or target cell of a row.

    doubt: a question about the systems, "" if there is none.
    open: why the systems are uncertain, "" if they are certain.
    """

    refs: tuple[SystemRef, ...] = ()
    doubt: str = ""
    open: str = ""


def read_interfaces(sheet: Sheet, names: Names) -> Iterator[Record]:
    """Yield the flows and dependencies of a list of interfaces."""
    inner = 0
    yield from _note_rivals(sheet)
    # "Parent CI | Type | Child CI", not "Source | Target | Direction", which has two systems
    is_related = read_heading(sheet.title("first")).side is Side.FIRST or _relates_items(sheet)
    for entry in read_rows(sheet):
        match entry:
            case Skipped():
                yield entry
            case Entry() if is_related and belongs(word := entry.cells.get("direction", "")):
                problem = f"'{quote(word, 60)}' does not relate two systems"
                yield skip_entry(problem, UNRELATED, entry.evidence)
            case Entry() if other := find_other_relation(entry, sheet):
                problem = f"a relation of type '{quote(other, 60)}' is not one between systems"
                yield skip_part(problem, UNRELATED, entry.evidence)
            case Entry():
                cells = {
                    **entry.cells,
                    **({"direction": "?"} if is_undirected(entry, sheet) else {}),
                }
                made = list(_read_interface(replace(entry, cells=cells), sheet, names))
                inner += not made
                yield from made
    if inner:
        problem = f"interfaces inside one system are not integrations: {inner}"
        remedy = "correct their source or target if they connect two systems"
        yield skip_entry(problem, remedy, sheet.whole)


def _relates_items(sheet: Sheet) -> bool:
    """Return whether both ends are configuration items, such as servers: "Von CI | Nach CI"."""
    return all("ci" in fold_words(sheet.title(key)) for key in ("first", "second"))


def _read_interface(entry: Entry, sheet: Sheet, names: Names) -> Iterator[Record]:
    """Yield the flows or dependencies of a row, or nothing if source and target are the same
    system.
    """
    ends = sheet.layout.ends
    assert ends is not None
    arrow = _split_arrow(entry.cells)
    used = sheet.layout.used_columns
    unread = {"acts": "\n".join(text for at, text in entry.columns.items() if at not in used)}
    cells, direction = arrow or (
        entry.cells, derive_direction({**entry.cells, **unread}, ends, sheet)
    )  # fmt: skip
    remarks = (text for at, text in entry.columns.items() if at not in used)
    if remark := find_direction_doubt(remarks):
        reason = f"the row contains the remark '{quote(remark, 80)}'"
        direction = DataDirection(reason=f"the direction is uncertain; {reason}")
    firsts, seconds = (_get_side(cells, key, sheet, names) for key in ("first", "second"))
    doubts = [side.doubt for side in (firsts, seconds) if side.doubt]
    for doubt in doubts:
        yield skip_entry(doubt, "separate the names of systems by `;`", entry.evidence)
    if not firsts.refs or not seconds.refs:
        if not doubts:
            problem = "the row does not contain two systems"
            yield skip_entry(problem, "fill in source and target", entry.evidence)
        return
    where = build_evidence(entry, cells.get("name", ""))
    stated = yield from derive_state(entry, sheet, where)
    if not stated.said and "state" not in sheet.layout.columns:
        stated = _inherit_state([*firsts.refs, *seconds.refs], names) or stated
    stated = _restrict(stated, cells.get("environment", ""))
    flow = _build_flow(cells, stated.as_of(cells.get("stated", "")), where, mixed=_is_mixed(sheet))
    flow = replace(flow, references=_list_references(entry, sheet, flow.interface))
    doubt = entry.doubt or firsts.open or seconds.open or _doubt_row(entry, sheet)
    doubt = doubt or _doubt_end(entry, sheet) or _doubt_list(sheet) or _doubt_date(entry, sheet)
    for one, other in product(firsts.refs, seconds.refs):
        if one != other:
            source = Endpoint(system=one, dataset=_get_dataset(cells, "first"))
            target = Endpoint(system=other, dataset=_get_dataset(cells, "second"))
            placed = replace(flow, source=source, target=target)
            made = _apply_direction(placed, direction, doubt)
            yield from _divide(made, placed, cells.get("entities", ""))


def _divide(made: Iterable[Record], flow: Flow, entities: str) -> Iterator[Record]:
    """Yield the records of a row; each of two opposite flows gets only the contents of its
    direction.

    flow: the flow from the first to the second system.
    entities: the cell with the contents.
    """
    records = list(made)
    names = (flow.source.system.name, flow.target.system.name)
    two_way = len(records) > 1 and entities and all(names)
    contents = divide_contents(entities, names[:1], names[1:]) if two_way else None
    for record in records:
        if contents and isinstance(record, Flow):
            forward = record.source == flow.source
            reason = "; ".join(filter(None, (record.reason, contents.reason)))
            own = contents.forward if forward else contents.backward
            yield replace(record, entities=own, reason=reason)
        else:
            yield record


def _list_rivals(sheet: Sheet, key: str) -> tuple[int, ...]:
    """Return the columns that could all be the source column (or target column), () if one is
    clear.

    "Functional source" and "Technical source" are such columns. "Source component" beside "Source
    system" is only a detail of the source.

    key: "first" for the source, "second" for the target.
    """
    columns = sheet.layout.columns.get(key, ())
    headings = sheet.layout.headings
    same = tuple(at for at in columns if headings[at].thing == headings[columns[0]].thing)
    return same if len(same) > 1 and not sheet.layout.mapped else ()


def _doubt_end(entry: Entry, sheet: Sheet) -> str:
    """Return why a row's flow is uncertain: two columns contain different systems as its source or
    target.
    """
    for key in ("first", "second"):
        named = {fold_name(text) for at in _list_rivals(sheet, key)
                 if (text := entry.columns.get(at, ""))}  # fmt: skip
        if len(named) > 1:
            return "two columns contain different systems for the same end"
    return ""


def _doubt_date(entry: Entry, sheet: Sheet) -> str:
    """Return why a row's flow is uncertain: a date in an unknown column may be the date of its
    end.
    """
    at = _find_end_date(sheet)
    date = entry.columns.get(at, "") if at is not None else ""
    if at is None or not date:
        return ""
    title = quote(sheet.layout.headings[at].title, 60)
    return f"'{title}' is {quote(date, 40)}; did the interface end then?"


@lru_cache(maxsize=8)
def _find_end_date(sheet: Sheet) -> int | None:
    return sheet.end_date


@lru_cache(maxsize=8)
def _doubt_list(sheet: Sheet) -> str:
    """Return why the flows of a list are uncertain: another column contains systems, too."""
    other = sheet.other_end
    return f"the column '{quote(other)}' contains systems too" if other else ""


def _note_rivals(sheet: Sheet) -> Iterator[Skipped]:
    """Report, once per sheet, that two columns contain different systems as source or target."""
    for key in ("first", "second"):
        columns = _list_rivals(sheet, key)
        rows = [
            [line.cells[at] for at in columns if at in line.filled] for line in sheet.found.entries
        ]
        if any(len(set(map(fold_name, cells))) > 1 for cells in rows):
            shown = " and ".join(f"'{quote(sheet.layout.headings[at].title)}'" for at in columns)
            problem = f"which column contains the system at this end: {shown}?"
            remedy = (
                "specify the column in a mapping file; until then, the flows of such rows are only "
                "possible"
            )
            yield skip_entry(problem, remedy, sheet.whole)


def _restrict(stated: Stated, environments: str) -> Stated:
    """Return the state of a row; it is "in development" if the row is only active in test
    environments.

    ``PRD/REC`` includes production, ``TEST`` does not.
    """
    named = [one for one in re.split(r"[/,;+&|\s]+", environments) if one]
    tests = bool(named) and all(is_environment(one) and parse_environment(one) for one in named)
    active = stated.state is State.ACTIVE
    said = quote(environments, 60)
    return replace(stated, state=State.DEVELOPMENT, said=said) if tests and active else stated


def _doubt_row(entry: Entry, sheet: Sheet) -> str:
    """Return why a row's flow is uncertain according to its remarks or state, "" if it is not."""
    states = sheet.layout.columns.get("state", ())
    said = (
        text for at, text in entry.columns.items()
        if at in states or is_remark(sheet.layout.headings[at].title)
    )  # fmt: skip
    remark = find_row_doubt((*said, *entry.comments))
    if not remark and (remark := find_contradiction(entry, sheet)):
        return f"a comment contradicts the status: '{quote(remark, 80)}'"
    return f"the row is marked as uncertain: '{quote(remark, 80)}'" if remark else ""


def _list_references(entry: Entry, sheet: Sheet, name: str) -> tuple[str, ...]:
    """Return the ids in other columns by which other lists refer to the interface."""
    ids = (
        entry.columns.get(column, "")
        for column in sheet.layout.columns.get("name", ())
        if sheet.layout.headings[column].part == "id"
    )
    return tuple(dict.fromkeys(text for text in ids if text and text != name))


def _inherit_state(refs: Iterable[SystemRef], names: Names) -> Stated | None:
    """Return the state that an interface takes over from its systems, None if all are active.

    A retired system takes precedence over a planned one.
    """
    known = [(ref.name, names.states.get(fold_name(ref.name))) for ref in refs]
    found = [(name, stated) for name, stated in known if stated is not None]
    if not found:
        return None
    name, stated = min(found, key=lambda item: (item[1].state is State.PLANNED, item[0]))
    return replace(stated, said=f"{quote(name)}: {stated.said}")


def _get_dataset(cells: Cells, end: str) -> str:
    return cells.get(f"{end}_dataset", "") or cells.get("dataset", "")


def _get_side(cells: Cells, key: str, sheet: Sheet, names: Names) -> EndSystems:
    """Return the systems in the source or target cell of a row.

    A system is identified by its name, by its id in a list, or by its host or database.
    """
    text, number = cells.get(key, ""), cells.get(f"{key}_id", "")
    if not text:
        return _resolve_ids(number, key, sheet, names) if number else _resolve_clues(cells, key)
    if _is_component(text, sheet) and not names.find_by_id("", text):
        return EndSystems(refs=(SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=text),)),))
    split = names.split(text, listed=sheet.is_plural(key))
    single = len(split.parts) == 1 and not split.vague
    if single and (found := names.find_by_id("", split.parts[0])):
        return EndSystems(refs=(SystemRef(name=found),), doubt=split.doubt)
    if single and not any(map(str.isalpha, split.parts[0])) and not split.parts[0].isdecimal():
        return EndSystems(doubt=f"'{quote(split.parts[0])}' does not identify a system")
    if single and split.parts[0].isdecimal() and _are_mostly_ids(key, sheet, names):
        return EndSystems(doubt=f"no list defines the id {quote(split.parts[0])}")
    clue = (Clue(kind=ClueKind.ID, value=number),) if number and single else ()
    refs = tuple(
        replace(ref, name=names.find_by_id("", ref.name) or ref.name, clues=(*clue, *ref.clues))
        for ref in split.refs
    )
    open_ = "the cell may contain several systems" if split.whole else ""
    if split.vague:
        open_ = f"'{quote(split.vague[0])}' does not specify the systems"
    return EndSystems(refs=refs, doubt=split.doubt, open=open_)


def _is_component(text: str, sheet: Sheet) -> bool:
    """Return whether a source or target is a component of an integration platform instead of a
    system.

    Lists of such components also contain a message interface for each: ``BC_FLEET | SI_Trips_Out``.
    """
    stated = {"first_interface", "second_interface"} <= sheet.layout.columns.keys()
    return stated and CODE.fullmatch(text) is not None


def _are_mostly_ids(key: str, sheet: Sheet, names: Names) -> bool:
    """Return whether most cells of the source or target column are ids of systems in other
    lists.
    """
    columns = sheet.layout.columns.get(key, ())[:1]
    cells = [n.cells[at].strip() for n in sheet.found.entries for at in columns if at in n.filled]
    return 2 * sum(bool(names.find_by_id("", cell)) for cell in cells) > len(cells)


def _resolve_ids(number: str, key: str, sheet: Sheet, names: Names) -> EndSystems:
    """Return the systems of the ids in a cell; unknown numeric ids make the row uncertain."""
    refs: list[SystemRef] = []
    undefined: list[str] = []
    missing: list[str] = []
    for one in split_values(number):
        name = _find_by_id(one, key, sheet, names)
        if name:
            refs.append(SystemRef(name=name))
        elif re.search(r"[^\W\d_]", one):
            refs.append(SystemRef(clues=(Clue(kind=ClueKind.ID, value=one),)))
            missing.append(one)
        else:
            undefined.append(one)
    doubt = f"no list defines the id {quote(', '.join(undefined))}" if undefined else ""
    # If the lists define only a few of the ids, another source defines the ids.
    defined = bool(missing) and _are_ids_defined(key, sheet, names)
    open_ = f"no list defines the id {quote(', '.join(missing))}" if defined else ""
    return EndSystems(refs=tuple(dict.fromkeys(refs)), doubt=doubt, open=open_)


def _find_by_id(number: str, key: str, sheet: Sheet, names: Names) -> str:
    """Return the system with an id in the source or target column, "" if no list defines the id."""
    column = sheet.layout.columns[f"{key}_id"][0]
    thing = sheet.layout.headings[column].thing
    found = names.find_by_id(get_id_family(thing), number)
    return found or (names.find_by_id("", number) if not thing else "")


def _are_ids_defined(key: str, sheet: Sheet, names: Names) -> bool:
    """Return whether the lists define most ids in the source or target column."""
    column = sheet.layout.columns[f"{key}_id"][0]
    cells = [line.cells[column] for line in sheet.found.entries if column in line.filled]
    ids = [one for cell in cells for one in split_values(cell)]
    return 2 * sum(bool(_find_by_id(one, key, sheet, names)) for one in ids) > len(ids)


def get_id_family(thing: str) -> str:
    """Return the namespace of an id: "application", "tool" and similar words mean "system"."""
    return "system" if load_vocabulary().things.get((thing,)) == "system" else thing


def _resolve_clues(cells: Cells, key: str) -> EndSystems:
    for part, kind in CLUES.items():
        text = cells.get(f"{key}_{part}", "")
        value = extract_host(text) if kind is ClueKind.HOST else text
        if value:
            return EndSystems(refs=(SystemRef(clues=(Clue(kind=kind, value=value),)),))
    return EndSystems()


def _split_arrow(cells: Cells) -> tuple[Cells, DataDirection] | None:
    """Return a row with source and target in separate cells if one cell contains both, and its
    direction.

    Such a cell is ``SAP ECC <-> Salesforce``. In ``BFL -> MFT -> DWH``, the data passes through
    MFT.
    """
    filled = [key for key in ("first", "second", "pair") if cells.get(key)]
    if len(filled) != 1:
        return None
    parts = [part.strip() for part in ARROW.split(cells[filled[0]])]
    names, ways = parts[::2], {read_direction(arrow).direction for arrow in parts[1::2]}
    if len(names) < 2 or not all(names) or len(ways) > 1:
        return None
    direction = ways.pop() or Direction.FORWARD
    via = "; ".join(filter(None, (cells.get("via", ""), *names[1:-1])))
    ends = {"first": names[0], "second": names[-1], "via": via}
    return cells | ends, DataDirection(direction=direction)


def _apply_direction(flow: Flow, direction: DataDirection, doubt: str) -> Iterator[Record]:
    """Yield the records of a row with this direction.

    flow: the flow from the first to the second system.
    """
    certainty = Certainty.POSSIBLE if doubt else direction.certainty
    reason = "; ".join(filter(None, (flow.reason, direction.reason, doubt)))
    flow = replace(flow, certainty=certainty, reason=reason)
    if direction.direction is None:
        yield Dependency(
            source=flow.source,
            target=flow.target,
            reason=flow.reason,
            evidence=flow.evidence,
            mechanism=flow.mechanism,
            technology=flow.technology,
            state=flow.state,
            moves_data=direction.moves_data,
        )
    if direction.direction in {Direction.FORWARD, Direction.BOTH}:
        yield flow
    if direction.direction in {Direction.BACKWARD, Direction.BOTH}:
        yield replace(flow, source=flow.target, target=flow.source, via=flow.via[::-1])


@lru_cache(maxsize=8)
def _is_mixed(sheet: Sheet) -> bool:
    """Return whether some cells in the column of intermediate systems are names in capitals."""
    columns = sheet.layout.columns.get("via", ())
    cells = (n.cells[at] for n in sheet.found.entries for at in columns if at in n.filled)
    return any(cell[:1].isupper() for cell in cells)


def _build_flow(cells: Cells, stated: Stated, where: Evidence, *, mixed: bool) -> Flow:
    """Return the flow of a row, without its source and target.

    mixed: whether intermediate systems are written in capitals, so that a word in lower case is a
    means of transport.
    """
    through = split_values(cells.get("via", ""))
    transports = [
        name for name in through if _is_means(name) or (mixed and name.isalpha() and name.islower())
    ]
    mechanism, technology = _derive_mechanism(cells, transports)
    nowhere = Endpoint(system=SystemRef())
    name = (
        cells.get("name", "")
        or cells.get("first_interface", "")
        or cells.get("second_interface", "")
    )
    return Flow(
        source=nowhere,
        target=nowhere,
        evidence=where,
        mechanism=mechanism,
        technology=technology,
        frequency=cells.get("frequency", ""),
        latency=cells.get("latency", ""),
        volume=cells.get("volume", ""),
        authentication=cells.get("authentication", ""),
        entities=split_values(cells.get("entities", "")),
        via=tuple(SystemRef(name=name) for name in through if name not in transports),
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        state_due=stated.due,
        reason=stated.reason,
        interface=name,
    )


def _is_means(text: str) -> bool:
    """Return whether a cell is a means of transport, not a system: "SFTP", "manual import".

    A phrase in lower case is not a name; a single word may be a name, such as "kafka".
    """
    words = fold_words(text)
    phrase = len(words) > 1 and text == text.lower()
    return is_transport(text) or phrase or words in load_cell_words("transports")


def _derive_mechanism(cells: Cells, transports: Sequence[str]) -> tuple[Mechanism, str]:
    """Return the mechanism from the type and the technology of a row, and both as they are written.

    transports: transports that the data passes through, from a column such as "Via: SFTP".
    """
    said = (cells.get("technology", ""), cells.get("mechanism", ""), *transports)
    texts = dict.fromkeys(text for text in said if text)
    return parse_mechanism(" ".join(texts)), ", ".join(texts)
