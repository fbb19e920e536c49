"""Build the systems that Airbyte sources and destinations connect to."""

from seamscope.connector import Doc
from seamscope.connector.connections import build_clues, find_setting_clues
from seamscope.records import ClueKind, Interface, SystemRef
from seamscope_connectors.airbyte.workspace import Link, Workspace


def get_config(actor: Doc) -> Doc:
    """Return the settings of a source or destination, under the key of any export format."""
    return actor.first("configuration", "connectionConfiguration", "connection_configuration")


def build_system_ref(space: Workspace, link: Link, side: str) -> SystemRef:
    """Return the system on one side ("source" or "destination") of a connection."""
    key = link.ends[side == "destination"]
    actor = space.actors.get(key) or link.doc[side]
    return _build_ref(actor) if actor else SystemRef(clues=build_clues((ClueKind.ID, key)))


def _build_ref(actor: Doc) -> SystemRef:
    """Return the system of a source or destination by its host, name and connector type."""
    config = get_config(actor)
    types = ("sourceType", "destinationType", "sourceName", "destinationName", "definition_image")
    return SystemRef(
        clues=(
            *find_setting_clues(lambda *keys: config.first(*keys).text),
            *build_clues(
                (ClueKind.SOURCE, actor.first("name", "resource_name").text),
                (ClueKind.CLASS, actor.first(*types).text),
            ),
        ),
        service=True,
    )


def build_unused_interface(key: str, actor: Doc) -> Interface:
    """Return an interface for a source or destination that no connection uses."""
    side = actor["definition_type"].text or ("source" if actor["sourceId"] else "destination")
    return Interface(
        system=_build_ref(actor),
        name=actor.first("name", "resource_name").text or key,
        protocol=f"airbyte {side}",
        evidence=actor.evidence,
    )
