"""Read AutoSys jobs (JIL): their command lines, SQL and file transfers, with their schedules.

The jobs of one machine are read as one script, because a job often sends a file that another job
has downloaded. A job that is on ice, on hold or inactive is recorded as disabled.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.commands import Shell, build_records, read_steps
from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.connector.entries import read_each, skip_entry, skip_names, skip_part
from seamscope.connector.places import locate_place
from seamscope.connector.redaction import redact_value
from seamscope.records import (
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Query,
    Record,
    State,
    SystemRef,
)

HEAD = 8192
JOB = re.compile(r"^[ \t]*(?:insert|update|delete)_job[ \t]*:[ \t]*\S", re.M)
COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)")
# A key, except inside a value: several keys may be on the line of insert_job.
LEADING = re.compile(r"^[ \t]*(?P<key>[a-z_]+)[ \t]*:[ \t]*(?P<value>.*)")
TYPE = re.compile(r"(?<!\s)\s++job_type[ \t]*:[ \t]*(?P<kind>\w+)")
OFF = re.compile(r"ON_?(?:ICE|HOLD|NOEXEC)|INACTIVE|DISABLED", re.I)
WINDOWS = re.compile(r"\b[A-Za-z]:\\|\\\\[\w.$-]+\\|%\w+%|\.(?:bat|cmd|exe)\b", re.I)
WHEN = ("run_calendar", "days_of_week", "start_times", "start_mins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job. values: its attributes by name."""

    name: str
    values: dict[str, str]
    evidence: Evidence

    @property
    def kind(self) -> str:
        """The type of the job in capitals: CMD, BOX, SQL, FTP."""
        return {"C": "CMD", "B": "BOX", "F": "FW"}.get(
            kind := self.values.get("job_type", "CMD").upper(), kind
        )

    @property
    def active(self) -> bool:
        """Whether the scheduler starts the job."""
        return OFF.fullmatch(self.values.get("status", "")) is None

    @property
    def frequency(self) -> str:
        """The schedule of the job, "" if other jobs start it."""
        times = (self.values[key].strip("\"'") for key in WHEN if self.values.get(key))
        return " ".join(times)


class AutoSysConnector(Connector):
    """Reads what the jobs of AutoSys move."""

    name = "autosys"
    reads = "AutoSys jobs (JIL, the output of autorep -q)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".jil", ".txt", ".job", ""} and JOB.search(file.head(HEAD)):
            return Claim(reason="jobs of AutoSys", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        jobs: list[Job] = []
        yield from read_each(source.files, lambda file: _gather(file, jobs))
        boxes = {job.name for job in jobs if job.kind == "BOX" and not job.active}
        jobs = [
            replace(job, values={**job.values, "status": "ON_ICE"})
            if job.values.get("box_name") in boxes else job
            for job in jobs
        ]  # fmt: skip
        groups: dict[tuple[str, str], list[Job]] = defaultdict(list)
        for job in jobs:
            # A job that does not run delivers no file to others, so each is read by itself.
            key = "" if job.active else job.name
            groups[job.values.get("machine", ""), key].append(job)
        moving: set[str] = set()
        for listed in groups.values():
            for name, record in _read_jobs(listed):
                moving.add(name)
                yield record
        yield from _report([job for job in jobs if job.name not in moving])


def _gather(file: File, jobs: list[Job]) -> Iterator[Record]:
    """Add the jobs of a file; report a file without jobs."""
    text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), file.text())
    found: dict[str, Job] = {}
    current: Job | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if (pair := LEADING.match(line)) is None:
            continue
        key, value = pair["key"], pair["value"].strip()
        if key in {"insert_job", "update_job"}:
            kind = TYPE.search(value)
            name = TYPE.sub("", value).strip().strip("\"'")
            current = found.setdefault(name, Job(name=name, values={}, evidence=file.at(number)))
            current.values.update({"job_type": kind["kind"]} if kind else {})
        elif key == "delete_job":
            found.pop(value, None)
            current = None
        elif current is not None:
            current.values[key] = redact_value(value)
    jobs += found.values()
    if not found:
        yield skip_entry("the file defines no jobs", "export the jobs: autorep -q", file.at(1))


def _locate(job: Job) -> SystemRef:
    host = job.values.get("machine", "")
    return SystemRef(clues=build_clues((ClueKind.HOST, "" if host.casefold() in LOCAL else host)))


def _read_jobs(jobs: list[Job]) -> Iterator[tuple[str, Record]]:
    """Yield the records of the jobs of one machine, each with the name of its job."""
    commands = [job for job in jobs if job.kind == "CMD" and job.values.get("command")]
    lines = [" ".join(job.values["command"].split()) for job in commands]
    shell: Shell = "batch" if WINDOWS.search("\n".join(lines)) else "posix"
    if commands:
        here = _locate(commands[0])
        steps = read_steps("\n".join(lines), shell)
        for record in build_records(steps, here, lambda line: file_at(commands, line)):
            job = next(one for one in commands if one.evidence == record.evidence)
            match record:
                case Flow() | Query():
                    yield job.name, _mark(record, job)
                case _ if job.active:
                    yield job.name, record
                case _:
                    pass  # systems that an idle job only mentions
    for job in jobs:
        yield from ((job.name, _mark(record, job)) for record in _read_other(job))


def file_at(jobs: list[Job], line: int) -> Evidence:
    """Return the evidence of the job whose command is at a line of the joined script of all
    jobs.
    """
    return jobs[min(max(line, 1), len(jobs)) - 1].evidence


def _mark(record: Flow | Query, job: Job) -> Flow | Query:
    state = State.ACTIVE if job.active else State.DISABLED
    return replace(record, frequency=job.frequency, route=job.name, state=state)


def _read_other(job: Job) -> Iterator[Flow | Query]:
    """Yield the records of jobs that transfer files or run SQL without a command line."""
    values = {key: text.strip("\"'") for key, text in job.values.items()}
    server = values.get("ftp_server_name") or values.get("scp_server_name", "")
    prefix = "ftp" if values.get("ftp_server_name") else "scp"
    if server:
        there = Endpoint(
            system=SystemRef(clues=build_clues((ClueKind.HOST, server))),
            dataset=values.get(f"{prefix}_remote_name", values.get(f"{prefix}_remote_dir", "")),
        )
        path = values.get(f"{prefix}_local_name", "")
        own = _locate(job)
        here = Endpoint(system=own, dataset=path) if own.clues else locate_place(path)
        upload = values.get(f"{prefix}_transfer_direction", "").upper().startswith("UP")
        yield Flow(
            source=here if upload else there, target=there if upload else here,
            mechanism=Mechanism.FILE, technology=f"AutoSys {prefix.upper()}", evidence=job.evidence,
        )  # fmt: skip
    if sql := values.get("sql_command", ""):
        clues = parse_connection_clues(values.get("connect_string", ""))
        yield Query(
            text=sql, dialect="", home=SystemRef(clues=clues), technology="AutoSys SQL",
            evidence=job.evidence,
        )  # fmt: skip


def _report(jobs: list[Job]) -> Iterator[Record]:
    """Report the jobs whose data is not known, except boxes, which only contain other jobs."""
    idle = [(job.name, job.evidence) for job in jobs if not job.active and job.kind != "BOX"]
    others = [job for job in jobs if job.active and job.kind != "BOX"]
    watching = [(job.name, job.evidence) for job in others if job.kind in {"FW", "FT"}]
    starting = [(job.name, job.evidence) for job in others if job.kind not in {"FW", "FT"}]
    if idle:
        remedy = "list the data that they move in the inventory"
        yield skip_names(f"jobs that do not run: {len(idle)}", remedy, idle, skip=skip_part)
    if watching:
        problem = f"jobs that wait for files whose sender is not known: {len(watching)}"
        yield skip_names(problem, "list the flows that deliver these files", watching)
    if starting:
        problem = f"jobs that start programs whose data is not known: {len(starting)}"
        yield skip_names(problem, "survey their scripts, or list the flows", starting)
