"""The connections, sources and destinations of an Airbyte workspace, indexed by key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import normpath

from seamscope.connector import Doc, File
from seamscope.connector.entries import skip_entry
from seamscope.connector.exports import list_exported, report_incomplete
from seamscope.records import Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An Airbyte connection. ends: the keys of source and destination. doc: its settings."""

    doc: Doc
    ends: tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Workspace:
    """The connections of a workspace, and its sources and destinations by id or file path."""

    links: list[Link] = field(default_factory=list)
    actors: dict[str, Doc] = field(default_factory=dict)


def collect_objects(file: File, space: Workspace) -> Iterator[Skipped]:
    """Add the objects in a file to the workspace; report objects that are not Airbyte's."""
    yield from report_incomplete(file.document())
    for doc in list_exported(file.document(), "connections", "sources", "destinations"):
        kind = doc["definition_type"].text
        ends = _get_end_key(file, doc, "source"), _get_end_key(file, doc, "destination")
        if kind in {"source", "destination"}:
            space.actors[file.path] = doc
        elif all(ends):
            settings = doc["configuration"] if kind and doc["configuration"] else doc
            space.links.append(Link(doc=settings, ends=ends))
        elif any(ends) and not kind and not _is_connection(doc):
            space.actors[ends[0] or ends[1]] = doc
        else:
            problem = "not an Airbyte connection, source or destination, or its ids are missing"
            yield skip_entry(problem, "export this object from Airbyte again", doc.evidence)


def _is_connection(doc: Doc) -> bool:
    """Return whether an object is a connection, even if the id of one side is missing."""
    return any(key in doc for key in ("connectionId", "syncCatalog", "configurations"))


def _get_end_key(file: File, doc: Doc, side: str) -> str:
    """Return the key of one side of a connection: an id, or a path below octavia's folder.

    Paths are relative to that folder, two levels above `connections/NAME/configuration.yaml`.
    """
    path = doc[f"{side}_configuration_path"].text
    if path:
        return normpath(f"{file.folder}/../../{path}" if file.folder else path).lstrip("/")
    return doc.first(f"{side}Id", f"{side}_id").text
