"""Sources and destinations: what they reach."""

from seamscope.connector import Doc
from seamscope.connector.connections import clues, setting_clues
from seamscope.records import ClueKind, Interface, SystemRef
from seamscope_connectors.airbyte.workspace import Link, Workspace


def config_of(actor: Doc) -> Doc:
    """Return the settings of a source or destination, whichever export wrote them."""
    return actor.first("configuration", "connectionConfiguration", "connection_configuration")


def system(space: Workspace, link: Link, side: str) -> SystemRef:
    """Return what one side of a connection reaches."""
    key = link.ends[side == "destination"]
    actor = space.actors.get(key) or link.doc[side]
    return _reached(actor) if actor else SystemRef(clues=clues((ClueKind.ID, key)))


def _reached(actor: Doc) -> SystemRef:
    """Return the clues to what a source or destination reaches: place, name, then its type."""
    config = config_of(actor)
    types = ("sourceType", "destinationType", "sourceName", "destinationName", "definition_image")
    return SystemRef(
        clues=(
            *setting_clues(lambda *keys: config.first(*keys).text),
            *clues(
                (ClueKind.SOURCE, actor.first("name", "resource_name").text),
                (ClueKind.CLASS, actor.first(*types).text),
            ),
        ),
        service=True,
    )


def interface(key: str, actor: Doc) -> Interface:
    """Return a source or destination that no connection uses: no flow is known of it."""
    side = actor["definition_type"].text or ("source" if actor["sourceId"] else "destination")
    return Interface(
        system=_reached(actor),
        name=actor.first("name", "resource_name").text or key,
        protocol=f"airbyte {side}",
        evidence=actor.evidence,
    )
