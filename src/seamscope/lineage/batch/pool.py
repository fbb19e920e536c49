"""Many queries over several processes: what kills or stalls one costs a statement, not the run.

The result does not depend on how many processes there are, nor on which query goes where.
"""

import contextlib
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from seamscope.lineage.batch.messages import (
    At,
    Done,
    End,
    Learn,
    Learned,
    Message,
    Take,
    Trace,
    Work,
)
from seamscope.lineage.batch.worker import receive, send
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.result import Result, given_up
from seamscope.records import Query

SECONDS = 20.0  # that a statement may take
START = 60.0  # seconds that a process may take to start
RESTARTS = 40  # of one worker, before the rest of its queries is given up
# Work in characters of plain data, measured on T-SQL: a line's, and a statement's by its words.
LINE, STATEMENT = 200, 1_500
WORDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "EXEC", "DECLARE", "SET ")
Load = tuple[int, int]
KILLED = "the process that read it was killed by the operating system"
STALLED = f"it takes longer than {SECONDS:.0f} seconds"


@dataclass(slots=True)
class Share:
    """A worker process, the queries it has, and what it answered."""

    queries: dict[int, Query]
    seconds: float = SECONDS
    owns: dict[int, Catalog] = field(default_factory=dict)
    results: dict[int, Result] = field(default_factory=dict)
    faults: dict[int, dict[int, str]] = field(default_factory=dict)
    restarts: int = 0
    careful: bool = False
    process: subprocess.Popen[bytes] | None = None
    inbox: "queue.Queue[Message | None]" = field(default_factory=queue.Queue)

    def ask(self, message: Learn | Trace) -> None:
        """Have the worker do something; start another where it dies, without the culprit."""
        while self._left(message):
            at = At(min(self._left(message)), -1)
            try:
                if self.process is None:
                    self._start()
                    at = self._hear(Take(self._work(), self.careful), at)
                left = frozenset(self._left(message))
                again = Trace(message.base, left) if isinstance(message, Trace) else message
                self._hear(again, at)
            except _GoneError as gone:
                self._mend(gone)
            else:
                return

    def stop(self) -> None:
        """End the worker."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for stream in (self.process.stdin, self.process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            self.process = None

    def _left(self, message: Learn | Trace) -> list[int]:
        if isinstance(message, Learn):
            return [*self.queries]
        return sorted((message.numbers & self.queries.keys()) - self.results.keys())

    def _work(self) -> tuple[Work, ...]:
        return tuple(
            Work(
                index,
                self.queries[index],
                self.owns.get(index, Catalog()),
                tuple(sorted(self.faults.get(index, {}).items())),
            )
            for index in self.queries
        )

    def _start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "seamscope.lineage.batch.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.inbox = queue.Queue()
        threading.Thread(target=_pump, args=(self.process, self.inbox), daemon=True).start()
        with contextlib.suppress(queue.Empty):  # a busy machine may be slow to start it
            self.inbox.get(timeout=START)

    def _hear(self, message: Message, at: At) -> At:
        """Send a message and take the answers; return where the worker was last."""
        if self.process is None or self.process.stdin is None:
            raise _GoneError(at, KILLED)
        try:
            send(self.process.stdin, message)
        except OSError:
            raise _GoneError(at, KILLED) from None
        while (answer := self._answer(at)) != End():
            match answer:
                case At():
                    at = answer
                case Learned(number=number, own=own):
                    self.owns[number] = own
                case Done(number=number, result=result):
                    self.results[number] = result
                case _:
                    raise _GoneError(at, KILLED)
        return at

    def _answer(self, at: At) -> Message | None:
        try:
            return self.inbox.get(timeout=self.seconds)
        except queue.Empty:
            raise _GoneError(at, STALLED) from None

    def _mend(self, gone: "_GoneError") -> None:
        """Note the statement that cost the worker; look closely first if it is not known."""
        self.stop()
        self.restarts += 1
        if self.restarts > RESTARTS:
            for index in [index for index in self.queries if index not in self.results]:
                self.results[index] = given_up(self.queries[index], gone.reason)
            self.queries = {i: q for i, q in self.queries.items() if i not in self.results}
        elif self.careful and gone.at.number in self.queries:
            self.faults.setdefault(gone.at.number, {})[gone.at.piece] = gone.reason
        self.careful = True


def load_of(text: str) -> Load:
    """Return about how long a text takes to be cut, and to be followed: its rows hardly count."""
    capitals = text.upper()
    cut = len(text) + LINE * text.count("\n")
    return cut, STATEMENT * sum(capitals.count(word) for word in WORDS)


def _sum(one: Load, other: Load) -> Load:
    return one[0] + other[0], one[1] + other[1]


def _least(loads: Sequence[Load], work: Load) -> int:
    """Return which worker can take more so that cutting, and then following, end soonest."""

    def end(which: int) -> tuple[int, int]:
        taken = [_sum(load, work) if i == which else load for i, load in enumerate(loads)]
        return max(cut for cut, _ in taken) + max(done for _, done in taken), sum(taken[which])

    return min(range(len(loads)), key=end)


class _GoneError(Exception):
    """A worker died or fell silent."""

    def __init__(self, at: At, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


def _pump(process: subprocess.Popen[bytes], inbox: "queue.Queue[Message | None]") -> None:
    """Put a worker's answers into its inbox; None when it is gone."""
    with contextlib.suppress(OSError, ValueError):
        while process.stdout is not None and (message := receive(process.stdout)) is not None:
            inbox.put(message)
    inbox.put(None)


class Pool:
    """Several workers with their shares of the queries."""

    def __init__(self, queries: Sequence[Query], jobs: int, *, seconds: float = SECONDS) -> None:
        shares: list[dict[int, Query]] = [{} for _ in range(max(1, min(jobs, len(queries))))]
        loads = [(0, 0)] * len(shares)
        work = [load_of(query.text) for query in queries]
        for index in sorted(range(len(queries)), key=lambda index: -sum(work[index])):
            least = _least(loads, work[index])
            shares[least][index] = queries[index]
            loads[least] = _sum(loads[least], work[index])
        self.shares = [
            Share({index: share[index] for index in sorted(share)}, seconds) for share in shares
        ]

    def learn(self, base: Catalog) -> dict[int, Catalog]:
        """Return what each query defines, by its index."""
        self._all(Learn(base))
        return {index: own for share in self.shares for index, own in share.owns.items()}

    def trace(self, base: Catalog, numbers: frozenset[int]) -> dict[int, Result]:
        """Return the results of these queries, by their indexes."""
        for share in self.shares:
            share.results = {n: r for n, r in share.results.items() if n not in numbers}
        self._all(Trace(base, numbers))
        return {index: made for share in self.shares for index, made in share.results.items()}

    def stop(self) -> None:
        """End all workers."""
        for share in self.shares:
            share.stop()

    def _all(self, message: Learn | Trace) -> None:
        with ThreadPoolExecutor(len(self.shares)) as threads:
            for done in [threads.submit(share.ask, message) for share in self.shares]:
                done.result()


@contextlib.contextmanager
def pool(queries: Sequence[Query], jobs: int, *, seconds: float = SECONDS) -> Iterator[Pool]:
    """Give a pool over these queries; its processes end with the block."""
    made = Pool(queries, jobs, seconds=seconds)
    try:
        yield made
    finally:
        made.stop()
