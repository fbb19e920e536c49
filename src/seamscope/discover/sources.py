"""Read all sources in order: from the cache, on this machine or on a cluster.

A cluster gets the bytes of files instead of their paths. It reads only sources of seamscope's own
connectors, because its workers may not have other connectors. Sources of other connectors and very
large sources are read on this machine.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import NamedTuple

from seamscope.cache import Key, combine
from seamscope.connector import Connector, File
from seamscope.discover.claims import build_crash_error
from seamscope.discover.memory import Memory, SourceContent, is_ours
from seamscope.discover.source_reading import Reduce, read_source
from seamscope.engine import Engine, Task
from seamscope.errors import UnreadableError

# Bytes of one source. Sending and splitting a larger source takes longer than reading it here.
LARGEST = 64 * 1024**2
BATCH_BYTES, BATCH_SOURCES = 1024**2, 100  # per task; sending one file takes longer than reading it


class Source(NamedTuple):
    """Files that one connector reads together."""

    connector: Connector
    members: Sequence[File]

    @property
    def size(self) -> int:
        """The size of all files in bytes."""
        return sum(file.size for file in self.members)


class _Sent(NamedTuple):
    """A source that is sent to the engine, with its index among all sources and its cache key."""

    number: int
    source: Source
    key: Key


def divide_source(
    connector: Connector, members: Sequence[File], crashes: list[UnreadableError]
) -> list[Source]:
    """Return the parts of a source that can be read separately, in the order of their first files.

    A source is not divided if its connector fails to divide it, or leaves out a file.

    members: sorted by path.
    crashes: an error of the connector is added to it.
    """
    parts: list[Source] = []
    try:
        parts = [Source(connector, list(part)) for part in connector.divide(members) if part]
    except UnreadableError:  # reading the source reports what is wrong with it
        parts = []
    except Exception as error:  # noqa: BLE001 (a connector's fault costs that source only)
        parts = []
        crashes.append(build_crash_error(connector.name, members[0].path, error))
    paths = sorted(file.path for part in parts for file in part.members)
    whole = [file.path for file in members]
    if paths != whole:
        return [Source(connector, members)]
    return sorted(parts, key=lambda part: part.members[0].path)


def read_sources(
    sources: Sequence[Source], memory: Memory, engine: Engine, reduce: Reduce = iter
) -> Iterator[SourceContent]:
    """Yield the content of each source in order; see `read_source`."""
    sent = list(_choose_sent(sources, memory)) if engine.is_remote else []
    keys = {one.number: one.key for one in sent}
    results: Iterator[list[SourceContent]] = engine.run(map(_make_task, _form_batches(sent)))
    contents = chain.from_iterable(results)
    for number, (connector, members) in enumerate(sources):
        if number in keys:
            content = next(contents)
            content = replace(content, records=list(reduce(content.records)))
            memory.keep_source(connector, keys[number], content)
        else:
            read = partial(read_source, connector, members, reduce)
            content = memory.read_source(connector, members, read)
        for file in members:  # if the content is needed again, it is read again
            file.content.release()
        yield content


def read_batch(*sources: tuple[Connector, tuple[File, ...]]) -> list[SourceContent]:
    """Return the content of each source."""
    return [read_source(connector, members) for connector, members in sources]


def _choose_sent(sources: Sequence[Source], memory: Memory) -> Iterator[_Sent]:
    """Yield the sources that are not in the cache and that the remote engine can read."""
    for number, source in enumerate(sources):
        if not is_ours(source.connector) or source.size > LARGEST:
            continue
        key = memory.find_source_key(*source)
        if key is not None and memory.find_source(key) is None:
            yield _Sent(number, source, key)


def _form_batches(sent: Iterable[_Sent]) -> Iterator[list[_Sent]]:
    """Group successive sources into batches that are large enough to be worth sending."""
    batch: list[_Sent] = []
    size = 0
    for one in sent:
        if batch and (size + one.source.size > BATCH_BYTES or len(batch) == BATCH_SOURCES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.source.size
    if batch:
        yield batch


def _make_task(batch: Sequence[_Sent]) -> Task[list[SourceContent]]:
    return Task(
        function=read_batch,
        arguments=tuple((one.source.connector, tuple(one.source.members)) for one in batch),
        key=combine(*(one.key.name for one in batch)),
        size=sum(one.source.size for one in batch),
    )
