"""Read Control-M jobs: the commands that they run, on which host and when.

Reads exported job definitions (XML with `DEFTABLE`) and Automation API definitions (JSON). The
command lines are read like scripts; a job runs on the host of its agent.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.commands import Shell, build_records, read_steps
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.redact import redact_value
from seamscope.records import ClueKind, Evidence, Flow, Query, Record, State, SystemRef

HEAD = 16384
API_JOB = re.compile(r"\"Type\"\s*:\s*\"(?:Job:Command|Job:Script|Folder|SimpleFolder)\"")
DEPTH = 20  # levels of folders
# Jobs of these types do not start a program.
IDLE = frozenset({"dummy"})
OFF = frozenset({"y", "yes", "true", "1"})
WINDOWS = re.compile(r"\b[A-Za-z]:\\|\\\\[\w.$-]+\\|%\w+%|\.(?:bat|cmd|exe)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job. host: host of its agent; active: whether it runs at all."""

    name: str
    command: str
    host: str
    frequency: str
    active: bool
    evidence: Evidence


class ControlMConnector(Connector):
    """Reads the command lines of jobs that move data."""

    name = "control-m"
    reads = "Control-M jobs (XML of exported folders; JSON of the Automation API)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(HEAD)
        if file.suffix == ".xml" and re.search(r"<DEFTABLE\b", head) and "<JOB" in head:
            return Claim(reason="Control-M job definitions")
        if file.suffix == ".json" and API_JOB.search(head):
            return Claim(reason="definitions of the Control-M Automation API")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        if file.suffix == ".xml":
            root = file.xml()
            jobs = [_read_job(one, file) for one in root.iter("JOB")]
        else:
            jobs = list(_list_api_jobs(file.document()))
        silent: list[tuple[str, Evidence]] = []
        for job in jobs:
            found = list(_read_command(job))
            yield from found
            if not found and job.active and job.command:
                silent.append((job.name, job.evidence))
        bare = [(job.name, job.evidence) for job in jobs if not job.command]
        idle = [(job.name, job.evidence) for job in jobs if not job.active]
        if silent:
            problem = f"jobs that start programs whose data is not known: {len(silent)}"
            yield skip_names(problem, "survey their scripts, or list the flows", silent)
        if bare:
            problem = f"jobs without a command line: {len(bare)}"
            yield skip_names(problem, "list the data that they move in the inventory", bare)
        if idle:
            problem = f"jobs that do not run (dummy, disabled): {len(idle)}"
            yield skip_names(problem, "enable those that are needed, or delete them", idle)
        if not jobs:
            remedy = "export the folder with its jobs"
            yield skip_entry("the file defines no jobs", remedy, file.at(1))


def _read_job(element: Element, file: File) -> Job:
    given = {key.upper(): value.strip() for key, value in element.attrib.items()}
    days = given.get("DAYS") or given.get("WEEKDAYS", "")
    when = given.get("TIMEFROM", "")
    named = given.get("JOBNAME") or given.get("MEMNAME", "")
    idle = given.get("TASKTYPE", "").casefold() in IDLE
    off = given.get("RUN_AS_DUMMY", "").casefold() in OFF
    return Job(
        name=named,
        command=redact_value(given.get("CMDLINE", "")),
        host=given.get("NODEID", ""),
        frequency=_describe(days, when),
        active=not idle and not off,
        evidence=file.at(element),
    )


def _describe(days: str, time: str) -> str:
    """Return when a job runs: ``days 3,5 at 0400``."""
    parts = [f"days {days}" if days and days != "ALL" else "daily" if days else ""]
    return " ".join(part for part in (*parts, f"at {time}" if time else "") if part)


def _list_api_jobs(root: Doc) -> Iterator[Job]:
    todo = [("", root, "", 0)]
    while todo:
        name, doc, host, depth = todo.pop(0)
        if not isinstance(doc.value, dict):
            continue
        kind, host = doc["Type"].text, doc["Host"].text or host
        if kind.startswith("Job:"):
            yield Job(
                name=name,
                command=doc["Command"].text or doc["PreCommand"].text,
                host=host,
                frequency="",
                active=kind != "Job:Dummy" and doc["RunAsDummy"].text != "true",
                evidence=doc.evidence,
            )
        elif depth < DEPTH:
            todo += [(key, one, host, depth + 1) for key, one in doc.items()
                     if isinstance(one.value, dict)]  # fmt: skip


def _read_command(job: Job) -> Iterator[Record]:
    """Yield the records of a job's command line, which runs on the host of its agent."""
    host = "" if job.host.casefold() in LOCAL else job.host
    here = SystemRef(clues=build_clues((ClueKind.HOST, host)))
    shell: Shell = "batch" if WINDOWS.search(job.command) else "posix"
    state = State.ACTIVE if job.active else State.DISABLED
    for record in build_records(read_steps(job.command, shell), here, lambda _: job.evidence):
        match record:
            case Flow() | Query():
                yield replace(record, frequency=job.frequency, route=job.name, state=state)
            case _ if job.active:
                yield record
            case _:
                pass  # systems that an idle job only mentions
