"""What the files of a workspace hold: connections, sources, destinations, each by its key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import normpath

from seamscope.connector import Doc, File
from seamscope.connector.entries import entry_fault
from seamscope.connector.exports import exported, unfinished
from seamscope.records import Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A connection; ends: the keys of its source and destination; doc: its settings."""

    doc: Doc
    ends: tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Workspace:
    """Connections, and sources and destinations by id, or by the path of their file."""

    links: list[Link] = field(default_factory=list)
    actors: dict[str, Doc] = field(default_factory=dict)


def sort_in(file: File, space: Workspace) -> Iterator[Skipped]:
    """Put the objects of a file where they belong; yield those that are none of Airbyte's."""
    yield from unfinished(file.document())
    for doc in exported(file.document(), "connections", "sources", "destinations"):
        kind = doc["definition_type"].text
        ends = _end(file, doc, "source"), _end(file, doc, "destination")
        if kind in {"source", "destination"}:
            space.actors[file.path] = doc
        elif all(ends):
            settings = doc["configuration"] if kind and doc["configuration"] else doc
            space.links.append(Link(doc=settings, ends=ends))
        elif any(ends) and not kind and not _is_connection(doc):
            space.actors[ends[0] or ends[1]] = doc
        else:
            what = "no connection, source or destination of Airbyte, or one without its ids"
            yield entry_fault(what, "export it again", doc.evidence)


def _is_connection(doc: Doc) -> bool:
    """Tell whether an object is a connection, though the id of one side may be missing."""
    return any(key in doc for key in ("connectionId", "syncCatalog", "configurations"))


def _end(file: File, doc: Doc, side: str) -> str:
    """Return the key of one side of a connection: an id, or a path from octavia's folder.

    A connection's file stands in `connections/NAME/` of that folder; nothing outside is meant.
    """
    path = doc[f"{side}_configuration_path"].text
    if path:
        return normpath(f"{file.folder}/../../{path}" if file.folder else path).lstrip("/")
    return doc.first(f"{side}Id", f"{side}_id").text
