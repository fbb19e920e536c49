"""Connect the commands of a script through files that one command writes and a later one reads.

``curl https://api/rates -o "$F"`` and ``scp "$F" host:/in/`` together move the rates from the
service to the host; the file is only an intermediate copy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TypeGuard

from seamscope.connector.commands.types import Contact, End, RemoteSql, Step, Transfer
from seamscope.connector.places import FILES, is_unknown
from seamscope.records import Mechanism, SystemRef

LOADERS = frozenset({"sqlldr", "mysqlimport"})
Mover = Transfer | RemoteSql


def link_files(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps of a script, with the original sources of the files that they read."""
    made: dict[End, Mover] = {}
    last: Step | None = None
    for step in steps:
        match step:
            case Transfer():
                for one in _follow(step, made):
                    made |= dict.fromkeys(_list_own_files(one), one)
                    yield one
            case RemoteSql():
                made |= dict.fromkeys(_list_own_files(step), step)
                yield step
            case Contact() if step.technology in LOADERS and _has_local_copy(last):
                yield from _load(last, step)
            case _:
                yield step
        last = step


def _has_local_copy(step: Step | None) -> TypeGuard[Transfer]:
    return isinstance(step, Transfer) and bool(step.files)


def _load(first: Transfer, contact: Contact) -> Iterator[Step]:
    """Yield a transfer from the source of a download to the system that the next command accesses.

    The next command is assumed to load the downloaded file.

    first: the download.
    contact: the access of the next command.
    """
    yield Transfer(
        sources=first.sources, targets=(contact.end,), technology=contact.technology,
        mechanism=Mechanism.FILE, line=contact.line,
        doubt="the command before it downloads a file, which it is assumed to load",
    )  # fmt: skip


def _follow(
    step: Transfer, made: dict[End, Transfer | RemoteSql]
) -> Iterator[Transfer | RemoteSql]:
    """Yield a transfer; replace each file that an earlier step wrote by that step's sources."""
    sources: list[End] = []
    for source in step.sources:
        makers = _list_makers((source,) if source else step.taken, made)
        for maker in makers:
            if isinstance(maker, Transfer):
                sources += maker.sources
            else:
                yield from (replace(maker, target=target) for target in step.targets)
        sources += [] if makers else [source]
    if sources:
        yield replace(step, sources=tuple(dict.fromkeys(sources)))


def _list_makers(files: Iterable[End], made: dict[End, Mover]) -> list[Mover]:
    """Return the steps that wrote these files, according to their names.

    A name may be a pattern: ``/in/a_*.csv`` includes ``/in/a_1.csv``.
    """
    found: list[Mover] = []
    for file in files:
        exact = made.get(file)
        alike = (step for known, step in made.items() if _is_same_file(known, file))
        found += [exact] if exact else alike
    return list({id(step): step for step in found}.values())


def _is_same_file(known: End, file: End) -> bool:
    """Return whether two paths may be the same file: ``/in/a_*.csv`` and ``/in/a_1.csv``."""
    if known is None or file is None or FILES not in {known.system.name, file.system.name}:
        return False
    if known.system != file.system:
        return False
    (one, name), (other, second) = (
        (str(path.parent), path.name) for path in map(PurePosixPath, (known.dataset, file.dataset))
    )
    if one != other or one in {".", "/"}:
        return False
    return fnmatchcase(second, name) or fnmatchcase(name, second)


def _list_own_files(step: Mover) -> tuple[End, ...]:
    """Return the files that a step writes for later steps of the same script.

    Such files are local copies of downloads, and files with a variable in their name.
    """
    ends, kept = (step.targets, step.files) if isinstance(step, Transfer) else ((step.target,), ())
    local = SystemRef(name=FILES)
    own = (end for end in ends if end and end.system == local and is_unknown(end.dataset))
    return (*kept, *own)
