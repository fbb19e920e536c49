"""Read TIBCO BusinessWorks projects: flows from the systems that processes read to those they
write.

Reads process definitions of version 5 (`.process`) and 6 (`.bwp`), shared resources, and global
variables (`.substvar`). All files are read together, because processes call each other and refer to
shared resources by path. Nothing is run. BusinessWorks is recorded as the technology of a flow,
never as its source or target.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.records import Record
from seamscope_connectors.tibco.process import read_process
from seamscope_connectors.tibco.project import Project, add_resource, add_variables
from seamscope_connectors.tibco.records import Notes, list_records

PROCESS = re.compile(r"tibco\.com/(?:bw/process|bpel|bw/property)")
RESOURCE = re.compile(
    r"SharedResource|tibco\.com/(?:amf|bw)/models|tibco\.com/shared|httpSharedResource"
)
VARIABLES = re.compile(r"tibco\.com/xmlns/repo/types")
PROCESSES = frozenset({".process", ".bwp"})


class TibcoConnector(Connector):
    """Reads processes with their shared resources and variables."""

    name = "tibco"
    reads = "TIBCO BusinessWorks 5 and 6 (processes, shared resources, .substvar)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in PROCESSES and PROCESS.search(file.head(16384)):
            return Claim(reason="a process of TIBCO BusinessWorks", group=self.name)
        if file.suffix == ".substvar" and VARIABLES.search(file.head(4096)):
            return Claim(reason="variables of TIBCO BusinessWorks", group=self.name)
        if re.fullmatch(r"\.shared\w+|\.\w+resource", file.suffix) and RESOURCE.search(file.head()):
            return Claim(reason="a shared resource of TIBCO BusinessWorks", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        project = Project()
        processes = [file for file in source.files if file.suffix in PROCESSES]
        others = [file for file in source.files if file.suffix not in PROCESSES]

        def read_other(file: File) -> Iterator[Record]:
            add = add_variables if file.suffix == ".substvar" else add_resource
            add(file, project)
            yield from ()

        def add_process(file: File) -> Iterator[Record]:
            project.processes[file.path] = read_process(file)
            yield from ()

        yield from read_each(others, read_other)
        yield from read_each(processes, add_process)
        notes = Notes()
        for path in project.processes:
            yield from list_records(path, project, notes)
        yield from notes.report()
        if not processes:
            what = "the inputs contain resources of BusinessWorks but no processes"
            yield skip_entry(what, "add the process definitions", source.file.at(1))
