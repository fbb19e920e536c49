"""A process of its own that reads SQL: what kills it costs a statement, not the run.

Speaks over its standard streams in messages of a length and a pickle; started by `pool`.
"""

import pickle
import struct
import sys
import time
from typing import IO

from seamscope.lineage.batch.messages import At, Done, End, Learn, Learned, Message, Take, Trace
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.parsing.dialects import silence_parser_log
from seamscope.lineage.script.interpreter import Interpreter
from seamscope.lineage.script.learning import learn

BEAT = 0.2  # seconds between signs of life


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack("<Q", len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """Read one message, None at the end or if it is cut off."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    data = stream.read(struct.unpack("<Q", head)[0])
    try:
        made: Message = pickle.loads(data)  # noqa: S301 (from the process that started this one)
    except (EOFError, pickle.UnpicklingError):
        return None
    return made


class Worker:
    """Keeps the readers of its share of the queries between the rounds."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.readers: dict[int, Interpreter] = {}
        self.careful = False
        self.said = time.monotonic()

    def serve(self, inbox: IO[bytes]) -> None:
        """Do what is asked until the other side goes."""
        while (message := receive(inbox)) is not None:
            match message:
                case Take():
                    self.take(message)
                case Learn():
                    self.learn(message.base)
                case Trace():
                    self.trace(message.base, message.numbers)
                case _:
                    pass
            send(self.out, End())

    def take(self, message: Take) -> None:
        """Cut the texts into statements."""
        self.careful = message.careful
        for job in message.jobs:
            self.at(job.number, -1, sure=True)
            beat = Beat(self, job.number)
            reader = Interpreter(job.query, Catalog(), faults=dict(job.faults), alive=beat)
            reader.own.absorb(job.own)
            self.readers[job.number] = reader

    def learn(self, base: Catalog) -> None:
        """Learn what the texts define, given what all of them defined so far."""
        for number, reader in self.readers.items():
            reader.see(base)
            if learn(reader):
                send(self.out, Learned(number, reader.own))

    def trace(self, base: Catalog, numbers: frozenset[int]) -> None:
        """Send the records of every text."""
        for number in sorted(numbers & self.readers.keys()):
            reader = self.readers[number]
            reader.see(base)
            self.at(number, 0)
            send(self.out, Done(number, reader.result()))
            reader.forget()

    def at(self, number: int, piece: int, *, sure: bool = False) -> None:
        """Say where the work stands: each step if careful, else now and then."""
        now = time.monotonic()
        if sure or self.careful or now - self.said > BEAT:
            self.said = now
            send(self.out, At(number, piece))


class Beat:
    """Says at which statement of a text the worker is."""

    def __init__(self, worker: Worker, number: int) -> None:
        self.worker = worker
        self.number = number

    def __call__(self, piece: int) -> None:
        """Tell the pool that this statement is next."""
        self.worker.at(self.number, piece)


if __name__ == "__main__":
    silence_parser_log()
    send(sys.stdout.buffer, End())  # ready
    Worker(sys.stdout.buffer).serve(sys.stdin.buffer)
