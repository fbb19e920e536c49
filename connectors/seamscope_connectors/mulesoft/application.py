"""Represent a Mule application: its flows, connector configurations, settings and scripts."""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.connector import File, is_secret_name
from seamscope.connector.entries import skip_names
from seamscope.connector.parse import LINE
from seamscope.records import Evidence, Record
from seamscope_connectors.mulesoft.settings import fill, read_settings
from seamscope_connectors.mulesoft.technologies import SCHEMA

SHOWN_NAME = "{http://www.mulesoft.org/schema/mule/documentation}name"
RESOURCES = re.compile(r"(?:^|/)src/main/(?:resources|app)/")
REFERENCES = ("config-ref", "connector-ref")
# Attributes that tell what an operation accesses.
ADDRESSED = frozenset(
    {*REFERENCES, "address", "url", "host", "ref", "location", "queueName", "topic", "destination"}
)
# Elements of flows whose children are operations.
SCOPES = frozenset({"flow", "sub-flow", "try", "foreach", "parallel-foreach", "when", "otherwise",
                    "async", "until-successful", "route"})  # fmt: skip
PROPERTY_FILES = frozenset({".yaml", ".yml", ".properties"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MuleFlow:
    """A flow or sub-flow. stopped: whether ``initialState="stopped"`` keeps it from starting."""

    name: str
    element: Element
    file: File
    stopped: bool = False

    @property
    def evidence(self) -> Evidence:
        """The position of the flow in its file."""
        return self.file.at(self.element, self.name)


@dataclass(slots=True)
class Application:
    """The flows, configurations, settings and scripts of an application by name.

    handlers: shared error handlers.
    mapped: flows that APIkit starts by `flow-mapping`.
    scripts: DataWeave code by file path.
    """

    name: str
    flows: dict[str, MuleFlow] = field(default_factory=dict)
    handlers: dict[str, MuleFlow] = field(default_factory=dict)
    mapped: set[str] = field(default_factory=set)
    configurations: dict[str, Element] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    scripts: dict[str, str] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """Replace placeholders by the application's settings: ``${crm.host}`` → ``crm01``."""
        return fill(text, self.settings)

    def read_configured_values(self, element: Element) -> dict[str, str]:
        """Return the attributes of the configuration that an operation refers to.

        Attributes of nested elements are included; secrets are not.
        """
        named = element.get("config-ref") or element.get("connector-ref") or ""
        configuration = self.configurations.get(named)
        return {} if configuration is None else self._read_attributes(*configuration.iter())

    def read_own_values(self, element: Element) -> dict[str, str]:
        """Return the attributes of an element, without secrets."""
        return self._read_attributes(element)

    def _read_attributes(self, *elements: Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for element in elements:
            for key, text in element.items():
                if key != LINE and "}" not in key and not is_secret_name(key):
                    # Connectors generated from an API definition prefix their settings.
                    found.setdefault(key.removeprefix("property_"), self.fill(text).strip())
        return found

    def list_configuration_names(self, element: Element) -> tuple[str, ...]:
        """Return the display name and the name of an operation's configuration."""
        named = element.get("config-ref") or element.get("connector-ref") or ""
        configuration = self.configurations.get(named)
        shown = "" if configuration is None else configuration.get(SHOWN_NAME, "")
        return tuple(dict.fromkeys(text for text in (shown, named) if text))

    def name_configuration(self, element: Element) -> str:
        """Return the element names in an operation's configuration: "config oracle-connection".

        These names contain the database product.
        """
        configuration = self.configurations.get(element.get("config-ref", ""))
        return "" if configuration is None else " ".join(map(read_local_name, configuration.iter()))


def read_application(
    name: str, files: Sequence[File], roots: Mapping[str, Element]
) -> Generator[Record, None, Application]:
    """Return the application with these files; report files that cannot be read.

    roots: root elements of the XML files by path.
    """
    app = Application(name=name)
    wanted: list[str] = []
    given: dict[str, str] = {}
    for file in files:
        if file.path not in roots:
            continue
        for element in roots[file.path]:
            wanted += _list_property_files(element)
            if read_local_name(element) == "global-property":
                given[element.get("name", "")] = element.get("value", "")
            _add(element, file, app)
    properties = [file for file in files if file.suffix in PROPERTY_FILES]
    settings = yield from read_settings(properties, wanted or ["*"])
    app.settings = {**given, **settings, **_read_included(files)}
    app.scripts = {file.path: file.text() for file in files if file.suffix == ".dwl"}
    yield from _report_unconfigured(app)
    return app


def _report_unconfigured(app: Application) -> Iterator[Record]:
    """Report operations without a configuration, if others of their module have one."""
    modules = {
        read_namespace(element)
        for flow in app.flows.values() for element in flow.element.iter()
        if any(element.get(key) for key in REFERENCES)
    }  # fmt: skip
    modules |= {read_namespace(element) for element in app.configurations.values()}
    modules -= {"", "core"}
    found = {
        f"{read_namespace(element)}:{read_local_name(element)}": flow.evidence
        for flow in app.flows.values() for scope in flow.element.iter()
        if read_local_name(scope) in SCOPES and read_namespace(scope) == "core"
        for element in scope
        if read_namespace(element) in modules and element.attrib.keys().isdisjoint(ADDRESSED)
    }  # fmt: skip
    if found:
        what = "operations without a configuration"
        yield skip_names(what, "add `config-ref` to them", found.items())


def _read_included(files: Sequence[File]) -> dict[str, str]:
    """Return the content of the files that flows insert, by placeholder (``file::query/a.sql``)."""
    others = (file for file in files if file.suffix not in {".xml", ".dwl", *PROPERTY_FILES})
    return {f"file::{RESOURCES.split(file.path)[-1]}": file.text().strip() for file in others}


def _add(element: Element, file: File, app: Application) -> None:
    kind, name = read_local_name(element), element.get("name", "")
    stopped = element.get("initialState", "").casefold() == "stopped"
    flow = MuleFlow(name=name, element=element, file=file, stopped=stopped)
    # A build folder contains a copy of each file, so the first definition is used.
    if kind in {"flow", "sub-flow"} and read_namespace(element) == "core":
        app.flows.setdefault(name, flow)
    elif kind == "error-handler":
        app.handlers.setdefault(name, flow)
    elif name:
        app.configurations.setdefault(name, element)
    app.mapped |= {
        one.get("flow-ref", "") for one in element.iter() if read_local_name(one) == "flow-mapping"
    }


def _list_property_files(element: Element) -> Iterator[str]:
    """Yield the property files that a configuration element names, separated by commas in Mule
    3.
    """
    if read_local_name(element) in {"configuration-properties", "property-placeholder"}:
        for key in ("file", "location"):
            yield from re.split(r"(?<!\s)\s*+,\s*+", element.get(key, ""))


def read_namespace(element: Element) -> str:
    """Return the module of an element: ``{…/schema/mule/db}select`` → "db"."""
    space = element.tag.rpartition("}")[0].lstrip("{")
    return space.removeprefix(SCHEMA) if space.startswith(SCHEMA) else ""


def read_local_name(element: Element) -> str:
    """Return the tag of an element without its namespace: "select"."""
    return element.tag.rpartition("}")[2]
