"""Read WSDL 1.1: the operations of a SOAP service. Imported files are reported, not read."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source, extract_host
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry
from seamscope.records import ClueKind, Interface, Record, SystemRef

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = {"http://schemas.xmlsoap.org/wsdl/soap/": "soap 1.1",
        "http://schemas.xmlsoap.org/wsdl/soap12/": "soap 1.2",
        "http://schemas.xmlsoap.org/wsdl/http/": "http"}  # fmt: skip


class WsdlConnector(Connector):
    """Reads the service, operations and addresses of a WSDL 1.1 file."""

    name = "wsdl"
    reads = "WSDL 1.1"

    def claim(self, file: File) -> Claim | None:
        head = file.head()
        if (
            file.suffix in {".wsdl", ".xml"}
            and re.search(r"http://(schemas\.xmlsoap\.org/wsdl/|www\.w3\.org/ns/wsdl)[\"']", head)
            and re.search(r"<(\w+:)?(definitions|description)\b", head)
        ):
            return Claim(reason="has a WSDL root element")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        root = file.xml()
        if not root.tag.startswith(WSDL):
            raise file.error("WSDL 2.0 is not supported", "export the service as WSDL 1.1", 1)
        addresses = [
            (element.get("location", ""), SOAP.get(element.tag[1:].partition("}")[0], ""), element)
            for port in root.iter(f"{WSDL}port")
            for element in port
            if element.get("location")
        ]
        services = list(root.iter(f"{WSDL}service"))
        name = next((element.get("name", "") for element in services), "") or root.get("name", "")
        yield _build_interface(file, root, name or PurePosixPath(file.name).stem, addresses)
        for element in root.iter():
            if element.tag.endswith("}import") and (
                element.get("location") or element.get("schemaLocation")
            ):
                problem = "the WSDL imports another file, which is not read"
                yield skip_entry(problem, "export a single flattened WSDL", file.at(element))


def _build_interface(
    file: File, root: Element, name: str, addresses: list[tuple[str, str, Element]]
) -> Interface:
    host = next((found for url, _, _ in addresses if (found := extract_host(url))), "")
    kinds = [kind for _, kind, _ in addresses if kind]
    ports = list(root.iter(f"{WSDL}portType"))
    operations = [
        element for port in ports for element in port if element.tag == f"{WSDL}operation"
    ]
    location = ports[0] if ports else root
    return Interface(
        system=SystemRef(
            clues=build_clues((ClueKind.HOST, host), (ClueKind.SOURCE, name)), service=True
        ),
        name=name,
        protocol=kinds[0] if kinds else "soap",
        operations=len(operations),
        entities=tuple(sorted({element.get("name", "") for element in operations} - {""})),
        counts=tuple(
            (key, number)
            for key, number in (
                ("services", len(list(root.iter(f"{WSDL}service")))),
                ("ports", len(list(root.iter(f"{WSDL}port")))),
                ("port_types", len(ports)),
            )
            if number
        ),
        evidence=file.at(location),
    )
