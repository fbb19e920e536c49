"""Connectors of installed distributions and of folders that a user names."""

from importlib.metadata import entry_points

from seamscope.connector import Connector
from seamscope.errors import SeamscopeError

GROUP = "seamscope.connectors"


def installed_connectors() -> tuple[list[Connector], list[SeamscopeError]]:
    """Return the connectors of all distributions, and an error for each that fails to load."""
    connectors: list[Connector] = []
    errors: list[SeamscopeError] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            connectors.append(point.load()())
        except Exception as error:  # noqa: BLE001 (a stranger's code may raise anything)
            owner = point.dist.name if point.dist else "an unknown distribution"
            errors.append(
                SeamscopeError(
                    f"connector {point.name} of {owner} does not load ({type(error).__name__})",
                    remedy="update or uninstall that distribution; the run goes on without it",
                )
            )
    return connectors, errors
