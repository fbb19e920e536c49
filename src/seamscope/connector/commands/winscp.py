"""Read WinSCP scripts: the sessions that they open, and the files that they put and get."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector.commands.types import Reading, Unread
from seamscope.connector.places import is_unknown, locate_host, locate_place
from seamscope.records import Endpoint, SystemRef

NAME = "WinSCP"
_OPEN = re.compile(
    r"^[ \t]*open[ \t]+[\"']?(?:sftp|scp|ftps?|ftpes|ftpse|davs?|https?|s3)://", re.I | re.M
)
_ACTS = re.compile(r"^[ \t]*(?:put|get|synchronize|keepuptodate)\b", re.I | re.M)
# Endpoints of stores whose first folder is a bucket, by the scheme of the bucket.
_STORES = {
    "s3": re.compile(r"\As3://(?:[^@/]*@)?s3[\w.-]*\.amazonaws\.com(?:\.cn)?/?", re.I),
    "gs": re.compile(r"\As3://(?:[^@/]*@)?storage\.googleapis\.com/?", re.I),
}
_SCHEMES = re.compile(r"\A(?:ftpes|ftpse|ftps)://|\Adavs?://", re.I)


def is_winscp_script(text: str) -> bool:
    """Return whether a text is a WinSCP script: it opens a session and transfers files."""
    return bool(_OPEN.search(text) and _ACTS.search(text))


@dataclass(slots=True)
class _Session:
    """The open session.

    end: the host of the session, None if it is not known.
    folder: the current folder on the host.
    store: for an object store such as S3, the URL scheme of its buckets, otherwise "".
    """

    end: Endpoint | None = None
    folder: str = ""
    store: str = ""


def read_winscp(text: str, line: int = 1) -> Iterator[Reading]:
    """Yield the transfers of the commands in a script, one for each command that moves files."""
    session = _Session()
    for number, row in enumerate(text.split("\n"), start=line):
        words = _split(row)
        verb = words[0].casefold() if words else ""
        plain = [word for word in words[1:] if not word.startswith("-")]
        match verb:
            case "open":
                session = _open(plain[0] if plain else "")
                if session.end is None:
                    reason = f"{NAME} connects to a host that is known only at run time"
                    yield Reading(
                        technology=NAME, line=number, unread=[Unread(reason=reason, line=number)]
                    )
            case "cd" if plain:
                session.folder = plain[0]
            case "put" | "get" | "synchronize" | "keepuptodate" if plain and session.end:
                yield from _transfer(session, verb, plain, number)
            case _:
                pass


def _split(row: str) -> list[str]:
    row = row.strip().replace("\\", "\\\\")
    try:
        return shlex.split(row) if row and not row.startswith(("#", ";")) else []
    except ValueError:  # a quote that is not closed
        return row.split()


def _open(address: str) -> _Session:
    """Return the session of an address; the name of a stored session is used as the host."""
    if not address or is_unknown(re.sub(r"\A\w+://(?:[^@/]*@)?", "", address)):
        return _Session()
    for store, pattern in _STORES.items():
        if found := pattern.match(address):
            folder = f"/{address[found.end() :]}"
            return _Session(Endpoint(system=SystemRef()), folder, store)
    if "://" in address:
        scheme = "https://" if address[:3].casefold() == "dav" else "ftp://"
        place = locate_place(_SCHEMES.sub(scheme, address).rstrip("/"))
        return _Session(Endpoint(system=place.system), place.dataset)
    system = locate_host(address)
    return _Session(Endpoint(system=system) if system.clues else None)


def _transfer(session: _Session, verb: str, plain: list[str], line: int) -> Iterator[Reading]:
    """Yield the transfers of one command: ``put *.csv /in/``."""
    modes = {"local": ["in"], "remote": ["out"], "both": ["in", "out"]}
    ways = {"put": ["out"], "get": ["in"], "keepuptodate": ["out"]}.get(verb, [])
    if verb == "synchronize":
        ways, plain = modes.get(plain[0].casefold(), []), plain[1:]
    if verb == "get":
        there, here = plain[0], plain[1] if len(plain) > 1 else ""
    else:
        here, there = (plain or [""])[0], plain[1] if len(plain) > 1 else ""
    for way in ways:
        outside, local = _locate(session, there), locate_place(here) if here else None
        reading = Reading(technology=NAME, line=line)
        reading.sources, reading.targets = (
            ([outside], [local]) if way == "in" else ([local], [outside])
        )
        yield reading


def _locate(session: _Session, path: str) -> Endpoint | None:
    """Return the endpoint of a path on the host; a relative path is below the current folder."""
    if session.end is None:
        return None
    whole = path if path.startswith("/") else f"{session.folder.rstrip('/')}/{path}"
    whole = whole.removesuffix("/./").rstrip("/")
    if session.store:
        return locate_place(f"{session.store}:/{whole}")
    return Endpoint(system=session.end.system, dataset=whole)
