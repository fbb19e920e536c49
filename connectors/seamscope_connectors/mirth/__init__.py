"""Read Mirth Connect (NextGen Connect) channels: flows between the systems that they connect.

All exports in the inputs are read together: channels, channel groups, server configurations, code
templates and configuration maps. Channels that write to one another form one flow from the first
source to the last destination. Mirth is recorded as the technology of a flow, never as its source
or target.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.records import Query, Record
from seamscope_connectors.mirth.ends import database_end
from seamscope_connectors.mirth.javascript import read_script
from seamscope_connectors.mirth.json_export import build_root
from seamscope_connectors.mirth.model import (
    Server,
    read_channels,
    read_settings,
    read_templates,
)
from seamscope_connectors.mirth.records import list_records
from seamscope_connectors.mirth.touches import sql_touch

ROOT = re.compile(
    r"<(?:channel|channelGroup|serverConfiguration|codeTemplateLibrary|codeTemplate|list|set|map)\b"
    r"[^<>]{0,200}>"
)
SIGN = re.compile(
    r"com\.mirth\.connect|<sourceConnector\b|<nextMetaDataId>|<transportName>|<channelGroups?\b|"
    r"<codeTemplateLibrar|<serverConfiguration\b"
)

# The API returns the same exports as JSON.
IN_JSON = re.compile(r"\"(?:sourceConnector|nextMetaDataId|codeTemplateLibrary)\"\s{0,9}:")


class MirthConnector(Connector):
    """Reads channels and their scripts without running them."""

    name = "mirth"
    reads = "Mirth Connect / NextGen Connect (channels, groups, server configurations; XML, JSON)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536) if file.suffix in {".xml", ".json"} else ""
        if file.suffix == ".json" and IN_JSON.search(head):
            return Claim(reason="an export of Mirth Connect", group="mirth")
        if file.suffix != ".xml":
            return None
        root = ROOT.search(head[:4096])
        if root and not re.search(r"<\w", head[: root.start()]) and SIGN.search(head):
            return Claim(reason="an export of Mirth Connect", group="mirth")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        server = Server()
        yield from read_each(source.files, lambda file: _read_file(file, server))
        yield from list_records(server)


def _read_file(file: File, server: Server) -> Iterator[Record]:
    """Add the channels, settings and templates of a file to the server; report an empty export."""
    root = file.xml() if file.suffix == ".xml" else build_root(file)
    channels = list(read_channels(root, file))
    server.channels += channels
    if settings := read_settings(root):
        server.settings.setdefault(file.folder, {}).update(settings)
    templates = list(read_templates(root))
    for name, code, element in templates:
        server.templates.setdefault(name, code)
        yield from _template_queries(code, element, file)
    if not (channels or settings or templates):
        what = "the Mirth Connect export contains no channels"
        yield skip_entry(what, "export the whole server configuration", file.at(1))


def _template_queries(code: str, element: Element, file: File) -> Iterator[Query]:
    """Yield the SQL in a code template, regardless of the channel that calls it."""
    for call in read_script(code):
        if call.kind == "sql":
            end = database_end(call.url, call.driver)
            touch = sql_touch(call.text, end, f"{call.driver} {call.url}", file.at(element))
            yield Query(
                text=touch.sql,
                dialect=touch.dialect,
                home=end.system,
                technology="Mirth code template",
                route=(element.findtext("name") or "").strip(),
                evidence=touch.evidence,
            )
