"""Read Mule 3 and 4 applications: flows between the systems that they connect.

All files of a project are one application. Its flows call each other by `flow-ref` and `vm` queues.
Its connector configurations contain the hosts. Its property files contain the values of
placeholders; files for production take precedence. A call from one application to another is
followed if the configuration proves which flow answers it. MuleSoft itself is recorded as the
technology of a flow, never as its source or target.
"""

import re
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.records import Record
from seamscope_connectors.mulesoft.application import (
    PROPERTY_FILES,
    RESOURCES,
    Application,
    read_application,
)
from seamscope_connectors.mulesoft.network import Network
from seamscope_connectors.mulesoft.records import list_records
from seamscope_connectors.mulesoft.settings import build_patterns
from seamscope_connectors.mulesoft.technologies import SCHEMA

# Standard folders of a project; the path before them is the project folder.
PARTS = re.compile(r"(?:^|/)(?:src/(?:main|test)|target)(?:/|$)")
# First keys of the settings of other frameworks, and of API contracts.
OTHERS = re.compile(
    r"^(?:spring|quarkus|camel|micronaut|log4j|rootLogger|status|appender|openapi|swagger|"
    r"asyncapi|apiVersion|kind|databaseChangeLog|services)\b|^#%|^-\s",
    re.M,
)
PROPERTY_FILE = re.compile(
    r"<[\w:-]{0,60}(?:configuration-properties|property-placeholder|config)\b[^<>]{0,2000}?"
    r"\s(?:file|location)=\"([^\"<>]{1,200})\""
)
# A file whose content a flow inserts: ``${file::query/orders.sql}``.
INCLUDED = re.compile(r"\$\{file::([\w./-]{1,200})\}")
# Usual names of settings, by which they are found next to flows.
BESIDE = (
    "*config*.yaml",
    "*config*.yml",
    "*settings*.yaml",
    "*properties*.yaml",
    "*prod*.yaml",
    "*.properties",
)
ROOT = re.compile(r"<(?:\w+:)?(?:mule|domain|mule-domain)\b")


class MulesoftConnector(Connector):
    """Reads Mule applications without running them."""

    name = "mulesoft"
    reads = "MuleSoft applications (Mule 3 and 4: flow XML, properties, DataWeave)"

    def claim(self, file: File) -> Claim | None:
        # One source, because applications call one another.
        if file.suffix == ".xml":
            head = file.head(16384)
            if SCHEMA in head and ROOT.search(head):
                return Claim(reason="has Mule flows", group=self.name)
        if file.suffix == ".dwl" and "%dw" in file.head():
            return Claim(reason="a DataWeave script", group=self.name)
        if _is_settings_file(file):
            return Claim(reason="settings of a Mule application", group=self.name)
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        if file.suffix != ".xml":
            return ()
        text = file.text()
        named = build_patterns(match[1] for match in PROPERTY_FILE.finditer(text))
        included = tuple(dict.fromkeys(INCLUDED.findall(text)))
        if named or "${" not in text:
            return (*named, *included)
        # Another file of the project lists them; if it is missing, they are next to the flows.
        beside = (f"{file.folder}/{name}" if file.folder else name for name in BESIDE)
        return (*beside, *included)

    def read(self, source: Source) -> Iterator[Record]:
        projects: dict[str, list[File]] = defaultdict(list)
        for file in source.files:
            projects[_find_project_folder(file)].append(file)
        apps: list[Application] = []
        folders: dict[int, str] = {}
        for project, files in sorted(projects.items()):
            app = yield from _read_project(project, files)
            apps.append(app)
            folders[id(app)] = project
        yield from list_records(apps, Network(apps=apps, folders=folders))


def _read_project(project: str, files: Sequence[File]) -> Generator[Record, None, Application]:
    """Return the application of a project; report files that cannot be read or used."""
    roots: dict[str, Element] = {}
    xml = [file for file in files if file.suffix == ".xml"]
    yield from read_each(xml, lambda file: _parse_flow_file(file, roots))
    if not xml:
        what = "the inputs contain settings or scripts, but no Mule flow"
        yield skip_entry(
            what, "add the flow files of the application (src/main/mule)", files[0].at(1)
        )
    elif not roots and all("src/test/" in file.path for file in xml):
        what = "the inputs contain only the tests of Mule flows"
        yield skip_entry(
            what, "add the flow files of the application (src/main/mule)", files[0].at(1)
        )
    return (yield from read_application(PurePosixPath(project).name, files, roots))


def _find_project_folder(file: File) -> str:
    """Return the project folder of a file: ``crm/src/main/mule/sync.xml`` → "crm"."""
    return PARTS.split(f"{file.folder}/", maxsplit=1)[0].rstrip("/") or "."


def _is_settings_file(file: File) -> bool:
    """Return whether a file looks like a settings file of a Mule application.

    A settings file is YAML or properties in ``src/main/resources``, without the keys of other
    frameworks.
    """
    if file.suffix not in PROPERTY_FILES or RESOURCES.search(file.path) is None:
        return False
    return OTHERS.search(file.head(16384)) is None


def _parse_flow_file(file: File, roots: dict[str, Element]) -> Iterator[Record]:
    """Parse a flow file and store its root element in `roots`; files of tests are left out."""
    root = file.xml()
    if "src/test/" not in file.path:
        roots[file.path] = root
    yield from ()
