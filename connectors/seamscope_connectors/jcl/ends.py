"""Find the endpoints of a step: data sets, temporary data sets, files, Db2 and other hosts."""

import re
from dataclasses import dataclass

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.records import ClueKind, Endpoint, SystemRef
from seamscope_connectors.jcl.jobs import SYMBOL, DataDefinition
from seamscope_connectors.jcl.statements import split_list

MEMBER = re.compile(r"\((?P<member>[^()]*)\)\Z")
WRITES = re.compile(r"(?:.*OUT\d{0,2}|OUT.*|SYSUT2|SORTOF\w*|R(?:E)?PO?R?T.*|SAL.*)\Z", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Temporary:
    """A data set such as ``&&WORK`` that exists only during its job, so it is not an endpoint."""

    name: str


Place = Endpoint | Temporary


def find_place(definition: DataDefinition) -> Place | None:
    """Return the data set or file of a DD statement.

    The result is None for spools, dummies and in-stream data.
    """
    if definition.path:
        return file_end(definition.path)
    name = definition.dataset
    if not name or name.startswith("*."):
        return None
    return Temporary(name=name.upper()) if name.startswith("&") else dataset_end(name)


def dataset_end(name: str) -> Endpoint:
    """Return the endpoint of a data set; its first two qualifiers identify the system.

    ``PROD.CUST.EXTRACT(+1)`` → ``PROD.CUST.EXTRACT`` of the system with the data sets
    ``PROD.CUST.*``.
    """
    base = SYMBOL.sub("?", MEMBER.sub("", name.strip().strip("'"))).upper()
    lead = ".".join(base.split(".")[:2])
    clues = build_clues((ClueKind.SOURCE, f"data sets {lead}.*"))
    return Endpoint(system=SystemRef(clues=clues), dataset=base)


def file_end(path: str) -> Endpoint:
    """Return the endpoint of a file of Unix System Services."""
    folder = path.rpartition("/")[0] or "/"
    clues = build_clues((ClueKind.SOURCE, f"file://{folder}"))
    return Endpoint(system=SystemRef(clues=clues), dataset=path.rpartition("/")[2])


def db2_system(subsystem: str) -> SystemRef:
    """Return the Db2 with this subsystem or location name; "" if the job does not specify it."""
    name = subsystem if re.fullmatch(r"[A-Za-z@#$][\w@#$]{0,15}", subsystem) else ""
    clues = build_clues((ClueKind.DATABASE, name), (ClueKind.PRODUCT, "IBM Db2"))
    return SystemRef(clues=clues, service=bool(name))


def host_end(host: str, path: str) -> Endpoint | None:
    """Return the endpoint of a file on another host, None if the host is unknown."""
    name = extract_host(host)
    if not name or name.casefold() in LOCAL or not re.fullmatch(r"[\w\-]+(?:\.[\w\-]+)*", name):
        return None
    system = SystemRef(clues=build_clues((ClueKind.HOST, name)))
    return Endpoint(system=system, dataset=path.strip("/"))


def is_written(definition: DataDefinition) -> bool:
    """Return whether a step writes a data set, by its disposition, else by its DD name.

    ``DISP=(NEW,CATLG)`` writes, ``DISP=SHR`` reads. A generation such as ``(+1)`` does not decide,
    because later steps of the job read it by the same number.
    """
    match split_list(definition.disposition.upper())[0]:
        case "SHR":
            return False
        case "NEW" | "MOD":
            return True
        case "OLD":
            return WRITES.match(definition.name) is not None
        case _:
            return not definition.path or WRITES.match(definition.name) is not None
