"""Connect the commands of a script through files that one command writes and a later one reads.

``curl https://api/rates -o "$F"`` and ``scp "$F" host:/in/`` together move the rates from the
service to the host; the file is only an intermediate copy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from seamscope.connector.commands.types import End, RemoteSql, Step, Transfer
from seamscope.connector.places import FILES, is_unknown
from seamscope.records import SystemRef

Mover = Transfer | RemoteSql


def link_files(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps of a script, with the original sources of the files that they read."""
    made: dict[End, Mover] = {}
    for step in steps:
        match step:
            case Transfer():
                for one in _follow(step, made):
                    made |= dict.fromkeys(_list_own_files(one), one)
                    yield one
            case RemoteSql():
                made |= dict.fromkeys(_list_own_files(step), step)
                yield step
            case _:
                yield step


def _follow(
    step: Transfer, made: dict[End, Transfer | RemoteSql]
) -> Iterator[Transfer | RemoteSql]:
    """Yield a transfer; replace each file that an earlier step wrote by that step's sources."""
    sources: list[End] = []
    for source in step.sources:
        match made.get(source):
            case Transfer() as first:
                sources += first.sources
            case RemoteSql() as first:
                yield from (replace(first, target=target) for target in step.targets)
            case None:
                sources.append(source)
    if sources:
        yield replace(step, sources=tuple(dict.fromkeys(sources)))


def _list_own_files(step: Mover) -> tuple[End, ...]:
    """Return the files that a step writes for later steps of the same script.

    Such files are local copies of downloads, and files with a variable in their name.
    """
    ends, kept = (step.targets, step.files) if isinstance(step, Transfer) else ((step.target,), ())
    local = SystemRef(name=FILES)
    own = (end for end in ends if end and end.system == local and is_unknown(end.dataset))
    return (*kept, *own)
