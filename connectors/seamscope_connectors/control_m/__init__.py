"""Read Control-M jobs: file transfers, SQL and command lines, with their hosts and schedules.

Reads exported job definitions (XML with `DEFTABLE`) and definitions of the Automation API (JSON)
with their connection profiles. Command lines are read like scripts.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry, skip_names, skip_part
from seamscope.records import Evidence, Record
from seamscope_connectors.control_m.jobs import Job, list_api_jobs, list_xml_jobs
from seamscope_connectors.control_m.moves import build_job_records
from seamscope_connectors.control_m.profiles import Profile, list_profiles

HEAD = 16384
# Other tools have a type "Folder" as well.
JOBS = re.compile(r"\"Type\"\s*:\s*\"(?:Job:[A-Z]|SimpleFolder\")|\"ControlmServer\"\s*:")
PROFILES = re.compile(r"\"Type\"\s*:\s*\"ConnectionProfile:[A-Z]")
# Types of jobs that Control-M runs itself.
OWN_KINDS = frozenset({"", "Command", "Script", "EmbeddedScript", "FileTransfer", "FILE_TRANS",
                       "Database", "DATABASE", "FileWatcher", "FileWatch"})  # fmt: skip
LIST = "list the data that they move in the inventory"
REPORTS = {
    "program": ("jobs that start programs whose data is not known",
                "survey their scripts, or list the flows"),
    "watched": ("jobs that wait for files whose sender is not known",
                "list the flows that deliver these files"),
    "tool": ("jobs that start jobs of other tools", "survey these tools, or list the flows"),
    "bare": ("jobs without a command, file transfer or SQL", LIST),
    "idle": ("jobs that do not run (dummy, disabled)",
             "enable those that are needed, or delete them"),
    "empty": ("jobs that do not run and have no command, file transfer or SQL", LIST),
}  # fmt: skip


class ControlMConnector(Connector):
    """Reads the data that jobs move."""

    name = "control-m"
    reads = "Control-M jobs (XML of exported folders; JSON of the Automation API with profiles)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(HEAD)
        if file.suffix == ".xml" and re.search(r"<DEFTABLE\b", head) and "<JOB" in head:
            return Claim(reason="Control-M job definitions", group=self.name)
        if file.suffix == ".json" and (JOBS.search(head) or PROFILES.search(head)):
            # One source, because jobs refer to the profiles of other files.
            return Claim(reason="definitions of the Control-M Automation API", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        profiles: list[Profile] = []
        jobs: dict[str, list[Job]] = {}
        yield from read_each(source.files, lambda file: _gather(file, jobs, profiles))
        for listed in jobs.values():
            yield from _list_records(listed, profiles)


def _gather(file: File, jobs: dict[str, list[Job]], profiles: list[Profile]) -> Iterator[Record]:
    """Add the jobs and profiles of a file; report a file that has none."""
    if file.suffix == ".xml":
        jobs[file.path] = list(list_xml_jobs(file))
        found = 0
    else:
        root = file.document()
        jobs[file.path] = list(list_api_jobs(root))
        listed = list(list_profiles(root, file.path))
        profiles += listed
        found = len(listed)
    if not jobs[file.path] and not found:
        remedy = "export the folder with its jobs"
        yield skip_entry("the file defines no jobs", remedy, file.at(1))


def _list_records(jobs: Sequence[Job], profiles: Sequence[Profile]) -> Iterator[Record]:
    """Yield the records of the jobs of one file.

    Jobs that do not run or whose data is unknown are reported together, by reason.
    """
    without: dict[str, list[tuple[str, Evidence]]] = defaultdict(list)
    for job in jobs:
        found = list(build_job_records(job, profiles))
        yield from found
        if not job.active:
            without["idle" if found else "empty"].append((job.name, job.evidence))
        elif not found:
            reason, name = _explain(job)
            without[reason].append((name, job.evidence))
    for reason, (problem, remedy) in REPORTS.items():
        if names := without[reason]:
            skip = skip_part if reason in {"idle", "empty"} else skip_entry
            yield skip_names(f"{problem}: {len(names)}", remedy, names, skip=skip)


def _explain(job: Job) -> tuple[str, str]:
    """Return why the data of a job is unknown, as a key of `REPORTS`, and the text that names the
    job.

    The text is the name of the job, followed by its program or the file that it waits for.
    """
    if job.watched:
        return "watched", f"{job.name} ({job.watched})"
    if job.program:
        return "program", f"{job.name} ({job.program})"
    if job.command:
        return "program", job.name
    kind = job.kind.removeprefix("ApplicationIntegrator:").removeprefix("AI ")
    plain = kind.partition(":")[0] in OWN_KINDS
    return ("bare", job.name) if plain else ("tool", f"{job.name} ({kind})")
