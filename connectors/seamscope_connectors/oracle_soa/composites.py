"""Collect the composites of the inputs: services, references, wires, adapters, configuration
plans.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from xml.etree.ElementTree import Element

from seamscope.connector import File, is_secret_name
from seamscope.connector.failures import CAUGHT, retry
from seamscope.connector.vocabulary import is_test_environment
from seamscope.records import Evidence

# The address of another composite: …/soa-infra/services/default/Orders/orders_ep
SOA_ADDRESS = re.compile(r"/soa-infra/services/[^/]+/(?P<name>[^/!?]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """A JCA adapter.

    kind: its type, such as "db" or "jms".
    connection: its connection.
    action: class of its interaction or activation.
    settings: properties by name.
    """

    kind: str
    connection: str
    action: str
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A service or reference of a composite.

    config: path of its adapter file.
    location: its address.
    rules: what happens if a call fails.
    """

    name: str
    binding: str
    config: str
    location: str
    rules: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A composite.

    wires: the components and references that a service or component calls, by its name.
    off: "retired" or "stopped", "" if it is active.
    """

    name: str
    path: str
    services: tuple[Port, ...]
    references: tuple[Port, ...]
    wires: Mapping[str, tuple[str, ...]]
    off: str
    evidence: Evidence

    def list_reached(self, service: str) -> list[Port]:
        """Return the references that a service reaches through wires and components."""
        found: set[str] = set()
        todo = [service]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self.wires.get(name, ())
        return [one for one in self.references if one.name in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A configuration plan.

    test: whether it is for a test environment.
    locations: patterns of composite and port, and the address that such a port gets.
    replacements: pairs of a text in addresses and the text that replaces it.
    """

    test: bool
    locations: tuple[tuple[str, str, str], ...]
    replacements: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Estate:
    """All files of the inputs. rules: what the fault policies in a folder do, by folder."""

    composites: dict[str, Composite] = field(default_factory=dict)
    adapters: dict[str, Adapter] = field(default_factory=dict)
    plans: list[Plan] = field(default_factory=list)
    rules: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def find_adapter(self, config: str, path: str) -> Adapter | None:
        """Return the adapter with this file name, preferably near a composite; None if several fit.

        config: file name in a binding.
        path: path of the composite.
        """
        folder = path.rpartition("/")[0]
        wanted = f"{folder}/{config}".lstrip("/")
        name = config.rpartition("/")[2]
        listed = [one for one in self.adapters if one.rpartition("/")[2] == name]
        near = [one for one in listed if one.startswith(f"{folder}/") or not folder]
        choices = [one for one in listed if one == wanted] or near or listed
        return self.adapters[choices[0]] if len(choices) == 1 else None

    def find_location(self, composite: str, port: Port) -> str:
        """Return the address that a port has after one configuration plan is applied.

        A plan for production takes precedence over a plan for a test environment.
        """
        location = port.location
        for plan in sorted(self.plans, key=lambda plan: plan.test)[:1]:
            for name, named, text in plan.locations:
                if fnmatchcase(composite, name) and fnmatchcase(port.name, named):
                    return text
            for old, new in plan.replacements:
                location = location.replace(old, new)
        return location

    def list_composites(self) -> list[tuple[Composite, bool]]:
        """Return each composite and whether another composite calls it; called composites come
        last.
        """
        called = {
            place["name"]
            for one in self.composites.values()
            for port in one.references
            if (place := SOA_ADDRESS.search(self.find_location(one.name, port)))
            and place["name"] != one.name
        }
        listed = [(one, one.name in called) for one in self.composites.values()]
        return sorted(listed, key=lambda pair: pair[1])

    def find_rules(self, path: str) -> tuple[str, ...]:
        """Return what the fault policies in the folder of a composite do."""
        return self.rules.get(path.rpartition("/")[0], ())


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def add_composite(file: File, estate: Estate) -> None:
    """Add a composite to the estate."""
    root = file.xml()
    wires: dict[str, list[str]] = defaultdict(list)
    for one in root:
        if _tag(one) == "wire":
            ends = {_tag(part): (part.text or "").strip().partition("/")[0] for part in one}
            wires[ends.get("source.uri", "")].append(ends.get("target.uri", ""))
    off = "retired" if root.get("mode") == "retired" else ""
    off = off or ("stopped" if root.get("state") == "off" else "")
    estate.composites[file.path] = Composite(
        name=root.get("name", ""),
        path=file.path,
        services=tuple(_list_ports(root, "service", file)),
        references=tuple(_list_ports(root, "reference", file)),
        wires={name: tuple(targets) for name, targets in wires.items()},
        off=f"the composite is {off}" if off else "",
        evidence=file.at(root, root.get("name", "")),
    )


def _list_ports(root: Element, tag: str, file: File) -> Iterator[Port]:
    for one in root:
        if _tag(one) != tag:
            continue
        bindings = [part for part in one if _tag(part).startswith("binding.")]
        binding = bindings[0] if bindings else one
        properties = {
            part.get("name", ""): (part.text or "").strip()
            for part in binding
            if _tag(part) == "property"
        }
        described = (text for key, text in one.attrib.items() if key.endswith("wsdlLocation"))
        location = binding.get("location", "") or properties.get("endpointURI", "")
        location = location or next(described, "")
        location = location if "://" in location else ""
        config = binding.get("config", "")
        times = properties.get("jca.retry.count", "")
        yield Port(
            name=one.get("name", ""),
            binding=_tag(binding).removeprefix("binding."),
            config=config if config.endswith(".jca") else "",
            location=location,
            rules=(retry(times),) if times.isdigit() and int(times) else (),
            evidence=file.at(one, one.get("name", "")),
        )


def add_other(file: File, estate: Estate) -> None:
    """Add an adapter, a configuration plan or fault policies to the estate."""
    root = file.xml()
    match _tag(root):
        case "adapter-config":
            estate.adapters[file.path] = _read_adapter(root)
        case "SOAConfigPlan":
            estate.plans.append(_read_plan(root, file))
        case _:
            times = [one.text or "" for one in root.iter() if _tag(one) == "retryCount"]
            rules = {retry(max(times, key=len))} if times else set()
            folder = file.path.rpartition("/")[0]
            estate.rules[folder] = tuple(sorted({CAUGHT, *rules}))


def _read_adapter(root: Element) -> Adapter:
    settings: dict[str, str] = {}
    connection = action = ""
    for one in root.iter():
        if _tag(one) == "connection-factory":
            connection = one.get("location", "").rpartition("/")[2]
        elif _tag(one) in {"interaction-spec", "activation-spec"}:
            action = one.get("className", "").rpartition(".")[2]
        elif _tag(one) == "property" and not is_secret_name(one.get("name", "")):
            settings[one.get("name", "")] = one.get("value", "") or (one.text or "").strip()
    kind = root.get("adapter", "").casefold().removesuffix("adapter").rstrip()
    return Adapter(
        kind={"database": "db"}.get(kind, kind), connection=connection, action=action,
        settings=settings,
    )  # fmt: skip


def _read_plan(root: Element, file: File) -> Plan:
    locations: list[tuple[str, str, str]] = []
    replacements: list[tuple[str, str]] = []
    for one in root.iter():
        if _tag(one) == "composite":
            for port in one:
                for attribute in port.iter():
                    if _tag(attribute) in {"attribute", "property"} and attribute.get("name") in {
                        "location", "endpointURI",
                    }:  # fmt: skip
                        text = "".join(attribute.itertext()).strip()
                        locations.append((one.get("name", "*"), port.get("name", "*"), text))
        elif _tag(one) == "searchReplace":
            texts = {_tag(part): (part.text or "").strip() for part in one}
            if texts.get("search"):
                replacements.append((texts["search"], texts.get("replace", "")))
    words = re.split(r"[\W_]+", file.name.rpartition(".")[0])
    test = any(is_test_environment(word) for word in words if word)
    return Plan(test=test, locations=tuple(locations), replacements=tuple(replacements))
