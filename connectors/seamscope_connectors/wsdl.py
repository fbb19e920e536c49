"""WSDL 1.1: what a SOAP service offers. Imports are named, never followed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source, host_of
from seamscope.connector.connections import clues
from seamscope.connector.entries import entry_fault
from seamscope.records import ClueKind, Interface, Record, SystemRef

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = {"http://schemas.xmlsoap.org/wsdl/soap/": "soap 1.1",
        "http://schemas.xmlsoap.org/wsdl/soap12/": "soap 1.2",
        "http://schemas.xmlsoap.org/wsdl/http/": "http"}  # fmt: skip


class WsdlConnector(Connector):
    """Reads a service description."""

    name = "wsdl"
    reads = "WSDL 1.1"

    def claim(self, file: File) -> Claim | None:
        head = file.head()
        if (
            file.suffix in {".wsdl", ".xml"}
            and re.search(r"http://(schemas\.xmlsoap\.org/wsdl/|www\.w3\.org/ns/wsdl)[\"']", head)
            and re.search(r"<(\w+:)?(definitions|description)\b", head)
        ):
            return Claim(reason="a WSDL root element")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        root = file.xml()
        if not root.tag.startswith(WSDL):
            raise file.error("WSDL 2.0 is not read", "export the service as WSDL 1.1", 1)
        addresses = [
            (one.get("location", ""), SOAP.get(one.tag[1:].partition("}")[0], ""), one)
            for port in root.iter(f"{WSDL}port")
            for one in port
            if one.get("location")
        ]
        services = list(root.iter(f"{WSDL}service"))
        name = next((one.get("name", "") for one in services), "") or root.get("name", "")
        yield _interface(file, root, name or PurePosixPath(file.name).stem, addresses)
        for one in root.iter():
            if one.tag.endswith("}import") and (one.get("location") or one.get("schemaLocation")):
                problem = "an import of another file; it is not followed"
                yield entry_fault(problem, "give a flattened WSDL", file.at(one))


def _interface(
    file: File, root: Element, name: str, addresses: list[tuple[str, str, Element]]
) -> Interface:
    host = next((found for url, _, _ in addresses if (found := host_of(url))), "")
    kinds = [kind for _, kind, _ in addresses if kind]
    ports = list(root.iter(f"{WSDL}portType"))
    operations = [one for port in ports for one in port if one.tag == f"{WSDL}operation"]
    place = ports[0] if ports else root
    return Interface(
        system=SystemRef(clues=clues((ClueKind.HOST, host), (ClueKind.SOURCE, name)), service=True),
        name=name,
        protocol=kinds[0] if kinds else "soap",
        operations=len(operations),
        entities=tuple(sorted({one.get("name", "") for one in operations} - {""})),
        counts=tuple(
            (key, number)
            for key, number in (
                ("services", len(list(root.iter(f"{WSDL}service")))),
                ("ports", len(list(root.iter(f"{WSDL}port")))),
                ("port_types", len(ports)),
            )
            if number
        ),
        evidence=file.at(place),
    )
