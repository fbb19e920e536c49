"""Read SAP job lists (SM37) whose parameters contain files, with the mounts of their servers.

A path below a mount point of `/etc/fstab` is a file of a share on another host. A share that is
mounted read-only, or a word in the name of the program, indicates the direction of the data.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading, skip_entry
from seamscope.connector.redaction import redact_value
from seamscope.errors import UnreadableError
from seamscope.records import (
    Certainty,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    Skipped,
    State,
    SystemRef,
)

HEAD = 8192
SM37 = re.compile(r"\bSM37\b|\bJob ?(?:overview|selection|übersicht|uebersicht)\b", re.I)
# "P01 client 100", or the system id in the title: "Job overview P01 (SM37)".
OWN = re.compile(
    r"\b([A-Z][A-Z0-9]{2})\b(?=\s{1,10}(?:Mandant|client|mandante|mandant|/)\s{0,5}\d{3}\b"
    r"|[ \t]{1,5}[(\[-]?[ \t]{0,2}SM37\b)"
)
# The server in the name of a copy of its table of mounts: ``fstab_srv-app01``.
SERVER = re.compile(r"fstab[_.-](?P<host>[A-Za-z][\w.-]{2,62}?)(?:\.txt)?", re.I)
# //host/share  /mount/point  cifs  options  0 0, or host:/export for NFS
MOUNT = re.compile(
    r"[ \t]*(?://(?P<host>[\w.-]{1,255})/(?P<share>[^\s,]{1,255})"
    r"|(?P<server>[\w.-]{1,255}):(?P<export>/[^\s,]{0,255}))"
    r"[ \t]+(?P<point>/[^\s,]{1,255})[ \t]+(?P<kind>cifs|smb3?|smbfs|nfs4?)[ \t]+(?P<options>\S+)"
)
PATH = re.compile(r"(?<![\w/])[A-Z]\w{1,30}=(?P<path>/[\w.$*-]{1,100}(?:/[\w.$*-]{1,100}){1,12})")
READS = re.compile(r"(?:^|[_/ ])(?:IN|IMPORT|IMP|LOAD|READ|INPUT|INBOUND|EINGANG|LADEN)(?:$|[_ /])")
WRITES = re.compile(
    r"(?:^|[_/ ])(?:OUT|EXPORT|EXP|UNLOAD|WRITE|OUTPUT|OUTBOUND|AUSGANG|EXTRACT)(?:$|[_ /])"
)
FAILED = re.compile(r"\b(?:abgebrochen|cancell?ed|annul[eé]|interrotto|cancelado)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A share that is mounted at a folder.

    name: the share in the notation that other programs use, such as ``//host/share`` with
    backslashes.
    server: the host that mounts it, "" if unknown.
    """

    point: str
    host: str
    name: str
    read_only: bool
    server: str = ""


class SapJobsConnector(Connector):
    """Reads which shared files the jobs of an SAP system read and write."""

    name = "sap-jobs"
    reads = "SAP job lists (SM37) with paths, and tables of mounted shares (fstab)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".txt", ".lst", ""} and "fstab" not in file.name.casefold():
            return None
        head = file.head(HEAD)
        if SM37.search(head[:400]) and PATH.search(head):
            return Claim(reason="jobs of SAP with paths", group=f"sap-jobs:{file.folder}")
        if "fstab" in file.name.casefold() and any(map(MOUNT.match, head.splitlines())):
            return Claim(reason="shares that a server mounts", group=f"sap-jobs:{file.folder}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        mounts: list[Mount] = []
        lists: list[tuple[File, str]] = []
        for file in source.files:
            try:
                text = file.text()
            except UnreadableError as error:
                where = file.at(error.line)
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=where)
                continue
            named = SERVER.fullmatch(file.name)
            server = named["host"] if named else ""
            found = [one for line in text.splitlines() if (one := _read_mount(line, server))]
            mounts += found
            if found and not SM37.search(text[:400]):
                listed = ", ".join(f"{one.point} is {one.name}" for one in found)
                remedy = "add the job lists that use them (SM37)"
                yield note_reading(f"mounted shares: {listed}", remedy, file.at(1))
            else:
                lists.append((file, text))
        for file, text in lists:
            yield from _read_jobs(file, text, mounts)


def _read_mount(line: str, server: str) -> Mount | None:
    """Return the share that a line of fstab mounts, None for a local file system or a comment."""
    found = MOUNT.match(line)
    if found is None:
        return None
    host = found["host"] or found["server"]
    share = (found["share"] or found["export"]).strip("/")
    options = found["options"].split(",")
    return Mount(
        point=found["point"].rstrip("/"),
        host=host,
        name="\\\\" + host + "\\" + share.replace("/", "\\"),
        read_only="ro" in options,
        server=server,
    )


def _read_jobs(file: File, text: str, mounts: list[Mount]) -> Iterator[Record]:
    own = OWN.search(text[:HEAD])
    name = own[1] if own else ""
    used = 0
    for number, line in enumerate(text.splitlines(), 1):
        for path in PATH.finditer(line):
            used += 1
            there = _locate(path["path"], mounts)
            where = file.at(number)
            server = there[1].server if there else ""
            if there is None or not (name or server):
                problem = "a job uses a path whose share is not known"
                problem = (
                    problem if name or there is None else "the list does not specify its SAP system"
                )
                yield skip_entry(problem, "add the fstab of the server, or the title", where)
                continue
            clues = build_clues((ClueKind.SOURCE, name), (ClueKind.HOST, server))
            here = Endpoint(system=SystemRef(clues=clues))
            yield _build(line, here, *there, where)
    if not used:
        yield skip_entry("no job names a path", "export the variants too", file.at(1))


def _locate(path: str, mounts: list[Mount]) -> tuple[Endpoint, Mount] | None:
    """Return the file of a share for a path below a mount point, and the mount.

    If several mount points contain the path, the longest is used.
    """
    inside = [one for one in mounts if path == one.point or path.startswith(f"{one.point}/")]
    if not inside or ".." in path.split("/"):
        return None
    mount = max(inside, key=lambda one: len(one.point))
    rest = path.removeprefix(mount.point).replace("/", "\\")
    system = SystemRef(clues=build_clues((ClueKind.HOST, mount.host)))
    return Endpoint(system=system, dataset=mount.name + rest), mount


def _build(line: str, here: Endpoint, there: Endpoint, mount: Mount, where: Evidence) -> Record:
    words = redact_value(PATH.sub("", line))
    job = words.split()[0] if words.split() else ""
    state = State.FAILED if FAILED.search(words) else State.ACTIVE
    upper = words.upper()
    reads, writes = bool(READS.search(upper)), bool(WRITES.search(upper))
    if not mount.read_only and reads == writes:
        why = "the job list does not specify whether the job reads or writes the file"
        return Dependency(source=here, target=there, reason=why, evidence=where, state=state)
    takes = mount.read_only or reads
    why = "the share is mounted read-only" if mount.read_only else "the job's line says so"
    return Flow(
        source=there if takes else here,
        target=here if takes else there,
        mechanism=Mechanism.FILE,
        technology="SAP job",
        route=job,
        certainty=Certainty.LIKELY,
        reason=f"{job}: {why}",
        state=state,
        evidence=where,
    )
