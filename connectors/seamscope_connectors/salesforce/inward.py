"""Find how other systems connect to Salesforce: event channels, event relays, connected apps."""

from collections import defaultdict
from collections.abc import Iterator

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import skip_entry
from seamscope.records import (
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.salesforce.apex import Code
from seamscope_connectors.salesforce.external import identify_system
from seamscope_connectors.salesforce.outward import Outside, read_flow_state
from seamscope_connectors.salesforce.parts import ORG, Part

CHANGES = "ChangeEvent"
# OAuth scopes for sign-on, without access to data.
SIGN_ON = frozenset({"OpenID", "Profile", "Email", "Basic", "Address", "Phone", "OfflineAccess",
                     "RefreshToken"})  # fmt: skip
OWN_HOSTS = (".salesforce.com", ".force.com")
RUNNING = frozenset({"RUN", "Run", ""})


def list_events(parts: list[Part], codes: list[Code], outside: Outside) -> Iterator[Record]:
    """Yield event channels and published events as interfaces, and event relays as flows."""
    channels: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if part.kind == "platformEventChannelMember":
            channels[part.text("eventChannel")].append(part)
        elif part.kind == "managedEventSubscription":
            yield _build_subscription(part)
        elif part.kind == "eventRelay":
            yield from _list_relay(part, outside)
    for channel, members in sorted(channels.items()):
        yield _build_channel(channel, members)
    published = _find_published(parts, codes)
    for name, where in sorted(published.items()):
        yield Interface(
            system=ORG,
            name=f"/event/{name}",
            protocol="Salesforce platform event",
            entities=(name,),
            evidence=where,
        )


def _build_channel(channel: str, members: list[Part]) -> Interface:
    entities = dict.fromkeys(part.text("selectedEntity") for part in members)
    changes = all(entity.endswith(CHANGES) for entity in entities)
    return Interface(
        system=ORG,
        name=f"/data/{channel}" if changes else f"/event/{channel}",
        protocol="Salesforce change data capture" if changes else "Salesforce event channel",
        entities=tuple(_find_object(entity) for entity in entities if entity),
        evidence=members[0].file.at(members[0].root),
    )


def _find_object(entity: str) -> str:
    """Return the object of a change event: ``Order__ChangeEvent`` → ``Order__c``."""
    if not entity.endswith(CHANGES):
        return entity
    name = entity.removesuffix(CHANGES)
    return f"{name}c" if name.endswith("__") else name


def _build_subscription(part: Part) -> Interface:
    running = part.text("state") in RUNNING
    return Interface(
        system=ORG,
        name=part.text("topicName") or part.name,
        protocol="Salesforce Pub/Sub API",
        state=State.ACTIVE if running else State.DISABLED,
        evidence=part.file.at(part.root, part.name),
    )


def _list_relay(part: Part, outside: Outside) -> Iterator[Record]:
    """Yield the flow of an event relay from a channel to Amazon EventBridge."""
    name = part.text("destinationResourceName").partition(":")[2]
    credential = outside.credentials.get(name.casefold())
    if not name:
        what = "an event relay without a destination"
        yield skip_entry(what, "export it again", part.file.at(part.root))
        return
    clues = build_clues((ClueKind.PRODUCT, "Amazon EventBridge"), (ClueKind.SOURCE, name))
    system = identify_system(credential) if credential else SystemRef(clues=clues, service=True)
    outside.shown.add(name.casefold())
    running = part.text("state") in RUNNING
    yield Flow(
        source=Endpoint(system=ORG, dataset=part.text("eventChannel")),
        target=Endpoint(system=SystemRef(clues=(*clues[:1], *system.clues), service=True)),
        mechanism=Mechanism.EVENTS,
        technology="Salesforce event relay",
        latency="near real time",
        state=State.ACTIVE if running else State.DISABLED,
        reason="" if running else f"the event relay {part.name} is not running",
        evidence=part.file.at(part.root, part.name),
    )


def _find_published(parts: list[Part], codes: list[Code]) -> dict[str, Evidence]:
    """Return the platform events that code and active Salesforce Flows publish."""
    found: dict[str, Evidence] = {}
    for code in codes:
        for name, where in code.events:
            found.setdefault(name, where)
    for part in parts:
        if part.kind == "flow" and read_flow_state(part)[0] is State.ACTIVE:
            for create in part.children("recordCreates"):
                if create.text("object").endswith("__e"):
                    found.setdefault(create.text("object"), create.evidence)
    return found


def list_apps(parts: list[Part]) -> Iterator[Record]:
    """Yield a dependency for each connected app.

    The OAuth scopes of the app show whether it may call Salesforce or only signs users on.
    """
    for part in parts:
        if part.kind != "connectedApp":
            continue
        scopes = {
            scope for config in part.children("oauthConfig") for scope in config.texts("scopes")
        }
        saml = bool(part.children("samlConfig"))
        moves = bool(scopes - SIGN_ON) or (not scopes and not saml)
        label = part.text("label") or part.name
        yield Dependency(
            source=Endpoint(
                system=SystemRef(
                    clues=build_clues((ClueKind.HOST, _app_host(part)), (ClueKind.SOURCE, label))
                )
            ),
            target=Endpoint(system=ORG),
            reason=f"the connected app {label} may "
            + ("read or write Salesforce data" if moves else "only sign people on"),
            mechanism=Mechanism.API,
            technology="Salesforce connected app",
            moves_data=moves,
            evidence=part.file.at(part.root),
        )


def _app_host(part: Part) -> str:
    """Return the first host of an app's URLs that is neither Salesforce nor local, else ""."""
    urls = [part.text("startUrl")]
    for config in part.children("oauthConfig"):
        urls += config.text("callbackUrl").split()
    for config in part.children("samlConfig"):
        urls.append(config.text("acsUrl"))
    for config in part.children("canvasConfig"):
        urls.append(config.text("canvasUrl"))
    hosts = [extract_host(url) for url in urls if url.startswith("http")]
    outside = [host for host in hosts if not f".{host}".endswith(OWN_HOSTS)]
    return next((host for host in outside if host.casefold() not in LOCAL), "")
