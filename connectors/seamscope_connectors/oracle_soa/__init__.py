"""Read Oracle SOA Suite composites: flows from the sources of their services to their references.

Reads `composite.xml` with its JCA adapters (`.jca`), configuration plans and fault policies. All
files are read together, because composites call each other. SOA Suite is recorded as the technology
of a flow, never as its source or target.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.records import Record
from seamscope_connectors.oracle_soa.composites import Estate, add_composite, add_other
from seamscope_connectors.oracle_soa.records import Notes, list_records

COMPOSITE = re.compile(r"<(?:\w+:)?composite\b[^>]{0,2000}xmlns\.oracle\.com/sca/1\.0", re.S)
OTHERS = re.compile(r"<(?:\w+:)?(?:adapter-config|SOAConfigPlan|faultPolicies)\b")


class OracleSoaConnector(Connector):
    """Reads composites without deploying them."""

    name = "oracle-soa"
    reads = "Oracle SOA Suite (composite.xml, .jca, configuration plans)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".xml", ".jca"}:
            return None
        head = file.head(8192)
        if COMPOSITE.search(head):
            return Claim(reason="a composite of Oracle SOA Suite", group=self.name)
        if OTHERS.search(head):
            return Claim(reason="a part of a composite of Oracle SOA Suite", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        estate = Estate()

        def add(file: File) -> Iterator[Record]:
            (add_composite if COMPOSITE.search(file.head(8192)) else add_other)(file, estate)
            yield from ()

        yield from read_each(source.files, add)
        notes = Notes()
        for composite, called in estate.list_composites():
            yield from list_records(composite, estate, notes, called=called)
        yield from notes.report()
        if not estate.composites:
            what = "the inputs contain adapters or plans of SOA Suite but no composite"
            yield skip_entry(what, "add the files composite.xml", source.file.at(1))
