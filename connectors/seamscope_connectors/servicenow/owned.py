"""Assign servers and databases to applications of which only the application id is known.

Many exports contain servers and databases with the id of their application (``u_app_id``), but the
applications are in another list.
"""

from collections.abc import Iterable, Iterator

from seamscope.connector.vocabulary import is_test_environment
from seamscope.records import Clue, ClueKind, Connection
from seamscope_connectors.servicenow.graph import Cmdb, classify_table, find_host_end
from seamscope_connectors.servicenow.items import Item

OTHER = {"parent": "child", "child": "parent"}
PARTS = frozenset({"hardware", "database"})


def is_owned(item: Item) -> bool:
    """Return whether an item contains the id of its application and is not in a test
    environment.
    """
    return bool(item.owner_ids) and not is_test_environment(item.text("environment"))


def list_owned_parts(cmdb: Cmdb, numbers: Iterable[int]) -> Iterator[Connection]:
    """Yield the servers and databases that contain the id of their application."""
    for number in numbers:
        item = cmdb.items[number]
        clues = cmdb.list_part_clues(number)
        if clues and is_owned(item):
            owner = (*clues, *item.owner_ids)
            yield Connection(name=item.text("name"), clues=owner, evidence=item.evidence)


def list_related_parts(cmdb: Cmdb, item: Item, words: str) -> Iterator[Connection]:
    """Yield the server or database of a relation whose other end has an application id.

    The application itself is not in the export.

    words: type of the relation, such as ``Runs on::Runs``.
    """
    for end, other in OTHER.items():
        owners = item.end_app_ids(end)
        cell = item.cell(other)
        if owners and not cmdb.find(item.cell(end)) and not item.end_app_ids(other):
            for clues in _list_places(cmdb, item, other, hosts=find_host_end(words) == other):
                yield Connection(name=cell.text, clues=(*clues, *owners), evidence=item.evidence)


def _list_places(cmdb: Cmdb, item: Item, end: str, *, hosts: bool) -> Iterator[tuple[Clue, ...]]:
    """Yield the clues of the server or database at one end of a relation.

    hosts: whether the item at the other end runs on it.
    """
    cell = item.cell(end)
    found = cmdb.find(cell)
    for number in found:
        if not is_test_environment(cmdb.items[number].text("environment")):
            yield cmdb.list_part_clues(number)
    kind = classify_table(item.end_class(end)) if item.end_class(end) else ""
    if not found and cell.text and (hosts or kind in PARTS):
        place = ClueKind.DATABASE if kind == "database" else ClueKind.HOST
        yield (Clue(kind=place, value=cell.text),)
