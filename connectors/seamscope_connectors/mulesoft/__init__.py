"""Read which data Mule 3 and 4 applications move between systems.

All files of a project form one application. `flow-ref` elements and `vm` queues connect its flows,
connector configurations name the hosts, and property files give the values of placeholders (those
of the production environment take precedence). If the configuration proves that one application
calls another, the call is followed. MuleSoft itself is recorded as the technology of a flow, never
as its source or target.
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
    Application,
    read_application,
)
from seamscope_connectors.mulesoft.network import Network
from seamscope_connectors.mulesoft.records import list_records
from seamscope_connectors.mulesoft.settings import build_patterns
from seamscope_connectors.mulesoft.technologies import SCHEMA

# Folders below a project; the path before them is the project folder.
PARTS = re.compile(r"(?:^|/)(?:src/(?:main|test)|target)(?:/|$)")
RESOURCES = re.compile(r"(?:^|/)src/main/(?:resources|app)/")
# Settings of other frameworks, and API descriptions, which other connectors read.
OTHERS = re.compile(
    r"^(?:spring|quarkus|camel|micronaut|log4j|rootLogger|status|appender|openapi|swagger|"
    r"asyncapi|apiVersion|kind|databaseChangeLog|services)\b|^#%|^-\s",
    re.M,
)
PROPERTY_FILE = re.compile(
    r"<[\w:-]{0,60}(?:configuration-properties|property-placeholder|config)\b[^<>]{0,2000}?"
    r"\s(?:file|location)=\"([^\"<>]{1,200})\""
)
ROOT = re.compile(r"<(?:\w+:)?(?:mule|domain|mule-domain)\b")


class MulesoftConnector(Connector):
    """Reads Mule applications without evaluating expressions or accessing the network."""

    name = "mulesoft"
    reads = "MuleSoft applications (Mule 3 and 4: flow XML, properties, DataWeave)"

    def claim(self, file: File) -> Claim | None:
        # One source, because applications call one another.
        if file.suffix == ".xml":
            head = file.head(16384)
            if SCHEMA in head and ROOT.search(head):
                return Claim(reason="flows of Mule", group=self.name)
        if file.suffix == ".dwl" and "%dw" in file.head():
            return Claim(reason="a DataWeave script", group=self.name)
        if _holds_settings(file):
            return Claim(reason="settings of a Mule application", group=self.name)
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        if file.suffix != ".xml":
            return ()
        return build_patterns(match[1] for match in PROPERTY_FILE.finditer(file.text()))

    def read(self, source: Source) -> Iterator[Record]:
        projects: dict[str, list[File]] = defaultdict(list)
        for file in source.files:
            projects[_project(file)].append(file)
        apps: list[Application] = []
        folders: dict[int, str] = {}
        for project, files in sorted(projects.items()):
            app = yield from _read_project(project, files)
            apps.append(app)
            folders[id(app)] = project
        yield from list_records(apps, Network(apps=apps, folders=folders))


def _read_project(project: str, files: Sequence[File]) -> Generator[Record, None, Application]:
    """Return the application of a project; yield skips for what cannot be read or used."""
    pages: dict[str, Element] = {}
    xml = [file for file in files if file.suffix == ".xml"]
    yield from read_each(xml, lambda file: _read_page(file, pages))
    if not xml:
        what = "settings or scripts without the Mule flows that use them"
        yield skip_entry(what, "add the flows, or leave them out", files[0].at(1))
    elif not pages and all("src/test/" in file.path for file in xml):
        what = "tests of Mule flows, without the flows"
        yield skip_entry(what, "add the flows, or leave them out", files[0].at(1))
    return (yield from read_application(PurePosixPath(project).name, files, pages))


def _project(file: File) -> str:
    """Return the project folder of a file: ``crm/src/main/mule/sync.xml`` → ``crm``."""
    return PARTS.split(f"{file.folder}/", maxsplit=1)[0].rstrip("/") or "."


def _holds_settings(file: File) -> bool:
    """Return whether a file looks like a settings file of a Mule application."""
    if file.suffix not in PROPERTY_FILES or RESOURCES.search(file.path) is None:
        return False
    return OTHERS.search(file.head(16384)) is None


def _read_page(file: File, pages: dict[str, Element]) -> Iterator[Record]:
    """Parse a flow file and store its root in `pages`, unless the file belongs to the tests."""
    root = file.xml()
    if "src/test/" not in file.path:
        pages[file.path] = root
    yield from ()
