"""A worker process, which analyses a share of the queries; a crash costs only one statement.

`pool` starts it and communicates with it over standard input and output.
"""

import sys
import time
from typing import IO

from seamscope.collection import skip_full_collections
from seamscope.lineage.batch.cpu import end_after
from seamscope.lineage.batch.lookups import Lookup, note_lookups
from seamscope.lineage.batch.protocol import (
    Collect,
    Definitions,
    Execute,
    Finished,
    Load,
    Lookups,
    Position,
    Result,
    receive,
    send,
)
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.parsing.dialects import silence_parser_log
from seamscope.lineage.script.interpreter import Interpreter

HEARTBEAT = 0.2  # seconds between two reported positions, unless the worker is careful


class Worker:
    """Answers the requests of the pool; keeps an interpreter for each query between requests.

    careful: whether to report the position before every statement.
    """

    def __init__(self, output: IO[bytes], seconds: float) -> None:
        self.output = output
        self.seconds = seconds  # CPU time limit of one statement
        self.interpreters: dict[int, Interpreter] = {}
        self.careful = False
        self.notes: dict[int, set[Lookup]] | None = None  # lookups by query, if they are recorded
        self.last_sent = time.monotonic()

    def serve(self, requests: IO[bytes]) -> None:
        """Answer requests until the pool closes the stream."""
        while (message := receive(requests)) is not None:
            end_after(self.seconds)
            match message:
                case Load():
                    self.load(message)
                case Collect():
                    self.collect_definitions(message.base)
                case Execute():
                    self.execute(message)
                case _:
                    pass
            send(self.output, Finished())

    def load(self, message: Load) -> None:
        """Split the queries into statements."""
        self.careful = message.careful
        self.notes = {job.number: set() for job in message.jobs} if message.noted else None
        for job in message.jobs:
            self.send_position(job.number, -1, always=True)
            interpreter = Interpreter(
                job.query,
                Catalog(),
                faults=dict(job.faults),
                on_statement=Reporter(self, job.number),
            )
            interpreter.own_catalog.absorb(job.definitions)
            self.interpreters[job.number] = interpreter

    def collect_definitions(self, base: Catalog) -> None:
        """Collect definitions, and send those of each query in which this round found new ones."""
        for number, interpreter in self.interpreters.items():
            if interpreter.is_collected:
                continue
            end_after(self.seconds)
            interpreter.use_catalog(self.record_lookups(base, number))
            if interpreter.collect_definitions():
                send(self.output, Definitions(number, interpreter.own_catalog))
            self.send_lookups(number)

    def execute(self, request: Execute) -> None:
        """Execute the queries with the numbers in the request, and send the result of each."""
        for number in sorted(request.numbers & self.interpreters.keys()):
            interpreter = self.interpreters[number]
            interpreter.use_catalog(self.record_lookups(request.base, number))
            self.send_position(number, 0)
            send(self.output, Result(number, interpreter.execute(request.changes)))
            self.send_lookups(number)
            interpreter.drop_trees()

    def record_lookups(self, base: Catalog, number: int) -> Catalog:
        """Return the catalog; if the pool asked for it, the catalog records the query's lookups."""
        return base if self.notes is None else note_lookups(base, self.notes[number])

    def send_lookups(self, number: int) -> None:
        """Send the lookups that a query has made so far, if lookups are recorded."""
        if self.notes is not None:
            send(self.output, Lookups(number, frozenset(self.notes[number])))

    def send_position(self, number: int, statement: int, *, always: bool = False) -> None:
        """Tell the pool which statement comes next.

        Send every position if `careful` or `always`, otherwise one each 0.2 s. Also restart the CPU
        timer, so that each statement may use the whole limit.
        """
        end_after(self.seconds)
        now = time.monotonic()
        if always or self.careful or now - self.last_sent > HEARTBEAT:
            self.last_sent = now
            send(self.output, Position(number, statement))


class Reporter:
    """Reports the progress of one query; the interpreter calls it before each statement."""

    def __init__(self, worker: Worker, number: int) -> None:
        self.worker = worker
        self.number = number

    def __call__(self, statement: int) -> None:
        """Tell the pool which statement comes next, so that it knows which one caused a crash."""
        self.worker.send_position(self.number, statement)


if __name__ == "__main__":
    silence_parser_log()
    send(sys.stdout.buffer, Finished())
    with skip_full_collections():
        Worker(sys.stdout.buffer, float(sys.argv[1])).serve(sys.stdin.buffer)
