"""Engines that run tasks in this process, but serialise them as for a cluster."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from seamscope.engine import Task
from seamscope.engine.pickling import dump, load
from seamscope.lineage.batch.remote_workers import StepResult

Result = TypeVar("Result")


@dataclass(slots=True)
class Sending:
    """Run each task in this process, with its arguments and its result serialised and read again.

    names: names of the tasks' functions.
    keys: keys of the tasks.
    """

    processes: int = 3
    notes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)

    @property
    def is_remote(self) -> bool:
        return True

    def run(self, tasks: Iterable[Task[Result]]) -> Iterator[Result]:
        for task in tasks:
            self.names.append(task.function.__name__)
            self.keys.append(task.key)
            arguments = dump(task.arguments)
            shared = [dump(one.value) for one in task.shared]
            sent = load(arguments)
            assert isinstance(sent, tuple)
            answer = dump(task.function(*sent, *map(load, shared)))
            result: Result = load(answer)  # type: ignore[assignment]
            yield result


@dataclass(slots=True)
class Noting(Sending):
    """Record the keys of tasks without running them, and return empty results."""

    def run(self, tasks: Iterable[Task[Result]]) -> Iterator[Result]:
        for task in tasks:
            self.keys.append(task.key)
            nothing = StepResult(definitions={}, results={}, lookups={}, faults={}, is_lost=False)
            yield nothing  # type: ignore[misc]
