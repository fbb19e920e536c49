"""Build the records of routes: flows between communication components, and reports of unused
channels.
"""

from collections.abc import Iterator

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.movements import join_labels
from seamscope.connector.scrub import quote
from seamscope.records import ClueKind, Endpoint, Flow, Interface, Mechanism, Record, SystemRef
from seamscope_connectors.sap_process_integration.directory import (
    Channel,
    Directory,
    MappingKey,
    Route,
)
from seamscope_connectors.sap_process_integration.repository import Repository

PRODUCT = "SAP Process Orchestration"
MECHANISMS = {
    "file": Mechanism.FILE, "ftp": Mechanism.FILE, "sftp": Mechanism.FILE, "as2": Mechanism.FILE,
    "jms": Mechanism.EVENTS, "jdbc": Mechanism.SQL, "mail": Mechanism.MANUAL,
}  # fmt: skip


def list_records(
    route: Route, directory: Directory, repository: Repository, used: set[tuple[str, str]]
) -> Iterator[Record]:
    """Yield the flows of a route, one for each receiver."""
    receivers = [name for name in route.receivers if name != route.sender]
    receivers = receivers or [name for name, _ in route.channels if name != route.sender]
    source = _find_channel(route.sender, route, directory, used, receives=False)
    for receiver in dict.fromkeys(receivers):
        target = _find_channel(receiver, route, directory, used, receives=True)
        adapters = [side.adapter for side in (source, target) if side and side.adapter]
        yield Flow(
            source=_build_end(route.sender, source),
            target=_build_end(receiver, target),
            mechanism=_find_mechanism(target) or _find_mechanism(source) or Mechanism.API,
            technology=join_labels(PRODUCT, *adapters),
            frequency=source.frequency if source else "",
            error_handling=tuple(
                sorted({rule for side in (source, target) if side for rule in side.error_handling})
            ),
            interface=route.interface,
            columns=repository.find_columns(_list_keys(route, receiver, directory), route.evidence),
            route=route.interface,
            evidence=route.evidence,
        )
    if not receivers:
        interface, sender = quote(route.interface, 60), quote(route.sender, 60)
        what = f"the interface {interface} of {sender} has no receiver"
        remedy = "list the flows to its receivers in the inventory"
        yield skip_entry(what, remedy, route.evidence)


def _list_keys(route: Route, receiver: str, directory: Directory) -> list[MappingKey]:
    """Return the operation mappings that a message passes on its way to a receiver."""
    known = [*route.mappings, *directory.determined.get((route.sender, route.interface), ())]
    return [key for owner, key in known if owner in {receiver, ""}]


def _find_channel(
    component: str,
    route: Route,
    directory: Directory,
    used: set[tuple[str, str]],
    *,
    receives: bool,
) -> Channel | None:
    """Return the channel by which a component sends or receives in a route, None if unknown.

    The channel found is added to `used`.
    """
    named = [channel for owner, channel in route.channels if owner == component]
    named += directory.agreed.get((component, route.interface), [])
    named += directory.agreed.get((component, ""), [])
    for channel in named:
        found = directory.channels.get((component, channel))
        if found is not None and found.receives == receives:
            used.add((component, channel))
            return found
    return None


def _find_mechanism(channel: Channel | None) -> Mechanism | None:
    if channel is None or not channel.adapter:
        return None
    return MECHANISMS.get(channel.adapter.casefold(), Mechanism.API)


def _build_end(component: str, channel: Channel | None) -> Endpoint:
    """Return a component as an endpoint, with the host of its channel as a clue."""
    host = extract_host(channel.address) if channel else ""
    found = build_clues(
        (ClueKind.HOST, "" if host.casefold() in LOCAL else host),
        (ClueKind.SOURCE, component),
        (ClueKind.PRODUCT, component.replace("_", " ")),
    )
    place = channel.place.strip("/") if channel else ""
    return Endpoint(system=SystemRef(clues=found, service=True), dataset=place)


def list_unused(directory: Directory, used: set[tuple[str, str]]) -> Iterator[Record]:
    """Yield an interface for each channel that no route in the inputs uses, and report these
    channels.
    """
    alone = [key for key in directory.channels if key not in used]
    for key in alone:
        channel = directory.channels[key]
        yield Interface(
            system=_build_end(key[0], channel).system,
            name=channel.place.strip("/") or key[1],
            protocol=f"{PRODUCT} {channel.adapter}",
            evidence=directory.places[key],
        )
    if alone:
        what = "channels that no interface in the inputs uses"
        remedy = "add the integrated configurations or agreements of these channels"
        names = [("/".join(key), directory.places[key]) for key in alone]
        yield skip_names(what, remedy, names)
