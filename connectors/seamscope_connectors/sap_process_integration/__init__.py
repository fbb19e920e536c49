"""Read SAP Process Integration and Orchestration (PI/PO): its directory, and mappings.

Reads saved responses of the Directory API (XML of `IntegratedConfiguration`, `SenderAgreement`,
`ReceiverDetermination`, `CommunicationChannel`), and mappings exported from the Enterprise Services
Repository. Element names follow SAP's documentation. The sender and the receivers of an interface,
which are communication components, become source and target of flows. PI is recorded as the
technology of a flow.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each
from seamscope.records import Record
from seamscope_connectors.sap_process_integration.directory import Directory, gather_directory
from seamscope_connectors.sap_process_integration.records import list_records, list_unused
from seamscope_connectors.sap_process_integration.repository import Repository, gather_repository

ROOTS = re.compile(
    r"<(?:\w+:)?(?:IntegratedConfiguration|CommunicationChannel|ReceiverDetermination|"
    r"InterfaceDetermination|SenderAgreement|ReceiverAgreement)(?:\w*Response)?[\s>]"
)
KEYED = re.compile(r"<(?:\w+:)?(?:SenderComponentID|ReceiverComponentID|ChannelID)>")
# An object of the Enterprise Services Repository.
OBJECT = re.compile(r"<(?:\w+:)?xiObj\b[^<>]{0,400}\burn:sap-com:xi\b")
OBJECT_FILES = frozenset({".xml", ".xim", ".xiobj", ""})


class SapProcessIntegrationConnector(Connector):
    """Reads all responses together, because agreements refer to channels in other files."""

    name = "sap-process-integration"
    reads = "SAP PI/PO: integration directory (XML of the Directory API), message mappings"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384)
        if file.suffix in OBJECT_FILES and OBJECT.search(head):
            return Claim(
                reason="an object of SAP's Enterprise Services Repository", group="directory"
            )
        if file.suffix == ".xml" and ROOTS.search(head) and KEYED.search(head):
            return Claim(reason="objects of SAP's integration directory", group="directory")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        directory, repository = Directory(), Repository()
        objects = [file for file in source.files if OBJECT.search(file.head(16384))]
        responses = [file for file in source.files if file not in objects]
        yield from read_each(responses, lambda file: gather_directory(file, directory))
        yield from read_each(objects, lambda file: gather_repository(file, repository))
        used: set[tuple[str, str]] = set()
        for route in directory.routes:
            yield from list_records(route, directory, repository, used)
        yield from list_unused(directory, used)
        yield from repository.report()
