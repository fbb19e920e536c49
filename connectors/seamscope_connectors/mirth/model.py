"""Read Mirth channels from exports: their connectors, scripts and settings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.connector import File, is_secret_name
from seamscope.connector.failures import retry
from seamscope.records import ColumnEdge, EdgeKind, Evidence
from seamscope_connectors.mirth.schedule import read_schedule

# Properties of a connector that contain no address.
GENERAL = frozenset({
    "pluginProperties", "sourceConnectorProperties", "destinationConnectorProperties",
    "pollConnectorProperties", "resourceIds", "headers", "parameters", "responseHeaders",
})  # fmt: skip
REFERENCE = re.compile(r"\$\{(?:\w+\.get\(['\"])?([\w.\-]{1,80})(?:['\"]\))?\}")
PATH = re.compile(r"\b(?:msg|tmp)((?:\[(?:'[\w.]*'|\"[\w.]*\"|\d+)\])+)")
LEVEL = re.compile(r"['\"]([\w.]+)['\"]")
FUNCTION = re.compile(r"\bfunction\s{1,9}(\w{1,80})\s{0,9}\(")
PLAIN = re.compile(r"(?:\.toString\(\))?;?")
REFUSES = re.compile(r"\s*+return\s+false\s*+;?\s*+\Z")
MAX_STEPS = 2000  # maximum number of steps of a transformer


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A source or destination connector.

    transport: its type, such as "TCP Listener".
    values: its settings without secrets.
    scripts: code of its filter and transformer.
    own: code of a JavaScript or database connector.
    columns: fields that its transformer fills.
    error_handling: its queue and retries.
    off: why no message passes, "" if messages pass.
    """

    name: str
    transport: str
    values: Mapping[str, str]
    evidence: Evidence
    scripts: tuple[str, ...] = ()
    own: str = ""
    columns: tuple[ColumnEdge, ...] = ()
    error_handling: tuple[str, ...] = ()
    off: str = ""
    schedule: str = ""
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel with its source and destinations.

    off: why it is off, "" if it runs.
    before, after: code of its preprocessor and postprocessor.
    description: its remark, which often names the sender.
    """

    id: str
    name: str
    source: Part
    destinations: tuple[Part, ...]
    file: File
    evidence: Evidence
    revision: int = 0
    off: str = ""
    before: str = ""
    after: str = ""
    description: str = ""


@dataclass(slots=True)
class Server:
    """The channels, settings and code templates of one server.

    settings: configuration maps by the folder of their files.
    templates: code by function name.
    """

    channels: list[Channel] = field(default_factory=list)
    settings: dict[str, dict[str, str]] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    sites: dict[str, Evidence] = field(default_factory=dict)

    def settings_for(self, file: File) -> dict[str, str]:
        """Return the configuration map whose folder is nearest to a channel's file."""
        near = sorted(self.settings, key=lambda folder: (-_shared(folder, file.folder), folder))
        return self.settings[near[0]] if near else {}


def fill(text: str, settings: Mapping[str, str]) -> str:
    """Replace settings whose value is known: ``${crmHost}`` → ``crm01``."""
    return REFERENCE.sub(lambda match: settings.get(match[1], match[0]), text)


def _shared(first: str, second: str) -> int:
    """Return the number of leading folders that two paths have in common."""
    count = 0
    for one, other in zip(first.split("/"), second.split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count


def read_channels(root: Element, file: File) -> Iterator[Channel]:
    """Yield the channels of an export; a channel group that lists only ids contains no channels."""
    for element in root.iter("channel"):
        source = element.find("sourceConnector")
        if source is None:
            continue
        name = (element.findtext("name") or "").strip()
        yield Channel(
            id=(element.findtext("id") or name).strip(),
            name=name,
            source=_read_part(source, file, name),
            destinations=tuple(
                _read_part(one, file, name) for one in element.iterfind("destinationConnectors/*")
            ),
            file=file,
            evidence=file.at(element, name),
            revision=_number(element.findtext("revision")),
            off="" if _is_enabled(element) else f"channel {name} is disabled",
            before=element.findtext("preprocessingScript") or "",
            after=element.findtext("postprocessingScript") or "",
            description=element.findtext("description") or "",
        )


def read_settings(root: Element) -> dict[str, str]:
    """Return the configuration map of an export by key, without secrets."""
    maps = [root] if root.tag == "map" else root.findall("configurationMap")
    found: dict[str, str] = {}
    for entry in (one for each in maps for one in each.iterfind("entry")):
        key = (entry.findtext("string") or "").strip()
        value = entry.find("*/value")
        if key and value is not None and not is_secret_name(key):
            found.setdefault(key, (value.text or "").strip())
    return found


def read_templates(root: Element) -> Iterator[tuple[str, str, Element]]:
    """Yield the functions in code templates as name, code and element."""
    for element in root.iter("codeTemplate"):
        code = element.findtext("properties/code") or element.findtext("code") or ""
        for name in FUNCTION.findall(code):
            yield name, code, element


def _number(text: str | None) -> int:
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _is_enabled(element: Element) -> bool:
    """Return whether a channel or connector is enabled.

    The key is ``exportData/metadata/enabled`` since version 3.5, and ``enabled`` in older versions.
    """
    text = element.findtext("exportData/metadata/enabled") or element.findtext("enabled")
    return (text or "true").strip().casefold() != "false"


def _read_part(element: Element, file: File, channel: str) -> Part:
    name = (element.findtext("name") or "").strip()
    label = "the source" if element.tag == "sourceConnector" else f"destination {name}"
    values = _values(element.find("properties"))
    rules = [*_steps(element, "filter", "elements"), *_steps(element, "filter", "rules")]
    steps = [*_steps(element, "transformer", "elements"), *_steps(element, "transformer", "steps")]
    off = "" if _is_enabled(element) else f"{label} of {channel} is disabled"
    if not off and len(rules) == 1 and REFUSES.fullmatch(_strip_comments(_script(rules[0]))):
        off = f"the filter of {label} in {channel} rejects every message"
    own = values.get("script") or (values.get("query", "") if _is_scripted(values) else "")
    own = own or (values.get("select", "") if _is_scripted(values) else "")
    return Part(
        name=name,
        transport=(element.findtext("transportName") or "").strip(),
        values=values,
        evidence=file.at(element, f"{channel}/{name}"),
        scripts=tuple(text for one in (*rules, *steps) if (text := _script(one))),
        own=own,
        columns=tuple(dict.fromkeys(edge for step in steps for edge in _edges(step))),
        error_handling=_list_failure_rules(element),
        off=off,
        schedule=read_schedule(element),
        types=_types(element),
    )


def _list_failure_rules(element: Element) -> tuple[str, ...]:
    """Return what happens to a message that a destination does not accept."""
    settings = element.find("properties/destinationConnectorProperties")
    if settings is None:
        return ()
    queued = (settings.findtext("queueEnabled") or "").strip().casefold() == "true"
    times = (settings.findtext("retryCount") or "").strip()
    repeated = queued or (times.isdigit() and int(times) > 0)
    return (retry("" if queued else times),) if repeated else ()


def _is_scripted(values: Mapping[str, str]) -> bool:
    return values.get("useScript", "").casefold() in {"true", "yes", "1"}


def _values(properties: Element | None) -> dict[str, str]:
    """Return the settings of a connector without secrets.

    Up to version 2.2, a setting is ``<property name="host">…``; later, it is ``<host>…``. The
    settings of a listener get the prefix ``listener.``.
    """
    found: dict[str, str] = {}
    for child in () if properties is None else properties:
        name = child.get("name", "") if child.tag == "property" else child.tag
        if child.tag == "listenerConnectorProperties":
            pairs = [(f"listener.{one.tag}", one.text) for one in child]
        elif child.tag == "connectionProperties":
            pairs = [
                (one[0].text or "", one[1].text) for one in child.iter("entry") if len(one) == 2
            ]
        else:
            pairs = [] if child.tag in GENERAL else [(name, child.text)]
        for key, text in pairs:
            if not is_secret_name(key) and (text or "").strip():
                found.setdefault(key, (text or "").strip())
    return found


def _steps(element: Element, holder: str, inner: str) -> list[Element]:
    """Return the enabled rules of a filter, or steps of a transformer.

    holder, inner: names of the elements.
    """
    found = element.findall(f"{holder}/{inner}/*")[:MAX_STEPS]
    return [one for one in found if (one.findtext("enabled") or "true").casefold() != "false"]


def _script(step: Element) -> str:
    """Return the code of a rule or step, "" if it has none."""
    text = step.findtext("script")
    if text is not None:
        return text
    for entry in step.iterfind("data/entry"):  # up to version 2.2
        if len(entry) == 2 and (entry[0].text or "").strip() == "Script":
            return entry[1].text or ""
    return ""


def _strip_comments(text: str) -> str:
    return re.sub(r"//[^\n]*", "", text)


def _types(element: Element) -> tuple[str, ...]:
    """Return the inbound and outbound data types, such as "HL7V2", without RAW and NONE."""
    names = (f"transformer/{way}{key}" for way in ("inbound", "outbound")
             for key in ("DataType", "Protocol"))  # fmt: skip
    found = (element.findtext(name) or "" for name in names)
    return tuple(text for text in found if text and text not in {"RAW", "NONE"})


def _edges(step: Element) -> Iterator[ColumnEdge]:
    """Yield the field mappings of a mapper or message builder step: ``PID.5.1 → lastName``."""
    mapping = step.findtext("mapping") or ""
    built = step.findtext("messageSegment") or ""
    target = _level(built) if built else (step.findtext("variable") or "").strip()
    matches = list(PATH.finditer(mapping[:2000]))
    plain = len(matches) == 1 and re.fullmatch(
        r"(?:\.toString\(\))?;?", mapping[matches[0].end() :]
    )
    kind = EdgeKind.IDENTITY if plain else EdgeKind.EXPRESSION
    for match in matches:
        if target and (source := _level(match[0])):
            yield ColumnEdge(source=source, target=target, kind=kind)


def _level(path: str) -> str:
    """Return the innermost field of a path: ``msg['PID']['PID.5']['PID.5.1']`` → "PID.5.1"."""
    names = LEVEL.findall(path)
    return names[-1] if names else ""
