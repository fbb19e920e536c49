"""Build the records of a job from its command, transfers and SQL."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from seamscope.connector.commands import Shell, build_records, read_steps
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.places import is_address, locate_place
from seamscope.records import (
    ClueKind,
    Endpoint,
    Flow,
    Mechanism,
    Query,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.control_m.jobs import Job, Side
from seamscope_connectors.control_m.profiles import Profile, find_dialect, find_profile

WINDOWS = re.compile(r"\b[A-Za-z]:\\|\\\\[\w.$-]+\\|%\w+%|\.(?:bat|cmd|exe)\b", re.I)
OWN = frozenset({*LOCAL, "local", "<local>", "<localhost>"})
SCHEMES = {"s3": "s3", "gcs": "gs", "azure": "azure", "blob": "azure"}
UNFILLED = re.compile(r"%%\$?\\{0,4}\w+\.?")  # variables that are set at run time


def build_job_records(job: Job, profiles: Sequence[Profile]) -> Iterator[Record]:
    """Yield the records of a job; its commands run on the host of its agent."""
    state = State.ACTIVE if job.active else State.DISABLED
    for record in (
        *_read_command(job),
        *_list_transfers(job, profiles),
        *_list_queries(job, profiles),
    ):
        match record:
            case Flow() | Query():
                yield replace(
                    record,
                    frequency=job.frequency,
                    error_handling=record.error_handling or job.error_handling,
                    route=job.name,
                    state=state,
                )
            case _ if job.active:
                yield record
            case _:
                pass  # systems that an idle job only mentions


def _locate_agent(job: Job, otherwise: str = "") -> SystemRef:
    named = job.host or otherwise
    host = "" if named.casefold() in LOCAL or "%%" in named else named
    return SystemRef(clues=build_clues((ClueKind.HOST, host)))


def _read_command(job: Job) -> Iterator[Record]:
    shell: Shell = "batch" if WINDOWS.search(job.command) else "posix"
    here = _locate_agent(job)
    yield from build_records(read_steps(job.command, shell), here, lambda _: job.evidence)


def _list_transfers(job: Job, profiles: Sequence[Profile]) -> Iterator[Flow]:
    for pair in job.transfers:
        source, target = _assign_bucket(pair, job, profiles)
        ends = [_locate_side(side, job, profiles) for side in (source, target)]
        labels = [_name_protocol(side, job, profiles) for side in (source, target)]
        named = ", ".join(dict.fromkeys(label for label in labels if label))
        if ends[0] != ends[1]:
            yield Flow(
                source=ends[0],
                target=ends[1],
                mechanism=Mechanism.FILE,
                technology=f"Control-M file transfer ({named})" if named else
                "Control-M file transfer",
                evidence=job.evidence,
            )  # fmt: skip


def _assign_bucket(
    sides: tuple[Side, Side], job: Job, profiles: Sequence[Profile]
) -> tuple[Side, Side]:
    """Return both sides of a transfer; if they share a bucket, only one side keeps it.

    The source keeps the bucket if it is in an object store. It also keeps it if the target has a
    known profile and is not in an object store. Otherwise the target keeps it.
    """
    if not any(side.bucket and side.shared for side in sides):
        return sides
    kinds = [_name_protocol(side, job, profiles).casefold() for side in sides]
    stores = [any(word in kind for word in SCHEMES) for kind in kinds]
    known = [bool(find_profile(side.profile, job.evidence.file, profiles)) for side in sides]
    first = stores[0] or (known[1] and not stores[1])
    source, target = sides
    return (source, replace(target, bucket="")) if first else (replace(source, bucket=""), target)


def _locate_side(side: Side, job: Job, profiles: Sequence[Profile]) -> Endpoint:
    """Return the system of one side of a transfer (host, bucket or profile) with the path of the
    file.
    """
    path = UNFILLED.sub("*", side.path)
    if is_address(path):
        return locate_place(path)
    known = find_profile(side.profile, job.evidence.file, profiles) if side.profile else None
    kind = (known.kind.rpartition("FileTransfer:")[2] if known else side.protocol).casefold()
    scheme = next((SCHEMES[word] for word in SCHEMES if word in kind), "s3" if side.bucket else "")
    if side.bucket and scheme and not (known is not None and known.local):
        return locate_place(f"{scheme}://{side.bucket}/{path.lstrip('/')}")
    if (known is not None and known.local) or kind == "local" or side.host.casefold() in OWN - {""}:
        agent = _locate_agent(job, known.agent if known else "")
        return Endpoint(system=agent, dataset=path) if agent.clues else locate_place(path)
    if known is not None:
        return Endpoint(system=known.system, dataset=path)
    clues = build_clues((ClueKind.HOST, side.host), (ClueKind.SOURCE, side.profile))
    return Endpoint(system=SystemRef(clues=clues), dataset=path) if clues else locate_place(path)


def _name_protocol(side: Side, job: Job, profiles: Sequence[Profile]) -> str:
    known = find_profile(side.profile, job.evidence.file, profiles) if side.profile else None
    kind = known.kind.rpartition("FileTransfer:")[2].partition(":")[0] if known else side.protocol
    return "" if kind.casefold() == "local" else kind


def _list_queries(job: Job, profiles: Sequence[Profile]) -> Iterator[Query]:
    if not job.sql:
        return
    known = find_profile(job.profile, job.evidence.file, profiles) if job.profile else None
    named = SystemRef(clues=build_clues((ClueKind.SOURCE, job.profile)))
    yield Query(
        text=UNFILLED.sub("NULL", job.sql),
        dialect=known.dialect if known else find_dialect(job.database),
        home=known.system if known else named,
        technology="Control-M database job",
        evidence=job.evidence,
    )
