"""A worker process: it analyses the queries of its share, so that a crash costs one statement.

It is started by `pool` and talks to it over standard input and output.
"""

import sys
import time
from typing import IO

from seamscope.lineage.batch.cpu import end_after
from seamscope.lineage.batch.protocol import (
    Collect,
    Definitions,
    Execute,
    Finished,
    Load,
    Position,
    Result,
    receive,
    send,
)
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.parsing.dialects import silence_parser_log
from seamscope.lineage.script.interpreter import Interpreter

HEARTBEAT = 0.2  # seconds between two positions, unless the worker is careful


class Worker:
    """Holds the interpreters of this process's queries across all rounds."""

    def __init__(self, output: IO[bytes], seconds: float) -> None:
        self.output = output
        self.seconds = seconds  # of CPU, for one statement
        self.interpreters: dict[int, Interpreter] = {}
        self.careful = False
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
                    self.execute(message.base, message.numbers)
                case _:
                    pass
            send(self.output, Finished())

    def load(self, message: Load) -> None:
        """Split the queries into statements."""
        self.careful = message.careful
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
        """Send what the queries define, for each that defines more than before."""
        for number, interpreter in self.interpreters.items():
            end_after(self.seconds)
            interpreter.use_catalog(base)
            if interpreter.collect_definitions():
                send(self.output, Definitions(number, interpreter.own_catalog))

    def execute(self, base: Catalog, numbers: frozenset[int]) -> None:
        """Send the results of the queries with these numbers."""
        for number in sorted(numbers & self.interpreters.keys()):
            interpreter = self.interpreters[number]
            interpreter.use_catalog(base)
            self.send_position(number, 0)
            send(self.output, Result(number, interpreter.execute()))
            interpreter.drop_trees()

    def send_position(self, number: int, statement: int, *, always: bool = False) -> None:
        """Send the position: for each statement if the worker is careful, else now and then.

        The statement has all of the CPU time to itself.
        """
        end_after(self.seconds)
        now = time.monotonic()
        if always or self.careful or now - self.last_sent > HEARTBEAT:
            self.last_sent = now
            send(self.output, Position(number, statement))


class Reporter:
    """Sends the position in one query; an interpreter calls it before each statement."""

    def __init__(self, worker: Worker, number: int) -> None:
        self.worker = worker
        self.number = number

    def __call__(self, statement: int) -> None:
        """Send the index of the next statement."""
        self.worker.send_position(self.number, statement)


if __name__ == "__main__":
    silence_parser_log()
    send(sys.stdout.buffer, Finished())
    Worker(sys.stdout.buffer, float(sys.argv[1])).serve(sys.stdin.buffer)
