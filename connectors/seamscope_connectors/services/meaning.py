"""Decide what each setting of a service means: a database, a broker, a topic, another system."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.connector.redaction import extract_host
from seamscope.records import Clue, ClueKind, Evidence
from seamscope_connectors.services.settings import Setting, is_open
from seamscope_connectors.services.units import Unit
from seamscope_connectors.services.words import (
    ADDRESS,
    BROKERS,
    CACHES,
    DATABASES,
    IN,
    KINDS,
    OUT,
    OWN,
    PLAIN,
    PLATFORM,
    QUEUES,
    SENT_BY,
    STORES,
    TECHNOLOGY,
    THEMES,
    TOPICS,
    TUNING,
    URLS,
    WEB,
    Way,
    find_scheme,
    find_technology,
    find_way,
)

ADO = re.compile(r"(?:server|data source|host|addr(?:ess)?)\s*=[^;]+;.*=", re.I)
# Addresses of stores that many applications share, so that a service there has no database of its
# own.
WAREHOUSE = re.compile(r"snowflake|redshift|databricks|bigquery|teradata|synapse|athena", re.I)
NAME = re.compile(r"(?=[^\s]*[A-Za-z])[\w.\-/#+*:{}]{2,200}")
# An HTTP method at the beginning of a comment.
METHOD = re.compile(r"(GET|POST|PUT|PATCH)\b")
SHARE = re.compile(r"(?:\\\\|//)(?P<host>[A-Za-z][\w.-]{1,100})[\\/]\w")
METHODS = frozenset({"method", "httpmethod", "http-method", "http_method"})
HOST = re.compile(r"[a-z][\w-]{0,62}(?:\.[\w-]{1,62}){0,6}(?::\d{2,5})?", re.I)
BINDING = re.compile(r"spring\.cloud\.stream\.bindings\.(?P<name>[^.]+)\.(?P<key>.+)", re.I)
OFF = frozenset({"false", "no", "off", "0", "nein", "non", "nee", "nie", "n"})
SWITCHES = ("enabled", "active", "enable", "aktiv", "actief", "actif", "activo", "attivo", "ativo",
            "aktywny")  # fmt: skip
CLUSTER = re.compile(r"\.svc(?:\.cluster\.local)?$|\.local$|^mock|\binternal$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic, queue or exchange.

    way: the direction of its messages.
    technology: technology of its broker.
    reason: why the direction is only likely.
    """

    name: str
    way: Way
    technology: str
    evidence: Evidence
    enabled: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Another system that the service uses.

    structured: whether the key of the setting is in a block for a source or target of data.
    share: whether it is a folder on a file share.
    """

    clues: tuple[Clue, ...]
    way: Way
    evidence: Evidence
    enabled: bool
    key: str
    technology: str = ""
    dataset: str = ""
    database: bool = False
    structured: bool = False
    share: bool = False


@dataclass(slots=True, kw_only=True)
class Meaning:
    """The meaning of the settings of one service.

    brokers: hosts by technology.
    own: clues to the host of the service itself.
    open: settings without a known value.
    platform: addresses of services for sign-on, tracing and similar purposes.
    inside: addresses of services in the same deployment.
    """

    brokers: dict[str, list[str]] = field(default_factory=dict)
    topics: list[Topic] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    own: list[Clue] = field(default_factory=list)
    open: list[Setting] = field(default_factory=list)
    platform: list[Setting] = field(default_factory=list)
    inside: list[Setting] = field(default_factory=list)


def read_meaning(unit: Unit) -> Meaning:
    """Return the meaning of the settings of a service; settings without a meaning are left out."""
    found = Meaning()
    found.topics += _list_default_bindings(unit)
    known = {one.key.casefold(): one.text for one in unit.settings}
    for one in unit.settings:
        if one.text and one.words[-1:] and one.words[-1] in URLS and not HOST.search(one.text):
            found.open.append(one)  # `RATES_URL: 7`
        elif one.text and not _read_setting(one, unit, known, found) and _lacks_a_name(one):
            found.open.append(one)
    if not found.open:
        return found
    placed = {place.key for place in found.places}
    found.open = [one for one in found.open if one.key not in placed]
    return found


def _list_default_bindings(unit: Unit) -> Iterator[Topic]:
    """Yield a topic for each binding without a destination; the topic has the name of the binding.

    https://docs.spring.io/spring-cloud-stream/reference/spring-cloud-stream/binding-properties.html
    """
    bindings: dict[str, dict[str, Setting]] = {}
    for one in unit.settings:
        if match := BINDING.fullmatch(one.key):
            bindings.setdefault(match["name"], {})[match["key"].casefold()] = one
    for name, settings in bindings.items():
        if not any(key.partition(".")[0] == "destination" for key in settings):
            first = next(iter(settings.values()))
            yield Topic(
                name=name, way=find_way(tuple(re.split(r"[^a-z]+", name.casefold()))),
                technology=find_technology(first), evidence=first.evidence, enabled=True,
                reason="the binding has no destination, so its own name is assumed",
            )  # fmt: skip


def _read_setting(one: Setting, unit: Unit, known: dict[str, str], found: Meaning) -> bool:
    """Add the meaning of a setting to `found`; return whether the setting has a meaning."""
    scheme, words = find_scheme(one.text), one.words
    share = find_share(one.text) if find_way(words) is not Way.UNKNOWN else ""
    if _is_database(one, scheme):
        _add_database(one, unit, known, found)
    elif scheme in CACHES:
        pass  # a cache of the service itself
    elif _is_broker(one, scheme):
        _add_broker(one, unit, found)
    elif topics := list(_list_topics(one, words)):
        for name in topics:
            _add_topic(one, name, known, found)
    elif scheme in WEB:
        _add_address(one, unit, known, found)
    elif share:
        _add_share(one, share, known, found)
    else:
        return _read_host(one, unit, known, found)
    return True


def _read_host(one: Setting, unit: Unit, known: dict[str, str], found: Meaning) -> bool:
    """Add the host in a setting to `found`; return whether the setting contains a host."""
    if is_host := _is_host_setting(one):
        _add_host(one, unit, known, found)
    return is_host


def _lacks_a_name(one: Setting) -> bool:
    """Return whether a key requires a broker, topic, binding or address, but its value is no such
    name.

    Examples are ``kafka: 7``, ``kafka.consumers: 7``, ``eventHubs.topic.x: 1`` and ``api.url.x:
    1``.
    """
    if one.text.casefold() in {"true", "false"} or (TUNING | {"port"}).intersection(one.words[-2:]):
        return False
    parts = one.key.casefold().split(".")
    if parts[-1] in BROKERS or parts[-2:-1] == ["bindings"]:
        return True
    if not find_technology(one) and "bindings" not in parts:
        return one.words[-2:-1] in (("url",), ("uri",)) and one.text.isdecimal()
    sides = {part for part in parts[-2:-1] if part in IN | OUT and part.endswith("s")}
    sides |= {*parts[-1:]} & (IN | OUT)
    named = {*parts[-2:]} & (TOPICS | {"destination"})
    return bool(named or (sides and one.text.isdecimal()))


def _is_database(one: Setting, scheme: str) -> bool:
    return scheme == "jdbc" or scheme in STORES or bool(ADO.match(one.text))


def _is_broker(one: Setting, scheme: str) -> bool:
    words = one.words
    if not find_technology(one) or scheme in WEB or "registry" in words:
        return False
    leaf = words[-2:]
    address = any(word in ADDRESS for word in leaf) and not TUNING.intersection(leaf)
    return bool(scheme or (address and not TOPICS.intersection(leaf)))


def names_topic(one: Setting) -> bool:
    """Return whether a setting contains the name of a topic or queue."""
    return bool(one.words) and next(_list_topics(one, one.words), None) is not None


def find_share(text: str) -> str:
    """Return the host of a folder on a file share: ``//fs01/lab`` → fs01, "" for other texts."""
    found = SHARE.match(text)
    return found["host"] if found else ""


def _add_share(one: Setting, host: str, known: dict[str, str], found: Meaning) -> None:
    place = Place(
        clues=build_clues((ClueKind.HOST, host)), way=find_way(one.words), evidence=one.evidence,
        enabled=_is_enabled(one, known), key=one.key, dataset=one.text, share=True,
    )  # fmt: skip
    found.places.append(place)


def uses_share(settings: Iterable[Setting]) -> bool:
    """Return whether a setting is a folder on a file share with a known direction of data."""
    return any(find_share(one.text) and find_way(one.words) is not Way.UNKNOWN for one in settings)


def moves_data(settings: Iterable[Setting]) -> bool:
    """Return whether settings contain the addresses of both a source and a target of data."""
    placed = (
        one for one in settings
        if find_scheme(one.text) in WEB or _is_database(one, find_scheme(one.text))
    )  # fmt: skip
    return {Way.IN, Way.OUT} <= {find_way(one.words) for one in placed}


def _list_topics(one: Setting, words: tuple[str, ...]) -> Iterator[str]:
    """Yield the topics in a setting; one setting may list several."""
    leaf = [word.casefold() for word in re.split(r"[._\-]|(?<=[a-z])(?=[A-Z])", one.key)][-2:]
    sided = find_way(words) is not Way.UNKNOWN
    topics = TOPICS | THEMES if sided else TOPICS
    named = topics.intersection(words)
    stream = "destination" in leaf and {"bindings", "jms"}.intersection(words)
    filtered = words[-1] in IN | OUT and find_technology(one) and "/" in one.text
    if not (named or stream or filtered) or TUNING.intersection(leaf):
        return
    exact = bool(stream or filtered or {*leaf[-1:], *words[-1:]} & (topics | IN | OUT | {"name"}))
    for part in one.text.split(","):
        text = part.strip()
        plain = _is_name(text) and (exact or re.search(r"[._\-/]", text))
        if plain or "${" in text or "{{" in text:
            yield text


def _is_name(text: str) -> bool:
    return bool(NAME.fullmatch(text)) and text.casefold() not in {"true", "false"}


def _add_database(one: Setting, unit: Unit, known: dict[str, str], found: Meaning) -> None:
    clues = parse_connection_clues(one.text)
    host = next((clue.value for clue in clues if clue.kind is ClueKind.HOST), "")
    if _is_beside(host, unit) or not clues:
        return  # a database in the same deployment
    if any(is_open(clue.value) for clue in clues):
        found.open.append(one)
        return
    way = find_way(one.words)
    enabled = _is_enabled(one, known)
    place = Place(
        clues=clues, way=way, evidence=one.evidence, enabled=enabled, key=one.key,
        database=not WAREHOUSE.search(one.text),
        structured=way is not Way.UNKNOWN, dataset=_find_dataset(one, known),
    )  # fmt: skip
    found.places.append(place)


def _add_broker(one: Setting, unit: Unit, found: Meaning) -> None:
    technology = find_technology(one)
    hosts = found.brokers.setdefault(technology, [])
    for part in one.text.split(","):
        host = "" if is_open(part) else extract_host(part)
        if host and host.casefold() not in LOCAL and host not in unit.hosts:
            hosts.append(host)


def _add_topic(one: Setting, name: str, known: dict[str, str], found: Meaning) -> None:
    if "${" in name or "{{" in name:
        found.open.append(one)
        return
    words = one.words
    way, reason = find_way(words), ""
    if way is Way.UNKNOWN and QUEUES & set(words):
        way, reason = (
            Way.IN,
            "a service with a queue in its settings usually receives messages from it",
        )
    found.topics.append(
        Topic(
            name=name, way=way, reason=reason,
            technology=find_technology(one) or _find_block_technology(one, known),
            evidence=one.evidence, enabled=_is_enabled(one, known),
        )
    )  # fmt: skip


def _find_block_technology(one: Setting, known: dict[str, str]) -> str:
    """Return the only broker in the closest block that contains a topic, "" if it has none or
    several.

    ``coupons.topic.in`` is a topic of Kafka if ``coupons.kafka.bootstrap`` is set.
    """
    block = one.key.casefold()
    kinds = (known.get(f"{block.rpartition('.')[0]}.{kind}", "") for kind in KINDS)
    if stated := next(filter(None, (_name_broker(text) for text in kinds if text)), ""):
        return stated
    while block := block.rpartition(".")[0]:
        inside = [
            Setting(key=key, text=text, evidence=one.evidence)
            for key, text in known.items()
            if key.startswith(f"{block}.")
        ]
        found = {find_technology(two) for two in inside if _is_broker(two, find_scheme(two.text))}
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def _name_broker(text: str) -> str:
    """Return the broker in the type of a block: ``type: pubsub`` → Pub/Sub; "" for other types."""
    word = re.sub(r"[^a-z]", "", text.casefold())
    return TECHNOLOGY.get(word, word) if word in BROKERS else ""


def _add_address(one: Setting, unit: Unit, known: dict[str, str], found: Meaning) -> None:
    host = extract_host(one.text)
    words = set(one.words)
    if is_open(one.text.split("?")[0]) and (not host or is_open(host)):
        found.open.append(one)
    elif not host or host.casefold() in LOCAL:
        return
    elif words & PLATFORM or one.words[-2:-1] == ("config",):
        found.platform.append(one)
    elif _is_beside(host, unit):
        found.inside.append(one)
    elif _is_own(one, unit):
        found.own.append(Clue(kind=ClueKind.HOST, value=host))
    else:
        found.places.append(_build_place(one, build_clues((ClueKind.HOST, host)), known))


def _is_beside(host: str, unit: Unit) -> bool:
    """Return whether a host is a service of the same deployment: ``store``, ``a.b.svc``.

    In a cluster, names without a domain are services; machines have a number: ``erp01``.
    """
    if host in unit.hosts or CLUSTER.search(host):
        return True
    return unit.cluster and "." not in host and not any(map(str.isdigit, host))


def _is_own(one: Setting, unit: Unit) -> bool:
    """Return whether a setting is the address of the service itself: ``app.base-url``."""
    mine = {word for word in re.split(r"[\W_]+", unit.name.casefold()) if word}
    words = set(one.words)
    marked = bool(words & (OWN | mine))
    return marked and not words - OWN - mine - PLAIN


def _is_host_setting(one: Setting) -> bool:
    """Return whether a setting contains the host of a database, a source or a target.

    A host in a block such as ``push: {host: erp01}`` is the host of a target.
    """
    leaf = set(one.words[-1:])
    telling = leaf & {"host", "hostname", "server", "account", "domain", "endpoint", "url"}
    blocks = find_way(one.words[:-1]) is not Way.UNKNOWN or DATABASES.intersection(one.words)
    return bool(telling and blocks and HOST.fullmatch(one.text) and not is_open(one.text))


def _add_host(one: Setting, unit: Unit, known: dict[str, str], found: Meaning) -> None:
    host = extract_host(one.text)
    if _is_beside(host, unit) or host.casefold() in LOCAL:
        return  # a database in the same deployment
    database = _find_sibling(one, known, "database", "dbname", "db", "name", "service", "sid")
    is_database = bool(DATABASES.intersection(one.words)) or bool(database)
    if not is_database and "." not in host:
        return
    clues = build_clues((ClueKind.DATABASE, database if is_database else ""), (ClueKind.HOST, host))
    found.places.append(_build_place(one, clues, known, database=is_database))


def _build_place(
    one: Setting, clues: tuple[Clue, ...], known: dict[str, str], *, database: bool = False
) -> Place:
    way = find_way(one.words)
    structured = way is not Way.UNKNOWN
    method = _find_method(one, known)
    if method:
        way = Way.OUT if method in SENT_BY else Way.IN if method == "GET" else way
    scheme, dataset = find_scheme(one.text), _find_dataset(one, known)
    if scheme in WEB and not dataset and not database:
        path = re.sub(r"^[a-z0-9+.\-]+://[^/?#]*", "", one.text, flags=re.I)
        dataset = re.split(r"[?#\s]", path)[0].rstrip("/")
    return Place(
        clues=clues,
        way=way,
        evidence=one.evidence,
        enabled=_is_enabled(one, known),
        key=one.key,
        technology=scheme,
        dataset=dataset,
        database=database,
        structured=structured and not method,
    )


def _find_method(one: Setting, known: dict[str, str]) -> str:
    """Return the HTTP method of an address, "" if it is not specified.

    The method is in a sibling setting, or is the only method of a block with one address, or is in
    the comment after the value: ``# GET, reads points``.
    """
    beside = _find_sibling(one, known, "method", "httpMethod", "http-method").upper()
    stated = METHOD.match(one.remark)
    return beside or _find_block_method(one, known) or (stated[1].upper() if stated else "")


def _find_block_method(one: Setting, known: dict[str, str]) -> str:
    """Return the method of a block that has one address: ``push: {order-url: …, method: PUT}``."""
    block = one.key.casefold().rpartition(".")[0]
    inside = [key for key in known if key.rpartition(".")[0] == block] if block else []
    addresses = [key for key in inside if find_scheme(known[key]) in WEB]
    methods = [known[key] for key in inside if key.rpartition(".")[2] in METHODS]
    return methods[0].upper() if len(addresses) == 1 and len(methods) == 1 else ""


def _find_dataset(one: Setting, known: dict[str, str]) -> str:
    return _find_sibling(one, known, "table", "view", "object", "collection", "dataset")


def _find_sibling(one: Setting, known: dict[str, str], *names: str) -> str:
    """Return the value of a sibling of a setting: ``push.method`` is a sibling of ``push.url``."""
    key = one.key.casefold()
    cut = max(key.rfind("."), key.rfind("_"), key.rfind("-"))
    if cut < 0:
        return ""
    for name in names:
        value = known.get(key[: cut + 1] + name.casefold(), "")
        if value and not is_open(value) and len(value) < 100:
            return value
    return ""


def _is_enabled(one: Setting, known: dict[str, str]) -> bool:
    """Return whether no switch of a setting, its parents or its siblings is off:
    ``push.enabled=false``.
    """
    key = one.key.casefold()
    while cut := max(key.rfind("."), key.rfind("_"), 0):
        key = key[:cut]
        for mark in (".", "_"):
            if any(known.get(f"{key}{mark}{word}", "").casefold() in OFF for word in SWITCHES):
                return False
    return True
