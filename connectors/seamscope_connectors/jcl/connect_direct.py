"""Read Connect:Direct (NDM) processes: files that COPY sends to or fetches from another node."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seamscope.connector.connections import build_clues
from seamscope.records import ClueKind, Endpoint, SystemRef

CONTINUED = re.compile(r"-[ \t]{0,80}\n")
NODE = re.compile(r"\bSNODE\s{0,9}=\s{0,9}'?(?P<name>[\w.\-@#$&]{1,64})", re.I)
SIDE = r"\((?:[^()]|\([^()]*\))*+\)"
COPY = re.compile(
    rf"\bFROM[ ]{{0,40}}(?P<source>{SIDE})(?:(?!\bFROM\b|\bTO\b)[^\n])*+"
    rf"\bTO[ ]{{0,40}}(?P<target>{SIDE})",
    re.I,
)
NAME = re.compile(
    r"\b(?:DSN|FILE)\s{0,9}=\s{0,9}(?:'(?P<quoted>[^']{1,260})'|(?P<plain>[^\s,()']{1,260}))", re.I
)
PROCESS = re.compile(r"\bPROC(?:ESS)?\s{0,9}=\s{0,9}(?P<name>[\w@#$&]{1,16})", re.I)
MAX_TEXT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCopy:
    """One COPY statement.

    node: the other node.
    local: a data set on this node.
    remote: a file on the other node.
    sends: whether the file is sent to the other node.
    """

    node: str
    local: str
    remote: str
    sends: bool


def read_node_copies(lines: Sequence[str]) -> Iterator[NodeCopy]:
    """Yield the copies of a process; ``COPY FROM (… SNODE)`` fetches, any other COPY sends."""
    text = CONTINUED.sub(" ", "\n".join(lines)[:MAX_TEXT]).replace("\n", " ")
    node = NODE.search(text)
    for found in COPY.finditer(text):
        source, target = NAME.search(found["source"]), NAME.search(found["target"])
        if node and source and target:
            sends = re.search(r"\bSNODE\b", found["source"], re.I) is None
            names = [one["quoted"] or one["plain"] for one in (source, target)]
            local, remote = names if sends else reversed(names)
            yield NodeCopy(node=node["name"], local=local, remote=remote, sends=sends)


def find_process(lines: Sequence[str]) -> str:
    """Return the process that ``SUBMIT PROC=NAME`` runs from a library, "" if there is none."""
    found = PROCESS.search("\n".join(lines)[:MAX_TEXT])
    return found["name"] if found else ""


def node_end(node: str, path: str) -> Endpoint:
    """Return the endpoint of a file on another node; the node's name is a clue to a server."""
    clues = build_clues((ClueKind.SERVER, node))
    return Endpoint(system=SystemRef(clues=clues), dataset=path.strip("/"))
