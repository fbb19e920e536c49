"""Read SAP Cloud Integration flows: data flows between the systems that they connect.

Reads integration flows (`.iflw`) with their parameters and message mappings, from folders, flow
archives or content packages. All inputs are read together, because ProcessDirect and JMS queues
connect flows of different packages. The platform is recorded as the technology of a flow, never as
its source or target.
"""

import base64
import binascii
import re
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Mapping
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.message_mappings import list_mapped_fields
from seamscope.connector.parse import parse_json
from seamscope.connector.properties import read_properties, sort_by_environment
from seamscope.connector.scrub import quote
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, Record, Skipped
from seamscope_connectors.sap_cloud_integration.model import build_flow
from seamscope_connectors.sap_cloud_integration.records import (
    Notes,
    list_interfaces,
    list_records,
)
from seamscope_connectors.sap_cloud_integration.trace import Estate

BUNDLE = re.compile(r"^SAP-BundleType:\s*\w+", re.M)
CODE = frozenset({".groovy", ".gsh", ".js", ".xsl", ".xslt"})
# Folders with the scripts and stylesheets of a flow.
CODE_FOLDERS = ("src/main/resources/script", "src/main/resources/mapping")
# The number at the start of the names of a flow and of the files next to it.
NUMBERED = re.compile(r"[A-Za-z]{1,10}[_-]?\d{2,8}(?![A-Za-z\d])")
PARAMETERS = re.compile(r"[_.-]?(?:externali[sz]ed[_.-]?)?param(?:eter)?s?(?:[_.-]prod)?$", re.I)
PACKAGE_PARTS = frozenset({"resources.cnt", "exportinformation.info", "contentmetadata.md", "hash"})


class SapCloudIntegrationConnector(Connector):
    """Reads integration flows without running their scripts."""

    name = "sap-cloud-integration"
    reads = "SAP Cloud Integration flows and content packages (.iflw, zip)"

    def claim(self, file: File) -> Claim | None:
        group = "flows"
        if file.suffix == ".iflw":
            return Claim(reason="an SAP integration flow", group=group)
        if file.suffix == ".mmap" and "urn:sap-com:xi" in file.head():
            return Claim(reason="an SAP message mapping", group=group)
        if file.suffix in {".prop", ".propdef"} and file.named("parameters*", "metainfo.prop"):
            return Claim(reason="parameters of an integration flow", group=group)
        if _is_beside_flow(file):
            return Claim(reason="a part of an integration flow or its package", group=group)
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        if file.suffix != ".iflw" or _find_root(file.path) != file.path:
            return ()
        begin = _shorten(PurePosixPath(file.name).stem)
        return (f"{file.folder}/{begin}*.prop" if file.folder else f"{begin}*.prop",)

    def read(self, source: Source) -> Iterator[Record]:
        estate = Estate()
        parameters = yield from _read_parameters(source.files)
        mappings = [file for file in source.files if file.suffix == ".mmap"]
        yield from read_each(mappings, lambda file: _add_mapping(file, estate))
        flows = [file for file in source.files if file.suffix == ".iflw"]
        yield from read_each(
            flows, lambda file: _add_flow(file, _find_parameters(file, parameters), estate)
        )
        yield from _report_missing(estate)
        notes = Notes()
        for flow in estate.flows.values():
            yield from list_records(flow, estate, notes)
        yield from list_interfaces(estate, notes)
        yield from notes.report()
        yield from _report_code(source)
        yield from read_each(_list_packages(source), lambda file: _check_package(file, source))


def _find_root(path: str) -> str:
    """Return the folder of the artifact that contains a file, with a final slash.

    ``crm/src/main/resources/parameters.prop`` → ``crm/``; "" if the artifact is in the root folder.
    """
    return path.partition("src/main/resources")[0]


def _shorten(name: str) -> str:
    """Return the beginning of a flow's name up to its number: ``IF_0142_STOCK`` → ``IF_0142``.

    Files beside the flow use this beginning as a prefix. A name without a number is returned
    unchanged.
    """
    found = NUMBERED.match(name)
    return found[0] if found else name


def _find_parameters(file: File, parameters: Mapping[str, dict[str, str]]) -> Mapping[str, str]:
    """Return the parameters in a flow's folder, or in a file of the same name next to the flow."""
    given = parameters.get(_find_root(file.path))
    if given is not None or _find_root(file.path) != file.path:
        return given or {}
    stem = PurePosixPath(file.path).with_suffix("")
    found: dict[str, str] = {}
    for path, values in sorted(parameters.items()):
        beside = PurePosixPath(path)
        own = PARAMETERS.sub("", beside.stem)
        if (
            beside.parent == stem.parent
            and own
            and (stem.name == own or _shorten(stem.name) == own)
        ):
            found |= values
    return found


def _is_beside_flow(file: File) -> bool:
    """Return whether a file belongs to a flow or package but does not define channels itself."""
    if file.suffix in CODE and any(part in file.folder for part in CODE_FOLDERS):
        return True
    if file.name == "MANIFEST.MF":
        return BUNDLE.search(file.head()) is not None
    if file.name.casefold() not in PACKAGE_PARTS:
        return False
    return "!" in file.path or file.name == "resources.cnt"


def _read_parameters(files: tuple[File, ...]) -> Generator[Record, None, dict[str, dict[str, str]]]:
    """Return the parameters of each artifact by folder; values for production take precedence."""
    by_root: dict[str, dict[str, File]] = defaultdict(dict)
    for file in files:
        if file.suffix == ".prop" and file.name != "metainfo.prop":
            by_root[_find_root(file.path)][file.path] = file
    found: dict[str, dict[str, str]] = {}
    for root, listed in by_root.items():
        values: dict[str, str] = {}
        for path in sort_by_environment(listed):
            try:
                values = {**read_properties(listed[path]), **values}
            except UnreadableError as error:
                where = listed[path].at(error.line)
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=where)
        found[root] = {key: value for key, value in values.items() if value}
    return found


def _add_flow(file: File, parameters: Mapping[str, str], estate: Estate) -> Iterator[Record]:
    if not file.head().strip():
        raise file.error("the file is empty", "export the flow again", 1)
    estate.add(build_flow(file, parameters))
    yield from ()


def _add_mapping(file: File, estate: Estate) -> Iterator[Record]:
    estate.mappings[f"{_find_root(file.path)}{file.name}"] = list_mapped_fields(file)
    yield from ()


def _report_missing(estate: Estate) -> Iterator[Record]:
    """Report the addresses that flows call but that no flow in the inputs serves."""
    calls: dict[str, Evidence] = {}
    for flow in estate.flows.values():
        for call in (
            call for key in flow.processes for call in estate.list_calls((flow.path, key))
        ):
            if call.name and not call.targets:
                calls.setdefault(call.name, call.step.evidence)
    if calls:
        listed = quote(", ".join(sorted(calls)), 200)
        what = f"called addresses of flows that are not in the inputs: {listed}"
        yield skip_entry(
            what, "add the packages with these flows to the inputs", min(calls.values())
        )


def _report_code(source: Source) -> Iterator[Record]:
    """Report the scripts and stylesheets of flows, which are not read."""
    code = [file for file in source.files if file.suffix in CODE]
    if code:
        counts = sorted(Counter(file.suffix.lstrip(".") for file in code).items())
        listed = ", ".join(f"{count} {suffix}" for suffix, count in counts)
        what = f"scripts and stylesheets of the flows are not read: {listed}"
        yield skip_entry(what, "list the systems that they call in the inventory", code[0].at())


def _list_packages(source: Source) -> list[File]:
    return [file for file in source.files if file.name == "resources.cnt"]


def _check_package(file: File, source: Source) -> Iterator[Record]:
    """Report the flows that a package lists but that are not in the inputs."""
    try:
        listed = parse_json(base64.b64decode(file.text(), validate=False).decode(), file.path)
    except (binascii.Error, UnicodeDecodeError):
        raise file.error(
            "the table of contents of the package is not base64", "export the package again", 1
        ) from None
    prefix = file.path.removesuffix(file.name)
    inside = {one.path.removeprefix(prefix).split("_content")[0] for one in source.files}
    missing = [
        name for kind, key, name in _list_resources(listed) if kind == "IFlow" and key not in inside
    ]
    if missing:
        what = f"flows of the package that are not in the inputs: {', '.join(sorted(missing))}"
        yield skip_entry(what[:300], "export the package again, with all its flows", file.at(1))


def _list_resources(document: object) -> Iterator[tuple[str, str, str]]:
    """Yield type, id and name of each entry in a package's table of contents."""
    match document:
        case {"resources": list(entries)}:
            for entry in entries:
                match entry:
                    case {"resourceType": str(kind), "id": str(key), "displayName": str(name)}:
                        yield kind, key, name
