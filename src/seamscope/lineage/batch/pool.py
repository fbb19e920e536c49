"""A pool of worker processes; only a statement that crashes or stalls a process is skipped.

The result does not depend on the number of processes, nor on which process analyses which query.
"""

import contextlib
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from seamscope.lineage.batch.cpu import TIMED, was_ended
from seamscope.lineage.batch.lookups import Lookup
from seamscope.lineage.batch.protocol import (
    Collect,
    Definitions,
    Execute,
    Finished,
    Job,
    Load,
    Lookups,
    Message,
    Position,
    Result,
    receive,
    send,
)
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.result import ExecutionResult, skip_query
from seamscope.records import Query

TIME_LIMIT = 20.0  # seconds of CPU for one statement
PATIENCE = 60 if TIMED else 1  # elapsed seconds to wait for an answer, per second of the CPU limit
START_LIMIT = 60.0  # seconds for a process to start
MAX_RESTARTS = 40  # restarts of one worker; after that, its remaining queries are skipped
# Costs of a line and of a statement, measured on T-SQL, relative to one character of plain data.
# The number of statements is estimated by counting these words.
LINE_COST, STATEMENT_COST = 200, 1_500
WORDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "EXEC", "DECLARE", "SET ")
Cost = tuple[int, int]  # (cost of splitting a script, cost of analysing its statements)
KILLED = "the operating system killed the analysis process, probably because memory ran out"
STALLED = f"analysis takes longer than {TIME_LIMIT:.0f} seconds of CPU time; split the statement"


@dataclass(slots=True)
class Share:
    """A worker process, the queries assigned to it, and its answers by query number.

    faults: for each query, the statements that crashed or stalled a worker, with the reason.
    careful: whether the worker reports each statement before it starts, so that the pool knows
    which one failed.
    noted: whether the worker reports the lookups of each query.
    """

    queries: dict[int, Query]
    seconds: float = TIME_LIMIT
    noted: bool = False
    lookups: dict[int, frozenset[Lookup]] = field(default_factory=dict)
    definitions: dict[int, Catalog] = field(default_factory=dict)
    results: dict[int, ExecutionResult] = field(default_factory=dict)
    faults: dict[int, dict[int, str]] = field(default_factory=dict)
    restarts: int = 0
    careful: bool = False
    process: subprocess.Popen[bytes] | None = None
    inbox: "queue.Queue[Message | None]" = field(default_factory=queue.Queue)

    def request(self, message: Collect | Execute) -> None:
        """Send work to the worker; if it dies, restart it without the statement that killed it."""
        while self._list_remaining(message):
            position = Position(min(self._list_remaining(message)), -1)
            try:
                if self.process is None:
                    self._start()
                    position = self._exchange(
                        Load(self._list_jobs(), self.careful, self.noted), position
                    )
                remaining = frozenset(self._list_remaining(message))
                if isinstance(message, Execute):
                    self._exchange(message._replace(numbers=remaining), position)
                else:
                    self._exchange(message, position)
            except _WorkerLostError as lost:
                self._recover(lost)
            else:
                return

    def forget_results(self, numbers: frozenset[int]) -> None:
        """Forget the results of queries that are to be executed again."""
        self.results = {n: result for n, result in self.results.items() if n not in numbers}

    def stop(self) -> None:
        """End the worker process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for stream in (self.process.stdin, self.process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            self.process = None

    def _list_remaining(self, message: Collect | Execute) -> list[int]:
        if isinstance(message, Collect):
            return [*self.queries]
        return sorted((message.numbers & self.queries.keys()) - self.results.keys())

    def _list_jobs(self) -> tuple[Job, ...]:
        return tuple(
            Job(
                number,
                query,
                self.definitions.get(number, Catalog()),
                tuple(sorted(self.faults.get(number, {}).items())),
            )
            for number, query in self.queries.items()
        )

    def _start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            [sys.executable, "-m", "seamscope.lineage.batch.worker", str(self.seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.inbox = queue.Queue()
        threading.Thread(target=_forward, args=(self.process, self.inbox), daemon=True).start()
        with contextlib.suppress(queue.Empty):  # a busy machine may start it later
            self.inbox.get(timeout=START_LIMIT)

    def _exchange(self, message: Message, position: Position) -> Position:
        """Send a request, store the answers, and return the last position the worker reported."""
        if self.process is None or self.process.stdin is None:
            raise _WorkerLostError(position, KILLED)
        try:
            send(self.process.stdin, message)
        except OSError:
            raise _WorkerLostError(position, self._reason()) from None
        while (answer := self._receive_answer(position)) != Finished():
            match answer:
                case Position():
                    position = answer
                case Definitions(number=number, catalog=catalog):
                    self.definitions[number] = catalog
                case Result(number=number, result=result):
                    self.results[number] = result
                case Lookups(number=number, lookups=lookups):
                    self.lookups[number] = lookups
                case _:
                    raise _WorkerLostError(position, self._reason())
        return position

    def _receive_answer(self, position: Position) -> Message | None:
        try:
            return self.inbox.get(timeout=self.seconds * PATIENCE)
        except queue.Empty:
            raise _WorkerLostError(position, STALLED) from None

    def _reason(self) -> str:
        """Return the reason why the worker stopped: it used up its CPU time, or was killed."""
        if self.process is None:
            return KILLED
        try:
            code = self.process.wait(timeout=START_LIMIT)
        except subprocess.TimeoutExpired:
            return KILLED
        return STALLED if was_ended(code) else KILLED

    def _recover(self, lost: "_WorkerLostError") -> None:
        """Stop the lost worker, and exclude the statement on which it failed.

        If the worker did not report every statement, it is unknown which one failed. Then the next
        worker reports every statement. After MAX_RESTARTS, the remaining queries are skipped.
        """
        self.stop()
        self.restarts += 1
        number, statement = lost.position
        if self.restarts > MAX_RESTARTS:
            for index in [index for index in self.queries if index not in self.results]:
                self.results[index] = skip_query(self.queries[index], lost.reason)
            self.queries = {i: q for i, q in self.queries.items() if i not in self.results}
        elif self.careful and number in self.queries:
            self.faults.setdefault(number, {})[statement] = lost.reason
        self.careful = True


def estimate_cost(text: str) -> Cost:
    """Estimate the costs of splitting and analysing SQL from its length, lines and keywords."""
    capitals = text.upper()
    splitting = len(text) + LINE_COST * text.count("\n")
    return splitting, STATEMENT_COST * sum(capitals.count(word) for word in WORDS)


def _add(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1]


def _choose_share(costs: Sequence[Cost], cost: Cost) -> int:
    """Return the index of the share that should get a query, so that all workers finish soonest.

    All workers split their queries before any worker analyses them. So the total time is the
    largest cost of splitting plus the largest cost of analysing.

    costs: costs of the queries that each share already has.
    """

    def total_time(share: int) -> tuple[int, int]:
        after = [_add(old, cost) if i == share else old for i, old in enumerate(costs)]
        return max(split for split, _ in after) + max(rest for _, rest in after), sum(after[share])

    return min(range(len(costs)), key=total_time)


class _WorkerLostError(Exception):
    """Raised when a worker died or stopped answering.

    position: the last position that it reported.
    """

    def __init__(self, position: Position, reason: str) -> None:
        super().__init__(reason)
        self.position = position
        self.reason = reason


def _forward(process: subprocess.Popen[bytes], inbox: "queue.Queue[Message | None]") -> None:
    """Put the answers of a worker into its inbox, and None when the worker has ended."""
    with contextlib.suppress(OSError, ValueError):
        while process.stdout is not None and (message := receive(process.stdout)) is not None:
            inbox.put(message)
    inbox.put(None)


class Pool:
    """A group of workers that share the queries.

    seconds: CPU time limit of one statement.
    noted: whether to record what each query looks up.
    """

    def __init__(
        self,
        queries: Sequence[Query],
        jobs: int,
        *,
        seconds: float = TIME_LIMIT,
        noted: bool = False,
    ) -> None:
        shares: list[dict[int, Query]] = [{} for _ in range(max(1, min(jobs, len(queries))))]
        totals = [(0, 0)] * len(shares)
        costs = [estimate_cost(query.text) for query in queries]
        for number in sorted(range(len(queries)), key=lambda number: -sum(costs[number])):
            share = _choose_share(totals, costs[number])
            shares[share][number] = queries[number]
            totals[share] = _add(totals[share], costs[number])
        self.shares = [
            Share({number: share[number] for number in sorted(share)}, seconds, noted)
            for share in shares
        ]

    def collect_definitions(self, base: Catalog) -> dict[int, Catalog]:
        """Return the definitions of each query, such as tables and routines, by its number."""
        self._request(Collect(base))
        return {n: catalog for share in self.shares for n, catalog in share.definitions.items()}

    def execute(
        self, base: Catalog, numbers: frozenset[int], changes: RoutineNames | None = None
    ) -> dict[int, ExecutionResult]:
        """Execute the queries with these numbers, and return their results by number.

        changes: the routines that have changed since the last time, None for the first time.
        """
        for share in self.shares:
            share.forget_results(numbers)
        self._request(Execute(base, numbers, changes))
        return {n: result for share in self.shares for n, result in share.results.items()}

    def list_lookups(self, number: int) -> frozenset[Lookup] | None:
        """Return the lookups of a query so far, None if they are not fully known.

        They are not if its worker was lost, because the next worker does not repeat all lookups.
        """
        for share in self.shares:
            if number in share.queries:
                return None if share.restarts else share.lookups.get(number)
        return None

    def stop(self) -> None:
        """End all worker processes."""
        for share in self.shares:
            share.stop()

    def _request(self, message: Collect | Execute) -> None:
        with ThreadPoolExecutor(len(self.shares)) as threads:
            for answered in [threads.submit(share.request, message) for share in self.shares]:
                answered.result()


@contextlib.contextmanager
def open_pool(
    queries: Sequence[Query], jobs: int, *, seconds: float = TIME_LIMIT
) -> Iterator[Pool]:
    """Open a pool for these queries; its processes are stopped at the end of the block."""
    pool = Pool(queries, jobs, seconds=seconds)
    try:
        yield pool
    finally:
        pool.stop()
