"""Collect the connections, sources and destinations of an Airbyte workspace, by key.

The key of a source or destination is its id, or the path of its octavia-cli file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import normpath

from seamscope.connector import Doc, File
from seamscope.connector.entries import skip_entry
from seamscope.connector.exports import list_exported, report_incomplete
from seamscope.records import Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One Airbyte connection.

    doc: its settings.
    ends: the keys of its source and its destination.
    """

    doc: Doc
    ends: tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Workspace:
    """The connections of an Airbyte workspace (`links`), and its sources and destinations by key
    (`actors`).
    """

    links: list[Link] = field(default_factory=list)
    actors: dict[str, Doc] = field(default_factory=dict)


def collect_objects(file: File, space: Workspace) -> Iterator[Skipped]:
    """Add the Airbyte objects of a file to the workspace; report other objects."""
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
            problem = "not an Airbyte connection, source or destination with its ids"
            yield skip_entry(problem, "export this object from Airbyte again", doc.evidence)


def _is_connection(doc: Doc) -> bool:
    """Return whether an object is a connection, even if the id of its source is missing."""
    return any(key in doc for key in ("connectionId", "syncCatalog", "configurations"))


def _get_end_key(file: File, doc: Doc, side: str) -> str:
    """Return the key of one side of a connection: an id, or the path of an octavia file.

    Some responses have the id only inside the source or destination. octavia's paths are relative
    to its folder, two levels above `connections/NAME/configuration.yaml`.
    """
    path = doc[f"{side}_configuration_path"].text
    if path:
        return normpath(f"{file.folder}/../../{path}" if file.folder else path).lstrip("/")
    keys = (f"{side}Id", f"{side}_id")
    return doc.first(*keys).text or doc[side].first(*keys).text
