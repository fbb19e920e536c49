"""MuleSoft: what the flows of Mule 3 and 4 applications carry between which systems.

The files of a project are one application: `flow-ref` and `vm` queues join its flows, connector
configurations give the hosts, and property files fill them in, those of production first. Mule is
the mechanism, not an end.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.records import Record
from seamscope_connectors.mulesoft.application import PROPERTY_FILES, read_application
from seamscope_connectors.mulesoft.records import list_records
from seamscope_connectors.mulesoft.technologies import SCHEMA

# Folders of a project that hold its files or a build's copy of them; before them is the project.
PARTS = re.compile(r"(?:^|/)(?:src/(?:main|test)|target)(?:/|$)")
RESOURCES = re.compile(r"(?:^|/)src/main/(?:resources|app)/")
# Settings of other frameworks, and API descriptions, which have readers of their own.
OTHERS = re.compile(
    r"^(?:spring|quarkus|camel|micronaut|log4j|rootLogger|status|appender|openapi|swagger|"
    r"asyncapi|apiVersion|kind|databaseChangeLog|services)\b|^#%|^-\s",
    re.M,
)
ROOT = re.compile(r"<(?:\w+:)?(?:mule|domain|mule-domain)\b")


class MulesoftConnector(Connector):
    """Reads Mule flows; no expression runs, and nothing is fetched."""

    name = "mulesoft"
    reads = "MuleSoft applications (Mule 3 and 4: flow XML, properties, DataWeave)"

    def claim(self, file: File) -> Claim | None:
        group = f"mule:{_project(file)}"
        if file.suffix == ".xml":
            head = file.head(16384)
            if SCHEMA in head and ROOT.search(head):
                return Claim(reason="flows of Mule", group=group)
        if file.suffix == ".dwl" and "%dw" in file.head():
            return Claim(reason="a DataWeave script", group=group)
        if _holds_settings(file):
            return Claim(reason="settings of a Mule application", group=group)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        pages: dict[str, Element] = {}
        xml = [file for file in source.files if file.suffix == ".xml"]
        yield from read_each(xml, lambda file: _read_page(file, pages))
        if not xml:
            what = "settings or scripts without the Mule flows that use them"
            yield skip_entry(what, "add the flows, or leave them out", source.file.at(1))
        elif not pages and all("src/test/" in file.path for file in xml):
            what = "tests of Mule flows, without the flows"
            yield skip_entry(what, "add the flows, or leave them out", source.file.at(1))
        name = PurePosixPath(_project(source.file)).name
        app = yield from read_application(name, source.files, pages)
        yield from list_records(app)


def _project(file: File) -> str:
    """Return the folder of the project that a file belongs to."""
    return PARTS.split(f"{file.folder}/", maxsplit=1)[0].rstrip("/") or "."


def _holds_settings(file: File) -> bool:
    """Return whether a file may be the settings of an application, by its place and content."""
    if file.suffix not in PROPERTY_FILES or RESOURCES.search(file.path) is None:
        return False
    return OTHERS.search(file.head(16384)) is None


def _read_page(file: File, pages: dict[str, Element]) -> Iterator[Record]:
    """Add the root of a file of flows; tests move nothing and are left out."""
    root = file.xml()
    if "src/test/" not in file.path:
        pages[file.path] = root
    yield from ()
