"""Follow messages through the channels of a server, from each source to each destination.

Channels are connected by Channel Writers, by `routeMessage` calls, and by destinations that send to
a port of the same server.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seamscope.connector.vocabulary import is_environment, parse_environment
from seamscope.records import Evidence, Mechanism
from seamscope_connectors.mirth.ends import channel_end, get_listening_port, get_local_port
from seamscope_connectors.mirth.model import Channel, Server
from seamscope_connectors.mirth.touches import SCRIPT, Handoff, Step, Touch, list_steps
from seamscope_connectors.mirth.transports import CHANNEL_READER

MAX_REACHED = 2000  # maximum number of touches of one source; dozens are usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An access to a system that a message causes on its way through the channels.

    scopes: the destinations on the way, outermost first.
    off: the reasons why the message does not arrive.
    route: names of the channels on the way, joined by " > ".
    """

    touch: Touch
    scopes: tuple[str, ...]
    off: tuple[str, ...]
    route: str


@dataclass(slots=True)
class Network:
    """The channels of a server, their steps, and how they are connected.

    ports: id of the channel that listens on each port.
    called: channels that another channel sends to over a port.
    joined: channels that another channel sends to in any way.
    missing: channels that another channel refers to, but that are not in the inputs.
    """

    channels: dict[str, Channel]
    steps: dict[str, list[Step]]
    ports: dict[str, str]
    called: set[str]
    joined: set[str] = field(default_factory=set)
    missing: dict[str, Evidence] = field(default_factory=dict)

    def target_of(self, step: Step) -> str | None:
        """Return the id of the channel that a handoff sends to, "" if it is not in the inputs.

        The result is None for a step that is not a handoff.
        """
        match step.action:
            case Handoff(channel=name, evidence=evidence):
                found = name if name in self.channels else self._by_name(name)
                if not found:
                    self.missing.setdefault(name, evidence)
                return found
            case _:
                return None

    def _by_name(self, name: str) -> str:
        return next((key for key, one in self.channels.items() if one.name == name), "")

    def reach(self, channel: Channel) -> list[Reached]:
        """Return the accesses that a message of this channel causes, in order.

        The accesses of the channels that the message is sent to are included.
        """
        found: list[Reached] = []
        self._walk(channel, (), (), (), found)
        return found

    def _walk(
        self, channel: Channel, scopes: tuple[str, ...], off: tuple[str, ...],
        route: tuple[str, ...], found: list[Reached],
    ) -> None:  # fmt: skip
        if channel.name in route or len(found) > MAX_REACHED:
            return
        route = (*route, channel.name)
        off = (*off, *([channel.off] if channel.off else []))
        for step in self.steps[channel.id]:
            inside = (*scopes, step.scope) if step.scope else scopes
            stopped = (*off, *([step.off] if step.off else []))
            target = self.target_of(step)
            if target:
                self._walk(self.channels[target], inside, stopped, route, found)
                continue
            touch = step.action if isinstance(step.action, Touch) else _missing(step.action)
            if not (touch.own and len(route) > 1):
                names = " > ".join(route)
                found.append(Reached(touch=touch, scopes=inside, off=stopped, route=names))


def _missing(handoff: Handoff) -> Touch:
    """Return a write to a channel that is not in the inputs."""
    return Touch(
        end=channel_end(handoff.channel),
        label="Channel Writer",
        mechanism=Mechanism.UNKNOWN,
        evidence=handoff.evidence,
    )


def build_network(server: Server) -> Network:
    """Return the channels of a server with their steps and connections."""
    channels = _newest(server.channels)
    ports: dict[str, str] = {}
    for one in channels.values():
        if port := get_listening_port(one.source, server.settings_for(one.file)):
            ports.setdefault(port, one.id)
    called: set[str] = set()
    steps: dict[str, list[Step]] = {}
    for key, one in channels.items():
        by_port = _find_joins(one, server, ports)
        called |= set(by_port.values())
        steps[key] = _join_ports(list_steps(one, server), by_port)
    network = Network(channels=channels, steps=steps, ports=ports, called=called)
    for step in (step for listed in steps.values() for step in listed):
        if target := network.target_of(step):
            network.joined.add(target)
    return network


def _newest(channels: list[Channel]) -> dict[str, Channel]:
    """Return one version of each channel, by id.

    If several exports contain a channel, the production version takes precedence, then the latest
    revision.
    """
    ordered = sorted(channels, key=lambda one: (_rank(one), -one.revision, one.file.path))
    found: dict[str, Channel] = {}
    for one in ordered:
        found.setdefault(one.id, one)
    return {key: found[key] for key in dict.fromkeys(one.id for one in channels)}


def _rank(channel: Channel) -> int:
    """Return the rank of a channel's file by the environment in its path.

    The rank is 0 for production, 1 without an environment, and 2 for any other environment.
    """
    words = [word for word in re.split(r"[\W_]+", channel.file.path) if is_environment(word)]
    if not words:
        return 1
    return 0 if "" in map(parse_environment, words) else 2


def _find_joins(channel: Channel, server: Server, ports: Mapping[str, str]) -> dict[Evidence, str]:
    """Return the channels that listen on the ports of destinations: channel id by the destination's
    evidence.
    """
    settings = server.settings_for(channel.file)
    found: dict[Evidence, str] = {}
    for part in channel.destinations:
        listener = ports.get(get_local_port(part, settings), "")
        if listener and listener != channel.id:
            found[part.evidence] = listener
    return found


def _join_ports(steps: list[Step], joins: Mapping[Evidence, str]) -> list[Step]:
    """Return the steps, with a handoff in place of each send to a port on which a channel
    listens.
    """
    found: dict[Step, None] = {}
    for step in steps:
        match step.action:
            case Touch(evidence=where, label=label) if where in joins and label != SCRIPT:
                action = Handoff(channel=joins[where], evidence=where)
                found[Step(action=action, scope=step.scope, off=step.off)] = None
            case _:
                found[step] = None
    return list(found)


def list_entries(network: Network) -> Iterator[Channel]:
    """Yield the channels that receive messages from another system or by polling."""
    for channel in network.channels.values():
        is_reader = CHANNEL_READER.fullmatch(channel.source.transport) is not None
        if not is_reader and channel.id not in network.called:
            yield channel
